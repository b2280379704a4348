/** What picture of the network the server is asked for: a coarse grid while it trains, a finer one once it is still; or a curve. */

/** @import { Context, State } from "../types.js" */

import { isCurve } from "../samples.js";

/** Cells across: those that can be had thirty times a second, and as many as the server gives. */
const COARSE = 85;
const FINE = 160;
const STILL = 100;
/** Positions of the fitted curve, where the plane shows one. */
const POSITIONS = 240;

/**
 * @param {HTMLElement} _root
 * @param {Context} context
 */
export function mount(_root, { store, actions }) {
  let size = 0;
  let curve = 0;
  let timer = 0;

  /** @param {number} wanted */
  function ask(wanted) {
    clearTimeout(timer);
    if (curve) wanted = 0;
    if (wanted !== size) actions.subscribe({ grid: (size = wanted) });
  }
  function rest() {
    clearTimeout(timer);
    timer = window.setTimeout(() => ask(FINE), STILL);
  }
  const follow = (/** @type {State} */ { playing }) => (playing ? ask(COARSE) : rest());
  /** @param {State} state */
  function choose(state) {
    const wanted = isCurve(state) ? POSITIONS : 0;
    if (wanted === curve) return;
    actions.subscribe({ curve: (curve = wanted) });
    follow(state);
  }
  ask(COARSE);
  rest();
  const stops = [store.subscribe(["playing"], follow), store.subscribe(["points", "targets", "config"], choose)];
  return () => stops.forEach((stop) => stop());
}
