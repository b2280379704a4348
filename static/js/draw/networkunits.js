/** The units of a network: what each makes of the plane, small, with its bias as a dot at the lower left corner. */

/** @import { Brush } from "./networkwires.js" */
/** @import { Box } from "./networkplan.js" */

const DOT = { least: 1.2, more: 2.6, full: 2, at: 20 };
const HATCH = 7;
const FRAME = 3;

/**
 * @typedef {object} Look
 * @property {((g: CanvasRenderingContext2D, box: Box) => void) | null} paint The map; null where there is none yet.
 * @property {number[]} biases One a piece; empty for inputs.
 * @property {boolean} active Whether it took part in the iteration just made.
 * @property {boolean} frozen
 * @property {boolean} framed It is an axis of the hidden space.
 * @property {boolean} hot The pointer or the keyboard is on it.
 */

/**
 * @param {Brush} brush
 * @param {Box} box
 * @param {Look} look
 */
export function drawUnit({ g, u, tokens }, box, { paint, biases, active, frozen, framed, hot }) {
  const { x, y, size } = box;
  const [left, top] = [x - size / 2, y - size / 2];
  g.fillStyle = tokens.paper;
  g.fillRect(left, top, size, size);
  if (active && paint) paint(g, box);
  if (frozen) hatch({ g, u, tokens }, box);
  g.strokeStyle = hot || !active ? tokens.text : tokens.edge;
  g.lineWidth = (hot ? 2 : 1) * u;
  g.strokeRect(left, top, size, size);
  if (framed) frame({ g, u, tokens }, box);
  biases.forEach((bias, piece) => dot({ g, u, tokens }, left, top + size * ((piece + 1) / biases.length), size, bias));
}

/** Around it, for the axes of the hidden space. @type {(brush: Brush, box: Box) => void} */
function frame({ g, u, tokens }, { x, y, size }) {
  const half = size / 2 + FRAME * u;
  g.strokeStyle = tokens.text;
  g.lineWidth = 2 * u;
  g.strokeRect(x - half, y - half, 2 * half, 2 * half);
}

/** What is frozen is hatched. @type {(brush: Brush, box: Box) => void} */
function hatch({ g, u, tokens }, { x, y, size }) {
  g.save();
  g.beginPath();
  g.rect(x - size / 2, y - size / 2, size, size);
  g.clip();
  for (const [colour, width] of /** @type {[string, number][]} */ ([[tokens.paper, 2.2], [tokens.text, 0.9]])) {
    g.strokeStyle = colour;
    g.lineWidth = width * u;
    g.beginPath();
    for (let at = -size; at < size; at += HATCH * u) {
      g.moveTo(x - size / 2 + at, y + size / 2);
      g.lineTo(x + size / 2 + at, y - size / 2);
    }
    g.stroke();
  }
  g.restore();
}

/** Filled where positive, hollow where negative. @type {(brush: Brush, x: number, y: number, size: number, bias: number) => void} */
function dot({ g, u, tokens }, x, y, size, bias) {
  const share = Math.min(1, Math.abs(bias) / DOT.full);
  g.fillStyle = bias >= 0 ? tokens.text : tokens.paper;
  g.strokeStyle = tokens.text;
  g.lineWidth = 1.2 * u;
  g.beginPath();
  g.arc(x, y, (DOT.least + DOT.more * share) * Math.min(u, size / DOT.at), 0, 2 * Math.PI);
  g.fill();
  g.stroke();
}
