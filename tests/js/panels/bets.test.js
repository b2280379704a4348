/** What is bet on, who was right, what is drawn; and the sentence about an update. */

import assert from "node:assert/strict";
import test from "node:test";

import { chained } from "../../../static/js/draw/before.js";
import { useWords } from "../../../static/js/i18n.js";
import { keyOf, useMasks } from "../../../static/js/masks.js";
import { drawnFirst, drawnFree, evenly, gradientToBet, judge, placeOf } from "../../../static/js/panels/betrules.js";
import { besideNothing, digitsApart, signed, totalOf } from "../../../static/js/panels/apart.js";
import { cueWords, justStepped } from "../../../static/js/panels/cuewords.js";

const layout = [{ name: "W0", shape: [3, 2], offset: 0 }, { name: "b0", shape: [3], offset: 6 }];
const grads = Float64Array.of(0.1, -0.2, 0.3, -0.9, NaN, 0, 0.4, 0, 0);
const stepped = {
  iteration: 31, before: { data: 0.5, penalty: 0.21, total: 0.71 }, after: { data: 0.49, penalty: 0.21, total: 0.7 }, changed: 9,
  changes: [{ name: "W0", index: [0, 1], from: 0.82, to: 0.84 }, { name: "b0", index: [2], from: 1, to: 0.99 }], pulled: { point: 8, share: 0.4 },
};
const t = (/** @type {string} */ key, /** @type {Record<string, any>} */ args = {}) => `${key}(${Object.values(args).join(" ")})`;
useWords("pt-BR", {});

test("the largest gradient is bet on, or the chosen one; none that is asked for", () => {
  const state = /** @type {any} */ ({ layout, grads });
  assert.deepEqual(placeOf(layout, 3), { name: "W0", index: [1, 1] });
  assert.deepEqual(placeOf(layout, 8), { name: "b0", index: [2] });
  const largest = { kind: /** @type {const} */ ("gradient"), name: "W0", index: [1, 1] };
  const chosen = { kind: /** @type {const} */ ("gradient"), name: "b0", index: [1] };
  assert.deepEqual(gradientToBet(state, null, {}), largest);
  assert.deepEqual(gradientToBet(state, chosen, {}), chosen);
  assert.deepEqual(gradientToBet(state, { ...chosen, name: "W7" }, {}), largest, "of another network");
  assert.deepEqual(gradientToBet(state, null, { [keyOf(largest)]: "ask" }), { kind: "gradient", name: "b0", index: [0] });
  assert.deepEqual(gradientToBet(/** @type {any} */ ({ layout: [], grads: new Float64Array() }), null, {}), null);
});

test("guess stands beside truth, for what was bet on", () => {
  assert.deepEqual(judge({ sign: "plus", loss: "rose" }, -0.05, stepped), [
    { what: "sign", guess: "plus", truth: "minus" }, { what: "loss", guess: "rose", truth: "fell" },
  ]);
  const still = { ...stepped, after: stepped.before };
  assert.deepEqual(judge({ sign: null, loss: "stayed" }, 0, still), [{ what: "loss", guess: "stayed", truth: "stayed" }]);
  assert.deepEqual(judge({ sign: "zero", loss: null }, 0, still), [{ what: "sign", guess: "zero", truth: "zero" }]);
});

test("what is too small to be printed is no change, for the bet as for the sentence", () => {
  const still = { ...stepped, before: { ...stepped.before, total: 0.5 }, after: { ...stepped.after, total: 0.5 - 1e-9 } };
  assert.deepEqual(totalOf(still), { from: "0,500000", to: "0,500000", way: "stayed" });
  assert.deepEqual(judge({ sign: null, loss: "fell" }, 0, still), [{ what: "loss", guess: "fell", truth: "stayed" }]);
  const state = /** @type {any} */ ({ config: { batch_size: null }, points: new Float64Array(18) });
  assert.equal(cueWords(state, still, t)[1], "cue.stayed(0,500000 0,500000)");
  assert.equal(totalOf(stepped).way, "fell");
});

