/** What the page knows of its session: frames and events of the stream in, patches of the state out. */

/** @import { Block, Command, Config, Frame, State } from "./types.js" */
import { found, made, refused } from "./checking.js";
import { joined, within } from "./contour.js";
import { Branches } from "./branches.js";
import { reached } from "./curve.js";
import { withEdits } from "./edits.js";
import { gridOf, histogramsOf, mapsOf, receiptOf, regionsOf, SECTION, warpedRegionsOf, warpOf } from "./protocol.js";

/** @typedef {import("./edits.js").Tables} Tables */

/** Commands that begin a past of their own. */
export const BEGINNINGS = new Set(["start", "reset", "randomize"]);
/** Reasons for the server's goodbye that a person should know. */
const WORTH_SAYING = new Set(["full", "failed"]);

/** Sections that are taken over as they are. @type {Record<number, keyof State>} */
const PLAIN = {
  [SECTION.params]: "params",
  [SECTION.gradients]: "grads",
  [SECTION.scores]: "scores",
  [SECTION.losses]: "losses",
  [SECTION.predicted]: "predicted",
  [SECTION.margins]: "margins",
  [SECTION.points]: "points",
  [SECTION.labels]: "labels",
  [SECTION.targets]: "targets",
  [SECTION.warped]: "warped",
  [SECTION.fitted]: "fitted",
  [SECTION.mask]: "mask",
  [SECTION.order]: "order",
  [SECTION.view]: "gridView",
  [SECTION.batch]: "batch",
  [SECTION.slopes]: "slopes",
};

/** What samples of the other task would have: nothing of the ones before stays. */
const UNTOLD = Object.freeze({ labels: new Int32Array(), targets: null, predicted: new Uint8Array() });

/** Sections that are taken apart first. @type {Record<number, [keyof State, (section: any) => unknown]>} */
const APART = {
  [SECTION.totals]: ["totals", ({ data }) => named(data)],
  [SECTION.unitMaps]: ["unitMaps", mapsOf],
  [SECTION.endMaps]: ["endMaps", mapsOf],
  [SECTION.warp]: ["warp", warpOf],
  [SECTION.warpedView]: ["warpedView", ({ data }) => [...data]],
  [SECTION.histograms]: ["histograms", histogramsOf],
  [SECTION.receipt]: ["receipt", receiptOf],
};

/** @typedef {{ params: number[], config: string }} Origin The parameters of step 0, and the config that implies them. */

/** What of a config decides the first parameters. @param {Config} config */
const deciding = ({ data, features, hidden, output, initializer, loss, seed }) =>
  JSON.stringify([data, features, hidden, output, initializer, loss.name, seed]);

/** The engine's own tables, without the learner's unanswered edits. */
export class Session {
  #config = "";
  /** A start is on its way, and says nothing of parameters itself. */ #starting = false;
  #branches = new Branches();
  /** The earlier step that was asked for last. @type {number | null} */ #aimed = null;

  /**
   * @param {State} state
   * @param {Origin | null} origin
   */
  constructor({ points, labels, targets, params, scores, losses, margins, predicted, slopes }, origin = null) {
    /** @type {Tables} */
    this.tables = { points, labels, targets, params, scores, losses, margins, predicted, slopes };
    /** @type {Block[]} */
    this.layout = [];
    this.origin = origin;
  }

  /** A start is on its way. @param {Record<string, unknown>} start */
  begin({ params }) {
    this.origin = null;
    this.#starting = !params;
  }

  /** An earlier session is on its way back. @param {Origin | null} origin */
  restored(origin) {
    this.origin = origin;
    this.#starting = false;
    this.#branches = new Branches();
  }

  /**
   * What a command that the engine has just carried out does to the timeline, and to what was said of the last update.
   * @param {Command} command
   * @param {number} at The step it was applied at.
   * @param {State} state
   * @returns {Partial<State>}
   */
  applied(command, at, state) {
    const { type, count, iteration } = command;
    if (type === "back") this.#aimed = Math.max(0, at - Number(count ?? 1));
    if (type === "goto") this.#aimed = Number(iteration) < at ? Number(iteration) : null;
    return { stepped: null, check: made(state.check, command.id), ...this.#branches.applied(command, at, state) };
  }

  /** Where going back ends early, there what is kept begins. @param {number} iteration @returns {Partial<State>} */
  #arrived(iteration) {
    const short = this.#aimed !== null && iteration > this.#aimed;
    this.#aimed = null;
    return short ? { earliest: iteration } : {};
  }

