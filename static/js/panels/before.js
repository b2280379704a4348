/** How the plane looked before the update just made: shown dashed for a moment, where nothing may move until the next. */

/** @import { State, Store } from "../types.js" */
/** @import { Pen } from "../draw/view.js" */
/** @import { Picture } from "../draw/before.js" */
import { chained, drawBefore, drawPuller } from "../draw/before.js";
import { isCurve, placesOf } from "../samples.js";
import { justStepped } from "./cuewords.js";

const SHOWN = 1000;
const FADING = 250;

/**
 * @param {Store} store
 * @param {{ redraw: () => void, still: () => boolean, quiet: () => boolean }} on `still`: nothing may move; `quiet`: something else
 *   is dashed on the plane.
 */
export function before(store, { redraw, still, quiet }) {
  let latest = store.get();
  let earlier = latest;
  let { iteration } = latest;
  /** @type {State["stepped"]} */
  let update = null;
  /** @type {Picture | null} */
  let picture = null;
  let until = -Infinity;
  /** @type {any} */
  let timer = null;

  /** @param {State} state */
  function see(state) {
    if (state.iteration !== iteration) earlier = latest;
    iteration = state.iteration;
    latest = state;
    const stepped = justStepped(state);
    if (stepped === update) return;
    update = stepped;
    picture = stepped && !quiet() ? pictureOf(earlier) : null;
    clearTimeout(timer);
    until = performance.now() + SHOWN;
    if (stepped && !still()) timer = setTimeout(redraw, SHOWN - FADING);
    redraw();
  }
  const stop = store.subscribe(["stepped", "iteration", "playing", "params", "regions", "segments"], see);
  return {
    /** @param {Pen} pen @param {number} now */
    draw(pen, now) {
      const strength = still() ? 1 : Math.min(1, Math.max(0, (until - now) / FADING));
      if (picture && strength > 0) drawBefore(pen, picture, strength);
    },
    /** Over the samples. @param {Pen} pen @param {State} state */
    drawPuller(pen, state) {
      const point = update?.pulled?.point ?? -1;
      const places = placesOf(state);
      if (point >= 0 && 2 * point < places.length) drawPuller(pen, [places[2 * point], places[2 * point + 1]]);
    },
    /** @param {number} now */
    fading: (now) => picture !== null && !still() && now < until && now > until - FADING,
    stop() {
      stop();
      clearTimeout(timer);
    },
  };
}

/** @param {State} state @returns {Picture | null} */
function pictureOf(state) {
  const { params, classes, regions, segments, gridView, grid } = state;
  if (isCurve(state)) return null;
  if (grid) return { chains: chained(segments), view: gridView };
  return params.length === 3 * classes ? { params, classes, regions } : null;
}
