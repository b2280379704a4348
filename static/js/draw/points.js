/** Layers 7 and 8: samples with their class's shape and loss ring; hover, and the point being dragged. */

/** @import { Pen } from "./view.js" */
import { rampFill } from "./field.js";
import { look, traceMark } from "./marks.js";
import { font } from "./text.js";

const HALO = 4.2;
const EDGE = 1.3;
const GROWN = 2;
/** So many samples have room at full size; more are drawn smaller, but not without end. */
const ROOMY = 24;
const MANY = 400;
/** In a crowd, losses below this have no ring, and those above a fainter and narrower one: they would hide the samples. */
const SLIGHT = 0.1;
const CROWDED = { gap: 0.5, strength: 0.6 };
/** A value that nothing is learned from keeps its colour around a dot of paper. */
const DOT = 0.5;

/**
 * @typedef {object} Samples
 * @property {Float64Array} points n × 2
 * @property {Float64Array} losses n, or empty where none are known
 */

/**
 * @typedef {object} Looks How samples look.
 * @property {number} hover Ringed.
 * @property {number} held Larger; drawn over all others, as the ringed one is.
 * @property {(i: number) => Face} face
 * @property {(i: number) => number} strength 1, or less for one that is not spoken of.
 */

/**
 * A mark's shape, colours and, for those that nothing is learned from, hollowness.
 * @typedef {{ k: number, fill: string, edge: string, hollow: boolean, dot?: boolean }} Face
 */

/**
 * @param {Pen} pen
 * @param {Samples} samples
 * @param {Looks} looks
 */
export function drawPoints(pen, { points, losses }, { hover, held, face, strength }) {
  const { g, at, tokens } = pen;
  const count = points.length / 2;
  const u = pen.u * crowding(count);
  const small = { ...pen, u };
  const crowd = count > ROOMY;
  const stamp = crowd ? stamps(small, tokens.mark * u) : null;
  const radius = (/** @type {number} */ i) => (tokens.mark + (i === held ? GROWN : 0)) * u;
  for (let i = 0; i < count; i++) {
    if (crowd && !(losses[i] >= SLIGHT)) continue;
    const place = /** @type {[number, number]} */ ([at.x(points[2 * i]), at.y(points[2 * i + 1])]);
    if (crowd) drawRing(small, place, radius(i), CROWDED.gap * ringGap(losses[i]), CROWDED.strength * strength(i));
    else if (losses[i] > 0) drawRing(small, place, radius(i), ringGap(losses[i]), strength(i));
  }
  for (const i of drawingOrder(count, [hover, held])) {
    const [x, y] = [at.x(points[2 * i]), at.y(points[2 * i + 1])];
    g.globalAlpha = strength(i);
    if (stamp && i !== hover && i !== held) stamp(face(i), x, y);
    else drawMark(small, face(i), x, y, radius(i), i === hover);
    g.globalAlpha = 1;
    if (i === hover && i !== held) drawCircle(pen, x, y, radius(i) + 7 * u, 2);
  }
}

/** Marks that were drawn once, to be printed: of hundreds of samples many look alike. @type {Map<string, OffscreenCanvas>} */
const made = new Map();
const MOST_MADE = 200;

/**
 * @param {Pen} pen
 * @param {number} radius
 */
function stamps(pen, radius) {
  const scale = pen.g.getTransform().a;
  const half = Math.ceil((1.3 * radius + HALO * pen.u) * scale);
  const kind = `${pen.tokens.paper} ${radius} ${scale}`;
  return (/** @type {Face} */ face, /** @type {number} */ x, /** @type {number} */ y) => {
    const key = `${kind} ${face.k} ${face.fill} ${face.edge} ${face.hollow} ${face.dot}`;
    const print = made.get(key) ?? engrave(pen, face, radius, half, scale);
    if (made.size > MOST_MADE) made.clear();
    made.set(key, print);
    pen.g.drawImage(print, Math.round(x * scale - half) / scale, Math.round(y * scale - half) / scale, (2 * half) / scale, (2 * half) / scale);
  };
}

/** @type {(pen: Pen, face: Face, radius: number, half: number, scale: number) => OffscreenCanvas} */
function engrave(pen, face, radius, half, scale) {
  const print = new OffscreenCanvas(2 * half, 2 * half);
  const g = /** @type {any} */ (print.getContext("2d"));
  g.setTransform(scale, 0, 0, scale, half, half);
  drawMark({ ...pen, g }, face, 0, 0, radius, false);
  return print;
}

/** All samples, these last. @type {(count: number, last: number[]) => number[]} */
function drawingOrder(count, last) {
  const others = Array.from({ length: count }, (_, i) => i).filter((i) => !last.includes(i));
  return [...others, ...new Set(last.filter((i) => i >= 0 && i < count))];
}

/**
 * The size at which so many samples are drawn.
 * @param {number} count
 */
export const crowding = (count) => Math.min(1, Math.max(count > MANY ? 0.5 : 0.6, Math.sqrt(ROOMY / count)));

/**
 * The radius that a loss adds to its ring, in design pixels; a loss of 2.5 is as wide as it gets.
 * @param {number} loss
 */
export const ringGap = (loss) => 3.5 + 12 * Math.min(loss, 2.5);

