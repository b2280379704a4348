/**
 * The learner's edits, so that each can be taken back and done again. An edit is what one gesture sent. Most are taken
 * back by the commands that put the old values there, and touch nothing else; those that begin a session anew, by
 * leaving for the session as it was. No DOM in here.
 */

/** @import { Command, CommandType, State } from "./types.js" */
import { flatIndex } from "./edits.js";
import { coalesceKey } from "./journal.js";

/** @typedef {{ type: CommandType, [field: string]: unknown }} Said A command without its id. */
/** @typedef {{ journal: import("./journal.js").Kept, origin: import("./session.js").Origin | null }} Whole */
/**
 * @typedef {object} Edit
 * @property {(Said | Whole)[]} back What takes it back, in order.
 * @property {(Said | Whole)[]} forth What does it again.
 * @property {number[]} times The steps at which it was done, taken back, done again, ...: at step t it is in effect if
 *   an odd number of them are not after t. UNKNOWN until the engine has said. A session begun anew knows no steps
 *   before it: [0] in effect, [] not.
 */
/**
 * @typedef {object} Hands
 * @property {(said: Said) => number} send Returns the command's id.
 * @property {() => Whole} whole The session as it is.
 * @property {(whole: Whole) => void} restore
 * @property {() => number} gesture
 * @property {() => Command[]} unanswered
 */

const MOST = 100;
const MOST_LETTERS = 1_000_000;
const UNKNOWN = -1;
/** Parts of the config that decide nothing about the parameters. */
const LIGHT = new Set(["loss", "penalty", "optimizer", "batch_size", "test_fraction"]);
const OF_SAMPLES = new Set(["move_point", "add_point", "remove_point", "relabel", "set_points"]);

/** Edits that the page shows before the engine has answered, so that their outcome is known. */
const FORESEEN = new Set([...OF_SAMPLES, "set_param", "nudge"]);

/** The commands that give what an edit changes the values it has in a state. @type {Record<string, (fields: any, state: State) => Said>} */
const VALUES = {
  move_point: ({ index }, { points }) => ({ type: "move_point", index, point: [...points.subarray(2 * index, 2 * index + 2)] }),
  relabel: ({ index }, { labels, targets }) => ({ type: "relabel", index, label: (targets ?? labels)[index] }),
  add_point: (_, state) => samples(state),
  remove_point: (_, state) => samples(state),
  set_points: (_, state) => samples(state),
  set_param: ({ name, index }, { params, layout }) => ({ type: "set_param", name, index, value: params[flatIndex(layout, name, index)] }),
  nudge: (fields, state) => VALUES.set_param(fields, state),
  set_params: (_, state) => ({ type: "set_params", params: parameters(state) }),
  configure: ({ changes }, { config }) => ({
    type: "configure", changes: Object.fromEntries(Object.keys(changes).map((key) => [key, /** @type {any} */ (config)?.[key]])),
  }),
};

/** @param {State} state @returns {Said} */
function samples({ points, labels, targets, classes }) {
  const rows = Array.from({ length: points.length / 2 }, (_, i) => [...points.subarray(2 * i, 2 * i + 2)]);
  if (targets) return { type: "set_points", points: rows, labels: [...targets] };
  return { type: "set_points", points: rows, labels: [...labels], classes };
}

/** @param {State} state */
function parameters({ params, layout }) {
  return Object.fromEntries(layout.map(({ name, shape: [rows, width], offset }) => {
    const row = (/** @type {number} */ from, /** @type {number} */ size) => [...params.subarray(from, from + size)];
    const value = width === undefined ? row(offset, rows) : Array.from({ length: rows }, (_, r) => row(offset + r * width, width));
    return [name, value];
  }));
}

/** Whether an edit begins anew: only the session as it was can take it back. @param {Said} said @param {State} state */
function heavy({ type, changes, classes, labels }, state) {
  if (type === "start" || type === "randomize") return true;
  if (type === "configure") return !Object.keys(Object(changes)).every((key) => LIGHT.has(key));
  if (type !== "set_points") return false;
  return !state.targets && (classes ?? Math.max(...Object(labels)) + 1) !== state.classes;
}

/** Edits of the same thing. @param {Said} said */
const thing = (said) => `${said.type === "nudge" ? "set_param" : said.type} ${said.name} ${said.index} ${coalesceKey(/** @type {any} */ (said))}`;

export class Undo {
  /** @type {Edit[]} The oldest first; `done` of them are in effect, the others can be done again. */ #edits = [];
  #done = 0;
  /** The gesture that the newest edit belongs to. */ #gesture = -1;
  /** What each thing of the newest edit has become. @type {Map<string, Said>} */ #became = new Map();
  /** Edits whose step the engine has not said yet, by command. @type {Map<number, Edit>} */ #unsaid = new Map();

  /** @param {Hands} hands @param {unknown} [kept] What an earlier life of this tab left. */
  constructor(hands, kept) {
    this.hands = hands;
    const { edits, done } = /** @type {any} */ (kept ?? {});
    if (!Array.isArray(edits) || !edits.every(readable) || !Number.isInteger(done)) return;
    this.#edits = edits;
    this.#done = Math.min(Math.max(done, 0), edits.length);
  }

