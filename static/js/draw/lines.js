/**
 * Layer 5: for each class the line where its score is zero, w·x + b = 0, and the arrow w that stands on it and points to
 * where the score grows. The arrow is 0.08‖w‖ of the window long: a longer arrow is a steeper score.
 */

/** @import { Range } from "../types.js" */
/** @import { Pen, Projection } from "./view.js" */
/** @import { Place } from "./placement.js" */
import { drawArrow } from "./arrow.js";
import { look } from "./marks.js";
import { haloSymbol } from "./text.js";

const LENGTH = 0.08;
/** An arrow whose head is out of sight in any case ends so many windows away: a canvas garbles what is much farther. */
const FARTHEST = 2;
const SQUARE = 7;

/** @typedef {[number, number]} Point */
/** `ends` and `normal` (unit, along w) in pixels, y down; `length` of the arrow in pixels. */
/** @typedef {{ k: number, ends: [Point, Point], normal: Point, length: number }} ScoreLine */

/**
 * The ends of w·x + b = 0 inside the window, in plane units, ordered along (−w₁, w₀) so that they never swap while the line
 * moves; null where it does not cross the window.
 * @param {ArrayLike<number>} w
 * @param {number} b
 * @param {Range} xs
 * @param {Range} ys
 * @returns {[Point, Point] | null}
 */
export function zeroLine(w, b, xs, ys) {
  const size = Math.hypot(w[0], w[1]);
  if (!(size > 1e-12)) return null;
  const foot = [(-b * w[0]) / size ** 2, (-b * w[1]) / size ** 2];
  const along = [-w[1] / size, w[0] / size];
  let [from, to] = [-Infinity, Infinity];
  for (const [axis, [low, high]] of [xs, ys].entries()) {
    if (Math.abs(along[axis]) < 1e-12) {
      if (foot[axis] < low || foot[axis] > high) return null;
      continue;
    }
    const cuts = [(low - foot[axis]) / along[axis], (high - foot[axis]) / along[axis]].sort((a, b) => a - b);
    [from, to] = [Math.max(from, cuts[0]), Math.min(to, cuts[1])];
  }
  if (!(from < to)) return null;
  const end = (/** @type {number} */ t) => /** @type {Point} */ ([foot[0] + t * along[0], foot[1] + t * along[1]]);
  return [end(from), end(to)];
}

/**
 * The score lines that cross the window.
 * @param {Projection} at
 * @param {number} classes
 * @param {Float64Array} params W (k × 2, row-major) then b (k)
 * @returns {ScoreLine[]}
 */
export function scoreLines(at, classes, params) {
  const lines = [];
  for (let k = 0; k < classes; k++) {
    const w = params.subarray(2 * k, 2 * k + 2);
    const ends = zeroLine(w, params[2 * classes + k], at.xs, at.ys);
    if (!ends) continue;
    const size = Math.hypot(w[0], w[1]);
    const [from, to] = ends.map(([x, y]) => /** @type {Point} */ ([at.x(x), at.y(y)]));
    lines.push(/** @type {ScoreLine} */ ({
      k, ends: [from, to], normal: [w[0] / size, -w[1] / size], length: Math.min(LENGTH * size, FARTHEST) * at.width,
    }));
  }
  return lines;
}

/** @type {(line: ScoreLine, share: number) => Point} */
export const along = ({ ends: [p, q] }, share) => [p[0] + share * (q[0] - p[0]), p[1] + share * (q[1] - p[1])];

/**
 * @param {Pen} pen
 * @param {ScoreLine[]} lines
 * @param {Map<number, Place>} places By class.
 * @param {(k: number) => number} strength 1, or less for a line that something else is shown beside.
 */
export function drawScoreLines(pen, lines, places, strength) {
  for (const draw of [strokeLine, drawNormal, writeLabel]) {
    for (const line of lines) draw({ ...pen, alpha: strength(line.k) }, line, /** @type {Place} */ (places.get(line.k)));
  }
}

/** @typedef {Pen & { alpha: number }} Faint A pen for something that may be faint. */

/** @type {(pen: Faint, line: ScoreLine) => void} */
function strokeLine({ g, u, tokens, alpha }, { k, ends: [p, q] }) {
  g.beginPath();
  g.moveTo(p[0], p[1]);
  g.lineTo(q[0], q[1]);
  g.globalAlpha = 0.8 * alpha;
  g.strokeStyle = tokens.paper;
  g.lineWidth = (tokens.scoreWidth + 2.5) * u;
  g.stroke();
  g.globalAlpha = alpha;
  g.strokeStyle = tokens.classes[look(k)].fill;
  g.lineWidth = tokens.scoreWidth * u;
  g.stroke();
  g.globalAlpha = 1;
}

/** @type {(pen: Faint, line: ScoreLine, place: Place) => void} */
function drawNormal(pen, line, { arrow }) {
  const { g, u, tokens, alpha } = pen;
  const { fill, text } = tokens.classes[look(line.k)];
  const [x, y] = along(line, arrow);
  const [nx, ny] = line.normal;
  const tip = /** @type {Point} */ ([x + nx * line.length, y + ny * line.length]);
  g.globalAlpha = alpha;
  if (line.length > SQUARE * u) drawSquare(pen, [x, y], line.normal, fill);
  g.globalAlpha = 0.8 * alpha;
  drawArrow(g, [x, y], tip, { colour: tokens.paper, width: (tokens.scoreWidth + 3.5) * u, head: 14 * u });
  g.globalAlpha = alpha;
  drawArrow(g, [x, y], tip, { colour: fill, width: (tokens.scoreWidth + 0.4) * u, head: 12 * u });
  haloSymbol(pen, { letter: "w", index: line.k }, tip[0] + nx * 12 * u, tip[1] + ny * 12 * u, symbolSize(pen), text);
  g.globalAlpha = 1;
}

/** The right-angle mark. @type {(pen: Pen, foot: Point, normal: Point, colour: string) => void} */
function drawSquare({ g, u }, [x, y], [nx, ny], colour) {
  const side = SQUARE * u;
  g.strokeStyle = colour;
  g.lineWidth = 1.3 * u;
  g.beginPath();
  g.moveTo(x + nx * side, y + ny * side);
  g.lineTo(x + (nx - ny) * side, y + (ny + nx) * side);
  g.lineTo(x - ny * side, y + nx * side);
  g.stroke();
}

/** @type {(pen: Faint, line: ScoreLine, place: Place) => void} */
function writeLabel(pen, line, { label, side }) {
  const { g, u, tokens, alpha } = pen;
  const [x, y] = along(line, label);
  const [nx, ny] = line.normal;
  let angle = Math.atan2(nx, -ny);
  if (Math.abs(angle) > Math.PI / 2) angle += Math.PI;
  g.save();
  g.globalAlpha = alpha;
  g.translate(x + nx * side * LABEL_OFFSET * u, y + ny * side * LABEL_OFFSET * u);
  g.rotate(angle);
  haloSymbol(pen, { letter: "s", index: line.k, tail: " = 0" }, 0, 0, 0.94 * symbolSize(pen), tokens.classes[look(line.k)].text);
  g.restore();
}

/** How far beside its line a label stands. */
export const LABEL_OFFSET = 11;

/** @param {Pen} pen */
const symbolSize = ({ u, tokens }) => (tokens.projector ? 18 : 16) * u;
