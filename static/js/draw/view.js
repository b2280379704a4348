/** The window of a plane and its place on a canvas; of the input space a square, the second input up. */

/** @import { Range, Viewport } from "../types.js" */
/** @import { Tokens } from "../canvas.js" */
import { edges } from "./viewport.js";

/** @typedef {ReturnType<typeof frame>} Projection */
/**
 * What every layer draws with: `u` canvas pixels are one design pixel.
 * @typedef {{ g: CanvasRenderingContext2D, u: number, tokens: Tokens, at: Projection }} Pen
 */

/** Points are put on the grid that the tables print, or a finer one where a pixel is finer than that. */
const PRINTED = 0.01;
const PIXELS_A_STEP = 5;
/** Points as near as this to each other count as equally near, pixels. */
const SAME = 1;

/** @type {(width: number, height: number, port: Viewport) => Projection} */
export const project = (width, height, port) => frame(width, height, edges(port));

/**
 * @param {number} width
 * @param {number} height
 * @param {[left: number, right: number, low: number, high: number]} edges
 */
export function frame(width, height, [left, right, low, high]) {
  const scale = width / (right - left);
  const upwards = height / (high - low);
  return {
    width, height, scale,
    xs: /** @type {Range} */ ([left, right]),
    ys: /** @type {Range} */ ([low, high]),
    x: (/** @type {number} */ value) => (value - left) * scale,
    y: (/** @type {number} */ value) => height - (value - low) * upwards,
    /** @returns {[number, number]} */
    point: (/** @type {number} */ px, /** @type {number} */ py) => [left + px / scale, low + (height - py) / upwards],
  };
}

/**
 * The grid step that a dragged point snaps to, so that what is printed is what is computed with.
 * @param {Projection} at
 */
export const snapStep = ({ scale }) => Math.min(PRINTED, 10 ** Math.floor(Math.log10(PIXELS_A_STEP / scale)));

/**
 * The nearest place a point may have: on the grid and inside the window.
 * @param {Projection} at
 * @param {[number, number]} point
 * @returns {[number, number]}
 */
export function snap(at, point) {
  const per = Math.round(1 / snapStep(at));
  const place = (/** @type {number} */ value, /** @type {Range} */ range) => Math.round(within(range, value) * per) / per + 0;
  return [place(point[0], at.xs), place(point[1], at.ys)];
}

/** @type {(range: Range, value: number) => number} */
export const within = ([low, high], value) => Math.min(high, Math.max(low, value));

/**
 * The nearest point within `reach` pixels of (px, py); among equals the one that is on, else the one drawn last. -1 where
 * there is none.
 * @param {Projection} at
 * @param {Float64Array} points n × 2
 * @param {number} px
 * @param {number} py
 * @param {number} reach
 * @param {number} [on] The chosen point.
 */
export function hit(at, points, px, py, reach, on = -1) {
  const far = (/** @type {number} */ i) => Math.hypot(at.x(points[2 * i]) - px, at.y(points[2 * i + 1]) - py);
  let nearest = -1;
  let least = reach;
  for (let i = 0; 2 * i < points.length; i++) {
    const distance = far(i);
    if (distance <= least) [nearest, least] = [i, distance];
  }
  return nearest >= 0 && 2 * on < points.length && on >= 0 && far(on) < least + SAME ? on : nearest;
}