  /** Whether the config alone would not bring these parameters back. @param {Float64Array} params */
  moved(params) {
    if (this.origin?.config !== this.#config) return true;
    const origin = this.origin.params;
    return params.length !== origin.length || params.some((value, i) => value !== origin[i]);
  }

  /**
   * What a frame changes. Only what it carries is touched: a canvas frame leaves the tables alone.
   * @param {Frame} frame
   * @param {Command[]} unanswered Edits that this frame does not have yet.
   * @param {State} state
   * @returns {Partial<State>}
   */
  frame(frame, unanswered, state) {
    const patch = carried(frame);
    for (const name of /** @type {(keyof Tables)[]} */ (Object.keys(this.tables))) {
      if (name in patch) this.tables = { ...this.tables, [name]: patch[name] };
    }
    const { iteration, epoch, playing, exact, diverged } = frame;
    if (this.#starting && patch.params) {
      if (iteration === 0) this.origin = { params: [...patch.params], config: this.#config };
      this.#starting = false;
    }
    return {
      ...patch,
      ...this.edited(unanswered),
      ...this.#arrived(iteration),
      ...(patch.totals ? { curve: reached(state.curve, iteration, patch.totals) } : {}),
      ...(diverged ? {} : { diverged: null }),
      iteration,
      epoch,
      playing,
      exact,
    };
  }

  /**
   * The tables as the learner's unanswered edits make them.
   * @param {Command[]} unanswered
   */
  edited(unanswered) {
    return withEdits(this.tables, unanswered, this.layout);
  }

  /**
   * @param {Record<string, any>} event
   * @param {State} state
   * @returns {Partial<State>}
   */
  event(event, state) {
    switch (event.type) {
      case "stepped": return { stepped: /** @type {any} */ (event) };
      case "answered": return { answered: /** @type {any} */ (event) };
      case "checked": return { check: found(state.check, /** @type {any} */ (event)) };
      case "diverged": return { diverged: /** @type {any} */ (event) };
      case "refused": return { check: refused(state.check, event.id), refused: event.id ?? state.refused, ...(event.code === "cancelled" ? {} : { refusal: /** @type {any} */ (event) }) };
      case "bye": return farewell(event.reason);
      case "config": return { ...this.#configured(event), ...this.#branches.configured(event.config, state) };
      case "branches": return this.#branches.told(/** @type {any} */ (event), state);
      default: return {};
    }
  }

  /** @param {Record<string, any>} event @returns {Partial<State>} */
  #configured({ config, layout, classes, view, loss }) {
    this.layout = layout;
    this.#config = deciding(config);
    return { config, layout, classes, view, loss };
  }
}

/** @param {string} reason @returns {Partial<State>} */
function farewell(reason) {
  return WORTH_SAYING.has(reason) ? { notice: { key: `connection.bye.${reason}`, bad: true } } : {};
}

/** @param {Frame} frame @returns {Partial<State>} */
function carried(frame) {
  /** @type {Record<string, unknown>} */
  const patch = frame.sections.has(SECTION.points) ? { ...UNTOLD } : {};
  for (const [id, name] of Object.entries(PLAIN)) {
    const section = frame.sections.get(Number(id));
    if (section) patch[name] = section.data;
  }
  for (const [id, [name, read]] of Object.entries(APART)) {
    const section = frame.sections.get(Number(id));
    if (section) patch[name] = read(section);
  }
  const [cells, cuts] = [SECTION.cells, SECTION.cuts].map((id) => frame.sections.get(id));
  if (cells && cuts) {
    const nodes = gridOf(cells);
    Object.assign(patch, { grid: within(nodes), segments: joined(nodes, /** @type {Uint16Array} */ (cuts.data)) });
  }
  if (frame.sections.has(SECTION.regionTable)) patch.regions = regionsOf(frame);
  if (frame.sections.has(SECTION.warpedTable)) patch.warpedRegions = warpedRegionsOf(frame);
  return patch;
}

/** @param {Float64Array} totals */
function named([data, penalty, total, accuracy, testLoss, testAccuracy]) {
  return { data, penalty, total, accuracy, testLoss, testAccuracy };
}
