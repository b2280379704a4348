/**
 * Layers 1 and 3 of a network's plane: the class of every cell in bands of its confidence, or a value's ramp, and the
 * boundary; or else one unit, large. The cells are the engine's; they are only coloured here, and stretched smoothly.
 */

/** @import { Maps, State } from "../types.js" */
/** @import { Tokens } from "../canvas.js" */
/** @import { Pen } from "./view.js" */
import { look } from "./marks.js";
import { Atlas, mapRamp, rgb } from "./networkmaps.js";

/** The confidence from which on each band reaches, as the exact regions of a linear model have them. */
const PROBABILITIES = [0.5, 0.7, 0.85, 0.95];
const MARGINS = [0.25, 0.5, 0.75, 1];
/** The codes of a byte, and the engine's largest confidence when few classes leave five bits for it. */
const CODES = 256;
const PACKED = 31;
const FEW = 8;
/** Segments come in parts of the window. */
const WHOLE = 65535;
/** A value at the end of the ramp is so opaque; marks have so many steps of it on either side. */
const RAMP = 0.62;
const STEPS = 8;
/** A unit shown large has so many cells for each that came. */
const FINER = 4;
const large = new Atlas();

/** @typedef {import("./networkmaps.js").Rgb} Rgb */
/** @typedef {[left: number, right: number, low: number, high: number]} Box */

/** The picture before it is stretched; made when first drawn on. @type {OffscreenCanvasRenderingContext2D | null} */
let cells = null;

/**
 * The band, 0 to 4, of every confidence there can be.
 * @param {number} full The confidence that is certain: 255, or 31 of five bits.
 * @param {boolean} probabilities Whether confidence is a probability, else a margin.
 */
export function bandsOf(full, probabilities) {
  const unit = full === PACKED ? FEW : 1;
  const cuts = (probabilities ? PROBABILITIES : MARGINS).map((share) => Math.floor(Math.floor((CODES - 1) * share) / unit));
  return Uint8Array.from({ length: full + 1 }, (_, sure) => cuts.filter((cut) => sure >= cut).length);
}

/** Whether the loss compares probabilities. @param {Pick<State, "loss">} state */
export const comparesProbabilities = ({ loss }) => loss.likelihood !== "none";

/**
 * The network's answer over the window that it was asked for.
 * @param {Pen} pen
 * @param {State} state
 * @param {Box} box
 */
export function drawField(pen, state, box) {
  const { grid, targets, segments, ui } = state;
  if (!grid) return;
  if (targets) return stretch(pen, grid.size, grid.confidence, rampColours(pen.tokens, ui.soft), box);
  const codes = grid.classes.map((label) => look(label));
  const colours = classColours(pen.tokens, state.classes > FEW ? CODES - 1 : PACKED, state);
  stretch(pen, grid.size, codes, colours, box, grid.confidence);
  drawSegments(pen, segments, box);
}

/**
 * What one hidden unit sends: as in the diagram, but large.
 * @param {Pen} pen
 * @param {Maps} unitMaps
 * @param {number} unit
 * @param {Box} box
 */
export function drawLargeUnit({ g, at, tokens }, { size, maps }, unit, [left, right, , high]) {
  if (!maps[unit]) return;
  const side = at.x(right) - at.x(left);
  const style = { colours: mapRamp(tokens.paper, tokens.text, false), paper: rgb(tokens.paper), zero: true };
  large.show({ size: size * FINER, maps: [finer(maps[unit], size)] }, () => style);
  large.draw(g, 0, { x: at.x(left) + side / 2, y: at.y(high) + side / 2, size: side });
}

/** A map with more cells between those it has, so that its line of zero stays thin. @type {(map: Uint8Array, size: number) => Uint8Array} */
export function finer(map, size) {
  const place = (/** @type {number} */ i) => Math.min(size - 1, Math.max(0, (i + 0.5) / FINER - 0.5));
  const wide = size * FINER;
  return Uint8Array.from({ length: wide * wide }, (_, i) => {
    const [x, y] = [place(i % wide), place(Math.floor(i / wide))];
    const [column, row] = [Math.min(size - 2, Math.floor(x)), Math.min(size - 2, Math.floor(y))];
    const at = row * size + column;
    const along = (/** @type {number} */ from) => map[from] + (map[from + 1] - map[from]) * (x - column);
    return Math.round(along(at) + (along(at + size) - along(at)) * (y - row));
  });
}

