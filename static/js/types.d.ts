/** The words the page's modules share. n samples, d inputs, k classes, P parameters. */

export type Connection = "connecting" | "live" | "reconnecting" | "lost";
export type Language = "pt-BR" | "en";
export type Theme = "light" | "dark";
export type Range = [low: number, high: number];

/** A square of the plane: its centre and half its side. */
export interface Viewport {
  x: number;
  y: number;
  half: number;
}

/** One block of the flat parameter vector: "W0" is k × d row-major at `offset`. */
export interface Block {
  name: string;
  shape: number[];
  offset: number;
}

/** A member of a family with its settings, or just its name. */
export type Member = { name: string } & Record<string, Json>;
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export interface Config {
  data: Record<string, Json>;
  features: string[];
  test_fraction: number;
  hidden: Record<string, Json>[];
  output: Record<string, Json>;
  loss: Member;
  penalty: Record<string, Json>;
  optimizer: Member;
  initializer: Member;
  batch_size: number | null;
  seed: number;
  /** Of the data and their split. */
  data_seed: number;
}

/** A setting as the engine's schema declares it. */
export interface Setting {
  name: string;
  kind: "number" | "integer" | "choice" | "flag";
  default: Json;
  low?: number | null;
  high?: number | null;
  low_open?: boolean;
  high_open?: boolean;
  slider?: Range | null;
  scale?: "linear" | "log";
  step?: number | null;
  choices?: string[] | null;
}

export interface SchemaMember {
  name: string;
  settings: Setting[];
  [trait: string]: unknown;
}

export interface Schema {
  version: number;
  families: Record<string, SchemaMember[]>;
  /** The settings of a hidden layer, and of the experiment as a whole. */
  layer: SchemaMember;
  training: SchemaMember;
}

/** One exact convex polygon: where `class` wins by at least the margin (or probability) of `band`. */
export interface Region {
  class: number;
  band: number;
  vertices: Float32Array;
}

/** Class and confidence (0 to 31, or 0 to 255 with many classes) at size × size cells; row 0 is the top. */
export interface Grid {
  size: number;
  classes: Uint8Array;
  confidence: Uint8Array;
}

export interface Totals {
  data: number;
  penalty: number;
  total: number;
  accuracy: number;
  testLoss: number;
  testAccuracy: number;
}

export interface Curve {
  iteration: number[];
  total: number[];
  data: number[];
  /** The data loss of the test samples, NaN where there are none. */
  test: number[];
}

/** A course that training took: its own past from a fork on, its parent's before. */
export interface Branch {
  id: number;
  /** null until somebody names it. */
  name: string | null;
  parent: number | null;
  /** The step of the fork. */
  at: number;
  /** The newest step, as the server told it last. */
  tip: number;
  /** The step at which it was left. */
  left: number;
  /** The steps at which something was edited. */
  edits: number[];
}

/** What was done where a branch begins: "samples", "parameters", "reset", "randomize", or a setting by its path. */
export interface Change {
  what: string;
  from?: Json;
  to?: Json;
}

/** Square maps of `size` × `size` bytes, row 0 the top; the numbers mean what docs/protocol.md says of their section. */
export interface Maps {
  size: number;
  maps: Uint8Array[];
}

/** The grid lines of the window as two hidden units send them: `count` lines of `per` points (u, v) each. */
export interface Warp {
  lines: Float32Array;
  count: number;
  per: number;
}

/** How many of some numbers lie in each of the equal parts from `low` to `high`. */
export interface Histogram {
  low: number;
  high: number;
  counts: Float32Array;
}

/** Why something was refused. `code` and `args` let the page say it in its own language. */
export interface Refusal {
  field: string;
  code: string;
  value: unknown;
  args: Record<string, Json>;
  message?: string;
  rule?: string;
}

export interface Divergence {
  iteration: number;
  quantity: string;
  /** The step with the smallest total of those kept. */
  best: number;
  /** The step size. */
  rate: number;
  /** The step size from which on training grows without end, where the engine knows one. */
  limit: number | null;
  /** Whether the limit holds everywhere, or was estimated at `best`. */
  exact: boolean;
  /** What the step size is too large for, if it is. */
  cause: "penalty" | "curvature" | null;
  /** The optimiser measures each step by the gradients: no curvature limits it. */
  adaptive: boolean;
}

/** What a gradient check found; docs/protocol.md says what each field means. */
export interface Checked {
  iteration: number;
  passed: boolean;
  max_relative_error: number | null;
  where: { name: string; index: number[] } | null;
  count: number;
  kinks: { name: string; index: number[]; place: string; point: number; unit: number }[];
  kink_count: number;
  excused: number;
  inconsistent: string[];
  surrogate: number[];
}

/** The last gradient check asked for. */
export interface Check {
  id: number;
  /** null while it is under way. */
  result: Checked | null;
  /** Edits asked for since, which the engine may still refuse. */
  edits: number[];
  /** Whether one was made. */
  changed: boolean;
}

