/** The axes of the hidden space, the brush, and how edits of samples are said. */

import assert from "node:assert/strict";
import test from "node:test";

import { bandsOf, even, finer, whole } from "../../../static/js/draw/field.js";
import { scatter, strewn } from "../../../static/js/panels/brush.js";
import { lanes, next, settled } from "../../../static/js/panels/hiddenaxes.js";
import { addSample, isCurve, moveSample, nextKind, placesOf } from "../../../static/js/samples.js";

test("the axes stay while the network has them, and else are the first units of the last layer", () => {
  const axes = { layer: 0, i: 2, j: 1 };
  assert.deepEqual(settled(axes, [3, 2], false), axes);
  assert.deepEqual(settled(axes, [3, 2], true), { layer: 1, i: 0, j: 1 });
  assert.deepEqual(settled({ layer: 2, i: 4, j: 3 }, [3, 2], false), { layer: 1, i: 0, j: 1 });
  assert.deepEqual(settled(axes, [2], false), { layer: 0, i: 1, j: 0 });
  assert.deepEqual(settled(axes, [1], false), { layer: 0, i: 0, j: 0 });
  assert.equal(settled(axes, [], false), null);
});

test("the button goes once around all pairs", () => {
  let axes = { layer: 0, i: 0, j: 1 };
  const seen = Array.from({ length: 6 }, () => {
    const { i, j } = axes;
    axes = next(axes, 4);
    return `${i}${j}`;
  });
  assert.deepEqual(seen, ["01", "02", "03", "12", "13", "23"]);
  assert.deepEqual(axes, { layer: 0, i: 0, j: 1 });
  assert.deepEqual(next({ layer: 1, i: 3, j: 1 }, 4), { layer: 1, i: 2, j: 3 });
});

test("of one unit each class has a lane", () => {
  assert.deepEqual([...lanes(Float64Array.of(5, 5, 6, 6), [0, 2], 3)], [5, 0.25, 6, 0.75]);
});

test("bands begin where the engine writes their confidence", () => {
  const five = (/** @type {number} */ share) => whole(Uint8Array.of(Math.floor(255 * share) >> 3), 2)[0];
  const [probabilities, margins] = [bandsOf(true), bandsOf(false)];
  assert.deepEqual([0.4, 0.5, 0.72, 0.86, 0.97, 1].map((share) => probabilities[five(share)]), [0, 1, 2, 3, 4, 4]);
  assert.deepEqual([0.2, 0.26, 0.51, 0.76, 1].map((share) => margins[five(share)]), [0, 1, 2, 3, 4]);
  const eight = (/** @type {number} */ share) => whole(Uint8Array.of(Math.floor(255 * share)), 9)[0];
  assert.deepEqual([0.4, 0.69, 0.71, 0.951].map((share) => probabilities[eight(share)]), [0, 1, 2, 4]);
});

test("a map is refined linearly between its cells", () => {
  const map = finer(Uint8Array.of(0, 80, 0, 80), 2, 4);
  assert.deepEqual([...map.subarray(0, 8)], [0, 0, 10, 30, 50, 70, 80, 80]);
  assert.deepEqual([...map.subarray(56)], [...map.subarray(0, 8)]);
});

test("steps become slopes, and what is flat stays so", () => {
  const flat = new Uint8Array(9).fill(100);
  assert.deepEqual(even(flat, 3), flat);
  assert.deepEqual([...even(Uint8Array.of(0, 0, 100, 0, 0, 100, 0, 0, 100), 3).subarray(3, 6)], [0, 25, 75]);
});

test("the brush sprays the same every time, evenly within its disc", () => {
  const [one, other] = [scatter(1), scatter(1)];
  const places = Array.from({ length: 400 }, () => strewn(one, 100, 50, 2));
  assert.deepEqual(places[0], strewn(other, 100, 50, 2));
  const far = places.map(([x, y]) => Math.hypot(x - 100, y - 50) / 32);
  assert.ok(Math.max(...far) <= 1);
  const inner = far.filter((distance) => distance < Math.SQRT1_2).length;
  assert.ok(inner > 170 && inner < 230, `${inner}`);
});

/** @param {Record<string, unknown>} changes */
function told(changes) {
  /** @type {unknown[]} */
  const sent = [];
  const state = {
    points: Float64Array.of(1, 0, 2, 0), labels: new Int32Array(), targets: Float64Array.of(5, 7), classes: 0, config: { features: ["x1"] },
    ui: { newClass: 0 }, ...changes,
  };
  const context = /** @type {any} */ ({ store: { get: () => state }, actions: { send: (/** @type {string} */ type, /** @type {object} */ fields) => sent.push({ type, ...fields }) } });
  return { sent, state: /** @type {any} */ (state), context };
}

test("a curve's samples lie at their values, and move in two commands", () => {
  const { sent, state, context } = told({});
  assert.ok(isCurve(state));
  assert.deepEqual([...placesOf(state)], [1, 5, 2, 7]);
  moveSample(context, 1, [2, 8]);
  moveSample(context, 0, [0, 5]);
  moveSample(context, 0, [1, 5]);
  addSample(context, [3, 4]);
  assert.deepEqual(sent, [
    { type: "relabel", index: 1, label: 8 }, { type: "move_point", index: 0, point: [0, 0] }, { type: "add_point", point: [3, 0], label: 4 },
  ]);
});

test("regression on two inputs is no curve; its new samples have the lowest or the highest value", () => {
  const { sent, state, context } = told({ config: { features: ["x1", "x2"] }, ui: { newClass: 4 } });
  assert.ok(!isCurve(state));
  assert.equal(placesOf(state), state.points);
  addSample(context, [1, 1]);
  addSample(context, [1, 1], nextKind(state, 1));
  assert.deepEqual(sent, [{ type: "add_point", point: [1, 1], label: 7 }, { type: "add_point", point: [1, 1], label: 5 }]);
  assert.ok(!isCurve(told({ points: Float64Array.of(1, 0, 2, 0.5) }).state));
});
