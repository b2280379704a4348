/** Who wins where: the engine's exact polygons, class k from margin band `band` on, nested and convex. */

/** @import { Region } from "../types.js" */
/** @import { Pen, Projection } from "./view.js" */
import { look } from "./marks.js";

/** Margins 0, ¼, ½, ¾, 1; for softmax the winner, then p ≥ ½, .7, .85, .95. */
const BANDS = 5;
const DOT = 1.4;
const DOT_GAP = 4;

/**
 * The alpha that band adds over the bands it lies on, so that they add up evenly from `low` to `high`.
 * @param {number} band
 * @param {number} low
 * @param {number} high
 */
export function bandAlpha(band, low, high) {
  const total = (/** @type {number} */ i) => (i < 0 ? 0 : low + ((high - low) * i) / (BANDS - 1));
  return 1 - (1 - total(band)) / (1 - total(band - 1));
}

/**
 * Layer 1: fills.
 * @param {Pen} pen
 * @param {Region[]} regions
 */
export function drawRegions({ g, tokens, at }, regions) {
  for (const region of regions) {
    g.beginPath();
    const { vertices } = region;
    for (let i = 0; i < vertices.length; i += 2) g.lineTo(at.x(vertices[i]), at.y(vertices[i + 1]));
    g.closePath();
    g.globalAlpha = bandAlpha(region.band, tokens.regionLow, tokens.regionHigh);
    g.fillStyle = tokens.classes[look(region.class)].fill;
    g.fill();
  }
  g.globalAlpha = 1;
}

/**
 * Layer 2: where the margin reaches 1; a sample of that class costs nothing beyond.
 * @param {Pen} pen
 * @param {Region[]} regions
 */
export function drawMarginDots({ g, u, tokens, at }, regions) {
  const box = extent(regions);
  g.save();
  g.lineCap = "round";
  g.lineWidth = DOT * u;
  g.setLineDash([0, DOT_GAP * u]);
  g.globalAlpha = 0.75;
  for (const region of regions) {
    if (region.band !== BANDS - 1) continue;
    g.strokeStyle = tokens.classes[look(region.class)].text;
    traceInnerEdges(g, at, region.vertices, box);
    g.stroke();
  }
  g.restore();
}

/**
 * Layer 3: the decision boundary belongs to no class, so it is ink.
 * @param {Pen} pen
 * @param {Region[]} regions
 */
export function drawBoundary({ g, u, tokens, at }, regions) {
  const box = extent(regions);
  g.strokeStyle = tokens.boundary;
  g.lineWidth = tokens.boundaryWidth * u;
  g.lineJoin = g.lineCap = "round";
  for (const region of regions) {
    if (region.band !== 0) continue;
    traceInnerEdges(g, at, region.vertices, box);
    g.stroke();
  }
  g.lineCap = "butt";
}

/** @typedef {[left: number, right: number, low: number, high: number]} Box */

/**
 * The window that the server cut these polygons to; together they fill it.
 * @param {Region[]} regions
 * @returns {Box}
 */
export function extent(regions) {
  /** @type {Box} */
  const box = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { vertices } of regions) {
    for (let i = 0; i < vertices.length; i++) {
      const side = 2 * (i % 2);
      box[side] = Math.min(box[side], vertices[i]);
      box[side + 1] = Math.max(box[side + 1], vertices[i]);
    }
  }
  return box;
}

/**
 * The edges of a polygon that do not lie on the frame it was cut to.
 * @param {Float32Array} vertices v × 2
 * @param {Box} box
 * @returns {[number, number][]} Pairs of vertex numbers.
 */
export function innerEdges(vertices, box) {
  const count = vertices.length / 2;
  const near = 1e-5 * (box[1] - box[0]);
  const on = (/** @type {number} */ i, /** @type {number} */ side) => Math.abs(vertices[i] - side) < near;
  const framed = (/** @type {number} */ a, /** @type {number} */ b) =>
    box.some((side, s) => on(2 * a + (s >> 1), side) && on(2 * b + (s >> 1), side));
  /** @type {[number, number][]} */
  const edges = [];
  for (let a = 0; a < count; a++) if (!framed(a, (a + 1) % count)) edges.push([a, (a + 1) % count]);
  return edges;
}

/**
 * @param {CanvasRenderingContext2D} g
 * @param {Projection} at
 * @param {Float32Array} vertices
 * @param {Box} box
 */
function traceInnerEdges(g, at, vertices, box) {
  g.beginPath();
  for (const [a, b] of innerEdges(vertices, box)) {
    g.moveTo(at.x(vertices[2 * a]), at.y(vertices[2 * a + 1]));
    g.lineTo(at.x(vertices[2 * b]), at.y(vertices[2 * b + 1]));
  }
}
