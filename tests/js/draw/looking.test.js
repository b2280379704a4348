/** The window that is seen, the pulls of the samples, and what moves between two pictures. */

import assert from "node:assert/strict";
import test from "node:test";

import { Morph, mixedPolygon } from "../../../static/js/draw/morph.js";
import { GAIN, pullsOf, within } from "../../../static/js/draw/pulls.js";
import { project } from "../../../static/js/draw/view.js";
import { around, fitted, holding, shows, square, zoomed } from "../../../static/js/draw/viewport.js";
import { Pinch } from "../../../static/js/panels/pinch.js";

/** @type {[number, number]} */
const VIEW = [-1.25, 1.25];

test("the window is the data's own, and a round larger one where a point lies outside", () => {
  assert.deepEqual(holding(Float64Array.of(1.25, -1), VIEW), square(VIEW));
  const { x, y, half } = holding(Float64Array.of(0, 3), VIEW);
  assert.deepEqual([x, y, half], [0, 0, 4]);
  assert.deepEqual(holding(Float64Array.of(NaN, Infinity), VIEW), square(VIEW));
});

test("the fitted window holds every point with some room, also a single one", () => {
  const { x, y, half } = fitted(Float64Array.of(1, 2, 3, 2.5), VIEW);
  assert.deepEqual([x, y], [2, 2.25]);
  assert.ok(half > 1 && half < 1.25);
  assert.deepEqual(fitted(Float64Array.of(0.5, 0.25), VIEW), { x: 0.5, y: 0.25, half: 1.25 });
});

test("zooming leaves its point where it was, and has limits", () => {
  const near = zoomed(square(VIEW), 2, [0.5, -0.5], VIEW);
  const [before, after] = [project(500, 500, square(VIEW)), project(500, 500, near)];
  assert.equal(near.half, 0.625);
  assert.equal(after.x(0.5), before.x(0.5));
  assert.equal(after.y(-0.5), before.y(-0.5));
  assert.equal(zoomed(square(VIEW), 1e9, [0, 0], VIEW).half, 1.25 / 500);
  assert.equal(zoomed(square(VIEW), 1e-9, [0, 0], VIEW).half, 1.25 * 50);
});

test("what the server was asked for serves until the window leaves it or is far finer", () => {
  const asked = around(square(VIEW));
  assert.ok(shows(asked, square(VIEW)));
  assert.ok(!shows(asked, { x: 1, y: 0, half: 1.25 }));
  assert.ok(!shows(asked, { x: 0, y: 0, half: 0.1 }));
});

test("what is under two fingers stays under them", () => {
  const at = project(500, 500, square(VIEW));
  const port = new Pinch(square(VIEW), at, [[100, 200], [200, 200]]).follow([[150, 300], [350, 300]], VIEW);
  const now = project(500, 500, port);
  const [x, y] = at.point(150, 200);
  assert.equal(port.half, 0.625);
  assert.ok(Math.hypot(now.x(x) - 250, now.y(y) - 300) < 1e-9);
});

test("a pull goes from the foot on the line to where the line would cross, twelve times as far", () => {
  const [w0, w1, b, slope, rate] = [0.6, -0.8, 0.1, -1, 0.1];
  const [x, y] = [0.5, 0.25];
  const state = /** @type {any} */ ({
    classes: 1, labels: Int32Array.of(0), points: Float64Array.of(x, y), params: Float64Array.of(w0, w1, b), slopes: Float64Array.of(slope),
    config: { optimizer: { learning_rate: rate } }, ui: { open: null, hover: 0 },
  });
  const [{ foot, tip }] = pullsOf(state);
  assert.ok(Math.abs(w0 * foot[0] + w1 * foot[1] + b) < 1e-12);
  const size = Math.hypot(w0, w1);
  const end = foot.map((value, d) => value + (tip[d] - value) / GAIN);
  // The step's score at the foot, and how far along w it takes to undo it with the old slope.
  const score = (w0 - rate * slope * x) * foot[0] + (w1 - rate * slope * y) * foot[1] + b - rate * slope;
  assert.ok(Math.abs((end[0] - foot[0]) * w0 + (end[1] - foot[1]) * w1 + score) < 1e-12 * size);
  assert.deepEqual(pullsOf({ ...state, ui: { open: null, hover: -1 } }), []);
  assert.equal(pullsOf({ ...state, ui: { open: { kind: "gradient", name: "b0", index: [0] }, hover: -1 } }).length, 1);
  assert.deepEqual(pullsOf({ ...state, ui: { open: { kind: "loss", point: 0 }, hover: -1 } }), [], "a loss has no line");
});

test("a pull that leads far out of sight is drawn on its way there", () => {
  assert.deepEqual(within([10, 20], [13, 24], 1000), [13, 24]);
  const [x, y] = within([10, 20], [10 + 3e30, 20 + 4e30], 1000);
  assert.ok(Math.abs(x - 610) < 1e-9 && Math.abs(y - 820) < 1e-9);
});

test("a step moves from one picture to the next, and both ends are exact", () => {
  const shown = (/** @type {number} */ value) => ({
    params: Float64Array.of(value), losses: Float64Array.of(value),
    regions: [{ class: 0, band: 0, vertices: Float32Array.of(0, 0, value, 0, value, value) }],
  });
  const morph = new Morph(200);
  morph.jump(shown(1));
  morph.go(shown(2), 1000);
  assert.deepEqual(morph.at(1000).params, Float64Array.of(1));
  const { params, losses, regions } = morph.at(1100);
  assert.ok(params[0] > 1 && params[0] < 2);
  assert.deepEqual(losses, params);
  assert.ok(Math.abs(regions[0].vertices[2] - params[0]) < 1e-6);
  assert.deepEqual(morph.at(1200), shown(2));
  assert.equal(morph.moving(1200), false);
});

test("a polygon that gains or loses a corner still ends where it should", () => {
  const [three, four] = [Float32Array.of(0, 0, 1, 0, 1, 1), Float32Array.of(0, 0, 1, 0, 1, 1, 0.5, 1)];
  assert.deepEqual(mixedPolygon(three, four, 1), four);
  assert.deepEqual(mixedPolygon(four, three, 0), four);
  assert.deepEqual([...mixedPolygon(four, three, 1)].slice(0, 6), [...three]);
});
