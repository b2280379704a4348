/** Curves over the steps, their names and values at the right end: in the scrubber, and large with both axes. */

/** @import { Tokens } from "../canvas.js" */
import { drawBeside, nameBeside, strokeValues } from "./beside.js";
import { font, spread } from "./text.js";
import { roundUp, ticks } from "./ticks.js";

/** Steps shown before there are any. */
const FIRST = 50;
const GAP = 56;
/** Widest mean letter, em. */
const LETTER = 0.52;
const KNOB = 7;
/** Of what lies ahead, explored before. */
const AHEAD = 0.45;
const DECADES = 8;
/** How far above the current branch another one is still followed: it may have grown without end. */
const BEYOND = 3;
const TICK = 7;
/** Between the lines across a large chart, and how strong they are. */
const LINE = 22;
const FAINT = 0.35;
/** Round ends of the vertical axis, close enough that the curve fills it. */
const HEIGHTS = [1, 1.5, 2, 3, 5, 7, 10];

/**
 * @typedef {object} Chart
 * @property {{ values: number[], colour: string, width: number, label: string, dash?: number[] }[]} series
 * @property {number[]} iteration Of each value.
 * @property {import("./beside.js").Beside[]} [beside] Of other branches.
 * @property {number} now
 * @property {number[]} [ticks] Steps to mark.
 * @property {boolean} [large] With lines across at round heights, and without the knob of the scrubber.
 * @property {boolean} [log] Whether the vertical axis goes by powers of ten.
 * @property {(value: number) => string} word A number of the vertical axis.
 */
/** @typedef {{ left: number, right: number, top: number, bottom: number }} Box */
/** @typedef {{ box: Box, last: number, most: number, least: number, x: (i: number) => number, y: (v: number) => number }} Scale */

/**
 * The round ends of a chart's axes; they move in whole steps. By powers of ten both ends are one, at most DECADES apart;
 * else the axis begins at 0.
 * @param {Pick<Chart, "iteration" | "log"> & { series: { values: number[] }[], beside?: { iteration: number[], values: number[] }[] }} chart
 */
export function chartEnds({ iteration, series, beside = [], log }) {
  const curves = [...series, ...beside].map(({ values }) => values);
  const own = Math.max(1e-3, ...series.map(({ values }) => largest(values)));
  const others = Math.max(0, ...beside.map(({ values }) => largest(values)));
  const most = Math.max(own, Math.min(others, BEYOND * own));
  const last = roundUp(Math.max(FIRST, ...[iteration, ...beside.map((one) => one.iteration)].map((steps) => steps.at(-1) ?? 0)));
  if (!log) return { last, most: roundUp(most, HEIGHTS), least: 0 };
  const top = Math.ceil(Math.log10(most));
  const bottom = Math.floor(Math.log10(Math.min(most, ...curves.map(smallest))));
  return { last, most: 10 ** top, least: 10 ** Math.max(Math.min(bottom, top - 1), top - DECADES) };
}

/**
 * @param {Box} box
 * @param {{ last: number, most: number, least?: number }} ends `least` is 0 on an axis without powers of ten.
 * @returns {Scale}
 */
export function chartScale(box, { last, most, least = 0 }) {
  const linear = (/** @type {number} */ v) => Math.min(v, most) / most;
  const decades = (/** @type {number} */ v) => Math.log(Math.min(Math.max(v, least), most) / least) / Math.log(most / least);
  const share = least ? decades : linear;
  return {
    box, last, most, least,
    x: (i) => box.left + ((box.right - box.left) * i) / last,
    y: (v) => box.bottom - (box.bottom - box.top) * share(v),
  };
}

/** @param {number[]} values The least above 0. */
const smallest = (values) => values.reduce((least, value) => (value > 0 && value < least ? value : least), Infinity);

/** @param {number[]} values */
const largest = (values) => values.reduce((most, value) => (value > most && Number.isFinite(value) ? value : most), 0);

