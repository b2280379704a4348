/** Branches: whose curve is whose, where they part, what is said and kept of them. */

import assert from "node:assert/strict";
import test from "node:test";

import { branchOf, laidOver, parting } from "../../static/js/branches.js";
import { differences } from "../../static/js/forks.js";
import { decodeFrame, SECTION } from "../../static/js/protocol.js";
import { fromKept, toKeep } from "../../static/js/remembered.js";
import { Session } from "../../static/js/session.js";
import { emptyState } from "../../static/js/state.js";
import { newest, travel } from "../../static/js/travel.js";
import { frame } from "./frames.js";

/** @typedef {import("../../static/js/types.js").Branch} Branch */

const CONFIG = { data: { name: "cs231n" }, loss: { name: "softmax" }, optimizer: { name: "gd", learning_rate: 0.1 }, hidden: [], penalty: { l2: 0 } };
/** @type {(id: number, parent: number | null, at: number, tip: number, edits?: number[]) => Branch} */
const branch = (id, parent, at, tip, edits = []) => ({ id, name: null, parent, at, tip, left: tip, edits });
const FAMILY = [branch(1, null, 0, 60, [20]), branch(2, 1, 30, 80, [30, 50]), branch(3, 2, 40, 45, [40]), branch(4, 1, 10, 12, [10]), branch(5, null, 0, 9), branch(6, 2, 15, 20)];

/** A page whose engine answers at once. */
function page() {
  /** @type {any} */
  let state = { ...emptyState(/** @type {any} */ ({})), config: CONFIG };
  const session = new Session(state);
  const put = (/** @type {any} */ patch) => (state = { ...state, ...patch });
  return {
    state: () => state,
    put,
    done: (/** @type {string} */ type, at = 0, fields = {}) => put(session.applied(/** @type {any} */ ({ id: 1, type, ...fields }), at, state)),
    config: (/** @type {any} */ config) => put(session.event({ type: "config", layout: [], config }, state)),
    told: (/** @type {number} */ current, /** @type {Branch[]} */ ...branches) => put(session.event({ type: "branches", current, branches }, state)),
    see: (/** @type {number[]} */ ...steps) => {
      for (const iteration of steps) {
        const totals = { id: SECTION.totals, data: Float64Array.of(1, 2, 100 * state.branch + iteration, 1, NaN, NaN) };
        put(session.frame(decodeFrame(frame({ iteration, exact: true }, [totals]), (bytes) => bytes), [], state));
      }
    },
  };
}

const rate = (/** @type {number} */ learning_rate) => ({ ...CONFIG, optimizer: { name: "gd", learning_rate } });

/** Three steps, back to the first, and on with another step size. */
function forked() {
  const one = page();
  one.done("start");
  one.told(1, branch(1, null, 0, 0));
  one.see(0, 1, 2, 3);
  one.done("goto", 3, { iteration: 1 });
  one.see(1);
  one.done("configure", 1, { changes: { optimizer: { learning_rate: 1 } } });
  one.config(rate(1));
  one.told(2, branch(1, null, 0, 3), branch(2, 1, 1, 1, [1]));
  assert.deepEqual([one.state().curve.iteration, newest(one.state())], [[0, 1], 1]);
  one.see(1, 2, 3, 4);
  return one;
}

test("two branches share the steps before the earliest fork on the way from one to the other", () => {
  const apart = (/** @type {number} */ a, /** @type {number} */ b) => parting(FAMILY, a, b);
  assert.deepEqual([apart(2, 1), apart(1, 2), apart(3, 1), apart(3, 2), apart(3, 4), apart(4, 2), apart(6, 1)], [30, 30, 30, 40, 10, 10, 15]);
  assert.equal(apart(1, 5), -Infinity);
});

