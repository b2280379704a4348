/** The window of the plane and its place on a canvas: a square of the input space, x₁ up. */

/** @import { Range } from "../types.js" */
/** @import { Tokens } from "../canvas.js" */

/** @typedef {ReturnType<typeof project>} Projection */
/**
 * What every layer draws with: `u` canvas pixels are one design pixel.
 * @typedef {{ g: CanvasRenderingContext2D, u: number, tokens: Tokens, at: Projection }} Pen
 */

/** Points are put on the grid that the tables print, or a finer one where a pixel is finer than that. */
const PRINTED = 0.01;
const PIXELS_A_STEP = 5;

/**
 * @param {number} width
 * @param {number} height
 * @param {Range} view
 */
export function project(width, height, [low, high]) {
  const scale = width / (high - low);
  return {
    width, height, low, high, scale,
    x: (/** @type {number} */ value) => (value - low) * scale,
    y: (/** @type {number} */ value) => height - (value - low) * scale,
    /** @returns {[number, number]} */
    point: (/** @type {number} */ px, /** @type {number} */ py) => [low + px / scale, low + (height - py) / scale],
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
  const place = (/** @type {number} */ value) => Math.round(Math.min(at.high, Math.max(at.low, value)) * per) / per + 0;
  return [place(point[0]), place(point[1])];
}

/**
 * The nearest point within `reach` pixels of (px, py), the one drawn last among equals; -1 where there is none.
 * @param {Projection} at
 * @param {Float64Array} points n × 2
 * @param {number} px
 * @param {number} py
 * @param {number} reach
 */
export function hit(at, points, px, py, reach) {
  let nearest = -1;
  let least = reach;
  for (let i = 0; 2 * i < points.length; i++) {
    const distance = Math.hypot(at.x(points[2 * i]) - px, at.y(points[2 * i + 1]) - py);
    if (distance <= least) [nearest, least] = [i, distance];
  }
  return nearest;
}
