/** Arrows: solid heads for scores and weights, hollow ones for gradients. */

/**
 * Where an arrow's shaft ends and its head's two barbs are.
 * @param {[number, number]} from
 * @param {[number, number]} tip
 * @param {number} head Length of the head; at most three quarters of the arrow.
 */
export function arrowHead([x0, y0], [x1, y1], head) {
  const length = Math.hypot(x1 - x0, y1 - y0);
  const size = Math.min(head, 0.75 * length);
  const [ux, uy] = length ? [(x1 - x0) / length, (y1 - y0) / length] : [0, 0];
  const [bx, by] = [x1 - ux * size, y1 - uy * size];
  const half = 0.46 * size;
  return { neck: [bx, by], left: [bx - uy * half, by + ux * half], right: [bx + uy * half, by - ux * half] };
}

/**
 * @param {CanvasRenderingContext2D} g
 * @param {[number, number]} from
 * @param {[number, number]} tip
 * @param {{ colour: string, width: number, head: number }} style
 */
export function drawArrow(g, from, tip, { colour, width, head }) {
  const { neck, left, right } = arrowHead(from, tip, head);
  g.strokeStyle = g.fillStyle = colour;
  g.lineWidth = width;
  g.beginPath();
  g.moveTo(from[0], from[1]);
  g.lineTo(neck[0], neck[1]);
  g.stroke();
  g.beginPath();
  g.moveTo(tip[0], tip[1]);
  g.lineTo(left[0], left[1]);
  g.lineTo(right[0], right[1]);
  g.closePath();
  g.fill();
}
