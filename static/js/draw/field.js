/**
 * Layers 1 and 3 of a network's plane: the class of every cell in bands of its confidence, or a value's ramp, and the
 * boundary; or else one unit, large. The cells are the engine's; they are only coloured here, and stretched smoothly.
 */

/** @import { Grid, Maps, State } from "../types.js" */
/** @import { Tokens } from "../canvas.js" */
/** @import { Pen } from "./view.js" */
import { look } from "./marks.js";
import { Atlas, mapRamp, rgb } from "./networkmaps.js";

/**
 * The confidence, of 255, from which on each band reaches: p ≥ ½, 0.7, 0.85, 0.95 and margins ¼, ½, ¾, 1, as the exact
 * regions of a linear model have them. Five bits know ½ and 1 only nearly.
 */
const PROBABILITIES = [120, 178, 216, 242];
const MARGINS = [64, 128, 191, 248];
const CODES = 256;
/** Up to so many classes leave five bits for the confidence, which then counts these parts of 255. */
const FEW = 8;
const COARSE = 8;
/** A value at the end of the ramp is so opaque; marks have so many steps of it on either side. */
const RAMP = 0.62;
const STEPS = 8;
/** So many cells across are drawn for each that came, of the whole network and of one unit shown large. */
const PARTS = 3;
const FINER = 4;
const large = new Atlas();

/** @typedef {import("./networkmaps.js").Rgb} Rgb */
/** @typedef {[left: number, right: number, low: number, high: number]} Box */

/** The picture before it is stretched; made when first drawn on. @type {OffscreenCanvasRenderingContext2D | null} */
let cells = null;

/** The band, 0 to 4, of every confidence there can be, a probability or else a margin. @param {boolean} probabilities */
export function bandsOf(probabilities) {
  const cuts = probabilities ? PROBABILITIES : MARGINS;
  return Uint8Array.from({ length: CODES }, (_, sure) => cuts.filter((cut) => sure >= cut).length);
}

/** Confidences of 255, in the middle of their part where they came in five bits. @type {(confidence: Uint8Array, classes: number) => Uint8Array} */
export const whole = (confidence, classes) => (classes > FEW ? confidence : confidence.map((sure) => COARSE * sure + COARSE / 2));

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
  const parts = state.playing ? 1 : PARTS;
  const wide = grid.size * parts;
  const sure = refined(whole(grid.confidence, state.classes), grid.size, parts);
  if (targets) return stretch(pen, sure, rampColours(pen.tokens, ui.soft), wide, box);
  stretch(pen, coded(grid, sure, parts), classColours(pen.tokens, state), wide, box);
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
  large.show({ size: size * FINER, maps: [finer(maps[unit], size, FINER)] }, () => style);
  large.draw(g, 0, { x: at.x(left) + side / 2, y: at.y(high) + side / 2, size: side });
}

/**
 * A map with more cells between those it has, so that lines on it are smooth and thin.
 * @param {Uint8Array} map
 * @param {number} size
 * @param {number} times
 */
export function finer(map, size, times) {
  const wide = size * times;
  const fine = new Uint8Array(wide * wide);
  const places = Array.from({ length: wide }, (_, i) => Math.min(size - 1, Math.max(0, (i + 0.5) / times - 0.5)));
  const cells = places.map((place) => Math.min(size - 2, Math.trunc(place)));
  for (let i = 0, row = 0; row < wide; row++) {
    const top = cells[row] * size;
    const down = places[row] - cells[row];
    for (let column = 0; column < wide; column++, i++) {
      const at = top + cells[column];
      const right = places[column] - cells[column];
      const above = map[at] + (map[at + 1] - map[at]) * right;
      const below = map[at + size] + (map[at + size + 1] - map[at + size]) * right;
      fine[i] = above + (below - above) * down + 0.5;
    }
  }
  return fine;
}

/** While it trains each cell is drawn as it came. @type {(map: Uint8Array, size: number, parts: number) => Uint8Array} */
const refined = (map, size, parts) => (parts > 1 ? finer(even(map, size), size, parts) : map);

/** Where each refined cell's colour is: by its class, then by its confidence. @type {(grid: Grid, sure: Uint8Array, parts: number) => Uint16Array} */
function coded({ size, classes }, sure, parts) {
  const wide = size * parts;
  const codes = new Uint16Array(wide * wide);
  const columns = Uint16Array.from({ length: wide }, (_, i) => i / parts);
  for (let i = 0, row = 0; row < wide; row++) {
    const top = Math.trunc(row / parts) * size;
    for (let column = 0; column < wide; column++, i++) codes[i] = look(classes[top + columns[column]]) * CODES + sure[i];
  }
  return codes;
}

/** Each cell with its neighbours: steps of five bits become slopes. @type {(map: Uint8Array, size: number) => Uint8Array} */
export function even(map, size) {
  const across = map.map((value, i) => (map[i % size ? i - 1 : i] + 2 * value + map[(i + 1) % size ? i + 1 : i]) / 4 + 0.5);
  return across.map((value, i) => ((across[i - size] ?? value) + 2 * value + (across[i + size] ?? value)) / 4 + 0.5);
}

/**
 * Colours of a value from the lowest target to the highest: class 0, paper in the middle, class 1.
 * @param {Tokens} tokens
 * @param {boolean} soft Else only the two sides of the middle.
 */
function rampColours(tokens, soft) {
  const ends = [0, 1].map((k) => rgb(tokens.classes[k].fill));
  return Uint32Array.from({ length: CODES }, (_, code) => {
    const share = rampShare((code - COARSE / 2) / (CODES - 1 - COARSE));
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

/** By class and confidence. @type {(tokens: Tokens, state: State) => Uint32Array} */
function classColours({ classes, regionLow: low, regionHigh: high }, state) {
  const bands = bandsOf(comparesProbabilities(state));
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
 * @type {(pen: Pen, codes: Uint8Array | Uint16Array, colours: Uint32Array, size: number, box: Box) => void}
 */
function stretch({ g, at }, codes, colours, size, [left, right, low, high]) {
  cells ??= /** @type {OffscreenCanvasRenderingContext2D} */ (new OffscreenCanvas(size, size).getContext("2d"));
  if (cells.canvas.width !== size) Object.assign(cells.canvas, { width: size, height: size });
  const image = new ImageData(size, size);
  const pixels = new Uint32Array(image.data.buffer);
  for (let i = 0; i < pixels.length; i++) pixels[i] = colours[codes[i]];
  cells.putImageData(image, 0, 0);
  g.drawImage(cells.canvas, at.x(left), at.y(high), at.x(right) - at.x(left), at.y(low) - at.y(high));
}

/** @type {(pen: Pen, segments: Float32Array, box: Box) => void} */
function drawSegments({ g, u, at, tokens }, segments, [left, right, low, high]) {
  const [x, y] = [at.x(left), at.y(low)];
  const [across, up] = [at.x(right) - x, at.y(high) - y];
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
