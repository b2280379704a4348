/** What a setting allows, where it sits on a slider, and the sentence when it is refused. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { sentence } from "../../static/js/errors.js";
import { useWords } from "../../static/js/i18n.js";
import { ends, fromSlider, problem, STEPS, toSlider } from "../../static/js/ranges.js";

/** @type {import("../../static/js/types.js").Setting} */
const RATE = { name: "learning_rate", kind: "number", default: 0.1, low: 0, high: 1e9, low_open: true, high_open: false, slider: [1e-4, 10], scale: "log" };
/** @type {import("../../static/js/types.js").Setting} */
const STRENGTH = { name: "strength", kind: "number", default: 0, low: 0, high: 1e9, slider: [0.001, 10], scale: "log" };
/** @type {import("../../static/js/types.js").Setting} */
const NOISE = { name: "noise", kind: "number", default: 0.8, low: 0, high: 2, slider: [0, 2], scale: "linear", step: 0.05 };
/** @type {import("../../static/js/types.js").Setting} */
const CLASSES = { name: "classes", kind: "integer", default: 3, low: 2, high: 6, slider: [2, 6] };

test("a number outside is refused, its ends as the schema has them", () => {
  assert.equal(problem(RATE, 1e6, "1e6"), null, "a value far beyond the slider may be typed");
  assert.equal(problem(RATE, 0, "0")?.code, "range");
  assert.equal(problem(RATE, 2e9, "2e9")?.code, "range");
  assert.equal(problem(STRENGTH, 0, "0"), null);
  assert.equal(problem({ ...NOISE, high_open: true }, 2, "2")?.code, "range");
  assert.deepEqual(problem(RATE, null, "abc"), { code: "number", value: "abc", args: {} });
  assert.equal(problem(CLASSES, 2.5, "2.5")?.code, "integer");
  assert.equal(problem(CLASSES, 2, "2"), null);
});

test("a logarithmic slider has its own ends, equal steps for equal ratios, and reaches zero where that is allowed", () => {
  assert.deepEqual(ends(RATE), [1e-4, 10]);
  assert.deepEqual([1e-4, 1e-3, 0.1, 10].map((value) => toSlider(RATE, value)), [0, STEPS / 5, (3 * STEPS) / 5, STEPS]);
  assert.equal(fromSlider(RATE, (3 * STEPS) / 5), 0.1);
  assert.equal(fromSlider(RATE, STEPS), 10);
  assert.equal(fromSlider(STRENGTH, 0), 0);
  assert.equal(toSlider(STRENGTH, 0), 0);
  assert.ok(fromSlider(RATE, 0) > 0);
});

test("every position gives a value that the setting allows and that leads back there", () => {
  for (const setting of [RATE, STRENGTH, NOISE, CLASSES]) {
    for (let position = 0; position <= STEPS; position += 1) {
      const value = fromSlider(setting, position);
      assert.equal(problem(setting, value, ""), null, `${setting.name} ${value}`);
      assert.ok(Math.abs(toSlider(setting, value) - position) <= STEPS / 8, `${setting.name} ${position}`);
      assert.ok(Math.abs(fromSlider(setting, toSlider(setting, value)) - value) <= 0.05 * value, `${setting.name} ${value}`);
    }
  }
});

test("a value beyond the slider's ends rests at an end", () => {
  assert.equal(toSlider(RATE, 1e-6), 0);
  assert.equal(toSlider(STRENGTH, 1e6), STEPS);
  assert.deepEqual(ends({ ...NOISE, slider: null }), [0, 2]);
});

test("a refusal is a sentence with the thing, the rule and the value", () => {
  const words = (/** @type {string} */ lang) => JSON.parse(readFileSync(new URL(`../../static/i18n/${lang}.json`, import.meta.url), "utf8"));
  const refusal = { field: "optimizer.learning_rate", ...problem(RATE, -1, "-1") };
  useWords("pt-BR", words("pt-BR"));
  assert.equal(sentence(/** @type {any} */ (refusal)), "taxa de aprendizado precisa ser maior que 0 e no máximo 1000000000; veio −1.");
  assert.equal(
    sentence({ field: "loss.name", code: "unknown_name", value: "sofmax", args: { choices: ["softmax", "hinge"] } }),
    "perda: “sofmax” não existe. Há: softmax, hinge.",
  );
  useWords("en", words("en"));
  assert.equal(sentence(/** @type {any} */ (refusal)), "step size must be above 0 and at most 1000000000; got −1.");
  assert.equal(
    sentence({ field: "points", code: "count", value: 0, args: { low: 1, high: 2000 } }),
    "samples: from 1 to 2000; got 0.",
  );
  assert.equal(sentence({ field: "x", code: "never_heard_of", value: 3, args: {}, message: "x must be odd, got 3" }), "x must be odd, got 3");
});
