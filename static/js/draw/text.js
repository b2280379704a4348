/** Text that stays readable over regions and lines: a stroke of paper, 0.22 em wide, under the ink. */

/** @import { Pen } from "./view.js" */

const SANS = '"Source Sans 3", "Segoe UI", system-ui, sans-serif';
const SERIF = '"Source Serif 4", "STIX Two Text", Georgia, serif';
const HALO = 0.22;

/**
 * @typedef {object} Type
 * @property {number} size Canvas pixels.
 * @property {string} colour
 * @property {boolean} [serif]
 * @property {boolean} [italic]
 * @property {number} [weight]
 * @property {CanvasTextAlign} [align]
 * @property {CanvasTextBaseline} [baseline]
 */

/** @param {Pick<Type, "size" | "serif" | "italic" | "weight">} type */
export const font = ({ size, serif = false, italic = false, weight = 400 }) =>
  `${italic ? "italic " : ""}${weight} ${size}px ${serif ? SERIF : SANS}`;

/**
 * @param {Pen} pen
 * @param {string} words
 * @param {number} x
 * @param {number} y
 * @param {Type} type
 */
export function haloText({ g, tokens }, words, x, y, type) {
  g.font = font(type);
  g.textAlign = type.align ?? "left";
  g.textBaseline = type.baseline ?? "alphabetic";
  g.lineJoin = "round";
  g.strokeStyle = tokens.paper;
  g.lineWidth = type.size * HALO;
  g.strokeText(words, x, y);
  g.fillStyle = type.colour;
  g.fillText(words, x, y);
}

/**
 * A symbol with a roman subscript and perhaps a tail, "s₀ = 0", centred on (x, y).
 * @param {Pen} pen
 * @param {{ letter: string, index: string | number, tail?: string }} symbol
 * @param {number} x
 * @param {number} y
 * @param {number} size
 * @param {string} colour
 */
export function haloSymbol(pen, { letter, index, tail = "" }, x, y, size, colour) {
  const parts = [
    { words: letter, drop: 0, type: { size, colour, serif: true, italic: true } },
    { words: String(index), drop: 0.18 * size, type: { size: 0.7 * size, colour, serif: true } },
    { words: tail, drop: 0, type: { size, colour, serif: true } },
  ];
  const widths = parts.map(({ words, type }) => {
    pen.g.font = font(type);
    return pen.g.measureText(words).width;
  });
  let from = x - (widths[0] + widths[1] + widths[2]) / 2;
  parts.forEach(({ words, drop, type }, i) => {
    if (words) haloText(pen, words, from, y + 0.3 * size + drop, type);
    from += widths[i];
  });
}

/**
 * Heights for labels that want these heights, in order, at least `gap` apart and none below `floor`.
 * @param {number[]} wanted Ascending.
 * @param {number} gap
 * @param {number} floor
 */
export function spread(wanted, gap, floor) {
  const heights = [...wanted];
  for (let i = 1; i < heights.length; i++) heights[i] = Math.max(heights[i], heights[i - 1] + gap);
  const over = Math.max(0, (heights.at(-1) ?? 0) - floor);
  return heights.map((height) => height - over);
}
