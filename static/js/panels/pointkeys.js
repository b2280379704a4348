/** The keyboard on the plane: arrows go from point to point, Enter takes one, arrows carry it, Enter drops, Esc returns it. */

/** @typedef {{ choose?: 1 | -1, carry?: [number, number], take?: boolean, drop?: boolean, restore?: boolean, remove?: boolean, relabel?: number }} PointAct */

const STEP = 0.01;
const STRIDE = 0.1;
/** @type {Record<string, [number, number]>} */
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/**
 * @param {{ key: string, shiftKey: boolean }} event
 * @param {boolean} held Whether the point is being carried.
 * @param {number} classes
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
  const label = /^[1-9]$/.test(key) ? Number(key) - 1 : -1;
  return label >= 0 && label < classes ? { relabel: label } : null;
}

/**
 * A point carried by one key press; sums of 0.01 keep no rounding dust.
 * @param {ArrayLike<number>} point
 * @param {[number, number]} by
 * @param {number} low
 * @param {number} high
 * @returns {[number, number]}
 */
export function carriedBy(point, by, low, high) {
  const place = (/** @type {number} */ value) => Number(Math.min(high, Math.max(low, value)).toFixed(10)) + 0;
  return [place(point[0] + by[0]), place(point[1] + by[1])];
}
