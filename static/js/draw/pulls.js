/**
 * Layer 6: how far each sample alone moves a score line in one step. From the foot f of the sample's perpendicular on the
 * line s_k = 0 the arrow goes along w_k by (α/N) ∂L_i/∂s_k (x_i·f + 1) / ‖w_k‖, drawn twelve times as long: the descent
 * changes w_k by −(α/N) ∂L_i/∂s_k x_i and b_k likewise, so the score at f by −(α/N) ∂L_i/∂s_k (x_i·f + 1).
 */

/** @import { State } from "../types.js" */
/** @import { Pen } from "./view.js" */
import { arrowHead } from "./arrow.js";

/** The true shift is a few pixels at most. */
export const GAIN = 12;
const DOT = 2.6;
const SHAFT = 2.2;
const HEAD = 10;
/** Tips beyond so many windows are out of sight, and a canvas garbles what is much farther. */
const FARTHEST = 2;

/** @typedef {[number, number]} Point */
/** @typedef {{ i: number, k: number, from: Point, foot: Point, tip: Point }} Pull On the plane. */

/**
 * The pulls that the state asks for: of every sample on the line whose arithmetic is open, or of the sample at hand on
 * every line.
 * @param {State} state
 * @returns {Pull[]}
 */
export function pullsOf(state) {
  const { slopes, classes, labels, params, config, grid, ui } = state;
  // Without the lines, where a grid is drawn, there is nothing to pull on.
  if (!config || grid || slopes.length !== labels.length * classes || params.length !== 3 * classes) return [];
  const all = (/** @type {number} */ length) => Array.from({ length }, (_, i) => i);
  const line = openLine(ui);
  const lines = line === null ? all(classes) : [line];
  const samples = line === null ? all(labels.length).filter((i) => i === ui.hover) : all(labels.length);
  const share = Number(config.optimizer.learning_rate) / trained(state);
  return samples.flatMap((i) => lines.flatMap((k) => {
    const found = pull(state, i, k, share);
    return found ? [found] : [];
  }));
}

/** The class whose line has its arithmetic open: that of a gradient, or of what comes of it. @param {Pick<State["ui"], "open">} ui */
export function openLine({ open }) {
  return open && (open.kind === "gradient" || open.kind === "next") && /^[Wb]0$/.test(open.name) ? open.index[0] : null;
}

/** The samples that are learned from: those tested on have no slopes. @param {Pick<State, "slopes" | "classes">} state */
function trained({ slopes, classes }) {
  let count = 0;
  for (let i = 0; i < slopes.length; i += classes) if (!Number.isNaN(slopes[i])) count += 1;
  return count;
}

/** @type {(state: State, i: number, k: number, share: number) => Pull | null} */
function pull({ slopes, classes, params, points }, i, k, share) {
  const slope = slopes[i * classes + k];
  const [w0, w1, b] = [params[2 * k], params[2 * k + 1], params[2 * classes + k]];
  const [x, y] = [points[2 * i], points[2 * i + 1]];
  const size = Math.hypot(w0, w1);
  if (!slope || !(size > 1e-12)) return null;
  const distance = (w0 * x + w1 * y + b) / size;
  const [u, v] = [w0 / size, w1 / size];
  const [fx, fy] = [x - distance * u, y - distance * v];
  const shift = (GAIN * share * slope * (x * fx + y * fy + 1)) / size;
  return { i, k, from: [x, y], foot: [fx, fy], tip: [fx + shift * u, fy + shift * v] };
}

/** @param {Pen} pen @param {Pull[]} pulls */
export function drawPulls(pen, pulls) {
  const { g, tokens, at, u } = pen;
  const place = (/** @type {Point} */ [x, y]) => /** @type {Point} */ ([at.x(x), at.y(y)]);
  g.save();
  g.strokeStyle = g.fillStyle = tokens.gradient;
  g.lineJoin = "round";
  for (const { from, foot, tip } of pulls) {
    drawLeader(pen, place(from), place(foot));
    const end = within(place(foot), place(tip), FARTHEST * at.width);
    for (const [colour, width] of /** @type {[string, number][]} */ ([[tokens.paper, SHAFT + 2.8], [tokens.gradient, SHAFT]])) {
      drawHollow(pen, place(foot), end, colour, width * u);
    }
  }
  g.restore();
}

/** The tip, or what is on the way to it and `most` away. @type {(foot: Point, tip: Point, most: number) => Point} */
export function within(foot, tip, most) {
  const share = Math.min(1, most / Math.hypot(tip[0] - foot[0], tip[1] - foot[1]));
  return [foot[0] + share * (tip[0] - foot[0]), foot[1] + share * (tip[1] - foot[1])];
}

/** @type {(pen: Pen, from: Point, foot: Point) => void} */
function drawLeader({ g, u, tokens }, from, foot) {
  g.strokeStyle = g.fillStyle = tokens.gradient;
  g.lineWidth = 1.2 * u;
  g.setLineDash([2 * u, 3 * u]);
  g.beginPath();
  g.moveTo(...from);
  g.lineTo(...foot);
  g.stroke();
  g.setLineDash([]);
  g.beginPath();
  g.arc(...foot, DOT * u, 0, 2 * Math.PI);
  g.fill();
}

/** @type {(pen: Pen, foot: Point, tip: Point, colour: string, width: number) => void} */
function drawHollow({ g, u, tokens }, foot, tip, colour, width) {
  const { neck, left, right } = arrowHead(foot, tip, HEAD * u);
  g.strokeStyle = colour;
  g.lineWidth = width;
  g.beginPath();
  g.moveTo(...foot);
  g.lineTo(neck[0], neck[1]);
  g.stroke();
  g.beginPath();
  g.moveTo(...tip);
  g.lineTo(left[0], left[1]);
  g.lineTo(right[0], right[1]);
  g.closePath();
  g.lineWidth = width * 0.7;
  g.stroke();
  g.fillStyle = tokens.paper;
  g.fill();
}
