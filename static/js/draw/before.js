/** What an update moved: the lines and the boundary as they were, dashed, and the sample that pulled hardest. */

/** @import { Region } from "../types.js" */
/** @import { Pen } from "./view.js" */
import { look } from "./marks.js";
import { drawBoundary } from "./regions.js";
import { zeroLine } from "./lines.js";
import { haloText } from "./text.js";

const WIDTH = 1.4;
const DASH = [5, 4];
const RING = 6;
/** Pieces of a boundary meet where their ends agree to so many parts of the window. */
const MEETING = 1e5;

/** @typedef {[number, number]} Point In parts of a window, or on the plane. */
/**
 * How the plane looked: a linear model's parameters and regions, or a network's boundary in parts of a window.
 * @typedef {{ params: Float64Array, classes: number, regions: Region[] } | { chains: Point[][], view: ArrayLike<number> }} Picture
 */

/**
 * Pieces x, y, x, y joined end to end, so that dashes run along them.
 * @param {ArrayLike<number>} pieces
 * @returns {Point[][]}
 */
export function chained(pieces) {
  /** @type {Map<string, number[]>} */
  const meeting = new Map();
  const ends = Array.from({ length: pieces.length / 2 }, (_, e) => `${Math.round(pieces[2 * e] * MEETING)},${Math.round(pieces[2 * e + 1] * MEETING)}`);
  ends.forEach((key, end) => meeting.set(key, [...(meeting.get(key) ?? []), end]));
  const used = new Set();
  /** From the other end of a piece on, as far as pieces lead. @param {number} end @returns {Point[]} */
  function follow(end) {
    /** @type {Point[]} */
    const path = [];
    for (let at = end; ;) {
      path.push([pieces[2 * at], pieces[2 * at + 1]]);
      const next = /** @type {number[]} */ (meeting.get(ends[at])).find((other) => !used.has(other >> 1));
      if (next === undefined) return path;
      used.add(next >> 1);
      at = next ^ 1;
    }
  }
  const chains = [];
  for (let piece = 0; piece < ends.length / 2; piece += 1) {
    if (used.has(piece)) continue;
    used.add(piece);
    chains.push([...follow(2 * piece).reverse(), ...follow(2 * piece + 1)]);
  }
  return chains;
}

/**
 * @param {Pen} pen
 * @param {Picture} picture
 * @param {number} strength
 */
export function drawBefore(pen, picture, strength) {
  const { g, u } = pen;
  g.save();
  g.globalAlpha = strength;
  g.setLineDash(DASH.map((part) => part * u));
  if ("chains" in picture) drawChains(pen, picture.chains, picture.view);
  else drawLines(pen, picture);
  g.restore();
}

/** @type {(pen: Pen, picture: Extract<Picture, { params: Float64Array }>) => void} */
function drawLines(pen, { params, classes, regions }) {
  const { g, u, at, tokens } = pen;
  drawBoundary({ ...pen, tokens: { ...tokens, boundaryWidth: WIDTH } }, regions);
  g.lineWidth = WIDTH * u;
  for (let k = 0; k < classes; k += 1) {
    const ends = zeroLine(params.subarray(2 * k, 2 * k + 2), params[2 * classes + k], at.xs, at.ys);
    if (!ends) continue;
    g.strokeStyle = tokens.classes[look(k)].text;
    g.beginPath();
    for (const [x, y] of ends) g.lineTo(at.x(x), at.y(y));
    g.stroke();
  }
}

/** @type {(pen: Pen, chains: Point[][], view: ArrayLike<number>) => void} */
function drawChains({ g, u, at, tokens }, chains, view) {
  const [left, right, low, high] = [view[0], view[1], view[2], view[3]];
  g.strokeStyle = tokens.boundary;
  g.lineWidth = WIDTH * u;
  g.beginPath();
  for (const chain of chains) {
    chain.forEach(([x, y], i) => g[i ? "lineTo" : "moveTo"](at.x(left + (right - left) * x), at.y(low + (high - low) * y)));
  }
  g.stroke();
}

/**
 * Around the sample that pulled hardest: a dashed ring in the gradient's colour, and its sign.
 * @param {Pen} pen
 * @param {Point} point
 */
export function drawPuller(pen, [px, py]) {
  const { g, u, at, tokens } = pen;
  const [x, y] = [at.x(px), at.y(py)];
  const radius = (tokens.mark + RING) * u;
  g.save();
  for (const [colour, width, dash] of /** @type {[string, number, number[]][]} */ ([[tokens.paper, 4.4, []], [tokens.gradient, 2.2, [3.4 * u, 2.2 * u]]])) {
    g.strokeStyle = colour;
    g.lineWidth = width * u;
    g.setLineDash(dash);
    g.beginPath();
    g.arc(x, y, radius, 0, 2 * Math.PI);
    g.stroke();
  }
  g.restore();
  const side = x + radius + 12 * u > at.width ? -1 : 1;
  haloText(pen, "∂", x + side * (radius + 5 * u), y - 0.6 * radius, { size: 16 * u, colour: tokens.gradient, serif: true, italic: true, align: "center" });
}
