/** The store: newest state at once, subscribers together, once a flush. */

import assert from "node:assert/strict";
import test from "node:test";

import { emptyState } from "../../static/js/state.js";
import { createStore } from "../../static/js/store.js";

/** @type {import("../../static/js/types.js").Ui} */
const UI = {
  lang: "en", theme: "light", projector: false, logLoss: false, speed: 30, hover: -1, selected: -1, newClass: 0, open: null,
  warp: { layer: 0, i: 0, j: 1 }, soft: true, unit: -1, edge: null, brush: false, masks: {}, hiding: false, predict: false,
};

function lazy() {
  let asked = 0;
  const store = createStore(emptyState(UI), () => (asked += 1));
  return { store, asked: () => asked };
}

test("get sees a change at once; a subscriber hears of several together, once", () => {
  const { store, asked } = lazy();
  /** @type {number[]} */
  const heard = [];
  store.subscribe(["iteration", "epoch"], ({ iteration }) => heard.push(iteration));
  store.set({ iteration: 1 });
  store.set({ iteration: 2, epoch: 1 });
  assert.equal(store.get().iteration, 2);
  assert.deepEqual(heard, []);
  assert.equal(asked(), 1, "one flush is asked for");
  store.flush();
  store.flush();
  assert.deepEqual(heard, [2]);
});

test("only those who named a changed key are called, and equal values are no change", () => {
  const { store, asked } = lazy();
  let calls = 0;
  store.subscribe(["playing"], () => (calls += 1));
  store.set({ iteration: 5 });
  store.set({ playing: false });
  store.flush();
  assert.equal(calls, 0);
  store.set({ iteration: 5 });
  assert.equal(asked(), 1);
});

test("a subscriber may change the state: that is the next flush", () => {
  const { store, asked } = lazy();
  store.subscribe(["iteration"], ({ iteration }) => iteration < 3 && store.set({ iteration: iteration + 1 }));
  store.set({ iteration: 1 });
  store.flush();
  assert.equal(store.get().iteration, 2);
  assert.equal(asked(), 2);
  store.flush();
  assert.equal(store.get().iteration, 3);
});

test("who stops is not called, even if stopped by a subscriber before", () => {
  const { store } = lazy();
  let calls = 0;
  const stop = store.subscribe(["epoch"], () => (calls += 1));
  store.set({ epoch: 1 });
  stop();
  store.flush();
  assert.equal(calls, 0);
});

test("a state is never changed in place", () => {
  const { store } = lazy();
  const before = store.get();
  store.set({ iteration: 9 });
  assert.equal(before.iteration, 0);
});

test("the same numbers once more are no change, another number or another length is one", () => {
  const { store } = lazy();
  store.set({ params: Float64Array.of(1, NaN) });
  const { params } = store.get();
  store.set({ params: Float64Array.of(1, NaN) });
  assert.equal(store.get().params, params);
  for (const other of [Float64Array.of(1, 2), Float64Array.of(1), new Float64Array()]) {
    store.set({ params: other });
    assert.equal(store.get().params, other);
  }
  store.set({ targets: null });
  assert.equal(store.get().targets, null);
});
