/** Score lines, where their arrows stand, regions and the loss curve. */

import assert from "node:assert/strict";
import test from "node:test";

import { apart } from "../../../static/js/draw/beside.js";
import { chartEnds, chartScale } from "../../../static/js/draw/curve.js";
import { spread } from "../../../static/js/draw/text.js";
import { Glide } from "../../../static/js/draw/glide.js";
import { scoreLines, zeroLine } from "../../../static/js/draw/lines.js";
import { between, placeLines } from "../../../static/js/draw/placement.js";
import { bandAlpha, innerEdges } from "../../../static/js/draw/regions.js";
import { project } from "../../../static/js/draw/view.js";
import { square } from "../../../static/js/draw/viewport.js";

/** The lecture's frame: W (3 × 2) then b (3). */
const GOLD = Float64Array.of(1.1239, 0.8358, -0.952, 0.303, 0.3504, -1.4391, 0.0579, 0.3006, 0.3489);
const at = project(540, 540, square([-1.25, 1.25]));
const frame = { width: 540, height: 540, u: 1 };

test("a score line ends where it leaves the window, and its score is zero there", () => {
  for (const { k } of scoreLines(at, 3, GOLD)) {
    const [w0, w1, b] = [GOLD[2 * k], GOLD[2 * k + 1], GOLD[6 + k]];
    const ends = zeroLine([w0, w1], b, [-1.25, 1.25], [-1.25, 1.25]) ?? [];
    assert.equal(ends.length, 2);
    for (const [x, y] of ends) {
      assert.ok(Math.abs(w0 * x + w1 * y + b) < 1e-12);
      assert.ok(Math.max(Math.abs(x), Math.abs(y)) <= 1.25 + 1e-12);
    }
  }
  assert.equal(zeroLine([0, 0], 1, [-1, 1], [-1, 1]), null);
  assert.equal(zeroLine([1, 0], 5, [-1, 1], [-1, 1]), null);
  assert.deepEqual(zeroLine([2, 0], 1, [-1, 1], [-1, 1]), [[-0.5, -1], [-0.5, 1]]);
  assert.equal(zeroLine([NaN, 1], 0, [-1, 1], [-1, 1]), null);
});

test("the ends of a line do not swap while it turns past the corners and past the vertical", () => {
  let before = zeroLine([1, 0], 0.2, [-1, 1], [-1, 1]) ?? [];
  for (let angle = 0; angle < 2 * Math.PI; angle += 0.01) {
    const ends = zeroLine([Math.cos(angle), Math.sin(angle)], 0.2, [-1, 1], [-1, 1]) ?? [];
    for (const i of [0, 1]) assert.ok(Math.hypot(ends[i][0] - before[i][0], ends[i][1] - before[i][1]) < 0.05);
    before = ends;
  }
});

test("an arrow is 0.08‖w‖ of the window long and points, on the screen, to where the score grows", () => {
  const [line] = scoreLines(at, 1, Float64Array.of(0, 3, 0));
  assert.deepEqual(line.normal, [0, -1]);
  assert.ok(Math.abs(line.length - 0.08 * 3 * 540) < 1e-9);
});

test("an arrow of enormous weights leaves the window, and no farther than a canvas can draw", () => {
  for (const size of [1e4, 1e24, 1e150]) assert.equal(scoreLines(at, 1, Float64Array.of(0, size, 0))[0].length, 2 * 540);
});

/** @type {(line: { ends: [number, number][] }, share: number) => [number, number]} */
const on = ({ ends: [p, q] }, share) => [p[0] + share * (q[0] - p[0]), p[1] + share * (q[1] - p[1])];

test("arrows stand in the outer thirds, away from points and from each other", () => {
  const lines = scoreLines(at, 3, GOLD);
  const free = placeLines(lines, [], frame, new Map());
  for (const { arrow } of free.values()) assert.ok(arrow <= 0.34 || arrow >= 0.66);
  const crowd = lines.map((line) => on(line, free.get(line.k)?.arrow ?? 0));
  const moved = placeLines(lines, crowd, frame, new Map());
  for (const line of lines) {
    const [x, y] = on(line, moved.get(line.k)?.arrow ?? 0);
    for (const [px, py] of crowd) assert.ok(Math.hypot(px - x, py - y) > 14, `class ${line.k}`);
  }
});

