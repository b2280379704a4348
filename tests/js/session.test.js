/** Frames and events in, patches of the state out. */

import assert from "node:assert/strict";
import test from "node:test";

import { decodeFrame, SECTION } from "../../static/js/protocol.js";
import { Session } from "../../static/js/session.js";
import { emptyState } from "../../static/js/state.js";
import { frame } from "./frames.js";

const STATE = emptyState(/** @type {any} */ ({}));
const CONFIG = { data: { name: "cs231n" }, loss: { name: "softmax" }, seed: 1 };
const LAYOUT = [{ name: "W0", shape: [2, 2], offset: 0 }, { name: "b0", shape: [2], offset: 4 }];

function newSession() {
  const session = new Session(emptyState(/** @type {any} */ ({})));
  session.event({ type: "config", config: CONFIG, layout: LAYOUT, classes: 2, view: [-1, 1], loss: {} }, STATE);
  return session;
}

/** @param {any} header @param {any[]} parts */
const arrived = (header, parts) => decodeFrame(frame(header, parts), (bytes) => bytes);

const TABLES = [
  { id: SECTION.totals, data: Float64Array.of(0.2, 0.5, 0.7, 1, NaN, NaN) },
  { id: SECTION.points, data: Float64Array.of(1, 2, 3, 4), rows: 2 },
  { id: SECTION.labels, data: Int32Array.of(0, 1), rows: 2 },
  { id: SECTION.params, data: Float64Array.of(1, 2, 3, 4, 5, 6) },
  { id: SECTION.losses, data: Float64Array.of(0.5, NaN), rows: 2 },
];

test("what was cancelled is no mistake to speak of", () => {
  const refused = { type: "refused", id: 7, field: "type", code: "cancelled", args: {} };
  assert.deepEqual(newSession().event(refused, STATE), { check: null, refused: 7 });
  assert.deepEqual(newSession().event({ ...refused, code: "range" }, STATE), { check: null, refused: 7, refusal: { ...refused, code: "range" } });
});

test("a frame's tables and totals become state", () => {
  const patch = newSession().frame(arrived({ iteration: 3, epoch: 1, playing: true, exact: true }, TABLES), [], STATE);
  assert.deepEqual([patch.iteration, patch.epoch, patch.playing, patch.exact], [3, 1, true, true]);
  assert.deepEqual([...(patch.points ?? [])], [1, 2, 3, 4]);
  assert.deepEqual([...(patch.losses ?? [])], [0.5, NaN]);
  assert.deepEqual(patch.totals, { data: 0.2, penalty: 0.5, total: 0.7, accuracy: 1, testLoss: NaN, testAccuracy: NaN });
  assert.deepEqual(patch.curve, { iteration: [3], total: [0.7], data: [0.2], test: [NaN] });
});

test("a canvas frame leaves the tables as they were", () => {
  const session = newSession();
  session.frame(arrived({}, TABLES), [], STATE);
  const patch = session.frame(arrived({ iteration: 9 }, []), [], STATE);
  assert.deepEqual([...(patch.params ?? [])], [1, 2, 3, 4, 5, 6]);
  assert.equal("grads" in patch, false);
  assert.equal("curve" in patch, false);
});

test("what the network shows becomes state, part by part", () => {
  const parts = [
    { id: SECTION.endMaps, data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), rows: 4 },
    { id: SECTION.warp, data: Float32Array.of(1, 2, 3, 4), rows: 1 },
    { id: SECTION.warped, data: Float32Array.of(9, 8), rows: 1 },
    { id: SECTION.warpedView, data: Float64Array.of(-1, 1, -2, 2) },
    { id: SECTION.warpedVertices, data: new Float32Array(), rows: 0, cols: 2 },
    { id: SECTION.warpedTable, data: new Int32Array(), rows: 0, cols: 3 },
    { id: SECTION.histograms, data: Float32Array.of(0, 1, 7, 0, 1, 8, 0, 1, 9), rows: 3 },
    { id: SECTION.fitted, data: Float32Array.of(0.5, 0.25), rows: 2 },
    { id: SECTION.mask, data: Uint8Array.of(1, 0, 1) },
    { id: SECTION.order, data: Int32Array.of(2, 0, 1) },
    { id: SECTION.cells, data: Uint8Array.of(...[0, 0, 32, 0].flatMap((last) => [1, 2, 3, last])), rows: 4 },
    { id: SECTION.cuts, data: Uint16Array.of(65535, 0, 65535) },
  ];
  const patch = newSession().frame(arrived({}, parts), [], STATE);
  assert.deepEqual(patch.endMaps?.maps.map((map) => [...map]), [[1, 2, 3, 4], [5, 6, 7, 8]]);
  assert.deepEqual([patch.warp?.count, patch.warp?.per, [...(patch.warp?.lines ?? [])]], [1, 2, [1, 2, 3, 4]]);
  assert.deepEqual([[...(patch.warped ?? [])], patch.warpedView, patch.warpedRegions], [[9, 8], [-1, 1, -2, 2], []]);
  assert.deepEqual(patch.histograms?.map((layer) => layer.map(({ counts }) => [...counts])), [[[7], [8], [9]]]);
  const plain = [patch.fitted, patch.mask, patch.order, patch.grid?.confidence, patch.segments].map((values) => [...(values ?? [])]);
  assert.deepEqual(plain, [[0.5, 0.25], [1, 0, 1], [2, 0, 1], [2, 3, 2, 3], [1, 0.75, 1, 0.25, 1, 0.25, 1, 0]]);
});

