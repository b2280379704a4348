/** The loss at every step seen, in the transport; a slider over the steps, and a read-out under the pointer. */

/** @import { Context, State } from "../types.js" */
import { sharpCanvas, watchTokens } from "../canvas.js";
import { nearest } from "../curve.js";
import { h } from "../dom.js";
import { drawCurve } from "../draw/curve.js";
import { formatNumber, formatShort } from "../i18n.js";
import { epochLength, newest, travel } from "../travel.js";
import { showAttribute, showText } from "./show.js";

const PAGE = 10;

/** @param {Context} context */
export function timeline({ store, actions, t }) {
  const canvas = h("canvas", { "aria-hidden": "true" });
  const tip = h("output", { "class": "timeline-tip num", "aria-hidden": "true", "hidden": true });
  const slider = h("div", { "class": "timeline", "role": "slider", "tabindex": 0, "data-testid": "timeline" }, canvas, tip);
  const log = h("button", {
    "type": "button", "class": "timeline-log", "data-testid": "btn-log", "data-t": "timeline.log", "data-t-title": "timeline.log.help", "title": t("timeline.log.help"), "onclick": () => actions.ui({ logLoss: !store.get().ui.logLoss }),
  }, t("timeline.log"));
  const element = h("div", { class: "timeline-box" }, slider, log);
  /** @type {import("../draw/curve.js").Scale | null} */
  let scale = null;
  /** The step under the pointer, or null. @type {number | null} */
  let pointed = null;
  const watch = watchTokens(draw);
  const sheet = sharpCanvas(canvas, draw);

  function draw() {
    if (!sheet.width) return;
    const { tokens } = watch;
    const { curve, totals, iteration, ticks, ui } = store.get();
    const name = (/** @type {"total" | "data"} */ key) => `${t(`timeline.${key}`)} ${formatNumber(totals[key])}`;
    scale = drawCurve({ g: sheet.context, u: tokens.unit, tokens, width: sheet.width, height: sheet.height }, {
      iteration: curve.iteration,
      now: iteration,
      ticks,
      log: ui.logLoss,
      word: (value) => formatShort(value),
      series: [
        { values: curve.total, colour: tokens.text, width: tokens.curveWidth, label: name("total") },
        { values: curve.data, colour: tokens.text3, width: 0.8 * tokens.curveWidth, label: name("data") },
      ],
    });
    tell();
  }
  /** Step and losses where the pointer is, or where the slider stands while it has the focus. */
  function tell() {
    const { curve, iteration } = store.get();
    const step = pointed ?? (slider.matches(":focus-visible") ? iteration : null);
    const at = step === null ? -1 : nearest(curve, step);
    tip.hidden = at < 0 || !scale;
    if (tip.hidden || !scale) return;
    const args = { i: curve.iteration[at], total: formatNumber(curve.total[at]), data: formatNumber(curve.data[at]) };
    showText(tip, t("timeline.tip", args));
    const half = tip.offsetWidth / 2;
    const x = Math.min(Math.max(scale.x(curve.iteration[at]), half), sheet.width - half);
    tip.style.setProperty("--x", `${x}px`);
  }
  /** @param {State} state */
  function update(state) {
    draw();
    const { iteration, earliest, totals, ui } = state;
    showAttribute(slider, "aria-label", t("timeline.label"));
    showAttribute(slider, "aria-valuemin", String(earliest));
    showAttribute(slider, "aria-valuenow", String(iteration));
    showAttribute(slider, "aria-valuemax", String(newest(state)));
    showAttribute(slider, "aria-valuetext", t("timeline.value", { i: iteration, total: formatNumber(totals.total), data: formatNumber(totals.data) }));
    showAttribute(log, "aria-pressed", String(ui.logLoss));
  }
  /** @param {PointerEvent} event */
  function stepAt(event) {
    const state = store.get();
    if (!scale) return state.iteration;
    const { box, last } = scale;
    const share = (event.clientX - slider.getBoundingClientRect().left - box.left) / (box.right - box.left);
    return Math.min(newest(state), Math.max(state.earliest, Math.round(share * last)));
  }
  /** @param {PointerEvent} event */
  function seek(event) {
    const step = stepAt(event);
    if (step !== asked) travel(store, actions, step);
    asked = step;
  }
  let asked = -1;
  slider.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    slider.setPointerCapture(event.pointerId);
    asked = -1;
    seek(event);
  });
  slider.addEventListener("pointermove", (event) => {
    pointed = stepAt(event);
    if (slider.hasPointerCapture(event.pointerId)) seek(event);
    tell();
  });
  for (const end of ["pointerleave", "pointercancel"]) {
    slider.addEventListener(end, () => {
      pointed = null;
      tell();
    });
  }
  for (const change of ["focus", "blur"]) slider.addEventListener(change, tell);
  slider.addEventListener("keydown", (event) => {
    const step = stepFor(event, store.get());
    if (step === null || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    travel(store, actions, step);
  });
  update(store.get());
  const unsubscribe = store.subscribe(["curve", "totals", "iteration", "ticks", "earliest", "ui"], update);
  return { element, stop: () => [unsubscribe, watch.stop, sheet.stop].forEach((stop) => stop()) };
}

/**
 * Where a key leads to on the slider. Up and right go on; at the newest step they compute one more.
 * @type {(event: KeyboardEvent, state: State) => number | null}
 */
function stepFor({ key, shiftKey }, state) {
  const one = shiftKey ? epochLength(state) : 1;
  /** @type {Record<string, number>} */
  const by = { ArrowRight: one, ArrowUp: one, ArrowLeft: -one, ArrowDown: -one, PageUp: PAGE, PageDown: -PAGE };
  if (key === "Home") return 0;
  if (key === "End") return newest(state);
  return key in by ? state.iteration + by[key] : null;
}
