/** State without DOM. Changes go in by `set`; subscribers hear of them together, once a flush. */

/** @import { State, Store } from "./types.js" */

/**
 * @param {State} initial
 * @param {(flush: () => void) => void} later When to flush after a change: the page passes its animation frame.
 * @returns {Store}
 */
export function createStore(initial, later = (flush) => flush()) {
  let state = initial;
  /** @type {Set<keyof State>} */
  let changed = new Set();
  /** @type {Set<{keys: (keyof State)[], fn: (state: State) => void}>} */
  const subscribers = new Set();

  function flush() {
    if (!changed.size) return;
    const seen = changed;
    changed = new Set();
    for (const { keys, fn } of [...subscribers]) if (keys.some((key) => seen.has(key))) fn(state);
  }

  /** @param {Partial<State>} patch */
  function set(patch) {
    const keys = /** @type {(keyof State)[]} */ (Object.keys(patch)).filter((key) => !same(patch[key], state[key]));
    if (!keys.length) return;
    const first = changed.size === 0;
    state = { ...state };
    for (const key of keys) {
      Object.assign(state, { [key]: patch[key] });
      changed.add(key);
    }
    if (first) later(flush);
  }

  return {
    get: () => state,
    set,
    flush,
    subscribe(keys, fn) {
      const entry = { keys, fn };
      subscribers.add(entry);
      return () => subscribers.delete(entry);
    },
  };
}

/** Whether a value is the one there was: the same numbers once more are no change. @type {(a: unknown, b: unknown) => boolean} */
function same(a, b) {
  if (a === b) return true;
  const lists = a instanceof Float64Array || a instanceof Int32Array || a instanceof Uint8Array;
  if (!lists || b?.constructor !== a.constructor) return false;
  const before = /** @type {typeof a} */ (b);
  return a.length === before.length && a.every((value, i) => Object.is(value, before[i]));
}
