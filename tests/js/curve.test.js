/** The loss at every step, in bounded memory. */

import assert from "node:assert/strict";
import test from "node:test";

import { cut, nearest, NOTHING, reached, through } from "../../static/js/curve.js";

const totals = (/** @type {number} */ total, /** @type {number} */ data, testLoss = NaN) => /** @type {any} */ ({ total, data, testLoss });
const CURVE = { iteration: [0, 5, 9], total: [9, 8, 7], data: [3, 2, 1], test: [6, 5, 4] };

test("a step takes its place; what is ahead stays", () => {
  assert.deepEqual(reached(CURVE, 12, totals(1, 2, 3)), { iteration: [0, 5, 9, 12], total: [9, 8, 7, 1], data: [3, 2, 1, 2], test: [6, 5, 4, 3] });
  assert.deepEqual(reached(CURVE, 5, totals(1, 2)), { iteration: [0, 5, 9], total: [9, 1, 7], data: [3, 2, 1], test: [6, NaN, 4] });
  assert.equal(reached(CURVE, 7, totals(1, 2)), CURVE, "between known steps nothing is new");
  assert.deepEqual(through(CURVE, 7, totals(1, 2)).total, [9, 8, 1, 7], "but where a curve parts from others");
});

test("cut keeps what lies before a step", () => {
  assert.deepEqual(cut(CURVE, 9), { iteration: [0, 5], total: [9, 8], data: [3, 2], test: [6, 5] });
  assert.equal(cut(CURVE, 10), CURVE);
  assert.deepEqual(cut(CURVE, 0), NOTHING);
});

test("a long curve thins out, and keeps both ends and every extreme", () => {
  /** @type {import("../../static/js/types.js").Curve} */
  let long = NOTHING;
  const total = (/** @type {number} */ i) => (i === 777 ? 50 : i === 4321 ? -50 : Math.sin(i / 300));
  for (let i = 0; i < 20_000; i += 1) long = reached(long, i, totals(total(i), i === 1234 ? 99 : i === 7777 ? -99 : 0, i === 2222 ? 77 : i === 8888 ? -77 : 0));
  assert.ok(long.iteration.length <= 2048 && long.iteration.length > 500, String(long.iteration.length));
  assert.deepEqual([long.iteration[0], long.iteration.at(-1)], [0, 19_999]);
  assert.deepEqual([Math.max(...long.total), Math.min(...long.total)], [50, -50]);
  assert.deepEqual([Math.max(...long.data), Math.min(...long.data)], [99, -99]);
  assert.deepEqual([Math.max(...long.test), Math.min(...long.test)], [77, -77]);
  assert.ok(long.iteration.every((step, i) => i === 0 || step > long.iteration[i - 1]));
});

test("the point nearest to a step", () => {
  assert.equal(nearest(CURVE, 6), 1);
  assert.equal(nearest(NOTHING, 6), -1);
});
