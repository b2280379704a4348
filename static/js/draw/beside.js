/** Curves of other branches beside the current one: dashed, each with its name at its end. */

/** @import { Tokens } from "../canvas.js" */
/** @import { Scale } from "./curve.js" */
import { font, haloText } from "./text.js";

/**
 * @typedef {object} Beside
 * @property {number[]} iteration
 * @property {number[]} values
 * @property {string} label
 * @property {number[]} dash
 */
/** @typedef {{ g: CanvasRenderingContext2D, u: number, tokens: Tokens, scale: Scale, size: number }} Paper `size` of the letters. */

const WIDTH = 0.8;
/** Where a name may go, in lines from where it wants to be. */
const LINES = [0, -1, 1, -2, 2, -3, 3];

/** @type {(paper: Paper, all: Beside[]) => void} */
export function drawBeside(paper, all) {
  const { g, u, tokens, scale } = paper;
  g.strokeStyle = tokens.text2;
  g.lineWidth = WIDTH * tokens.curveWidth * u;
  for (const { iteration, values, dash } of all) {
    g.setLineDash(dash.map((length) => length * u));
    strokeValues(g, scale, iteration, values, [0, iteration.length]);
  }
  g.setLineDash([]);
}

/** @type {(g: CanvasRenderingContext2D, scale: Scale, iteration: number[], values: number[], part: [from: number, to: number]) => void} */
export function strokeValues(g, { x, y }, iteration, values, [from, to]) {
  g.beginPath();
  for (let i = from; i < to; i += 1) if (Number.isFinite(values[i])) g.lineTo(x(iteration[i]), y(values[i]));
  g.stroke();
}

/** Their names, behind the end where there is room, else over it. @type {(paper: Paper, all: Beside[]) => void} */
export function nameBeside({ g, u, tokens, scale, size }, all) {
  g.font = font({ size });
  const { box } = scale;
  const ends = all.map(({ iteration, values, label }) => {
    const last = values.findLastIndex(Number.isFinite);
    const [x, y] = [scale.x(iteration[last] ?? 0), scale.y(values[last] ?? 0)];
    const width = g.measureText(label).width;
    const fits = x + 5 * u + width < box.right;
    return { label, width, x: fits ? x + 5 * u : Math.min(x, box.right) - width, y: fits ? y : y - 0.8 * size };
  });
  const pen = /** @type {any} */ ({ g, tokens: { ...tokens, paper: tokens.wash } });
  for (const { label, x, y } of apart(ends, 1.1 * size, [box.top + 0.4 * size, box.bottom - 0.5 * size])) {
    haloText(pen, label, x, y, { size, colour: tokens.text2, baseline: "middle" });
  }
}

/**
 * The names, none over another: moved up or down by lines, and left out where there is no room at all.
 * @template {{ x: number, y: number, width: number }} T
 * @param {T[]} names
 * @param {number} line
 * @param {[top: number, bottom: number]} room
 */
export function apart(names, line, [top, bottom]) {
  /** @type {T[]} */
  const placed = [];
  for (const name of names) {
    const { x, width } = name;
    const wanted = Math.min(Math.max(name.y, top), bottom);
    const free = (/** @type {number} */ y) => placed.every((one) => Math.abs(one.y - y) > 0.9 * line || one.x > x + width || x > one.x + one.width);
    const y = LINES.map((by) => wanted + by * line).find((at) => at >= top && at <= bottom && free(at));
    if (y !== undefined) placed.push({ ...name, y });
  }
  return placed;
}