  get undoable() {
    return this.#done > 0;
  }

  get redoable() {
    return this.#done < this.#edits.length;
  }

  /**
   * Send an edit, and remember what it changes.
   * @param {Said} said
   * @param {() => State} state With the edits that the engine has not answered yet.
   * @param {() => number} send
   */
  record(said, state, send) {
    const begins = heavy(said, state());
    if (!begins && !VALUES[said.type]) return send();
    const edit = this.#current();
    const key = thing(said);
    const whole = edit.back.some((act) => "journal" in act);
    if (!whole && begins) edit.back.unshift(this.hands.whole());
    else if (!whole && !this.#became.has(key)) edit.back.unshift(this.#before(said, state()));
    const id = send();
    const became = begins || !FORESEEN.has(said.type) ? said : VALUES[said.type](said, state());
    this.#became.set(key, became);
    edit.forth = [...this.#became.values()];
    this.#unsaid.set(id, edit);
    return id;
  }

  /** Samples that a data set's name says go back to that name. @param {Said} said @param {State} state @returns {Said} */
  #before(said, state) {
    const data = state.config?.data;
    const named = data?.name && !this.hands.unanswered().some(({ type }) => OF_SAMPLES.has(type));
    if (!OF_SAMPLES.has(said.type) || !named) return VALUES[said.type](said, state);
    const { start } = /** @type {any} */ (state.config);
    return { type: "configure", changes: { data, start } };
  }

  /** The edit of this gesture. What could be done again is gone with a new one. */
  #current() {
    const gesture = this.hands.gesture();
    if (gesture === this.#gesture) return this.#edits[this.#done - 1];
    this.#gesture = gesture;
    this.#became = new Map();
    this.#edits = [...this.#edits.slice(0, this.#done), { back: [], forth: [], times: [UNKNOWN] }];
    this.#done += 1;
    this.#forgetOldest();
    return this.#edits[this.#done - 1];
  }

  #forgetOldest() {
    const letters = this.#edits.map((edit) => JSON.stringify(edit).length);
    let sum = letters.reduce((a, b) => a + b, 0);
    while (this.#edits.length > MOST || (sum > MOST_LETTERS && this.#edits.length > 1)) {
      sum -= letters.shift() ?? 0;
      this.#edits.shift();
      this.#done -= 1;
    }
  }

  undo() {
    if (!this.undoable) return;
    this.#done -= 1;
    const edit = this.#edits[this.#done];
    if (edit.back.some((act) => "journal" in act)) edit.forth = [this.hands.whole()];
    this.#play(edit, edit.back);
  }

  redo() {
    if (!this.redoable) return;
    this.#done += 1;
    const edit = this.#edits[this.#done - 1];
    this.#play(edit, edit.forth);
  }

  /** @param {Edit} edit @param {(Said | Whole)[]} acts */
  #play(edit, acts) {
    this.#gesture = -1;
    if (!edit.back.some((act) => "journal" in act)) edit.times = [...edit.times, UNKNOWN];
    else edit.times = edit.times.length ? [] : [0];
    for (const act of acts) {
      if ("journal" in act) this.hands.restore(/** @type {Whole} */ (act));
      else this.#unsaid.set(this.hands.send(act), edit);
    }
  }

  /** The engine has carried out a command. @param {number} id @param {number} at @param {boolean} begins */
  applied(id, at, begins) {
    if (begins) for (const edit of this.#edits.slice(0, this.#done)) edit.times = [0];
    const edit = this.#unsaid.get(id);
    this.#unsaid.delete(id);
    if (edit?.times.at(-1) === UNKNOWN) edit.times = [...edit.times.slice(0, -1), at];
  }

  /** A refused edit is none. @param {number} id */
  refused(id) {
    const edit = this.#unsaid.get(id);
    this.#unsaid.delete(id);
    const at = edit?.times.at(-1) === UNKNOWN ? this.#edits.indexOf(edit) : -1;
    if (at < 0) return;
    this.#edits = this.#edits.filter((one) => one !== edit);
    if (at < this.#done) this.#done -= 1;
    this.#gesture = -1;
  }

  /** Edits after the step gone back to are no longer in effect: they can be done again. @param {number} iteration */
  wentBack(iteration) {
    for (const edit of this.#edits) edit.times = edit.times.filter((time) => time <= iteration);
    const first = this.#edits.findIndex(({ times }) => times.length % 2 === 0);
    this.#done = first < 0 ? this.#edits.length : first;
    this.#gesture = -1;
  }

  /** Another session: nothing of this one can be taken back. */
  forget() {
    this.#edits = [];
    this.#done = 0;
    this.#gesture = -1;
  }

  toJSON() {
    return { edits: this.#edits, done: this.#done };
  }
}

/** @param {any} edit */
const readable = (edit) => [edit?.back, edit?.forth, edit?.times].every(Array.isArray);
