/** The loss curves inside the scrubber: total in ink, data fainter, their names and values at the right end. */

/** @import { Tokens } from "../canvas.js" */
import { font } from "./text.js";
import { roundUp, ticks } from "./ticks.js";

/** Steps shown before there are any. */
const FIRST = 50;
const GAP = 56;
/** Widest mean letter, em. */
const LETTER = 0.52;
const KNOB = 7;
/** Round ends of the vertical axis, close enough that the curve fills it. */
const HEIGHTS = [1, 1.5, 2, 3, 5, 7, 10];

/**
 * @typedef {object} Chart
 * @property {{ values: number[], colour: string, width: number, label: string }[]} series
 * @property {number[]} iteration Of each value.
 * @property {number} now
 * @property {(value: number) => string} word A number of the vertical axis.
 */
/** @typedef {{ left: number, right: number, top: number, bottom: number }} Box */
/** @typedef {{ box: Box, last: number, most: number, x: (i: number) => number, y: (v: number) => number }} Scale */

/**
 * The round ends of a chart's axes; they move in whole steps.
 * @param {Pick<Chart, "iteration"> & { series: { values: number[] }[] }} chart
 */
export function chartEnds({ iteration, series }) {
  const most = Math.max(1e-3, ...series.map(({ values }) => largest(values)));
  return { last: roundUp(Math.max(FIRST, iteration.at(-1) ?? 0)), most: roundUp(most, HEIGHTS) };
}

/**
 * @param {Box} box
 * @param {{ last: number, most: number }} ends
 * @returns {Scale}
 */
export function chartScale(box, { last, most }) {
  return {
    box, last, most,
    x: (i) => box.left + ((box.right - box.left) * i) / last,
    y: (v) => box.bottom - ((box.bottom - box.top) * Math.min(v, most)) / most,
  };
}

/** @param {number[]} values */
const largest = (values) => values.reduce((most, value) => (value > most && Number.isFinite(value) ? value : most), 0);

/**
 * The box of the curves, with room for what is written beside it: by the count of letters, so that it does not tremble.
 * @type {(sheet: Sheet, chart: Chart, most: number) => Box}
 */
function boxOf({ u, tokens, width, height }, { series, word }, most) {
  const size = smallType(u, tokens);
  const wide = (/** @type {string[]} */ words) => LETTER * size * Math.max(...words.map(({ length }) => length));
  const left = Math.max(30 * u, wide([word(most)]) + 12 * u);
  const right = Math.max(68 * u, wide(series.map(({ label }) => label)) + 10 * u);
  return { left, right: width - right, top: 5 * u, bottom: height - size - 7 * u };
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
  drawScales(g, u, tokens, scale, height, chart.word);
  for (const series of chart.series) strokeSeries(g, u, scale, chart.iteration, series);
  drawKnob(g, u, tokens, x(chart.now), box);
  writeNames(g, u, tokens, scale, chart.series);
  return scale;
}

/** @type {(g: CanvasRenderingContext2D, u: number, tokens: Tokens, scale: Scale, height: number, word: (v: number) => string) => void} */
function drawScales(g, u, tokens, { box, last, most, x }, height, word) {
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
  g.fillText(word(most), box.left - 9 * u, box.top + 3 * u);
  g.fillText("0", box.left - 9 * u, box.bottom - 3 * u);
}

/** @type {(g: CanvasRenderingContext2D, u: number, scale: Scale, iteration: number[], series: Chart["series"][number]) => void} */
function strokeSeries(g, u, { box, x, y }, iteration, { values, colour, width }) {
  const stride = Math.max(1, Math.floor(values.length / (box.right - box.left)));
  g.strokeStyle = colour;
  g.lineWidth = width * u;
  g.lineJoin = "round";
  g.beginPath();
  for (let i = 0; i < values.length; i += stride) if (Number.isFinite(values[i])) g.lineTo(x(iteration[i]), y(values[i]));
  const end = values.length - 1;
  if (end >= 0 && Number.isFinite(values[end])) g.lineTo(x(iteration[end]), y(values[end]));
  g.stroke();
}

/** @type {(g: CanvasRenderingContext2D, u: number, tokens: Tokens, x: number, box: Box) => void} */
function drawKnob(g, u, tokens, x, box) {
  g.strokeStyle = tokens.text;
  g.lineWidth = 1.5 * u;
  g.beginPath();
  g.moveTo(x, box.top - 3 * u);
  g.lineTo(x, box.bottom);
  g.stroke();
  g.fillStyle = tokens.paper;
  g.lineWidth = 2 * u;
  g.beginPath();
  g.arc(x, box.bottom, KNOB * u, 0, 2 * Math.PI);
  g.fill();
  g.stroke();
}

/**
 * Heights for labels that want these heights, in order, at least `gap` apart and none below `floor`.
 * @param {number[]} wanted Ascending.
 * @param {number} gap
 * @param {number} floor
 */
export function spread(wanted, gap, floor) {
  const heights = [...wanted];
  for (let i = 1; i < heights.length; i++) heights[i] = Math.max(heights[i], heights[i - 1] + gap);
  const over = Math.max(0, (heights.at(-1) ?? 0) - floor);
  return heights.map((height) => height - over);
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
