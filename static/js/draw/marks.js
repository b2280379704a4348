/** Class marks: circle, triangle, square, diamond, cross, inverted triangle, of about equal area. */

/** Corners at radius 1, y down; the circle has none. @type {[number, number][][]} */
const CORNERS = [
  [],
  [[0, -1.22], [1.16, 0.83], [-1.16, 0.83]],
  [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]],
  [[0, -1.25], [1.25, 0], [0, 1.25], [-1.25, 0]],
  [
    [-0.42, -1.12], [0.42, -1.12], [0.42, -0.42], [1.12, -0.42], [1.12, 0.42], [0.42, 0.42],
    [0.42, 1.12], [-0.42, 1.12], [-0.42, 0.42], [-1.12, 0.42], [-1.12, -0.42], [-0.42, -0.42],
  ],
  [[0, 1.22], [1.16, -0.83], [-1.16, -0.83]],
];

/** Classes beyond the sixth share the shapes of the first. @param {number} k */
export const look = (k) => k % CORNERS.length;

/**
 * The corners of class k's mark around (x, y), in pixels; none for the circle.
 * @param {number} k
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 * @returns {[number, number][]}
 */
export const corners = (k, x, y, radius) => CORNERS[look(k)].map(([u, v]) => [x + radius * u, y + radius * v]);

/**
 * Trace the mark as the current path.
 * @param {CanvasRenderingContext2D} g
 * @param {number} k
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 */
export function traceMark(g, k, x, y, radius) {
  g.beginPath();
  const outline = corners(k, x, y, radius);
  if (outline.length) for (const [px, py] of outline) g.lineTo(px, py);
  else g.arc(x, y, radius, 0, 2 * Math.PI);
  g.closePath();
}
