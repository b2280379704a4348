/** The weights of a network: solid where positive, dashed where negative, as wide and dark as they are large. */

/** @import { Tokens } from "../canvas.js" */
/** @import { Curve } from "./networkplan.js" */
import { along } from "./networkplan.js";

/** @typedef {{ g: CanvasRenderingContext2D, u: number, tokens: Tokens }} Brush */

const THINNEST = 0.5;
const WIDEST = 5;
const FAINTEST = 0.22;
const DARKEST = 0.82;
const DASH = 4;
const DOT = 3;
/** So much wider is a weight that has changed. */
const CHANGED = 1.5;
/** A layer of more weights than this has them all thinner and fainter, so that the large ones still stand out. */
const CROWD = 100;
/** There, those thinner than this are solid lines of one pixel: their dashes could not be told apart, and cost most. */
const HAIR = 1.6;

/** The largest of the weights drawn, which is as wide as any. @type {(curves: Curve[], params: Float64Array) => number} */
export function largest(curves, params) {
  return curves.reduce((most, { wire }) => Math.max(most, finite(Math.abs(params[wire.at]))), 0) || 1;
}

/** @type {(value: number) => number} */
const finite = (value) => (Number.isFinite(value) ? value : 0);

/**
 * The weights of one layer.
 * @param {Brush} brush
 * @param {Curve[]} curves
 * @param {Float64Array} params
 * @param {number} most The largest weight of all layers.
 */
export function drawWires({ g, u, tokens }, curves, params, most) {
  const part = Math.min(1, Math.sqrt(CROWD / curves.length));
  g.strokeStyle = tokens.text2;
  for (const curve of curves) {
    const value = params[curve.wire.at];
    const share = Math.min(1, Math.abs(value) / most) || 0;
    const width = widthOf(share * part);
    const hair = part < 1 && width < HAIR;
    g.globalAlpha = part * FAINTEST + (DARKEST - part * FAINTEST) * share ** (1 - part / 2);
    trace(g, curve, hair ? 1 : width * u, hair ? 0 : dashOf(value, u / part));
  }
  g.globalAlpha = 1;
  g.setLineDash([]);
}

/**
 * One weight in ink, with a dot where its number hangs.
 * @param {Brush} brush
 * @param {Curve} curve
 * @param {number} value
 * @param {number} most
 */
export function drawHotWire({ g, u, tokens }, curve, value, most) {
  g.strokeStyle = g.fillStyle = tokens.text;
  trace(g, curve, widthOf(Math.max(0.2, Math.min(1, Math.abs(value) / most))) * u, dashOf(value, u));
  g.setLineDash([]);
  const [x, y] = along(curve, 0.5);
  g.beginPath();
  g.arc(x, y, DOT * u, 0, 2 * Math.PI);
  g.fill();
}

/**
 * A weight that the update just made has changed more than others: in the gradient's colour, with a hollow dot.
 * @param {Brush} brush
 * @param {Curve} curve
 * @param {number} value
 * @param {number} most
 */
export function drawChangedWire({ g, u, tokens }, curve, value, most) {
  const width = (widthOf(Math.min(1, Math.abs(value) / most)) + CHANGED) * u;
  g.strokeStyle = tokens.gradient;
  g.fillStyle = tokens.paper;
  trace(g, curve, width, dashOf(value, u));
  g.setLineDash([]);
  g.lineWidth = CHANGED * u;
  const [x, y] = along(curve, 0.5);
  g.beginPath();
  g.arc(x, y, (DOT + CHANGED) * u, 0, 2 * Math.PI);
  g.fill();
  g.stroke();
}

/** Design pixels. @type {(share: number) => number} */
const widthOf = (share) => THINNEST + (WIDEST - THINNEST) * share;

/** The shortest dash, 0 for a solid line. @type {(value: number, u: number) => number} */
const dashOf = (value, u) => (value < 0 ? DASH * u : 0);

/** @type {(g: CanvasRenderingContext2D, curve: Curve, width: number, dash: number) => void} */
function trace(g, { x0, y0, x1, y1 }, width, dash) {
  g.lineWidth = width;
  g.setLineDash(dash ? [Math.max(dash, 2.4 * width), Math.max(0.75 * dash, 1.3 * width)] : []);
  const bend = (x1 - x0) / 2;
  g.beginPath();
  g.moveTo(x0, y0);
  g.bezierCurveTo(x0 + bend, y0, x1 - bend, y1, x1, y1);
  g.stroke();
}