/** Work that takes long: updates made and wanted. */
export interface Progress {
  done: number;
  of: number;
  /** A gradient check: its parameters are counted. */
  checks: boolean;
  /** False while what was seen before is repeated. */
  cancellable: boolean;
}

/** One number of the page, as the engine is asked for it. Layers from 0, the output the last; indexes as in the matrix. */
export type Quantity =
  | { kind: "score"; point: number; unit: number }
  | { kind: "z" | "activation" | "delta"; layer: number; unit: number; point: number }
  | { kind: "loss"; point: number }
  | { kind: "data_loss" | "penalty" | "total" }
  | { kind: "gradient" | "next" | "parameter"; name: string; index: number[] };

/** What is added up: the product of the factors, where there are any; `point` is the sample that it comes from. */
export interface Term {
  code: string;
  args: Record<string, Json>;
  factors: number[];
  value: number;
  active: boolean;
  point: number | null;
}

/** What is done with the number so far, and what comes out. */
export interface Operation {
  code: string;
  operand: number | null;
  args: Record<string, Json>;
  value: number;
}

/** A number's arithmetic with the values of now (docs/protocol.md). */
export interface Receipt {
  quantity: Quantity | Record<string, Json>;
  terms: Term[];
  /** The terms beyond the largest, added up. */
  rest: { count: number; value: number } | null;
  sum: number;
  operations: Operation[];
  value: number;
  parts: Receipt[];
  next: Receipt | null;
}

/** What the losses are made of. */
export interface Losses {
  data: number;
  penalty: number;
  total: number;
}

/** What one update did (docs/protocol.md). */
export interface Stepped {
  iteration: number;
  before: Losses;
  after: Losses;
  changed: number;
  /** The largest first. */
  changes: { name: string; index: number[]; from: number; to: number }[];
  /** The sample whose own gradient was the longest. */
  pulled: { point: number; share: number } | null;
}

/** What the engine said of an answer. */
export interface Answered {
  id: number;
  quantity: Quantity;
  right: boolean;
  /** Only of a right one. */
  value: number | null;
}

export interface Notice {
  bad?: boolean;
  key: string;
  args?: Record<string, string | number>;
}

/** Hidden numbers (see masks.js): asked of the learner, or bet on. */
export type Masks = Record<string, "ask" | "bet">;

export interface Ui {
  lang: Language;
  theme: Theme;
  projector: boolean;
  /** Whether the loss is drawn over powers of ten. */
  logLoss: boolean;
  /** Updates a second; null is as fast as it goes. */
  speed: number | null;
  /** The sample under the pointer or the keyboard, or -1. */
  hover: number;
  /** The sample that the keyboard is on, or -1. */
  selected: number;
  /** The class of the next point placed. */
  newClass: number;
  /** The number whose arithmetic is open, or null. */
  open: Quantity | null;
  /** The hidden layer, from 0, and its two units whose plane is shown. */
  warp: { layer: number; i: number; j: number };
  /** Whether the plane shows how sure the model is, or the classes alone. */
  soft: boolean;
  /** The hidden unit shown large on the plane, counted over all layers, or -1. */
  unit: number;
  /** The weight under the pointer or the keyboard, or null. */
  edge: { name: string; index: number[] } | null;
  masks: Masks;
  /** Whether a press on a number hides it. */
  hiding: boolean;
  /** Whether an update is bet on before it is made. */
  predict: boolean;
  /** Whether dragging over the plane sprays samples. */
  brush: boolean;
}