/**
 * The box of the curves, with room for what is written beside it: by the count of letters, so that it does not tremble.
 * @type {(sheet: Sheet, chart: Chart, most: number) => Box}
 */
function boxOf({ u, tokens, width, height }, { series, word, large }, most) {
  const size = smallType(u, tokens);
  const wide = (/** @type {string[]} */ words) => LETTER * size * Math.max(...words.map(({ length }) => length));
  const left = Math.max(30 * u, wide([word(most)]) + 12 * u);
  const right = Math.max(68 * u, wide(series.map(({ label }) => label)) + 10 * u);
  return { left, right: width - right, top: (large ? 9 : 5) * u, bottom: height - size - 7 * u };
}

/** @typedef {{ g: CanvasRenderingContext2D, u: number, tokens: Tokens, width: number, height: number }} Sheet */

/**
 * @param {Sheet} sheet
 * @param {Chart} chart
 * @returns {Scale} Where things were drawn.
 */
export function drawCurve(sheet, chart) {
  const { g, u, tokens, width, height } = sheet;
  const ends = chartEnds(chart);
  const scale = chartScale(boxOf(sheet, chart, ends.most), ends);
  const { box, x } = scale;
  g.clearRect(0, 0, width, height);
  g.fillStyle = tokens.wash;
  g.fillRect(box.left, box.top - 3 * u, box.right - box.left, box.bottom - box.top + 3 * u);
  drawScales(g, u, tokens, scale, height, chart);
  const beside = { g, u, tokens, scale, size: smallType(u, tokens) };
  drawBeside(beside, chart.beside ?? []);
  for (const series of chart.series) strokeSeries(g, u, scale, chart, series);
  nameBeside(beside, chart.beside ?? []);
  markSteps(g, u, tokens, scale, chart.ticks ?? []);
  drawNow(g, u, tokens, x(chart.now), box);
  if (!chart.large) drawKnob(g, u, tokens, x(chart.now), box);
  writeNames(g, u, tokens, scale, chart.series);
  return scale;
}

/**
 * Where a large chart's vertical axis is named: powers of ten, and thirds of them where there is room; else round steps.
 * @param {Pick<Scale, "box" | "most" | "least">} scale
 * @param {number} gap
 */
export function heights({ box, most, least }, gap) {
  const length = box.bottom - box.top;
  if (!least) return ticks(0, most, length, gap).values;
  const decades = Math.round(Math.log10(most / least));
  const each = Math.max(1, Math.ceil((decades * gap) / length));
  const powers = Array.from({ length: Math.floor(decades / each) + 1 }, (_, i) => most / 10 ** (i * each));
  const thirds = length / decades > 2.2 * gap ? powers.slice(1).map((power) => 3 * power) : [];
  return [...powers, ...thirds].map((value) => Number(value.toPrecision(3)));
}

/** @type {(g: CanvasRenderingContext2D, u: number, tokens: Tokens, scale: Scale, height: number, chart: Chart) => void} */
function drawScales(g, u, tokens, scale, height, { word, large }) {
  const { box, last, x, most, least } = scale;
  g.strokeStyle = tokens.edge;
  g.lineWidth = 1;
  g.beginPath();
  g.moveTo(box.left, box.bottom + 0.5);
  g.lineTo(box.right, box.bottom + 0.5);
  g.font = font({ size: smallType(u, tokens) });
  g.fillStyle = tokens.text3;
  g.textAlign = "center";
  g.textBaseline = "alphabetic";
  for (const i of ticks(0, last, box.right - box.left, GAP * u).values) {
    if (i % 1) continue;
    g.moveTo(Math.round(x(i)) + 0.5, box.bottom);
    g.lineTo(Math.round(x(i)) + 0.5, box.bottom + 3 * u);
    g.fillText(String(i), x(i), height - 2 * u);
  }
  g.stroke();
  g.textAlign = "right";
  g.textBaseline = "middle";
  if (large) return nameHeights(g, u, scale, word);
  g.fillText(word(most), box.left - 9 * u, box.top + 3 * u);
  g.fillText(least ? word(least) : "0", box.left - 9 * u, box.bottom - 3 * u);
}

