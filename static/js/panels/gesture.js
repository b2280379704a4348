/**
 * What a press on the plane becomes: a point dragged, chosen or removed, a new one placed, or the plane pulled. Pixels in,
 * intentions out.
 */

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
 * @property {"plain" | "next" | "remove"} way With Shift a click places the next class, and a drag pulls the plane; with Ctrl or
 *   Alt a click removes.
 */

/** @type {(keys: { shiftKey: boolean, ctrlKey: boolean, metaKey: boolean, altKey: boolean }) => Gesture["way"]} */
export const wayOf = ({ shiftKey, ctrlKey, metaKey, altKey }) => (ctrlKey || metaKey || altKey ? "remove" : shiftKey ? "next" : "plain");

/** @type {(pointer: Pointer, unit: number) => number} */
export const reach = ({ kind }, unit) => REACH[kind] * unit;

/**
 * @param {Projection} at
 * @param {Float64Array} points n × 2
 * @param {Pointer} pointer
 * @param {number} unit Canvas pixels of a design pixel.
 * @param {number} [chosen] The point that is on; of several at one place it is the one taken.
 * @param {Gesture["way"]} [way]
 * @returns {Gesture}
 */
export function press(at, points, pointer, unit, chosen, way = "plain") {
  const { x, y } = pointer;
  const index = way === "next" ? -1 : hit(at, points, x, y, reach(pointer, unit), chosen);
  if (index < 0) return { index, from: snap(at, at.point(x, y)), start: [x, y], grab: [0, 0], moved: false, way };
  const from = /** @type {Point} */ ([points[2 * index], points[2 * index + 1]]);
  return { index, from, start: [x, y], grab: [at.x(from[0]) - x, at.y(from[1]) - y], moved: false, way };
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
 * @returns {{ choose: number } | { place: Point, further: number } | { drop: number } | { remove: number } | null}
 */
export function release({ index, from, moved, way }) {
  if (index < 0) return moved || way === "remove" ? null : { place: from, further: way === "next" ? 1 : 0 };
  if (moved) return { drop: index };
  return way === "remove" ? { remove: index } : { choose: index };
}