test("an edit in the past begins a branch: it has its parent's curve until there, and the parent keeps its own", () => {
  const { state } = forked();
  const { curve, curves, ticks, notice } = state();
  assert.deepEqual([curve.iteration, curve.total], [[0, 1, 2, 3, 4], [100, 201, 202, 203, 204]]);
  assert.deepEqual([curves[1].iteration, curves[1].total], [[0, 1, 2, 3], [100, 101, 102, 103]]);
  assert.deepEqual([ticks, state().overlaid, state().branch], [[1], [1], 2]);
  assert.deepEqual(notice, { key: "branches.forked", args: { iteration: 1 } });
  assert.deepEqual(state().changed, { 2: [{ what: "optimizer.learning_rate", from: 0.1, to: 1 }] });
  assert.deepEqual(laidOver(state()).map(({ id, curve: { iteration } }) => [id, iteration]), [[1, [1, 2, 3]]]);
});

test("curves part at the step of the fork, also where it was never seen before", () => {
  const { state, done, told, see } = page();
  done("start");
  told(1, branch(1, null, 0, 0));
  see(0, 8, 4);
  done("configure", 4);
  told(2, branch(1, null, 0, 8), branch(2, 1, 4, 4, [4]));
  assert.deepEqual([state().curves[1].iteration, state().curve.iteration], [[0, 4, 8], [0, 4]]);
  assert.deepEqual(laidOver(state())[0].curve.iteration, [4, 8]);
});

test("switching changes the curves' places; what is dropped is forgotten", () => {
  const { state, done, told, see } = forked();
  done("switch", 4, { branch: 1 });
  told(1, branch(1, null, 0, 3), branch(2, 1, 1, 4, [1]));
  see(1);
  assert.deepEqual([state().curve.total, state().curves[2].total], [[100, 101, 102, 103], [100, 201, 202, 203, 204]]);
  assert.deepEqual([state().overlaid, state().ticks, newest(state())], [[2], [], 3]);
  done("drop", 1, { branch: 2 });
  told(1, branch(1, null, 0, 3));
  assert.deepEqual([state().curves, state().overlaid, state().changed], [{}, [], {}]);
});

test("only an edit is said; what is done later in the branch is not what began it", () => {
  const { state, done, told, see, put, config } = forked();
  done("configure", 4, { changes: { optimizer: { learning_rate: 2 } } });
  config(rate(2));
  assert.equal(state().changed[2][0].to, 1);
  put({ notice: null });
  done("fork", 4);
  told(3, branch(1, null, 0, 3), branch(2, 1, 1, 4, [1, 4]), branch(3, 2, 4, 4, [1, 4]));
  assert.deepEqual([state().notice, state().ticks, state().changed[3]], [null, [1, 4], undefined]);
  done("move_point", 4);
  told(3, branch(1, null, 0, 3), branch(2, 1, 1, 4, [1, 4]), branch(3, 2, 4, 4, [1, 4]));
  assert.deepEqual(state().changed[3], [{ what: "samples" }]);
  see(5);
  done("randomize", 5);
  told(4, branch(1, null, 0, 3), branch(2, 1, 1, 4, [1, 4]), branch(3, 2, 4, 5, [1, 4]), branch(4, null, 0, 0));
  assert.deepEqual([state().curve.iteration, state().ticks, state().notice], [[], [], null]);
  assert.deepEqual([state().overlaid, state().changed[4]], [[1, 2, 3], [{ what: "randomize" }]]);
  done("start");
  assert.deepEqual([state().branch, state().curves, state().overlaid], [0, {}, []]);
});

test("of the branches left, the three last are laid over by themselves", () => {
  const { state, put, told } = page();
  told(1, ...FAMILY);
  put({ curves: Object.fromEntries(FAMILY.map(({ id }) => [id, { iteration: [0, 70, 80], total: [1, 1, 1], data: [1, 1, 1], test: [1, 1, 1] }])) });
  for (const id of [2, 3, 4, 5]) told(id, ...FAMILY);
  assert.deepEqual(state().overlaid, [2, 3, 4]);
  assert.deepEqual(laidOver(state()).map(({ curve }) => curve.iteration.length), [3, 3, 3]);
  told(3, ...FAMILY);
  assert.deepEqual(state().overlaid, [2, 4, 5]);
  assert.deepEqual(laidOver(state()).map(({ id, curve }) => [id, curve.iteration[0]]), [[2, 70], [4, 70], [5, 0]]);
});

