/** Where the units and weights of a network lie on its canvas. All in canvas pixels; `u` of them are one design pixel. */

/** @import { Column, Item, Wire } from "../panels/networkmodel.js" */

/** @typedef {{ x: number, y: number, size: number }} Box The middle of a unit, and its side. */
/** @typedef {{ wire: Wire, x0: number, y0: number, x1: number, y1: number }} Curve */
/** @typedef {{ boxes: Box[][], curves: Curve[], gaps: Curve[][], xs: number[], spacing: number }} Plan */

/** Design pixels: beside the inputs for their names and the outputs for their marks; the largest unit of each kind. */
const LEFT = 70;
const RIGHT = 52;
const LARGEST = { input: 34, hidden: 40, output: 44 };
const SMALLEST = 16;
const EDGE = 4;
/** Of the distance to the next unit, the part that is a unit; of that to the next column, at most this. */
const FILLED = 0.85;
const COLUMN = 0.4;
const STEPS = 20;

/**
 * @param {{ width: number, height: number, u: number }} sheet
 * @param {Column[]} columns
 * @param {Wire[]} wires
 * @returns {Plan}
 */
export function plan({ width, height, u }, columns, wires) {
  const spacing = (width - (LEFT + RIGHT) * u) / Math.max(1, columns.length - 1);
  const xs = columns.map((_, c) => LEFT * u + c * spacing);
  const kind = (/** @type {number} */ c) => (c === 0 ? "input" : c === columns.length - 1 ? "output" : "hidden");
  const boxes = columns.map(({ count }, c) => stack(xs[c], height, u, count, LARGEST[kind(c)] * u, spacing));
  const curves = wires.map((wire) => curve(boxes, columns, wire));
  return { boxes, xs, spacing, curves, gaps: xs.slice(1).map((_, l) => curves.filter(({ wire }) => wire.layer === l)) };
}

/**
 * A column of units; where they would be too small, neighbours stand beside each other.
 * @type {(x: number, height: number, u: number, count: number, largest: number, spacing: number) => Box[]}
 */
function stack(x, height, u, count, largest, spacing) {
  const room = height - 2 * EDGE * u;
  const pitch = Math.min(room / count, 2 * largest);
  const alone = pitch * FILLED;
  const abreast = Math.max(1, Math.min(Math.ceil((SMALLEST * u) / alone), Math.floor((spacing * COLUMN) / Math.max(alone, u * 4))));
  const size = Math.min(largest, abreast * alone, (spacing * COLUMN) / abreast);
  const step = Math.min(pitch, (room - size) / Math.max(1, count - 1));
  const shift = (/** @type {number} */ i) => ((i % abreast) - (abreast - 1) / 2) * (size / FILLED);
  return Array.from({ length: count }, (_, i) => ({ x: x + shift(i), y: height / 2 + (i - (count - 1) / 2) * step, size }));
}

/** @type {(boxes: Box[][], columns: Column[], wire: Wire) => Curve} */
function curve(boxes, columns, wire) {
  const { count, pieces } = columns[wire.layer + 1];
  const from = boxes[wire.layer][wire.from];
  const to = boxes[wire.layer + 1][wire.row % count];
  const piece = Math.floor(wire.row / count);
  const y1 = to.y + to.size * ((piece + 0.5) / pieces - 0.5);
  return { wire, x0: from.x + from.size / 2, y0: from.y, x1: to.x - to.size / 2, y1 };
}

/** The curve of a weight. @param {Plan} plan @param {Wire} wire */
export const curveOf = ({ gaps }, { layer, row, from }) => gaps[layer]?.find(({ wire }) => wire.row === row && wire.from === from);

/** A point of the curve, a Bézier curve that leaves and arrives level. @type {(curve: Curve, t: number) => [number, number]} */
export function along({ x0, y0, x1, y1 }, t) {
  const rise = t * t * (3 - 2 * t);
  const run = 1.5 * t * (1 - t) + t * t * t;
  return [x0 + (x1 - x0) * run, y0 + (y1 - y0) * rise];
}

/**
 * The unit at (x, y), else the nearest weight within `reach`; null where there is none.
 * @param {Plan} plan
 * @param {number} x
 * @param {number} y
 * @param {number} reach
 * @param {number} margin Around a unit, what still is the unit's.
 * @returns {Item | null}
 */
export function itemAt({ boxes, curves }, x, y, reach, margin = 0) {
  for (const [column, list] of boxes.entries()) {
    const unit = list.findIndex((box) => Math.max(Math.abs(box.x - x), Math.abs(box.y - y)) <= box.size / 2 + margin);
    if (unit >= 0) return { unit: { column, unit } };
  }
  let nearest = null;
  let least = reach;
  for (const one of curves) {
    if (x < one.x0 - reach || x > one.x1 + reach) continue;
    const far = distance(one, x, y);
    if (far < least) [nearest, least] = [one.wire, far];
  }
  return nearest && { wire: nearest };
}

/** @type {(curve: Curve, x: number, y: number) => number} */
function distance(curve, x, y) {
  let least = Infinity;
  let [ax, ay] = along(curve, 0);
  for (let i = 1; i <= STEPS; i += 1) {
    const [bx, by] = along(curve, i / STEPS);
    const [dx, dy] = [bx - ax, by - ay];
    const t = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
    least = Math.min(least, Math.hypot(ax + t * dx - x, ay + t * dy - y));
    [ax, ay] = [bx, by];
  }
  return least;
}
