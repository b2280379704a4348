/** Curves of other branches beside the current one: dashed, each with its name at its end. */

/** @import { Tokens } from "../canvas.js" */
/** @import { Scale } from "./curve.js" */
import { font, haloText, spread } from "./text.js";

/**
 * @typedef {object} Beside
 * @property {number[]} iteration
 * @property {number[]} values
 * @property {string} label
 * @property {number[]} dash
 */
/** @typedef {{ g: CanvasRenderingContext2D, u: number, tokens: Tokens, scale: Scale, size: number }} Paper `size` of the letters. */

const WIDTH = 0.8;

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
    return { label, x: fits ? x + 5 * u : Math.min(x, box.right) - width, y: fits ? y : y - 0.8 * size };
  }).sort((a, b) => a.y - b.y);
  const heights = spread(ends.map(({ y }) => Math.max(y, box.top + 0.4 * size)), 1.1 * size, box.bottom - 0.5 * size);
  const pen = /** @type {any} */ ({ g, tokens: { ...tokens, paper: tokens.wash } });
  ends.forEach(({ label, x }, i) => haloText(pen, label, x, heights[i], { size, colour: tokens.text2, baseline: "middle" }));
}