test("samples of another task leave nothing of those before", () => {
  const session = newSession();
  const points = { id: SECTION.points, data: Float64Array.of(1, 0), rows: 1 };
  const values = { id: SECTION.targets, data: Float64Array.of(0.5), rows: 1 };
  const classes = [{ id: SECTION.labels, data: Int32Array.of(1), rows: 1 }, { id: SECTION.predicted, data: Uint8Array.of(1), rows: 1 }];
  const shownAs = (/** @type {any[]} */ parts) => {
    const { labels, targets, predicted } = session.frame(arrived({}, [points, ...parts]), [], STATE);
    return [[...(labels ?? [])], targets && [...targets], [...(predicted ?? [])]];
  };
  assert.deepEqual(shownAs(classes), [[1], null, [1]]);
  assert.deepEqual(shownAs([values]), [[], [0.5], []]);
  assert.deepEqual(shownAs(classes), [[1], null, [1]]);
});

test("an edit not yet answered stays on top of what arrives", () => {
  const session = newSession();
  const move = /** @type {any} */ ({ id: 5, type: "move_point", index: 0, point: [8, 9] });
  const patch = session.frame(arrived({ ack: 4 }, TABLES), [move], STATE);
  assert.deepEqual([...(patch.points ?? [])], [8, 9, 3, 4]);
  assert.deepEqual([...session.edited([]).points], [1, 2, 3, 4], "the engine's own are kept apart");
});

test("a divergence is shown until a frame is finite again", () => {
  const session = newSession();
  assert.deepEqual(session.event({ type: "diverged", iteration: 7, quantity: "loss" }, STATE).diverged?.iteration, 7);
  assert.equal("diverged" in session.frame(arrived({ diverged: true }, []), [], STATE), false);
  assert.equal(session.frame(arrived({}, []), [], STATE).diverged, null);
});

test("parameters that config and seed bring back need no place in an address", () => {
  const session = newSession();
  const origin = Float64Array.of(1, 2, 3, 4, 5, 6);
  assert.equal(session.moved(origin), true, "nothing is known of a resumed session");
  session.begin({ config: CONFIG });
  session.frame(arrived({ iteration: 0 }, TABLES), [], STATE);
  assert.equal(session.moved(origin), false);
  assert.equal(session.moved(Float64Array.of(1, 2, 3, 4, 5, 6.5)), true);
  assert.equal(session.moved(origin.slice(1)), true);
  const configured = (/** @type {any} */ changes) => session.event({ type: "config", config: { ...CONFIG, ...changes }, layout: LAYOUT }, STATE);
  configured({ penalty: { l2: 1 } });
  assert.equal(session.moved(origin), false, "the penalty decides nothing about the start");
  configured({ seed: 2 });
  assert.equal(session.moved(origin), true, "another seed would bring others");
  configured({});
  session.begin({ config: CONFIG, params: { W0: [] } });
  session.frame(arrived({ iteration: 0 }, TABLES), [], STATE);
  assert.equal(session.moved(origin), true, "parameters given at the start are not implied");
});

test("where going back ends early, the past that is kept begins", () => {
  const session = newSession();
  const state = { ...STATE, ...session.applied(/** @type {any} */ ({ id: 1, type: "goto", iteration: 2 }), 50, STATE) };
  assert.equal(session.frame(arrived({ iteration: 20 }, TABLES), [], state).earliest, 20);
  session.applied(/** @type {any} */ ({ id: 1, type: "goto", iteration: 60 }), 50, state);
  assert.equal("earliest" in session.frame(arrived({ iteration: 55 }, TABLES), [], state), false, "on is not back");
  assert.equal(session.applied(/** @type {any} */ ({ id: 2, type: "start", iteration: 31 }), 20, state).earliest, 31);
});