test("a stroke becomes handles at equal distances, its ends kept", () => {
  const corner = /** @type {[number, number][]} */ ([[0, 0], [1, 0], [1, 1]]);
  assert.deepEqual(evenly(corner, 5), [[0, 0], [0.5, 0], [1, 0], [1, 0.5], [1, 1]]);
  const long = drawnFree(Array.from({ length: 90 }, (_, i) => [i, 0]));
  assert.deepEqual([long.length, long[0], long.at(-1)], [12, [0, 0], [89, 0]]);
  assert.deepEqual(evenly([[2, 3], [2, 3]], 2), [[2, 3], [2, 3]], "a press that does not move");
});

test("what is drawn begins as what there is", () => {
  const line = /** @type {any} */ ({ viewport: { x: 0, y: 0, half: 1 }, grid: null, classes: 1, params: Float64Array.of(0, 1, -0.5) });
  for (const [, y] of drawnFirst(line, 0)) assert.equal(y, 0.5);
  const boundary = { ...line, grid: {}, gridView: [-1, 1, -1, 1], segments: Float32Array.of(0, 0.5, 0.5, 0.5, 1, 0.5, 0.5, 0.5) };
  const drawn = drawnFirst(boundary, 0);
  assert.equal(drawn.length, 5);
  for (const [, y] of drawn) assert.equal(y, 0);
  assert.equal(drawnFirst({ ...boundary, segments: new Float32Array() }, 0).length, 2);
});

test("pieces of a boundary are joined where they meet, whichever way they run", () => {
  const pieces = [0.5, 0, 1, 0, 0, 0, 0.5, 0, 1, 1, 1, 0, 0.2, 0.8, 0.3, 0.8];
  assert.deepEqual(chained(pieces).map((chain) => chain.length).sort(), [2, 4]);
  const ring = [0, 0, 1, 0, 1, 0, 1, 1, 1, 1, 0, 0];
  const [closed, ...none] = chained(ring);
  assert.deepEqual([closed[0], none], [closed.at(-1), []]);
});

test("as many digits as show a change, two at least", () => {
  assert.deepEqual([digitsApart(0.71, 0.7), digitsApart(0.704, 0.7), digitsApart(1, 1), digitsApart(1, 1 + 1e-9)], [2, 3, 2, 6]);
  assert.deepEqual([signed(0.02), signed(-0.0004), signed(1e-9)], ["+0,02", "−0,0004", "+1e−9"]);
  assert.deepEqual([besideNothing(0), besideNothing(-3e-9)], ["0,00", "−3e−9"]);
});

test("the sentence says the loss, the largest change and who pulled; nothing of what is hidden", () => {
  const state = /** @type {any} */ ({ config: { batch_size: null }, points: new Float64Array(18) });
  assert.deepEqual(cueWords(state, stepped, t), [
    "cue.step(31) ", "cue.fell(0,71 0,70)", "; ", "cue.changed(", { name: "W0", index: [0, 1] }, " +0,02)", "; ", "cue.pulled(9)", ".",
  ]);
  useMasks({ "total": "ask", [keyOf({ kind: "parameter", name: "W0", index: [0, 1] })]: "ask" });
  assert.deepEqual(cueWords({ ...state, config: { batch_size: 2 } }, { ...stepped, pulled: null }, t, true), [
    "cue.iteration(31) ", "cue.changed.short(", { name: "b0", index: [2] }, " −0,01)", "",
  ]);
  useMasks({});
});

test("an update is told of until anything else happens", () => {
  const state = { stepped, iteration: 31, playing: false, exact: true };
  assert.equal(justStepped(state), stepped);
  assert.equal(justStepped({ ...state, iteration: 30 }), null, "its frame is not there yet");
  assert.equal(justStepped({ ...state, playing: true }), null);
});
