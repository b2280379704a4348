/** One histogram: bars on a line, the ends of its range under it. */

/** @import { Tokens } from "../canvas.js" */
import { font } from "./text.js";

/**
 * @param {{ g: CanvasRenderingContext2D, u: number, tokens: Tokens }} pen
 * @param {{ left: number, top: number, width: number, height: number }} box
 * @param {{ low: number, high: number, counts: ArrayLike<number>, colour: string, word: (value: number) => string }} histogram
 */
export function drawHistogram({ g, u, tokens }, { left, top, width, height }, { low, high, counts, colour, word }) {
  const size = (tokens.projector ? 15 : 11) * u;
  const floor = Math.round(top + height - size - 2 * u);
  const most = Math.max(1, ...Array.from(counts));
  const each = width / counts.length;
  g.fillStyle = colour;
  for (let i = 0; i < counts.length; i += 1) {
    const bar = ((floor - top - 2 * u) * counts[i]) / most;
    if (counts[i]) g.fillRect(left + i * each, floor - Math.max(1, bar), Math.max(1, each - u), Math.max(1, bar));
  }
  g.fillStyle = tokens.edge;
  g.fillRect(left, floor, width, 1);
  const zero = low < 0 && high > 0 ? left + (width * -low) / (high - low) : null;
  g.fillStyle = tokens.text3;
  if (zero !== null) g.fillRect(Math.round(zero), floor - 2 * u, 1, 5 * u);
  writeEnds(g, { left, width, base: top + height - 2 * u, zero }, [word(low), word(high)], size);
}

/** @type {(g: CanvasRenderingContext2D, line: { left: number, width: number, base: number, zero: number | null }, words: string[], size: number) => void} */
function writeEnds(g, { left, width, base, zero }, [low, high], size) {
  g.font = font({ size });
  g.textBaseline = "alphabetic";
  g.textAlign = "left";
  g.fillText(low, left, base);
  g.textAlign = "right";
  g.fillText(high, left + width, base);
  const free = [left + g.measureText(low).width + size, left + width - g.measureText(high).width - size];
  if (zero === null || zero < free[0] || zero > free[1]) return;
  g.textAlign = "center";
  g.fillText("0", zero, base);
}