test("a place that is still fair is kept, a point on it makes it move", () => {
  const lines = scoreLines(at, 3, GOLD);
  const first = placeLines(lines, [], frame, new Map());
  const turned = GOLD.map((value, i) => (i === 0 ? value + 0.05 : value));
  assert.deepEqual(placeLines(scoreLines(at, 3, turned), [[270, 500]], frame, first), first);
  const foot = on(lines[0], first.get(0)?.arrow ?? 0);
  assert.notEqual(placeLines(lines, [foot], frame, first).get(0)?.arrow, first.get(0)?.arrow);
});

test("places glide from where they are to where they belong", () => {
  const here = new Map([[0, { arrow: 0.2, label: 0.1, side: 1 }]]);
  const there = new Map([[0, { arrow: 0.8, label: 0.1, side: -1 }]]);
  assert.deepEqual(between(here, there, 0.5).get(0), { arrow: 0.5, label: 0.1, side: 0 });
  const glide = new Glide(200);
  glide.aim(here, 0);
  assert.deepEqual(glide.at(0), here);
  glide.aim(there, 1000);
  assert.equal(glide.at(1000).get(0)?.arrow, 0.2);
  const halfway = glide.at(1050).get(0)?.arrow ?? 0;
  assert.ok(halfway > 0.2 && halfway < 0.8);
  assert.ok(glide.moving(1199) && !glide.moving(1200));
  assert.equal(glide.at(1200), there);
});

test("nested bands add up evenly from the low alpha to the high one", () => {
  let clear = 1;
  const totals = [0, 1, 2, 3, 4].map((band) => {
    clear *= 1 - bandAlpha(band, 0.1, 0.5);
    return 1 - clear;
  });
  [0.1, 0.2, 0.3, 0.4, 0.5].forEach((want, band) => assert.ok(Math.abs(totals[band] - want) < 1e-12));
});

test("edges on the frame are no part of the boundary", () => {
  const triangle = Float32Array.of(-1, -1, 1, -1, 0, 0.5);
  assert.deepEqual(innerEdges(triangle, [-1, 1, -1, 1]), [[1, 2], [2, 0]]);
  assert.deepEqual(innerEdges(Float32Array.of(-1, -1, 1, -1, 1, 1, -1, 1), [-1, 1, -1, 1]), []);
});

test("the chart's ends are round and hold still until they are passed", () => {
  const ends = (/** @type {number} */ steps, /** @type {number} */ most) => chartEnds({ iteration: [0, steps], series: [{ values: [most, 0.1] }] });
  assert.deepEqual([ends(0, 0.7).last, ends(50, 0.7).last, ends(51, 0.7).last], [50, 50, 100]);
  assert.deepEqual([ends(1, 0.7).most, ends(1, 2.1).most], [0.7, 3]);
  assert.equal(ends(1, Infinity).most, 0.1);
  const { x, y } = chartScale({ left: 30, right: 530, top: 5, bottom: 45 }, { last: 50, most: 3 });
  assert.deepEqual([x(0), x(50), y(0), y(3), y(6)], [30, 530, 45, 5, 5]);
});

test("another branch is seen to its end, but one that grew without end does not flatten the current one", () => {
  const ends = (/** @type {number} */ highest) => chartEnds({ iteration: [0, 50], series: [{ values: [2, 1] }], beside: [{ iteration: [0, 180], values: [2, highest] }] });
  assert.deepEqual([ends(1), ends(2.9), ends(1e200)].map(({ last, most }) => [last, most]), [[200, 2], [200, 3], [200, 7]]);
});

test("names of other branches lie beside one another, lines apart, or not at all", () => {
  const names = (/** @type {[number, number][]} */ ...ends) => apart(ends.map(([x, y]) => ({ x, y, width: 40 })), 10, [0, 25]).map(({ x, y }) => [x, y]);
  assert.deepEqual(names([0, 12], [50, 12]), [[0, 12], [50, 12]]);
  assert.deepEqual(names([0, 12], [30, 12], [20, 15]), [[0, 12], [30, 2], [20, 25]]);
  assert.deepEqual(names([0, 90], [0, -5], [0, 10], [0, 10]), [[0, 25], [0, 0], [0, 10]]);
});

test("labels at the end of the curves are pushed apart, and up from the floor", () => {
  assert.deepEqual(spread([10, 12], 14, 100), [10, 24]);
  assert.deepEqual(spread([90, 95], 14, 100), [86, 100]);
  assert.deepEqual(spread([10, 50], 14, 100), [10, 50]);
});
