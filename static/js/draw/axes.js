/** Layer 4: axes through the origin, ticks on them, numbers along the frame, and the frame itself. */

/** @import { Pen, Projection } from "./view.js" */
import { formatNumber } from "../i18n.js";
import { haloSymbol, haloText } from "./text.js";
import { ticks } from "./ticks.js";

const GAP = 72;
const TICK = 4;
const INSET = 7;

/** The design pixels kept free of numbers at the ends of each edge, where they would meet a corner or each other. */
const FREE = { left: 44, right: 24, bottom: 34, top: 24 };

/** @typedef {{ letter: string, index: string | number }[]} Names Of the axis to the right, and of the one up. */

/** The two inputs; a network counts its inputs from 1, as its features do. @type {(first: number) => Names} */
export const inputs = (first) => [{ letter: "x", index: first }, { letter: "x", index: first + 1 }];
/** One input, and the value to reach. @type {Names} */
export const VALUES = [{ letter: "x", index: "" }, { letter: "y", index: "" }];

/**
 * @param {Pen} pen
 * @param {Names} names
 */
export function drawAxes(pen, names) {
  const { at, u } = pen;
  const along = { x: ticks(...at.xs, at.width, GAP * u), y: ticks(...at.ys, at.height, GAP * u) };
  strokeAxes(pen, along.x.values, along.y.values);
  numberEdges(pen, along.x, along.y);
  const size = (pen.tokens.projector ? 18 : 16) * u;
  nameSpots(at, u).forEach(([x, y], axis) => haloSymbol(pen, names[axis], x, y, size, pen.tokens.text));
}

/**
 * Where the names of the two axes stand: at their ends, inside the frame.
 * @param {Projection} at
 * @param {number} u
 * @returns {[number, number][]}
 */
export function nameSpots(at, u) {
  return [
    [at.width - 16 * u, clamp(at.y(0) - 12 * u, 16 * u, at.height - 40 * u)],
    [clamp(at.x(0) + 15 * u, 56 * u, at.width - 20 * u), 13 * u],
  ];
}

/** @type {(value: number, low: number, high: number) => number} */
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

/** The axes through the origin, or along the edge that it lies beyond. @type {(pen: Pen, xs: number[], ys: number[]) => void} */
function strokeAxes({ g, u, tokens, at }, xs, ys) {
  const [cx, cy] = [Math.round(clamp(at.x(0), 0, at.width)) + 0.5, Math.round(clamp(at.y(0), 0, at.height)) + 0.5];
  g.strokeStyle = tokens.axis;
  g.lineWidth = tokens.axisWidth * u;
  g.globalAlpha = 0.55;
  g.beginPath();
  g.moveTo(cx, 0);
  g.lineTo(cx, at.height);
  g.moveTo(0, cy);
  g.lineTo(at.width, cy);
  for (const value of xs) {
    const x = Math.round(at.x(value)) + 0.5;
    g.moveTo(x, cy - TICK * u);
    g.lineTo(x, cy + TICK * u);
  }
  for (const value of ys) {
    const y = Math.round(at.y(value)) + 0.5;
    g.moveTo(cx - TICK * u, y);
    g.lineTo(cx + TICK * u, y);
  }
  g.stroke();
  g.globalAlpha = 1;
}

/** @typedef {ReturnType<typeof ticks>} Ticks */
/** The origin's own two numbers are said by the axes. @type {(pen: Pen, xs: Ticks, ys: Ticks) => void} */
function numberEdges(pen, xs, ys) {
  const { at, u, tokens } = pen;
  const type = { size: (tokens.projector ? 16 : 13) * u, colour: tokens.text2 };
  for (const value of xs.values.filter(Boolean)) {
    const x = at.x(value);
    if (x < FREE.left * u || x > at.width - FREE.right * u) continue;
    haloText(pen, formatNumber(value, xs.digits), x, at.height - INSET * u, { ...type, align: "center" });
  }
  for (const value of ys.values.filter(Boolean)) {
    const y = at.y(value);
    if (y > at.height - FREE.bottom * u || y < FREE.top * u) continue;
    haloText(pen, formatNumber(value, ys.digits), INSET * u, y, { ...type, baseline: "middle" });
  }
}

/** Layer 9. @param {Pen} pen */
export function drawFrame({ g, tokens, at }) {
  g.strokeStyle = tokens.edge;
  g.lineWidth = 1;
  g.strokeRect(0.5, 0.5, at.width - 1, at.height - 1);
}
