/** Samples as text, numbers pulled sideways, and a loss with its own numbers. */

import assert from "node:assert/strict";
import test from "node:test";

import { pulled, reached } from "../../../static/js/panels/scrub.js";
import { isTable, readSamples, writeSamples } from "../../../static/js/panels/sampletext.js";
import { workedTerms } from "../../../static/js/panels/worked.js";

const THREE = { points: [[0.5, -0.25], [1, 2]], labels: [0, 2] };

test("rows are read from a spreadsheet, a file or by hand, with comma or point", () => {
  for (const text of [
    "0.5\t-0.25\t0\n1\t2\t2", "0,5\t−0,25\t0\r\n1\t2\t2\r\n", "0,5;-0,25;0\n1;2;2", "0.5,-0.25,0\n1,2,2",
    "0.5, -0.25, 0\n1, 2, 2", "0,5 -0,25 0\n1 2 2", "\"x0\";\"x1\";\"y\"\n\"0,5\";\"-0,25\";\"0\"\n\n1;2;2\n",
  ]) assert.deepEqual(readSamples(text, 6), THREE, text);
});

test("the first bad row is named, and nothing else comes of it", () => {
  assert.deepEqual(readSamples("1 2 0\n1 2", 6), { code: "cells", row: 2, text: "1 2" });
  assert.deepEqual(readSamples("x0 x1 y\n1 2 0\n1 b 0", 6), { code: "input", row: 3, text: "1 b 0" });
  assert.deepEqual(readSamples("1 2 6", 6), { code: "class", row: 1, text: "1 2 6" });
  assert.deepEqual(readSamples("1 2 0.5", 6), { code: "class", row: 1, text: "1 2 0.5" });
  assert.deepEqual(readSamples("1 2 -1", 6), { code: "class", row: 1, text: "1 2 -1" });
  assert.deepEqual(readSamples("x0 x1 y\n", 6), { code: "none", row: 0, text: "" });
});

test("what is written reads back", () => {
  const text = writeSamples(THREE.points.flat(), THREE.labels, String);
  assert.equal(text, "x0\tx1\ty\n0.5\t-0.25\t0\n1\t2\t2");
  assert.deepEqual(readSamples(text, 6), THREE);
});

test("one number is no table", () => {
  for (const text of ["0,5", " −1.25\n", "1e3"]) assert.equal(isTable(text), false, text);
  for (const text of ["1\t2\t0", "1 2 0", "1,2,0", "1\n2"]) assert.equal(isTable(text), true, text);
});

test("a pull is a hundredth a pixel, with Shift a thousandth, and keeps what came before", () => {
  let pull = { from: 1.1239, x: 100, by: 0 };
  pull = pulled(pull, 140, false);
  assert.equal(reached(pull, false), 1.52);
  pull = pulled(pull, 135, true);
  assert.equal(reached(pull, true), 1.519);
  assert.equal(reached(pulled(pull, 95, false), false), 1.12);
});

test("each loss is written with the sample's printed scores, negative ones in brackets where subtracted", () => {
  const row = { scores: ["1,06", "0,26", "−0,70"], label: 0 };
  assert.deepEqual(workedTerms("weston_watkins", row), ["max(0, 0,26 − 1,06 + 1)", "max(0, −0,70 − 1,06 + 1)"]);
  assert.deepEqual(workedTerms("structured_svm", row), ["max(0, max(0,26; −0,70) − 1,06 + 1)"]);
  assert.deepEqual(workedTerms("one_vs_all", row), ["max(0, 1 − 1,06)", "max(0, 1 + 0,26)", "max(0, 1 + (−0,70))"]);
  assert.deepEqual(workedTerms("softmax", { ...row, label: 2 }), ["log(exp(1,06) + exp(0,26) + exp(−0,70)) − (−0,70)"]);
  assert.deepEqual(workedTerms("structured_svm", { scores: ["1", "2"], label: 0 }), ["max(0, 2 − 1 + 1)"]);
  assert.deepEqual(workedTerms("huber", row), []);
});
