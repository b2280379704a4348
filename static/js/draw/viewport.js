/** The part of the plane that is seen: a square given by its centre and half its side. */

/** @import { Range, State, Viewport } from "../types.js" */
import { placesOf } from "../samples.js";
import { roundUp } from "./ticks.js";

/** Round sizes of a window that had to grow, so that it grows seldom. */
const SIZES = [1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];
/** Room between the outermost point and the frame, as a share of the window's half. */
const ROOM = 0.12;
/** How far in and out one may go, in windows of the data's own. */
const NEAREST = 1 / 500;
const FARTHEST = 50;
/** The server is asked for polygons of the window and this much around it, so that small moves need no answer. */
export const AROUND = 1.5;

/** What is seen now: what the learner chose, or else what holds the data. @param {State} state @returns {Viewport} */
export const seen = (state) => state.viewport ?? holding(placesOf(state), state.view);

/** A window as the data sets declare it. @param {Range} view @returns {Viewport} */
export const square = ([low, high]) => ({ x: (low + high) / 2, y: (low + high) / 2, half: (high - low) / 2 });

/**
 * The data's own window; where points lie outside of it, the next round one about the same centre.
 * @param {Float64Array} points n × 2
 * @param {Range} view
 */
export function holding(points, view) {
  const own = square(view);
  let most = 0;
  for (const [i, value] of points.entries()) most = Math.max(most, Math.abs(value - (i % 2 ? own.y : own.x)));
  if (!(most > own.half * (1 + 1e-9)) || most === Infinity) return own;
  return { ...own, half: roundUp(most / (1 - ROOM), SIZES) };
}

/**
 * The smallest window, with some room, that shows every point.
 * @param {Float64Array} points n × 2
 * @param {Range} view
 * @returns {Viewport}
 */
export function fitted(points, view) {
  const [xs, ys] = [0, 1].map((axis) => points.filter((_, i) => i % 2 === axis));
  if (!xs.length) return square(view);
  const [left, right, low, high] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const half = Math.max(right - left, high - low) / 2 / (1 - ROOM);
  return limited({ x: (left + right) / 2, y: (low + high) / 2, half: half || square(view).half }, view);
}

/**
 * Nearer by `factor`, the point (x, y) staying where it is.
 * @param {Viewport} port
 * @param {number} factor
 * @param {[number, number]} point
 * @param {Range} view
 * @returns {Viewport}
 */
export function zoomed(port, factor, [x, y], view) {
  const { half } = limited({ ...port, half: port.half / factor }, view);
  const share = half / port.half;
  return { x: x + (port.x - x) * share, y: y + (port.y - y) * share, half };
}

/** Moved, so that what was at `from` is at `to`. @type {(port: Viewport, from: [number, number], to: [number, number]) => Viewport} */
export const moved = (port, from, to) => ({ ...port, x: port.x + from[0] - to[0], y: port.y + from[1] - to[1] });

/** @param {Viewport} port @param {Range} view @returns {Viewport} */
function limited({ x, y, half }, view) {
  const own = square(view).half;
  return { x, y, half: Math.min(FARTHEST * own, Math.max(NEAREST * own, half)) };
}

/** @type {(port: Viewport, x: number, y: number) => boolean} */
export const inside = ({ x, y, half }, px, py) => Math.abs(px - x) <= half && Math.abs(py - y) <= half;

/** What to ask the server for, to see this. @type {(port: Viewport, factor?: number) => Viewport} */
export const around = ({ x, y, half }, factor = AROUND) => ({ x, y, half: half * factor });

/** Whether what was asked for still shows all of this, and finely enough. @type {(asked: Viewport, port: Viewport) => boolean} */
export const shows = (asked, port) =>
  Math.max(Math.abs(asked.x - port.x), Math.abs(asked.y - port.y)) + 1.1 * port.half <= asked.half && 3 * port.half >= asked.half;

/** Whether two windows are the same. @type {(one: Viewport, other: Viewport) => boolean} */
export const alike = (one, other) => one.x === other.x && one.y === other.y && one.half === other.half;

/** As the wire says it. @param {Viewport} port @returns {[number, number, number, number]} */
export const edges = ({ x, y, half }) => [x - half, x + half, y - half, y + half];