/** @type {(g: CanvasRenderingContext2D, u: number, scale: Scale, word: Chart["word"]) => void} */
function nameHeights(g, u, scale, word) {
  const { box, y } = scale;
  g.globalAlpha = FAINT;
  g.beginPath();
  for (const value of heights(scale, LINE * u)) {
    g.moveTo(box.left, Math.round(y(value)) + 0.5);
    g.lineTo(box.right, Math.round(y(value)) + 0.5);
  }
  g.stroke();
  g.globalAlpha = 1;
  for (const value of heights(scale, LINE * u)) g.fillText(word(value), box.left - 9 * u, y(value));
}

/** What is past at full strength, what lies ahead fainter. @type {(g: CanvasRenderingContext2D, u: number, scale: Scale, chart: Chart, series: Chart["series"][number]) => void} */
function strokeSeries(g, u, scale, { iteration, now }, { values, colour, width, dash = [] }) {
  const ahead = iteration.findIndex((step) => step > now);
  const past = ahead < 0 ? iteration.length : ahead;
  g.strokeStyle = colour;
  g.lineWidth = width * u;
  g.lineJoin = "round";
  g.setLineDash(dash.map((length) => length * u));
  strokeValues(g, scale, iteration, values, [0, past]);
  g.globalAlpha = AHEAD;
  strokeValues(g, scale, iteration, values, [Math.max(0, past - 1), iteration.length]);
  g.globalAlpha = 1;
  g.setLineDash([]);
}

/** @type {(g: CanvasRenderingContext2D, u: number, tokens: Tokens, scale: Scale, steps: number[]) => void} */
function markSteps(g, u, tokens, { box, x }, steps) {
  g.strokeStyle = tokens.text2;
  g.lineWidth = 1;
  g.beginPath();
  for (const step of steps) {
    const at = Math.round(x(step)) + 0.5;
    g.moveTo(at, box.bottom);
    g.lineTo(at, box.bottom - TICK * u);
  }
  g.stroke();
}

/** @type {(g: CanvasRenderingContext2D, u: number, tokens: Tokens, x: number, box: Box) => void} */
function drawNow(g, u, tokens, x, box) {
  g.strokeStyle = tokens.text;
  g.lineWidth = 1.5 * u;
  g.beginPath();
  g.moveTo(x, box.top - 3 * u);
  g.lineTo(x, box.bottom);
  g.stroke();
}

/** @type {(g: CanvasRenderingContext2D, u: number, tokens: Tokens, x: number, box: Box) => void} */
function drawKnob(g, u, tokens, x, box) {
  g.strokeStyle = tokens.text;
  g.fillStyle = tokens.paper;
  g.lineWidth = 2 * u;
  g.beginPath();
  g.arc(x, box.bottom, KNOB * u, 0, 2 * Math.PI);
  g.fill();
  g.stroke();
}

/** @type {(g: CanvasRenderingContext2D, u: number, tokens: Tokens, scale: Scale, series: Chart["series"]) => void} */
function writeNames(g, u, tokens, { box, y }, series) {
  const size = smallType(u, tokens);
  const heightOf = (/** @type {number[]} */ values) => y(Number.isFinite(values.at(-1)) ? Number(values.at(-1)) : 0);
  const order = [...series].sort((a, b) => heightOf(a.values) - heightOf(b.values));
  const heights = spread(order.map(({ values }) => heightOf(values)), 1.15 * size, box.bottom - 3 * u);
  g.font = font({ size, weight: 600 });
  g.textAlign = "left";
  g.textBaseline = "middle";
  order.forEach(({ label, colour }, i) => {
    g.fillStyle = colour;
    g.fillText(label, box.right + 7 * u, Math.max(heights[i], box.top + 2 * u));
  });
}

/** @type {(u: number, tokens: Tokens) => number} */
const smallType = (u, tokens) => (tokens.projector ? 16 : 12) * u;
