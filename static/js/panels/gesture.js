/** What a press on the plane becomes: a point dragged, a point chosen, or a new one placed. Pixels in, intentions out. */

/** @import { Projection } from "../draw/view.js" */
import { hit, snap } from "../draw/view.js";

/** How near a pointer must be to take a point, and how far it may stray before a click is none; design pixels. */
const REACH = { mouse: 18, pen: 22, touch: 28 };
const STRAY = { mouse: 3, pen: 5, touch: 9 };

/** @typedef {[number, number]} Point */
/** @typedef {{ x: number, y: number, kind: "mouse" | "pen" | "touch" }} Pointer */
/**
 * @typedef {object} Gesture
 * @property {number} index The point taken, or -1 for an empty place.
 * @property {Point} from Where the point was, or where the press was, on the plane.
 * @property {Point} start The press, pixels.
 * @property {Point} grab From the pointer to the point's centre, pixels, so that taking it does not move it.
 * @property {boolean} moved
 */

/** @type {(pointer: Pointer, unit: number) => number} */
export const reach = ({ kind }, unit) => REACH[kind] * unit;

/**
 * @param {Projection} at
 * @param {Float64Array} points n × 2
 * @param {Pointer} pointer
 * @param {number} unit Canvas pixels of a design pixel.
 * @param {number} [chosen] The point that is on; of several at one place it is the one taken.
 * @returns {Gesture}
 */
export function press(at, points, pointer, unit, chosen) {
  const { x, y } = pointer;
  const index = hit(at, points, x, y, reach(pointer, unit), chosen);
  if (index < 0) return { index, from: snap(at, at.point(x, y)), start: [x, y], grab: [0, 0], moved: false };
  const from = /** @type {Point} */ ([points[2 * index], points[2 * index + 1]]);
  return { index, from, start: [x, y], grab: [at.x(from[0]) - x, at.y(from[1]) - y], moved: false };
}

/**
 * The gesture after the pointer moved.
 * @param {Gesture} gesture
 * @param {Pointer} pointer
 * @param {number} unit
 * @returns {Gesture}
 */
export function follow(gesture, { x, y, kind }, unit) {
  const strayed = Math.hypot(x - gesture.start[0], y - gesture.start[1]) > STRAY[kind] * unit;
  return strayed ? { ...gesture, moved: true } : gesture;
}

/**
 * Where a dragged point is now.
 * @param {Gesture} gesture
 * @param {Projection} at
 * @param {Pointer} pointer
 */
export const carried = ({ grab }, at, { x, y }) => snap(at, at.point(x + grab[0], y + grab[1]));

/**
 * What the finished gesture asks for.
 * @param {Gesture} gesture
 * @returns {{ choose: number } | { place: Point } | { drop: number } | null}
 */
export function release({ index, from, moved }) {
  if (index < 0) return moved ? null : { place: from };
  return moved ? { drop: index } : { choose: index };
}
