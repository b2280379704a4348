/** The loss so far, in the transport; a slider over the steps already made. */

/** @import { Context, State } from "../types.js" */
import { sharpCanvas, watchTokens } from "../canvas.js";
import { h } from "../dom.js";
import { drawCurve } from "../draw/curve.js";
import { formatNumber, formatShort } from "../i18n.js";
import { showAttribute } from "./show.js";

/**
 * @param {Context} context
 * @param {(iteration: number) => void} seek
 */
export function timeline({ store, t }, seek) {
  const canvas = h("canvas", { "aria-hidden": "true" });
  const element = h("div", { "class": "timeline", "role": "slider", "tabindex": 0, "data-testid": "timeline", "aria-valuemin": 0 }, canvas);
  /** @type {import("../draw/curve.js").Scale | null} */
  let scale = null;
  const watch = watchTokens(draw);
  const sheet = sharpCanvas(canvas, draw);

  function draw() {
    if (!sheet.width) return;
    const { tokens } = watch;
    const { curve, totals, iteration } = store.get();
    const name = (/** @type {"total" | "data"} */ key) => `${t(`timeline.${key}`)} ${formatNumber(totals[key])}`;
    scale = drawCurve({ g: sheet.context, u: tokens.unit, tokens, width: sheet.width, height: sheet.height }, {
      iteration: curve.iteration,
      now: iteration,
      word: (value) => formatShort(value),
      series: [
        { values: curve.total, colour: tokens.text, width: tokens.curveWidth, label: name("total") },
        { values: curve.data, colour: tokens.text3, width: 0.8 * tokens.curveWidth, label: name("data") },
      ],
    });
  }
  /** @param {State} state */
  function update({ iteration, curve, totals }) {
    draw();
    showAttribute(element, "aria-label", t("timeline.label"));
    showAttribute(element, "aria-valuenow", String(iteration));
    showAttribute(element, "aria-valuemax", String(Math.max(iteration, curve.iteration.at(-1) ?? 0)));
    showAttribute(element, "aria-valuetext", t("timeline.value", { i: iteration, total: formatNumber(totals.total) }));
  }
  /** @param {PointerEvent} event */
  function stepAt(event) {
    const { curve, iteration } = store.get();
    if (!scale) return iteration;
    const { box, last } = scale;
    const share = (event.clientX - element.getBoundingClientRect().left - box.left) / (box.right - box.left);
    const newest = Math.max(iteration, curve.iteration.at(-1) ?? 0);
    return Math.min(newest, Math.max(0, Math.round(share * last)));
  }
  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    seek(stepAt(event));
  });
  element.addEventListener("pointermove", (event) => {
    if (element.hasPointerCapture(event.pointerId)) seek(stepAt(event));
  });
  update(store.get());
  const unsubscribe = store.subscribe(["curve", "totals", "iteration", "ui"], update);
  return { element, stop: () => [unsubscribe, watch.stop, sheet.stop].forEach((stop) => stop()) };
}