/**
 * Colours of a value from the lowest target to the highest: class 0, paper in the middle, class 1.
 * @param {Tokens} tokens
 * @param {boolean} soft Else only the two sides of the middle.
 */
function rampColours(tokens, soft) {
  const ends = [0, 1].map((k) => rgb(tokens.classes[k].fill));
  return Uint32Array.from({ length: PACKED + 1 }, (_, code) => {
    const share = rampShare(code / PACKED);
    return packed(ends[share < 0 ? 0 : 1], RAMP * (soft ? Math.abs(share) : 0.5));
  });
}

/** The ramp's colour of a value, in so many steps. @type {(tokens: Tokens, part: number) => string} */
export function rampFill({ classes, paper }, part) {
  const share = Math.round(STEPS * rampShare(part)) / STEPS;
  return `color-mix(in srgb, ${classes[share < 0 ? 0 : 1].fill} ${100 * Math.abs(share)}%, ${paper})`;
}

/** From −1 at the lowest target to 1 at the highest. @param {number} part */
export const rampShare = (part) => 2 * Math.min(1, Math.max(0, part)) - 1;

/** By class and confidence. @type {(tokens: Tokens, full: number, state: State) => Uint32Array} */
function classColours({ classes, regionLow: low, regionHigh: high }, full, state) {
  const bands = bandsOf(full, comparesProbabilities(state));
  const alpha = (/** @type {number} */ band) => (state.ui.soft ? low + ((high - low) * band) / MARGINS.length : (low + high) / 2);
  const colours = new Uint32Array(classes.length * CODES);
  for (const [k, { fill }] of classes.entries()) {
    const colour = rgb(fill);
    bands.forEach((band, sure) => (colours[k * CODES + sure] = packed(colour, alpha(band))));
  }
  return colours;
}

/**
 * A picture of `size` × `size` cells over the window, row 0 at the top.
 * @type {(pen: Pen, size: number, codes: Uint8Array, colours: Uint32Array, box: Box, fine?: Uint8Array) => void}
 */
function stretch({ g, at }, size, codes, colours, [left, right, low, high], fine) {
  cells ??= /** @type {OffscreenCanvasRenderingContext2D} */ (new OffscreenCanvas(size, size).getContext("2d"));
  if (cells.canvas.width !== size) Object.assign(cells.canvas, { width: size, height: size });
  const image = new ImageData(size, size);
  const pixels = new Uint32Array(image.data.buffer);
  for (let i = 0; i < pixels.length; i++) pixels[i] = colours[fine ? codes[i] * CODES + fine[i] : codes[i]];
  cells.putImageData(image, 0, 0);
  g.drawImage(cells.canvas, at.x(left), at.y(high), at.x(right) - at.x(left), at.y(low) - at.y(high));
}

/** @type {(pen: Pen, segments: Uint16Array, box: Box) => void} */
function drawSegments({ g, u, at, tokens }, segments, [left, right, low, high]) {
  const [x, y] = [at.x(left), at.y(low)];
  const [across, up] = [(at.x(right) - x) / WHOLE, (at.y(high) - y) / WHOLE];
  g.beginPath();
  for (let i = 0; i < segments.length; i += 4) {
    g.moveTo(x + across * segments[i], y + up * segments[i + 1]);
    g.lineTo(x + across * segments[i + 2], y + up * segments[i + 3]);
  }
  g.strokeStyle = tokens.boundary;
  g.lineWidth = tokens.boundaryWidth * u;
  g.lineCap = "round";
  g.stroke();
  g.lineCap = "butt";
}

/** As the bytes of an image lie in memory, first red. @type {(rgb: Rgb, alpha: number) => number} */
const packed = ([r, g, b], alpha) => ((Math.round(255 * alpha) << 24) | (b << 16) | (g << 8) | r) >>> 0;
