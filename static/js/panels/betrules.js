/** What can be bet on before an update, and who was right. No DOM in here. */

/** @import { Block, Masks, Quantity, State, Stepped } from "../types.js" */
/** @import { Point } from "../draw/before.js" */
import { chained } from "../draw/before.js";
import { zeroLine } from "../draw/lines.js";
import { edges, seen } from "../draw/viewport.js";
import { flatIndex } from "../edits.js";
import { keyOf } from "../masks.js";
import { isCurve } from "../samples.js";
import { totalOf } from "./apart.js";

/** @typedef {Quantity & { kind: "gradient" }} Gradient */
/** @typedef {"minus" | "zero" | "plus"} Sign */
/** @typedef {"fell" | "stayed" | "rose"} Way */
/** @typedef {{ sign: Sign | null, loss: Way | null }} Bet */
/** @typedef {{ what: "sign" | "loss", guess: Sign | Way, truth: Sign | Way }} Verdict */

/** @type {Sign[]} */
export const SIGNS = ["minus", "zero", "plus"];
/** @type {Way[]} */
export const WAYS = ["fell", "stayed", "rose"];
/** So many handles a boundary is drawn with at first, and at most. */
const FEW = 5;
const MOST = 12;
/** The ends of a line lie so far inside the window. */
const INSIDE = 0.12;

/** The number at a position of the flat vector. @type {(layout: Block[], at: number) => { name: string, index: number[] } | null} */
export function placeOf(layout, at) {
  const block = layout.findLast(({ offset }) => offset <= at);
  if (!block) return null;
  const [, width] = block.shape;
  const rest = at - block.offset;
  return { name: block.name, index: width === undefined ? [rest] : [Math.floor(rest / width), rest % width] };
}

/**
 * The gradient whose sign is bet on: the chosen one, or else the largest; none that is asked for itself.
 * @param {Pick<State, "layout" | "grads">} state
 * @param {Gradient | null} chosen
 * @param {Masks} masks
 * @returns {Gradient | null}
 */
export function gradientToBet({ layout, grads }, chosen, masks) {
  const free = (/** @type {Gradient} */ one) => masks[keyOf(one)] !== "ask" && flatIndex(layout, one.name, one.index) < grads.length;
  if (chosen && flatIndex(layout, chosen.name, chosen.index) >= 0 && free(chosen)) return chosen;
  const passed = new Set();
  for (;;) {
    const at = largest(grads, passed);
    const place = at < 0 ? null : placeOf(layout, at);
    if (!place) return null;
    if (free({ kind: "gradient", ...place })) return { kind: "gradient", ...place };
    passed.add(at);
  }
}

/** The place of the largest but for those passed over, −1 where there is none. @type {(values: Float64Array, passed: Set<number>) => number} */
function largest(values, passed) {
  let best = -1;
  values.forEach((value, at) => {
    if (!passed.has(at) && Math.abs(value) > (best < 0 ? -1 : Math.abs(values[best]))) best = at;
  });
  return best;
}

/** @param {number} value @returns {Sign} */
const signOf = (value) => (value > 0 ? "plus" : value < 0 ? "minus" : "zero");

/**
 * Guess beside truth, for what was bet on.
 * @param {Bet} bet
 * @param {number} gradient As it was before the update.
 * @param {Pick<Stepped, "before" | "after">} stepped
 * @returns {Verdict[]}
 */
export function judge({ sign, loss }, gradient, stepped) {
  /** @type {Verdict[]} */
  const verdicts = [];
  if (sign) verdicts.push({ what: "sign", guess: sign, truth: signOf(gradient) });
  if (loss) verdicts.push({ what: "loss", guess: loss, truth: totalOf(stepped).way });
  return verdicts;
}

/** What can be drawn: a class's line, the boundary, or nothing. @param {State} state @returns {"line" | "boundary" | null} */
export function drawable(state) {
  if (state.targets || isCurve(state)) return null;
  return state.grid ? "boundary" : state.params.length === 3 * state.classes ? "line" : null;
}

/**
 * What is drawn at first: the line or the boundary as it is now.
 * @param {State} state
 * @param {number} k The class whose line it is.
 * @returns {Point[]}
 */
export function drawnFirst(state, k) {
  const [left, right, low, high] = edges(seen(state));
  if (!state.grid) {
    const ends = zeroLine(state.params.subarray(2 * k, 2 * k + 2), state.params[2 * state.classes + k], [left, right], [low, high]);
    const [p, q] = ends ?? [[left, (low + high) / 2], [right, (low + high) / 2]];
    return [between(p, q, INSIDE), between(p, q, 1 - INSIDE)];
  }
  const [x0, x1, y0, y1] = state.gridView;
  const longest = chained(state.segments).reduce((most, one) => (one.length > most.length ? one : most), /** @type {Point[]} */ ([]));
  const chain = longest.map(([x, y]) => /** @type {Point} */ ([x0 + (x1 - x0) * x, y0 + (y1 - y0) * y]));
  return chain.length > 1 ? evenly(chain, FEW) : [[left + INSIDE * (right - left), (low + high) / 2], [right - INSIDE * (right - left), (low + high) / 2]];
}

/** A stroke of the pointer as a few handles. @param {Point[]} stroke */
export const drawnFree = (stroke) => evenly(stroke, Math.min(MOST, Math.max(2, stroke.length)));

/** @type {(p: number[], q: number[], share: number) => Point} */
const between = (p, q, share) => [p[0] + (q[0] - p[0]) * share, p[1] + (q[1] - p[1]) * share];

/** So many points at equal distances along a path, its ends among them. @type {(path: Point[], count: number) => Point[]} */
export function evenly(path, count) {
  const lengths = path.map((point, i) => (i ? Math.hypot(point[0] - path[i - 1][0], point[1] - path[i - 1][1]) : 0));
  const whole = lengths.reduce((sum, length) => sum + length, 0);
  let [piece, passed] = [1, 0];
  return Array.from({ length: count }, (_, i) => {
    const at = (whole * i) / (count - 1);
    while (piece < path.length - 1 && passed + lengths[piece] < at) passed += lengths[piece++];
    return between(path[piece - 1], path[piece], lengths[piece] ? Math.min(1, (at - passed) / lengths[piece]) : 0);
  });
}
