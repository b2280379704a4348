/** What the page knows of its session: frames and events of the stream in, patches of the state out. */

/** @import { Block, Command, Config, Curve, Frame, State } from "./types.js" */
import { withEdits } from "./edits.js";
import { gridOf, regionsOf, SECTION, unitMapsOf } from "./protocol.js";

/** @typedef {import("./edits.js").Tables} Tables */

const CURVE_POINTS = 4096;
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
  [SECTION.warp]: "warp",
  [SECTION.batch]: "batch",
  [SECTION.slopes]: "slopes",
};

/** @typedef {{ params: number[], config: string }} Origin The parameters of step 0, and the config that implies them. */

/** What of a config decides the first parameters. @param {Config} config */
const deciding = ({ data, features, hidden, output, initializer, loss, seed }) =>
  JSON.stringify([data, features, hidden, output, initializer, loss.name, seed]);

/** The engine's own tables, without the learner's unanswered edits. */
export class Session {
  #config = "";
  /** A start is on its way, and says nothing of parameters itself. */ #starting = false;

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
   * @param {Curve} curve
   * @returns {Partial<State>}
   */
  frame(frame, unanswered, curve) {
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
      ...(patch.totals ? { curve: longer(curve, iteration, patch.totals) } : {}),
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
   * @returns {Partial<State>}
   */
  event(event) {
    switch (event.type) {
      case "diverged": return { diverged: { iteration: event.iteration, quantity: event.quantity } };
      case "refused": return { refusal: /** @type {any} */ (event) };
      case "bye": return farewell(event.reason);
      case "config": return this.#configured(event);
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
  const patch = {};
  for (const [id, name] of Object.entries(PLAIN)) {
    const section = frame.sections.get(Number(id));
    if (section) patch[name] = section.data;
  }
  const totals = frame.sections.get(SECTION.totals);
  const grid = frame.sections.get(SECTION.grid);
  const maps = frame.sections.get(SECTION.unitMaps);
  if (totals) patch.totals = named(/** @type {Float64Array} */ (totals.data));
  if (frame.sections.has(SECTION.regionTable)) patch.regions = regionsOf(frame);
  if (grid) patch.grid = gridOf(grid);
  if (maps) patch.unitMaps = unitMapsOf(maps);
  return patch;
}

/** @param {Float64Array} totals */
function named([data, penalty, total, accuracy, testLoss, testAccuracy]) {
  return { data, penalty, total, accuracy, testLoss, testAccuracy };
}

/**
 * The curve with this iteration at its end; what lay at or after it was another future.
 * @param {Curve} curve
 * @param {number} iteration
 * @param {State["totals"]} totals
 * @returns {Curve}
 */
export function longer(curve, iteration, { total, data }) {
  let kept = curve.iteration.length;
  while (kept && curve.iteration[kept - 1] >= iteration) kept -= 1;
  const next = {
    iteration: [...curve.iteration.slice(0, kept), iteration],
    total: [...curve.total.slice(0, kept), total],
    data: [...curve.data.slice(0, kept), data],
  };
  return next.iteration.length > CURVE_POINTS ? thinner(next) : next;
}

/** Every second point, the newest included. @param {Curve} curve @returns {Curve} */
function thinner({ iteration, total, data }) {
  const odd = iteration.length % 2;
  const half = (/** @type {number[]} */ values) => values.filter((_, i) => i % 2 !== odd);
  return { iteration: half(iteration), total: half(total), data: half(data) };
}
