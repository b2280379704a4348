/** The learner's own edits, shown before the engine answers. */

import assert from "node:assert/strict";
import test from "node:test";

import { flatIndex, withEdits } from "../../static/js/edits.js";

const LAYOUT = [{ name: "W0", shape: [3, 2], offset: 0 }, { name: "b0", shape: [3], offset: 6 }];

/** Two samples, three classes. */
const tables = () => ({
  points: Float64Array.of(1, 2, 3, 4),
  labels: Int32Array.of(0, 2),
  targets: null,
  params: Float64Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8),
  scores: Float64Array.of(10, 11, 12, 20, 21, 22),
  losses: Float64Array.of(0.5, 0.25),
  margins: Uint8Array.of(0, 1, 0, 1, 0, 0),
  predicted: Uint8Array.of(1, 2),
  slopes: Float64Array.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6),
});

/** @param {string} type @param {Record<string, unknown>} fields */
const edit = (type, fields) => withEdits(tables(), [/** @type {any} */ ({ id: 1, type, ...fields })], LAYOUT);

test("a moved point is where it was moved, and the tables given are left alone", () => {
  const given = tables();
  const { points, labels } = withEdits(given, [/** @type {any} */ ({ type: "move_point", index: 1, point: [9, 8] })], LAYOUT);
  assert.deepEqual([...points], [1, 2, 9, 8]);
  assert.deepEqual([...given.points], [1, 2, 3, 4]);
  assert.equal(labels, given.labels);
});

test("parameters are set and nudged where the layout has them", () => {
  assert.deepEqual([...edit("set_param", { name: "W0", index: [2, 1], value: -7 }).params], [0, 1, 2, 3, 4, -7, 6, 7, 8]);
  assert.deepEqual([...edit("nudge", { name: "b0", index: [1], by: 0.5 }).params], [0, 1, 2, 3, 4, 5, 6, 7.5, 8]);
  assert.equal(flatIndex(LAYOUT, "W0", [1, 0]), 2);
  assert.deepEqual([...edit("set_param", { name: "W9", index: [0], value: 1 }).params], [...tables().params]);
});

test("nudges leave no rounding dust, no more than the engine's", () => {
  const given = { ...tables(), params: Float64Array.of(0.7) };
  const nudge = /** @type {any} */ ({ type: "nudge", name: "b0", index: [0], by: 0.1 });
  assert.deepEqual([...withEdits(given, [nudge, nudge, nudge], [{ name: "b0", shape: [1], offset: 0 }]).params], [1]);
});

test("a point removed takes its row out of every table", () => {
  const after = edit("remove_point", { index: 0 });
  assert.deepEqual([...after.points], [3, 4]);
  assert.deepEqual([...after.labels], [2]);
  assert.deepEqual([...after.scores], [20, 21, 22]);
  assert.deepEqual([...after.losses], [0.25]);
  assert.deepEqual([...after.margins], [1, 0, 0]);
  assert.deepEqual([...after.predicted], [2]);
  assert.deepEqual([...after.slopes], [0.4, 0.5, 0.6]);
});

test("a point added has a row in every table, its numbers not known yet", () => {
  const after = edit("add_point", { point: [7, 8], label: 1 });
  assert.deepEqual([...after.points], [1, 2, 3, 4, 7, 8]);
  assert.deepEqual([...after.labels], [0, 2, 1]);
  assert.deepEqual([...after.scores.subarray(6)], [NaN, NaN, NaN]);
  assert.ok(Number.isNaN(after.losses[2]));
  assert.deepEqual([after.margins.length, after.predicted.length], [9, 3]);
});

test("points set anew: every number waits for the engine", () => {
  const after = edit("set_points", { points: [[1, 1], [2, 2], [3, 3]], labels: [0, 1, 2] });
  assert.deepEqual([...after.points], [1, 1, 2, 2, 3, 3]);
  assert.deepEqual([...after.labels], [0, 1, 2]);
  assert.deepEqual([after.scores.length, after.losses.length], [9, 3]);
  assert.ok(after.losses.every(Number.isNaN));
});

test("edits follow one another; what is no edit changes nothing", () => {
  const commands = /** @type {any} */ ([
    { type: "add_point", point: [5, 5], label: 0 },
    { type: "step" },
    { type: "remove_point", index: 0 },
    { type: "move_point", index: 1, point: [6, 6] },
    { type: "relabel", index: 0, label: 1 },
  ]);
  const after = withEdits(tables(), commands, LAYOUT);
  assert.deepEqual([...after.points], [3, 4, 6, 6]);
  assert.deepEqual([...after.labels], [1, 0]);
});

test("an index that does not exist changes nothing", () => {
  assert.deepEqual([...edit("move_point", { index: 9, point: [0, 0] }).points], [1, 2, 3, 4]);
  assert.deepEqual([...edit("relabel", { index: 9, label: 1 }).labels], [0, 2]);
  assert.deepEqual([...edit("remove_point", { index: 9 }).points], [1, 2, 3, 4]);
});