/** @type {(pen: Pen, place: [number, number], radius: number, gap: number, strength: number) => void} */
function drawRing(pen, [x, y], radius, gap, strength) {
  pen.g.globalAlpha = 0.75 * strength;
  drawCircle(pen, x, y, radius + gap * pen.u, 1.5);
  pen.g.globalAlpha = 1;
}

/** @type {(pen: Pen, x: number, y: number, radius: number, width: number) => void} */
function drawCircle({ g, u, tokens }, x, y, radius, width) {
  g.strokeStyle = tokens.text;
  g.lineWidth = width * u;
  g.beginPath();
  g.arc(x, y, radius, 0, 2 * Math.PI);
  g.stroke();
}

/** @type {(pen: Pen, face: Face, x: number, y: number, radius: number, strong: boolean) => void} */
function drawMark({ g, u, tokens }, { k, fill, edge, hollow, dot }, x, y, radius, strong) {
  g.lineJoin = "round";
  traceMark(g, k, x, y, radius);
  g.strokeStyle = tokens.paper;
  g.lineWidth = HALO * u;
  g.stroke();
  g.fillStyle = hollow ? tokens.paper : fill;
  g.fill();
  g.strokeStyle = edge;
  g.lineWidth = (strong || hollow ? 2 : 1) * EDGE * u;
  g.stroke();
  if (!dot) return;
  traceMark(g, k, x, y, DOT * radius);
  g.fillStyle = tokens.paper;
  g.fill();
}

/** How a sample of class k looks. @type {(tokens: Pen["tokens"], k: number, hollow: boolean) => Face} */
export function classFace({ classes }, k, hollow) {
  const { fill, text } = classes[look(k)];
  return { k, fill, edge: text, hollow };
}

/** How a sample of a value looks: a circle in the ramp's colour. @type {(tokens: Pen["tokens"], part: number, hollow: boolean) => Face} */
export const valueFace = (tokens, part, hollow) => ({ k: 0, fill: rampFill(tokens, part), edge: tokens.text2, hollow: false, dot: hollow });

/**
 * A hollow mark: where a dragged point came from, or where a click would put a new one.
 * @param {Pen} pen
 * @param {number} k
 * @param {[number, number]} point
 */
export function drawGhost({ g, u, tokens, at }, k, point) {
  g.globalAlpha = 0.8;
  traceMark(g, k, at.x(point[0]), at.y(point[1]), tokens.mark * u);
  g.fillStyle = tokens.paper;
  g.fill();
  g.strokeStyle = tokens.classes[look(k)].text;
  g.lineWidth = EDGE * u;
  g.stroke();
  g.globalAlpha = 1;
}

/**
 * Dashed lines across the whole plane through the point being dragged.
 * @param {Pen} pen
 * @param {[number, number]} point
 */
export function drawCrossHairs({ g, u, tokens, at }, point) {
  const [x, y] = [at.x(point[0]), at.y(point[1])];
  g.save();
  g.setLineDash([2 * u, 3 * u]);
  g.strokeStyle = tokens.text;
  g.lineWidth = 1.2 * u;
  g.beginPath();
  g.moveTo(0, y);
  g.lineTo(at.width, y);
  g.moveTo(x, 0);
  g.lineTo(x, at.height);
  g.stroke();
  g.restore();
}

/**
 * Where a tag of this size goes beside (x, y): below right, or across where the frame is in the way.
 * @param {{ width: number, height: number }} frame
 * @param {{ width: number, height: number }} tag
 * @param {[number, number]} point Pixels.
 * @param {number} gap
 * @returns {[number, number]}
 */
export function tagCorner(frame, tag, [x, y], gap) {
  const left = x + gap + tag.width > frame.width ? x - gap - tag.width : x + gap;
  const top = y + gap + tag.height > frame.height ? y - gap - tag.height : y + gap;
  return [Math.max(2, left), Math.max(2, top)];
}

/**
 * A card beside the point: its coordinates, and what its loss was and is.
 * @param {Pen} pen
 * @param {[number, number]} point
 * @param {string[]} lines The first is set bold.
 */
export function drawTag({ g, u, tokens, at }, point, lines) {
  const size = (tokens.projector ? 16 : 14) * u;
  const types = lines.map((_, i) => font({ size, weight: i ? 400 : 600 }));
  const widths = lines.map((words, i) => {
    g.font = types[i];
    return g.measureText(words).width;
  });
  const box = { width: Math.max(...widths) + 16 * u, height: (lines.length * 1.35 * size) + 10 * u };
  const [left, top] = tagCorner(at, box, [at.x(point[0]), at.y(point[1])], 14 * u);
  g.beginPath();
  g.roundRect(left, top, box.width, box.height, 6 * u);
  g.fillStyle = tokens.paper;
  g.fill();
  g.strokeStyle = tokens.text;
  g.lineWidth = 1.2 * u;
  g.stroke();
  g.fillStyle = tokens.text;
  g.textAlign = "left";
  g.textBaseline = "middle";
  lines.forEach((words, i) => {
    g.font = types[i];
    g.fillText(words, left + 8 * u, top + 5 * u + (i + 0.5) * 1.35 * size);
  });
}
