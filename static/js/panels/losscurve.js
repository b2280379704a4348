/** The losses at every step seen, on a canvas, and a read-out where the pointer is: in the transport and in the chart. */

/** @import { Context, Curve, State } from "../types.js" */
/** @import { Tokens } from "../canvas.js" */
/** @import { Chart, Scale } from "../draw/curve.js" */
import { sharpCanvas, watchTokens } from "../canvas.js";
import { dashOf, laidOver } from "../branches.js";
import { nearest, through } from "../curve.js";
import { h } from "../dom.js";
import { drawCurve } from "../draw/curve.js";
import { formatCompact } from "../i18n.js";
import { newest } from "../travel.js";
import { shortName } from "./branchwords.js";
import { showText } from "./show.js";

/**
 * @param {HTMLElement} box Holds the canvas and hears the pointer.
 * @param {Context} context
 * @param {{ series: (state: State, tokens: Tokens) => Chart["series"], tip: (curve: Curve, at: number) => string,
 *   beside: "total" | "data", large?: boolean, resting?: () => number | null }} options `beside` is the loss that other
 *   branches are compared by, `resting` the step that is read out without a pointer.
 */
export function lossCurve(box, { store, t }, { series, tip, beside, large = false, resting = () => null }) {
  const canvas = h("canvas", { "aria-hidden": "true" });
  const words = h("output", { "class": "curve-tip num", "aria-hidden": "true", "hidden": true });
  box.append(canvas, words);
  /** @type {Scale | null} */
  let scale = null;
  /** The step under the pointer, or null. @type {number | null} */
  let pointed = null;
  const watch = watchTokens(draw);
  const sheet = sharpCanvas(canvas, draw);

  function draw() {
    if (!sheet.width) return;
    const { tokens } = watch;
    const state = store.get();
    const { curve, iteration, ticks, ui } = state;
    scale = drawCurve({ g: sheet.context, u: tokens.unit, tokens, width: sheet.width, height: sheet.height }, {
      iteration: curve.iteration, now: iteration, ticks, large, log: ui.logLoss,
      word: formatCompact, series: series(state, tokens), beside: others(state),
    });
    tell();
  }
  /** @param {State} state @returns {Chart["beside"]} */
  function others(state) {
    return laidOver(state).map(({ id, curve }) => ({
      iteration: curve.iteration, values: curve[beside], dash: dashOf(id), label: shortName(state.branches, id, t),
    }));
  }
  function tell() {
    const { curve: seen, iteration, exact, totals } = store.get();
    const step = pointed ?? resting();
    // The curve has not every step of a training that ran; the one shown has its numbers.
    const curve = step === iteration && exact ? through(seen, iteration, totals) : seen;
    const at = step === null ? -1 : nearest(curve, step);
    words.hidden = at < 0 || !scale;
    if (words.hidden || !scale) return;
    showText(words, tip(curve, at));
    const half = words.offsetWidth / 2;
    const x = Math.min(Math.max(scale.x(curve.iteration[at]), half), sheet.width - half);
    words.style.setProperty("--x", `${x}px`);
  }
  /** The step that was seen there. @param {PointerEvent} event */
  function stepAt(event) {
    const state = store.get();
    if (!scale) return state.iteration;
    const { left, right } = scale.box;
    const share = (event.clientX - box.getBoundingClientRect().left - left) / (right - left);
    return Math.min(newest(state), Math.max(state.earliest, Math.round(share * scale.last)));
  }
  box.addEventListener("pointermove", (event) => {
    pointed = stepAt(event);
    tell();
  });
  for (const end of ["pointerleave", "pointercancel"]) {
    box.addEventListener(end, () => {
      pointed = null;
      tell();
    });
  }
  return { draw, tell, stepAt, stop: () => [watch.stop, sheet.stop].forEach((stop) => stop()) };
}

/** The button between an even axis and one by powers of ten. @param {Context} context @param {string} testid */
export function logButton({ store, actions, t }, testid) {
  return h("button", {
    "type": "button", "class": "curve-log", "data-testid": testid, "data-t": "timeline.log", "data-t-title": "timeline.log.help", "title": t("timeline.log.help"), "onclick": () => actions.ui({ logLoss: !store.get().ui.logLoss }),
  }, t("timeline.log"));
}
