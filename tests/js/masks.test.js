/** Which cell shows which quantity, and what may be told of it while it is hidden. */

import assert from "node:assert/strict";
import test from "node:test";

import { useWords } from "../../static/js/i18n.js";
import { keyOf, maskOf, quantityAt, standing, tells, told, useMasks } from "../../static/js/masks.js";

/** @typedef {import("../../static/js/types.js").Quantity} Quantity */

useWords("pt-BR", {});

/** @type {[string, Quantity][]} */
const CELLS = [
  ["W-0-1", { kind: "parameter", name: "W0", index: [0, 1] }],
  ["b-2", { kind: "parameter", name: "b0", index: [2] }],
  ["dW-1-0", { kind: "gradient", name: "W0", index: [1, 0] }],
  ["db-1", { kind: "gradient", name: "b0", index: [1] }],
  ["W2-3-14", { kind: "parameter", name: "W2", index: [3, 14] }],
  ["db1-0", { kind: "gradient", name: "b1", index: [0] }],
  ["s-8-2", { kind: "score", point: 8, unit: 2 }],
  ["loss-8", { kind: "loss", point: 8 }],
  ["loss-mean", { kind: "data_loss" }],
  ["data-loss", { kind: "data_loss" }],
  ["penalty", { kind: "penalty" }],
  ["total-loss", { kind: "total" }],
];

test("a cell's name says its quantity, and no two quantities share a key", () => {
  for (const [testid, quantity] of CELLS) assert.deepEqual(quantityAt(testid), quantity);
  const keys = new Set(CELLS.map(([, quantity]) => keyOf(quantity)));
  assert.equal(keys.size, CELLS.length - 1, "the mean is shown twice");
  for (const other of ["iteration", "x-1-0", "y-3", "up-W-0-1", "point-3", "test-loss", "unit-W0-1-2", undefined]) assert.equal(quantityAt(other), null, other);
});

test("however a quantity's fields are ordered, its key is one", () => {
  assert.equal(keyOf({ kind: "score", unit: 2, point: 8 }), keyOf({ kind: "score", point: 8, unit: 2 }));
});

test("of a hidden number nothing is told, and its arithmetic is not", () => {
  const loss = /** @type {Quantity} */ ({ kind: "loss", point: 1 });
  const gradient = /** @type {Quantity} */ ({ kind: "gradient", name: "W0", index: [1, 0] });
  useMasks({ [keyOf(loss)]: "ask", [keyOf(gradient)]: "bet" });
  assert.deepEqual([maskOf(loss), maskOf(gradient), maskOf({ kind: "loss", point: 11 })], ["ask", "bet", null]);
  assert.deepEqual([told(loss, 0.19), told({ kind: "loss", point: 2 }, 0.19)], ["?", "0,19"]);
  const silent = /** @type {Quantity[]} */ ([loss, gradient, { kind: "data_loss" }, { ...gradient, kind: "next" }]);
  for (const quantity of silent) assert.ok(tells(quantity), keyOf(quantity));
  const free = /** @type {Quantity[]} */ ([{ kind: "total" }, { kind: "score", point: 1, unit: 0 }, { kind: "gradient", name: "W0", index: [1, 1] }, { kind: "gradient", name: "W0", index: [10] }]);
  for (const quantity of free) assert.ok(!tells(quantity), keyOf(quantity));
  useMasks({ [keyOf({ kind: "parameter", name: "W0", index: [1, 0] })]: "ask" });
  for (const quantity of /** @type {Quantity[]} */ ([gradient, { ...gradient, kind: "next" }, { kind: "score", point: 0, unit: 0 }, { kind: "penalty" }])) assert.ok(tells(quantity), keyOf(quantity));
  useMasks({ [keyOf({ kind: "score", point: 1, unit: 0 })]: "ask" });
  assert.ok(tells(loss));
  assert.ok(!tells({ kind: "loss", point: 11 }));
  useMasks({});
  assert.ok(!tells(loss));
});

test("what is no more is hidden no more", () => {
  const masks = Object.fromEntries(CELLS.map(([, quantity]) => [keyOf(quantity), /** @type {const} */ ("ask")]));
  const layout = [{ name: "W0", shape: [3, 2], offset: 0 }, { name: "b0", shape: [3], offset: 6 }];
  const kept = standing(masks, { points: new Float64Array(18), classes: 3, targets: null, layout });
  assert.deepEqual(Object.keys(masks).filter((key) => !(key in kept)), ["parameter 3,14 W2", "gradient 0 b1"]);
  const fewer = standing(kept, { points: new Float64Array(16), classes: 3, targets: null, layout: layout.map(({ shape, ...block }) => ({ ...block, shape: [2, ...shape.slice(1)] })) });
  assert.deepEqual(Object.keys(kept).filter((key) => !(key in fewer)), ["parameter 2 b0", "score 8 2", "loss 8"]);
});
