/** Another data set keeps what fits it; a preset is one until something of it changes. */

import assert from "node:assert/strict";
import test from "node:test";

import { lossesOf, onData, taskOf } from "../../static/js/datasets.js";
import { configOf, holds } from "../../static/js/held.js";

/** @type {any} */
const SCHEMA = {
  families: {
    data: [
      { name: "moons", task: "classification", inputs: 2 }, { name: "plane", task: "regression", inputs: 2 },
      { name: "sine", task: "regression", inputs: 1 },
    ],
    loss: [
      { name: "hinge", tasks: ["classification"] }, { name: "softmax", tasks: ["classification"] },
      { name: "squared_error", tasks: ["classification", "regression"] },
    ],
  },
};
/** @type {any} */
const CONFIG = {
  data: { name: "moons", noise: 0.2 }, features: ["x1", "x2_squared"], hidden: [{ units: 4, activation: { name: "tanh", x: 1 } }],
  loss: { name: "hinge" }, output: { activation: { name: "linear" } }, penalty: { l2: 0.1, l2_convention: "half" }, seed: 3,
};

test("on a set of the same task the loss and the inputs stay", () => {
  const next = onData(CONFIG, "moons", SCHEMA);
  assert.deepEqual(next, { ...CONFIG, data: { name: "moons" }, start: "preset" });
});

test("on a set of another task the loss is one that learns it, with its own output", () => {
  const next = onData(CONFIG, "plane", SCHEMA);
  assert.deepEqual([next.loss, "output" in next, next.features], [{ name: "squared_error" }, false, CONFIG.features]);
  const back = onData(/** @type {any} */ (next), "moons", SCHEMA);
  assert.deepEqual(back.loss, { name: "softmax" });
});

test("a set on a line has one input, and the plane two again", () => {
  const line = onData(CONFIG, "sine", SCHEMA);
  assert.deepEqual(line.features, ["x1"]);
  assert.deepEqual(onData(/** @type {any} */ (line), "moons", SCHEMA).features, ["x1", "x2"]);
});

test("the task is the set's, or that of samples of one's own", () => {
  assert.equal(taskOf(CONFIG, SCHEMA), "classification");
  assert.equal(taskOf({ ...CONFIG, data: { points: [], targets: [] } }, SCHEMA), "regression");
  assert.equal(taskOf({ ...CONFIG, data: { points: [], labels: [] } }, SCHEMA), "classification");
  assert.deepEqual(lossesOf(SCHEMA, "regression"), ["squared_error"]);
});

test("a preset holds while what it says is so, whatever the rate and the seed", () => {
  const preset = { name: "p", data: { name: "moons" }, hidden: [{ units: 4, activation: "tanh" }], penalty: { l2: 0.1 }, optimizer: { name: "adam" }, seed: 1 };
  assert.ok(holds(CONFIG, preset));
  assert.ok(!holds({ ...CONFIG, penalty: { l2: 0.2 } }, preset));
  assert.ok(!holds({ ...CONFIG, hidden: [...CONFIG.hidden, ...CONFIG.hidden] }, preset));
  assert.ok(!holds({ ...CONFIG, hidden: [{ ...CONFIG.hidden[0], activation: { name: "relu" } }] }, preset));
  assert.ok(!holds({ ...CONFIG, data: { points: [] } }, preset));
  assert.ok(!("name" in configOf(/** @type {any} */ (preset))));
});
