/** How fine a picture of the network the server is asked for: a coarse one while it trains, a finer one once it is still. */

/** @import { Context, State } from "../types.js" */

/** Cells across: those that can be had thirty times a second, and as many as the server gives. */
const COARSE = 85;
const FINE = 160;
const STILL = 100;

/**
 * @param {HTMLElement} _root
 * @param {Context} context
 */
export function mount(_root, { store, actions }) {
  let size = 0;
  let timer = 0;

  /** @param {number} wanted */
  function ask(wanted) {
    clearTimeout(timer);
    if (wanted !== size) actions.subscribe({ grid: (size = wanted) });
  }
  function rest() {
    clearTimeout(timer);
    timer = window.setTimeout(() => ask(FINE), STILL);
  }
  const follow = (/** @type {State} */ { playing }) => (playing ? ask(COARSE) : rest());
  ask(COARSE);
  rest();
  return store.subscribe(["playing"], follow);
}