test("the newest step is the branch's, and every step of it is one journey away", () => {
  const state = { ...emptyState(/** @type {any} */ ({})), branch: 2, branches: [branch(2, null, 5, 90_000)], earliest: 5, iteration: 7, playing: true };
  assert.equal(newest(state), 90_000);
  /** @type {any[]} */
  const sent = [];
  const actions = { send: (/** @type {any} */ type, /** @type {any} */ fields) => sent.push([type, fields]) };
  travel({ get: () => state }, actions, newest(state));
  travel({ get: () => ({ ...state, playing: false }) }, actions, 0);
  travel({ get: () => ({ ...state, playing: false }) }, actions, 7);
  assert.deepEqual(sent, [["pause", undefined], ["goto", { iteration: 90_000 }], ["goto", { iteration: 5 }]]);
});

test("what makes a branch another is told by settings, members, layers, or the kind of edit", () => {
  const now = /** @type {any} */ ({ ...CONFIG, optimizer: { name: "adam", learning_rate: 0.5 }, hidden: [{ units: 6 }, { units: 2 }], batch_size: 4, penalty: { l2: 0.1 } });
  assert.deepEqual(differences(new Set(["settings"]), /** @type {any} */ (CONFIG), now), [
    { what: "optimizer", from: "gd", to: "adam" }, { what: "hidden", from: "", to: "6–2" },
    { what: "penalty.l2", from: 0, to: 0.1 }, { what: "batch_size", from: null, to: 4 },
  ]);
  const own = /** @type {any} */ ({ ...rate(1), data: { classes: 3 }, start: { W0: [] }, seed: 7 });
  assert.deepEqual(differences(new Set(["samples", "randomize", "settings"]), /** @type {any} */ (CONFIG), own).map(({ what }) => what), ["samples", "randomize", "optimizer.learning_rate"]);
});

test("curves come back after a reload, coarser; rubbish does not", () => {
  const { state, put } = forked();
  const steps = Array.from({ length: 2000 }, (_, i) => i);
  put({ curve: { iteration: steps, total: steps.map((i) => Math.sin(i) / 3), data: steps, test: steps.map(() => NaN) } });
  const text = JSON.stringify(toKeep(state()));
  assert.ok(text.length < 20_000, String(text.length));
  const again = /** @type {any} */ (fromKept(JSON.parse(text)));
  assert.deepEqual([again.curve.iteration[0], again.curve.iteration.at(-1), again.curve.test[0]], [0, 1999, NaN]);
  assert.ok(again.curve.iteration.length > 50);
  assert.deepEqual([again.curves, again.overlaid, again.changed, again.branch], [state().curves, [1], state().changed, 2]);
  const curve = { iteration: [0], total: [1], data: [1], test: [1] };
  for (const rubbish of [null, 3, "x", [], {}, { branch: 1 }, { branch: "1", curve }, { branch: 1, curve: { ...curve, total: [] } }, { branch: 1, curve: { ...curve, iteration: ["a"] } }]) {
    assert.equal(fromKept(rubbish), null, JSON.stringify(rubbish));
  }
  const half = fromKept({ branch: 1, curve, curves: { 2: curve, 3: 4 }, overlaid: [2, "x"], changed: { 2: [{ what: "samples" }], 3: [null] } });
  assert.deepEqual([half?.curves, half?.overlaid, half?.changed], [{ 2: curve }, [2], { 2: [{ what: "samples" }] }]);
  assert.equal(branchOf([], 1), undefined);
});
