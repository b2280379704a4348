/** The network as text: it round-trips, and each way of being wrong is named with its line. */

import assert from "node:assert/strict";
import test from "node:test";

import { readDefinition, writeDefinition } from "../../static/js/definition.js";

/** @type {any} */
const SCHEMA = {
  families: {
    feature: [{ name: "x1", settings: [] }, { name: "x2", settings: [] }, { name: "sin_x1", settings: [] }],
    activation: [
      { name: "linear", settings: [] }, { name: "tanh", settings: [] },
      { name: "leaky_relu", settings: [{ name: "slope", kind: "number", default: 0.01, low: 0, high: 1 }] },
    ],
    loss: [
      { name: "softmax", settings: [] },
      { name: "huber", settings: [{ name: "delta", kind: "number", default: 1, low: 0, high: 100, low_open: true }] },
    ],
  },
};
const LINES = ["in x1 sin_x1", "6 tanh", "2 leaky_relu slope=0.2 p=0.8 frozen frozen=1,2", "out linear", "loss huber delta=0.5"];
/** @type {any} */
const CONFIG = {
  features: ["x1", "sin_x1"],
  hidden: [
    { units: 6, activation: { name: "tanh" }, dropout: 1, frozen: false, frozen_units: [] },
    { units: 2, activation: { name: "leaky_relu", slope: 0.2 }, dropout: 0.8, frozen: true, frozen_units: [0, 1] },
  ],
  output: { activation: { name: "linear" } },
  loss: { name: "huber", delta: 0.5 },
};

/** @param {string[]} lines @returns {any} */
const wrong = (...lines) => /** @type {any} */ (readDefinition(lines.join("\n"), SCHEMA)).wrong;

/** The definition with one line changed. @param {number} number @param {string} line */
const changed = (number, line) => wrong(...LINES.map((one, i) => (i === number - 1 ? line : one)));

test("a network is written as it is read, and read as it is written", () => {
  assert.equal(writeDefinition(CONFIG), LINES.join("\n"));
  assert.deepEqual(readDefinition(LINES.join("\n"), SCHEMA), CONFIG);
});

test("comments, empty lines, spaces and a decimal comma change nothing", () => {
  const loose = `\r\n# a network\n${LINES.join("  # here\n\n").replaceAll("0.", "0,").replace("6 tanh", "\t6   tanh ")}\n`;
  assert.deepEqual(readDefinition(loose, SCHEMA), CONFIG);
});

test("a linear model has no layer lines", () => {
  assert.deepEqual(readDefinition("in x1\nout linear\nloss softmax", SCHEMA), {
    features: ["x1"], hidden: [], output: { activation: { name: "linear" } }, loss: { name: "softmax" },
  });
});

test("the first wrong line is named with the rule and the value", () => {
  const names = { choices: ["linear", "tanh", "leaky_relu"] };
  assert.deepEqual(changed(2, "6 tanhh"), { line: 2, field: "activation", code: "unknown_name", value: "tanhh", args: names });
  assert.deepEqual(changed(1, "in x1 x9").args, { choices: ["x1", "x2", "sin_x1"] });
  for (const [number, line, field, code, value] of /** @type {[number, string, string, string, unknown][]} */ ([
    [1, "in", "features", "count", 0], [1, "in x1 x1", "features", "repeated", "x1"], [1, "out linear", "in", "missing", "out"],
    [2, "6.5 tanh", "units", "integer", 6.5], [2, "0 tanh", "units", "range", 0], [2, "65 tanh", "units", "range", 65],
    [2, "tanh 6", "units", "number", "tanh"], [2, "6", "activation", "missing", ""], [2, "loss softmax", "loss", "misplaced", "loss"],
    [3, "2 tanh slope=1", "slope=1", "unknown_field", "slope=1"], [3, "2 leaky_relu slope=2", "slope", "range", 2],
    [3, "2 leaky_relu slope", "slope", "number", ""], [3, "2 tanh p=0", "dropout", "range", 0], [3, "2 tanh p=half", "dropout", "number", "half"],
    [3, "2 tanh p=1 p=1", "activation", "repeated", "p=1"], [3, "2 tanh frozen=3", "frozen_units", "range", 3],
    [4, "2 tanh", "out", "missing", "2"], [4, "out tanh p=0.5", "p=0.5", "misplaced", "p=0.5"], [5, "loss hinge", "loss", "unknown_name", "hinge"],
  ])) {
    const { args, ...rest } = changed(number, line);
    assert.deepEqual(rest, { line: number, field, code, value }, line);
  }
});

test("what is cut short, too deep or no text at all is refused", () => {
  assert.deepEqual(wrong("").code, "missing");
  assert.deepEqual([wrong("in x1").line, wrong("in x1").field], [1, "out"]);
  assert.deepEqual(wrong("in x1", "loss softmax").field, "out");
  const deep = wrong("in x1", ...Array(9).fill("2 tanh"), "out linear", "loss softmax");
  assert.deepEqual([deep.line, deep.field, deep.code, deep.value], [10, "hidden", "count", 9]);
});

test("names that every object has are no settings", () => {
  assert.equal(changed(2, "6 tanh constructor=1").code, "unknown_field");
  assert.equal(changed(2, "6 constructor").code, "unknown_name");
  assert.equal(changed(2, "6 tanh __proto__=1").code, "unknown_field");
});
