/** Where things are drawn: the window, its ticks, the marks, the arrows. */

import assert from "node:assert/strict";
import test from "node:test";

import { arrowHead } from "../../../static/js/draw/arrow.js";
import { corners, look } from "../../../static/js/draw/marks.js";
import { crowding, ringGap, tagCorner } from "../../../static/js/draw/points.js";
import { roundUp, ticks } from "../../../static/js/draw/ticks.js";
import { hit, project, snap, snapStep } from "../../../static/js/draw/view.js";
import { square } from "../../../static/js/draw/viewport.js";

const at = project(500, 500, square([-1.25, 1.25]));

test("the window puts x₁ up and comes back from pixels", () => {
  assert.deepEqual([at.x(-1.25), at.y(-1.25), at.x(1.25), at.y(1.25)], [0, 500, 500, 0]);
  const [x, y] = at.point(at.x(0.3), at.y(-0.7));
  assert.ok(Math.abs(x - 0.3) < 1e-12 && Math.abs(y + 0.7) < 1e-12);
});

test("a dragged point lies on the printed grid, inside the window, and is never −0", () => {
  assert.deepEqual(snap(at, [0.123456, -0.6789]), [0.12, -0.68]);
  assert.deepEqual(snap(at, [9, -9]), [1.25, -1.25]);
  assert.ok(Object.is(snap(at, [-0.001, -0.004])[0], 0));
  assert.equal(snapStep(project(500, 500, square([-6, 6]))), 0.01);
  assert.equal(snapStep(project(500, 500, square([0, 0.1]))), 0.001);
});

test("the nearest point within reach is hit, the one drawn last among equals", () => {
  const points = Float64Array.of(0, 0, 0.5, 0.5, 0.5, 0.5);
  assert.equal(hit(at, points, at.x(0) + 17, at.y(0), 18), 0);
  assert.equal(hit(at, points, at.x(0) + 19, at.y(0), 18), -1);
  assert.equal(hit(at, points, at.x(0.5), at.y(0.5), 18), 2);
  assert.equal(hit(at, new Float64Array(), 0, 0, 18), -1);
});

test("ticks are round, far enough apart and inside", () => {
  assert.deepEqual(ticks(-1.25, 1.25, 540, 60), { values: [-1, -0.5, 0, 0.5, 1], digits: 1 });
  assert.deepEqual(ticks(-6, 6, 540, 60), { values: [-6, -4, -2, 0, 2, 4, 6], digits: 0 });
  assert.deepEqual(ticks(0.3, 0.34, 540, 100), { values: [0.3, 0.31, 0.32, 0.33, 0.34], digits: 2 });
  assert.ok(ticks(-1, 1, 540, 60).values.every((value) => !Object.is(value, -0)));
  assert.deepEqual(ticks(0, 2e249, 200, 50).values, [0, 5e248, 1e249, 1.5e249, 2e249], "no dust on enormous ones");
});

test("round numbers are 1, 2 or 5 times a power of ten", () => {
  const rounded = [1, 1.01, 3, 5, 5.1, 0.03, 47, 100].map((least) => roundUp(least));
  assert.deepEqual(rounded, [1, 2, 5, 5, 10, 0.05, 50, 100]);
});

test("each class has a shape of its own, of about the same area", () => {
  const shapes = [1, 2, 3, 4, 5].map((k) => corners(k, 0, 0, 1));
  assert.deepEqual(corners(0, 0, 0, 1), []);
  assert.equal(new Set(shapes.map(String)).size, 5);
  for (const shape of shapes) assert.ok(Math.abs(area(shape) / Math.PI - 0.98) < 0.3, `${area(shape)}`);
  assert.deepEqual(corners(2, 10, 20, 10)[0], [1, 11]);
  assert.deepEqual([look(5), look(6), look(11)], [5, 0, 5]);
});

/** @param {[number, number][]} shape */
function area(shape) {
  const double = shape.reduce((sum, [x, y], i) => {
    const [u, v] = shape[(i + 1) % shape.length];
    return sum + x * v - u * y;
  }, 0);
  return Math.abs(double) / 2;
}

test("an arrow's head never outgrows its shaft", () => {
  const long = arrowHead([0, 0], [100, 0], 12);
  assert.deepEqual(long.neck, [88, 0]);
  assert.deepEqual([long.left, long.right], [[88, 5.5200000000000005], [88, -5.5200000000000005]]);
  assert.deepEqual(arrowHead([0, 0], [8, 0], 12).neck, [2, 0]);
  assert.deepEqual(arrowHead([3, 3], [3, 3], 12).neck, [3, 3]);
});

test("a loss ring grows with the loss, up to a limit", () => {
  assert.equal(ringGap(0), 3.5);
  assert.equal(ringGap(1), 15.5);
  assert.equal(ringGap(1e9), ringGap(2.5));
});

test("many samples are drawn smaller, but never below half", () => {
  assert.deepEqual([crowding(9), crowding(24), crowding(2000)], [1, 1, 0.5]);
  assert.ok(crowding(48) < 0.75 && crowding(48) > 0.7);
});

test("a tag stays inside the frame", () => {
  const frame = { width: 300, height: 300 };
  const tag = { width: 80, height: 40 };
  assert.deepEqual(tagCorner(frame, tag, [100, 100], 14), [114, 114]);
  assert.deepEqual(tagCorner(frame, tag, [290, 290], 14), [196, 236]);
  assert.deepEqual(tagCorner(frame, tag, [5, 290], 14), [19, 236]);
});
