/** What the chart and the tape count. */

import assert from "node:assert/strict";
import test from "node:test";

import { chartScale, heights } from "../../../static/js/draw/curve.js";
import { batchBoxes } from "../../../static/js/draw/tape.js";
import { confusionOf } from "../../../static/js/panels/confusion.js";
import { cutOf } from "../../../static/js/panels/tape.js";

const BOX = { left: 30, right: 530, top: 0, bottom: 120 };

test("samples are counted by true and by predicted class", () => {
  const state = { classes: 3, labels: Int32Array.of(0, 0, 1, 2, 2), predicted: Uint8Array.of(0, 1, 1, 0, 2) };
  assert.deepEqual(confusionOf(state, () => true), [[[0], [1], []], [[], [2], []], [[3], [], [4]]]);
  assert.deepEqual(confusionOf(state, (i) => i > 2), [[[], [], []], [[], [], []], [[3], [], [4]]]);
});

test("without predictions nothing is counted", () => {
  assert.deepEqual(confusionOf({ classes: 1, labels: Int32Array.of(0), predicted: new Uint8Array() }, () => true), [[[]]]);
});

test("the next batch has its place in the epoch; the last may be smaller", () => {
  const order = Int32Array.of(4, 2, 0, 1, 3);
  const cut = (/** @type {number} */ batch_size, /** @type {number[]} */ batch) =>
    cutOf({ order, batch: Int32Array.from(batch), config: /** @type {any} */ ({ batch_size }) });
  assert.deepEqual(cut(2, [0, 1]), { samples: 5, size: 2, batches: 3, next: 1 });
  assert.deepEqual(cut(2, [3]), { samples: 5, size: 2, batches: 3, next: 2 });
  assert.deepEqual(cut(/** @type {any} */ (null), [4, 2, 0, 1, 3]), { samples: 5, size: 5, batches: 1, next: 0 });
  assert.deepEqual(cut(100, []), { samples: 5, size: 5, batches: 1, next: 0 });
});

test("batches fill the tape, in proportion to their samples, however many there are", () => {
  const boxes = batchBoxes(100, 5, 2, 5);
  assert.deepEqual(boxes, [[0, 36], [41, 36], [82, 18]]);
  for (const [samples, size] of [[2000, 1], [500, 7], [3, 10]]) {
    const all = batchBoxes(500, samples, Math.min(size, samples), 5);
    const [left, width] = all[all.length - 1];
    assert.ok(Math.abs(left + width - 500) < 1e-6);
    assert.ok(all.every(([, wide]) => wide > 0));
  }
});

test("a large chart names round heights: by steps, by powers of ten, and by thirds where there is room", () => {
  const at = (/** @type {number} */ most, /** @type {number} */ least) => heights(chartScale(BOX, { last: 10, most, least }), 22);
  assert.deepEqual(at(0.7, 0), [0, 0.2, 0.4, 0.6]);
  assert.deepEqual(at(1, 0.01), [1, 0.1, 0.01, 0.3, 0.03]);
  assert.deepEqual(at(1, 1e-8), [1, 0.01, 1e-4, 1e-6, 1e-8]);
});
