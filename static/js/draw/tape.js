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
  const boxes = batchBoxes(width, order.length, size, GAP * u);
  for (const seen of [true, false]) {
    g.globalAlpha = seen ? SEEN : 1;
    const [from, to] = seen ? [0, next] : [next, boxes.length];
    for (const [colour, slits] of slitsOf(boxes, [from, to], { order, size, colourOf, gap: u })) {
      g.fillStyle = colour;
      g.beginPath();
      for (const [left, wide] of slits) g.rect(left, 0, wide, tall);
      g.fill();
    }
  }
  const [left, wide] = boxes[next] ?? [0, 0];
  g.fillStyle = tokens.text;
  g.fillRect(left, height - LINE * u, Math.max(wide, 2 * u), LINE * u);
}

/**
 * Where the samples of some batches lie, by their colour: one fill for each is cheap.
 * @type {(boxes: [number, number][], part: readonly [number, number], tape: { order: ArrayLike<number>, size: number, colourOf: (i: number) => string, gap: number }) => Map<string, [number, number][]>}
 */
function slitsOf(boxes, [from, to], { order, size, colourOf, gap }) {
  /** @type {Map<string, [number, number][]>} */
  const found = new Map();
  for (let batch = from; batch < to; batch += 1) {
    const [left, wide] = boxes[batch];
    const count = Math.min(size, order.length - batch * size);
    const each = wide / count;
    const slit = Math.max(each - (each > 3 * gap ? gap : 0), 0.5);
    for (let i = 0; i < count; i += 1) {
      const colour = colourOf(order[batch * size + i]);
      const slits = found.get(colour) ?? [];
      if (!slits.length) found.set(colour, slits);
      slits.push([left + i * each, slit]);
    }
  }
  return found;
}
