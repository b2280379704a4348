/** The network as columns: who is beside whom, where the arrows lead, and what changing a layer leaves alone. */

import assert from "node:assert/strict";
import test from "node:test";

import * as model from "../../../static/js/panels/networkmodel.js";
import { ordered } from "../../../static/js/panels/networkfeatures.js";

/** Two inputs, three maxout units of two pieces, two outputs. @type {any} */
const STATE = {
  config: { hidden: [{ units: 3 }] },
  layout: [
    { name: "W0", shape: [6, 2], offset: 0 }, { name: "b0", shape: [6], offset: 12 },
    { name: "W1", shape: [2, 3], offset: 18 }, { name: "b1", shape: [2], offset: 24 },
  ],
};
const COLUMNS = model.columnsOf(STATE);
/** @type {any[]} */
const HIDDEN = [{ units: 3, activation: { name: "tanh" }, frozen_units: [0, 2] }, { units: 2, activation: { name: "relu" }, frozen_units: [] }];

const unit = (/** @type {number} */ column, /** @type {number} */ index) => ({ unit: { column, unit: index } });
const wire = (/** @type {number} */ layer, /** @type {number} */ row, /** @type {number} */ from) => ({ wire: { layer, row, from, at: -1 } });
const walk = (/** @type {any} */ item, /** @type {string[]} */ ...keys) =>
  keys.reduce((at, key) => model.walk(COLUMNS, at, `Arrow${key}`), item);

test("columns are inputs, units and outputs; a maxout unit has a row for each piece", () => {
  assert.deepEqual(COLUMNS, [{ count: 2, pieces: 1 }, { count: 3, pieces: 2 }, { count: 2, pieces: 1 }]);
  assert.deepEqual(model.rowsOf(COLUMNS[1], 1), [1, 4]);
  assert.deepEqual(model.columnsOf({ ...STATE, config: { hidden: [] } }), [], "a config that the layout does not know yet");
});

test("every weight has its place in the flat vector", () => {
  const wires = model.wiresOf(STATE.layout);
  assert.equal(wires.length, 6 * 2 + 2 * 3);
  assert.deepEqual(wires[3], { layer: 0, row: 1, from: 1, at: 3 });
  assert.deepEqual(wires.at(-1), { layer: 1, row: 1, from: 2, at: 23 });
});

test("hidden units count over all layers; inputs and outputs are none", () => {
  const deep = [{ count: 2, pieces: 1 }, { count: 3, pieces: 1 }, { count: 4, pieces: 1 }, { count: 1, pieces: 1 }];
  assert.deepEqual([[0, 0], [1, 2], [2, 0], [2, 3], [3, 0]].map(([column, at]) => model.hiddenIndex(deep, { column, unit: at })), [-1, 2, 3, 6, -1]);
});

test("the arrows walk from unit to unit and through the weights of one", () => {
  assert.deepEqual(walk(unit(1, 0), "Down"), unit(1, 1));
  assert.deepEqual(walk(unit(1, 0), "Up"), unit(1, 0));
  assert.deepEqual(walk(unit(1, 1), "Left"), wire(0, 1, 0));
  assert.deepEqual(walk(wire(0, 1, 0), "Down"), wire(0, 1, 1));
  assert.deepEqual(walk(wire(0, 1, 1), "Down"), wire(0, 4, 0), "then those of the next piece");
  assert.deepEqual(walk(wire(0, 4, 1), "Down"), wire(0, 4, 1));
  assert.deepEqual(walk(wire(0, 4, 1), "Left"), unit(0, 1));
  assert.deepEqual(walk(wire(0, 4, 1), "Right"), unit(1, 1));
  assert.deepEqual(walk(unit(1, 2), "Right"), unit(2, 1));
  assert.deepEqual([walk(unit(2, 1), "Right"), walk(unit(0, 1), "Left")], [unit(2, 1), unit(0, 1)]);
});

test("a layer comes and goes without touching the others", () => {
  const three = model.inserted(HIDDEN, 1);
  assert.deepEqual([three.length, three[0], three[2]], [3, HIDDEN[0], HIDDEN[1]]);
  assert.deepEqual(three[1].activation, { name: "relu" }, "like the one it is put before");
  assert.deepEqual(model.inserted(HIDDEN, 2)[2].activation, { name: "relu" });
  assert.deepEqual(model.inserted([], 0)[0].activation, "tanh");
  assert.deepEqual(model.removed(three, 1), HIDDEN);
});

test("a unit that is gone is not frozen any more, and freezing twice is none", () => {
  assert.deepEqual(model.withLayer(HIDDEN, 0, { units: 2 })[0].frozen_units, [0]);
  const [frozen] = model.toggled(HIDDEN, 0, 1);
  assert.ok([0, 1, 2].every((one) => model.isFrozen(frozen, one)));
  assert.ok(!model.isFrozen(model.toggled(HIDDEN, 0, 2)[0], 2));
  assert.ok(model.isFrozen({ frozen: true }, 5));
});

test("features that stay keep their places", () => {
  assert.deepEqual(ordered(["x2", "x1"], ["x1", "x1_x2", "x2"]), ["x2", "x1", "x1_x2"]);
  assert.deepEqual(ordered(["x2", "x1"], ["x1"]), ["x1"]);
});
