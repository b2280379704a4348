/** The keyboard on the plane: arrows go from point to point, Enter takes one, arrows carry it, Enter drops, Esc returns it. */

/** @import { Range } from "../types.js" */
import { within } from "../draw/view.js";

/**
 * @typedef {object} PointAct What a key asks for.
 * @property {1 | -1} [choose]
 * @property {[number, number]} [carry]
 * @property {boolean} [take]
 * @property {boolean} [drop]
 * @property {boolean} [restore]
 * @property {boolean} [remove]
 * @property {boolean} [add] Place a point beside this one, and take it.
 * @property {number} [relabel]
 * @property {"in" | "out" | "home" | "fit"} [look] Move the window.
 */

const STEP = 0.01;
const STRIDE = 0.1;
const CLASSES = 6;
/** @type {Record<string, [number, number]>} */
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
/** @type {Record<string, NonNullable<PointAct["look"]>>} */
const LOOKS = { "+": "in", "=": "in", "-": "out", "_": "out", "0": "home", "f": "fit", "F": "fit" };

/**
 * @param {{ key: string, shiftKey: boolean }} event
 * @param {boolean} held Whether the point is being carried.
 * @param {number} classes One more than these can be given: the first new one.
 * @returns {PointAct | null} null: not a key of the plane.
 */
export function pointKey({ key, shiftKey }, held, classes) {
  const way = WAYS[key];
  if (way) {
    const size = shiftKey ? STRIDE : STEP;
    return held ? { carry: [way[0] * size, way[1] * size] } : { choose: way[0] + -way[1] > 0 ? 1 : -1 };
  }
  if (key === "Enter") return held ? { drop: true } : { take: true };
  if (key === "Escape") return held ? { restore: true } : null;
  if (key === "Delete" || key === "Backspace") return { remove: true };
  if (/^(a|insert)$/i.test(key)) return held ? null : { add: true };
  if (LOOKS[key]) return { look: LOOKS[key] };
  const label = /^[1-9]$/.test(key) ? Number(key) - 1 : -1;
  return label >= 0 && (label < classes || (label === classes && label < CLASSES)) ? { relabel: label } : null;
}

/**
 * A point carried by one key press; sums of 0.01 keep no rounding dust.
 * @param {ArrayLike<number>} point
 * @param {[number, number]} by
 * @param {Range} xs
 * @param {Range} ys
 * @returns {[number, number]}
 */
export function carriedBy(point, by, xs, ys) {
  const place = (/** @type {number} */ value, /** @type {Range} */ range) => Number(within(range, value).toFixed(10)) + 0;
  return [place(point[0] + by[0], xs), place(point[1] + by[1], ys)];
}

/**
 * Where a point placed beside another goes: a stride to its right, or to its left where the window ends.
 * @param {ArrayLike<number>} point
 * @param {Range} xs
 * @param {Range} ys
 */
export function beside(point, xs, ys) {
  const way = point[0] + STRIDE > xs[1] ? -STRIDE : STRIDE;
  return carriedBy(point, [way, 0], xs, ys);
}