export interface State {
  connection: Connection;
  /** How many times the page has tried to come back since the connection went. */
  attempt: number;
  /** True while what is shown waits for the engine: an edit it has not answered, or no connection. */
  waiting: boolean;
  config: Config | null;
  layout: Block[];
  classes: number;
  /** The data's own window. */
  view: Range;
  /** The part of the plane that the learner chose to see; null follows the data. */
  viewport: Viewport | null;
  loss: Record<string, Json>;
  /** n × 2, row-major, the learner's own unanswered edits included. */
  points: Float64Array;
  labels: Int32Array;
  /** n × m regression targets, or null. */
  targets: Float64Array | null;
  /** P values, flat, in the order of `layout`. */
  params: Float64Array;
  grads: Float64Array;
  /** n × k */
  scores: Float64Array;
  losses: Float64Array;
  /** n × k, 1 where that score violates a margin. */
  margins: Uint8Array;
  predicted: Uint8Array;
  /** n × k, ∂L_i/∂s_k of each sample alone; NaN for the test samples. */
  slopes: Float64Array;
  regions: Region[];
  grid: Grid | null;
  /** What the grid, the boundary and the fitted curve cover: low and high of x1, then of x2. */
  gridView: Float64Array;
  /** s × 4: pieces (x, y, x, y) of the decision boundary in parts of the window, y up. */
  segments: Float32Array;
  /** One for every hidden unit, layer by layer; 128 is 0. */
  unitMaps: Maps | null;
  /** One for every input feature, then one for every output. */
  endMaps: Maps | null;
  warp: Warp | null;
  /** n × 2: the samples as the two chosen hidden units send them. */
  warped: Float32Array;
  /** Only where the two units are all that the output reads. */
  warpedRegions: Region[];
  /** `[lowU, highU, lowV, highV]`, or empty. */
  warpedView: number[];
  /** `[layer][weights, gradients, activations]`, the output being the last layer. */
  histograms: Histogram[][] | null;
  /** m × outputs, at the centres of m equal parts of the window; empty unless asked for. */
  fitted: Float32Array;
  /** Who took part in the iteration just made: 1 for every active hidden unit; empty where that is not known. */
  mask: Uint8Array;
  batch: Int32Array;
  /** The training samples in the order of this epoch; the batch is a part of it. */
  order: Int32Array;
  totals: Totals;
  iteration: number;
  epoch: number;
  playing: boolean;
  /** True when the tables belong to exactly this iteration. */
  exact: boolean;
  diverged: Divergence | null;
  /** The update just made by hand; null once anything else has happened. */
  stepped: Stepped | null;
  /** The last answer to a hidden number that the engine has judged. */
  answered: Answered | null;
  progress: Progress | null;
  check: Check | null;
  refusal: Refusal | null;
  /** The command that was refused last, or cancelled. */
  refused: number;
  notice: Notice | null;
  /** The arithmetic of `ui.open` as last heard of; "gone" where there is no such number any more. */
  receipt: Receipt | "gone" | null;
  /** Every step seen of the current branch, also those ahead of a step that was gone back to. */
  curve: Curve;
  /** The steps at which something was edited. */
  ticks: number[];
  branches: Branch[];
  /** The current branch; 0 before the server has told of any. */
  branch: number;
  /** Of the other branches, as far as they were seen. */
  curves: Record<number, Curve>;
  /** The branches whose curves are drawn beside the current one. */
  overlaid: number[];
  /** What was done at the fork of a branch, where it was seen. */
  changed: Record<number, Change[]>;
  /** The first step that can be gone back to. */
  earliest: number;
  /** Whether there is an edit to take back, and one to do again. */
  undoable: boolean;
  redoable: boolean;
  ui: Ui;
}

export interface Store {
  get(): State;
  /** Merge the patch. Subscribers hear of it at the next flush. */
  set(patch: Partial<State>): void;
  /** Call `fn(state)` after any of `keys` changed, at most once a flush. Returns the way to stop. */
  subscribe(keys: (keyof State)[], fn: (state: State) => void): () => void;
  /** Call the subscribers of what changed since the last flush, now. */
  flush(): void;
}

export type CommandType =
  | "start" | "resume" | "configure" | "set_param" | "nudge" | "set_params" | "move_point" | "add_point"
  | "remove_point" | "relabel" | "set_points" | "step" | "epoch" | "play" | "pause" | "back" | "goto" | "reset" | "randomize"
  | "fork" | "switch" | "rename" | "drop"
  | "subscribe" | "ping" | "answer" | "check";

export interface Command {
  id: number;
  type: CommandType;
  [field: string]: unknown;
}

export interface Subscription {
  tables: boolean;
  regions: boolean;
  grid: number;
  units: number;
  /** A hidden layer, from 0, and two of its units; null for no warped plane. */
  warp: [layer: number, i: number, j: number] | null;
  histograms: boolean;
  /** Positions of the fitted curve of a regression over x1, 0 for none. */
  curve: number;
  /** The number whose arithmetic comes with every exact frame. */
  explain?: Quantity | null;
  /** A window, `[low, high]` of both inputs or of one after the other; null for the data's own. */
  view: Range | [number, number, number, number] | null;
}

/** The one door for changes: what panels and scenes may do. */
export interface Actions {
  /** Send a command of the wire, e.g. `send("move_point", { index: 3, point: [0.1, 0.2] })`. Returns its id. */
  send(type: CommandType, fields?: Record<string, unknown>): number;
  /** Say which sections this scene draws; an unseen panel costs nothing. */
  subscribe(wanted: Partial<Subscription>): void;
  /** Merge into `state.ui`; language, theme and projector are remembered on the device. */
  ui(patch: Partial<Ui>): void;
  /** Try the connection again now. */
  retry(): void;
  /** A link that reopens exactly this; null where it would be longer than a page reads. */
  link(): string | null;
  /** End the training that was asked for and takes long. */
  cancel(): void;
  /** Take the last edit back. */
  undo(): void;
  /** Do again what was taken back last. */
  redo(): void;
}

export type Translate = (key: string, args?: Record<string, string | number>) => string;

/** What a scene is mounted with: `export function mount(root, { store, actions, t, schema })`. */
export interface Context {
  store: Store;
  actions: Actions;
  t: Translate;
  schema: Schema;
}

export interface Section {
  id: number;
  dtype: number;
  rows: number;
  cols: number;
  data: Float64Array | Float32Array | Uint8Array | Uint16Array | Int32Array | string;
}

export interface Frame {
  seq: number;
  ack: number;
  iteration: number;
  time: number;
  playing: boolean;
  exact: boolean;
  diverged: boolean;
  epoch: number;
  n: number;
  k: number;
  dataRevision: number;
  sections: Map<number, Section>;
}
