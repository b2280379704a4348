/** The epoch as a tape: its samples in their order, cut into batches; the next one underlined, those made faded. */

/** @import { Tokens } from "../canvas.js" */

/** Of what was seen in this epoch already. */
const SEEN = 0.32;
const GAP = 5;
const LINE = 3;

/**
 * Where each batch of the epoch lies: [left, width].
 * @type {(width: number, samples: number, size: number, gap: number) => [number, number][]}
 */
export function batchBoxes(width, samples, size, gap) {
  const count = Math.ceil(samples / size);
  const between = count > 1 ? Math.min(gap, (0.3 * width) / (count - 1)) : 0;
  const each = (width - between * (count - 1)) / samples;
  return Array.from({ length: count }, (_, i) => [i * (size * each + between), Math.min(size, samples - i * size) * each]);
}

/**
 * @param {{ g: CanvasRenderingContext2D, u: number, tokens: Tokens, width: number, height: number }} sheet
 * @param {{ order: ArrayLike<number>, size: number, next: number, colourOf: (i: number) => string }} tape `next` is the place of the batch that comes next.
 */
export function drawTape({ g, u, tokens, width, height }, { order, size, next, colourOf }) {
  g.clearRect(0, 0, width, height);
  const tall = height - (LINE + 2) * u;
  batchBoxes(width, order.length, size, GAP * u).forEach(([left, wide], batch) => {
    const count = Math.min(size, order.length - batch * size);
    const each = wide / count;
    const slit = each > 3 * u ? u : 0;
    g.globalAlpha = batch < next ? SEEN : 1;
    for (let i = 0; i < count; i += 1) {
      g.fillStyle = colourOf(order[batch * size + i]);
      g.fillRect(left + i * each, 0, Math.max(each - slit, 0.5), tall);
    }
    g.globalAlpha = 1;
    g.fillStyle = tokens.text;
    if (batch === next) g.fillRect(left, height - LINE * u, Math.max(wide, 2 * u), LINE * u);
  });
}
