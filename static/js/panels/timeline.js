/** The loss at every step seen, in the transport; a slider over the steps, and a read-out under the pointer. */

/** @import { Context, State } from "../types.js" */
import { h } from "../dom.js";
import { told } from "../masks.js";
import { epochLength, newest, travel } from "../travel.js";
import { logButton, lossCurve } from "./losscurve.js";
import { showAttribute } from "./show.js";

const PAGE = 10;
const KINDS = /** @type {const} */ ({ total: { kind: "total" }, data: { kind: "data_loss" } });

/** @param {Context} context */
export function timeline(context) {
  const { store, actions, t } = context;
  const slider = h("div", { "class": "timeline", "role": "slider", "tabindex": 0, "data-testid": "timeline" });
  const log = logButton(context, "btn-log");
  const element = h("div", { class: "timeline-box" }, slider, log);
  const chart = lossCurve(slider, context, {
    beside: "total",
    series({ curve, totals }, tokens) {
      const name = (/** @type {"total" | "data"} */ key) => `${t(`timeline.${key}`)} ${told(KINDS[key], totals[key])}`;
      return [
        { values: curve.total, colour: tokens.text, width: tokens.curveWidth, label: name("total") },
        { values: curve.data, colour: tokens.text3, width: 0.8 * tokens.curveWidth, label: name("data") },
      ];
    },
    tip: (curve, at) => t("timeline.tip", { i: curve.iteration[at], total: told(KINDS.total, curve.total[at]), data: told(KINDS.data, curve.data[at]) }),
    resting: () => (slider.matches(":focus-visible") ? store.get().iteration : null),
  });
  /** @param {State} state */
  function update(state) {
    chart.draw();
    const { iteration, earliest, totals, ui } = state;
    showAttribute(slider, "aria-label", t("timeline.label"));
    showAttribute(slider, "aria-valuemin", String(earliest));
    showAttribute(slider, "aria-valuenow", String(iteration));
    showAttribute(slider, "aria-valuemax", String(newest(state)));
    showAttribute(slider, "aria-valuetext", t("timeline.value", { i: iteration, total: told(KINDS.total, totals.total), data: told(KINDS.data, totals.data) }));
    showAttribute(log, "aria-pressed", String(ui.logLoss));
  }
  /** @param {PointerEvent} event */
  function seek(event) {
    const step = chart.stepAt(event);
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
    if (slider.hasPointerCapture(event.pointerId)) seek(event);
  });
  for (const change of ["focus", "blur"]) slider.addEventListener(change, chart.tell);
  slider.addEventListener("keydown", (event) => {
    const step = stepFor(event, store.get());
    if (step === null || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    travel(store, actions, step);
  });
  update(store.get());
  const unsubscribe = store.subscribe(["curve", "totals", "iteration", "ticks", "earliest", "curves", "overlaid", "branches", "ui"], update);
  return { element, stop: () => [unsubscribe, chart.stop].forEach((stop) => stop()) };
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
