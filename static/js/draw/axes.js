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

/**
 * @param {Pen} pen
 * @param {[string, string]} names Letters of the two inputs, indexed 0 and 1.
 */
export function drawAxes(pen, names) {
  const { at, u } = pen;
  const { values, digits } = ticks(at.low, at.high, at.width, GAP * u);
  const marked = values.filter((value) => value !== 0);
  strokeAxes(pen, marked, Math.round(at.x(0)) + 0.5, Math.round(at.y(0)) + 0.5);
  numberEdges(pen, marked, digits);
  const size = (pen.tokens.projector ? 18 : 16) * u;
  nameSpots(at, u).forEach(([x, y], index) => haloSymbol(pen, { letter: names[index], index }, x, y, size, pen.tokens.text));
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

/** @type {(pen: Pen, values: number[], cx: number, cy: number) => void} */
function strokeAxes({ g, u, tokens, at }, values, cx, cy) {
  g.strokeStyle = tokens.axis;
  g.lineWidth = tokens.axisWidth * u;
  g.globalAlpha = 0.55;
  g.beginPath();
  g.moveTo(cx, 0);
  g.lineTo(cx, at.height);
  g.moveTo(0, cy);
  g.lineTo(at.width, cy);
  for (const value of values) {
    const [x, y] = [Math.round(at.x(value)) + 0.5, Math.round(at.y(value)) + 0.5];
    g.moveTo(x, cy - TICK * u);
    g.lineTo(x, cy + TICK * u);
    g.moveTo(cx - TICK * u, y);
    g.lineTo(cx + TICK * u, y);
  }
  g.stroke();
  g.globalAlpha = 1;
}

/** @type {(pen: Pen, values: number[], digits: number) => void} */
function numberEdges(pen, values, digits) {
  const { at, u, tokens } = pen;
  const type = { size: (tokens.projector ? 16 : 13) * u, colour: tokens.text2 };
  for (const value of values) {
    const [x, y, words] = [at.x(value), at.y(value), formatNumber(value, digits)];
    if (x > FREE.left * u && x < at.width - FREE.right * u) {
      haloText(pen, words, x, at.height - INSET * u, { ...type, align: "center" });
    }
    if (y < at.height - FREE.bottom * u && y > FREE.top * u) {
      haloText(pen, words, INSET * u, y, { ...type, baseline: "middle" });
    }
  }
}

/** Layer 9. @param {Pen} pen */
export function drawFrame({ g, tokens, at }) {
  g.strokeStyle = tokens.edge;
  g.lineWidth = 1;
  g.strokeRect(0.5, 0.5, at.width - 1, at.height - 1);
}
