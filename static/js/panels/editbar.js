/** For fingers: the chosen parameter with minus, slider and plus, under the matrix. */

/** @import { Context } from "../types.js" */
/** @import { ParamCell } from "./paramcell.js" */
import { h } from "../dom.js";
import { formatNumber } from "../i18n.js";
import { stepper } from "./stepper.js";
import { ask } from "./why.js";

/** The slider reaches this far at least; for a larger value, the first of these that holds it. */
const REACHES = [3, 10, 30, 100, 300, 1000];
const STEP = 0.01;

/** @param {number} value */
export const reachOf = (value) => REACHES.find((reach) => Math.abs(value) <= reach) ?? REACHES[REACHES.length - 1];

/**
 * @param {Context} context
 * @param {() => ParamCell | undefined} chosen
 */
export function editBar({ t }, chosen) {
  const name = h("span", { class: "edit-name" });
  const nudge = (/** @type {1 | -1} */ by) => (/** @type {boolean} */ fine) => void chosen()?.nudge(by, fine);
  const minus = stepper({ testid: "edit-down", look: "minus", label: "" }, nudge(-1));
  const plus = stepper({ testid: "edit-up", look: "plus", label: "" }, nudge(1));
  const slider = h("input", { "type": "range", "class": "slider", "step": STEP, "data-testid": "edit-slider" });
  const why = h("button", { "type": "button", "class": "btn square grad why", "data-testid": "edit-why", "onclick": () => ask(chosen()?.gradient ?? null) }, h("span", { class: "m" }, "∂"));
  const element = h("div", { class: "edit" }, name, minus, slider, plus, why);
  for (const button of [minus, plus]) {
    button.className = "btn square";
    button.tabIndex = 0;
  }
  /** While it slides, its cell does not flash and its ends stay. @param {boolean} yes */
  const hold = (yes) => chosen()?.cell.element.classList.toggle("is-scrubbed", yes);
  slider.addEventListener("pointerdown", () => hold(true));
  for (const end of ["pointerup", "pointercancel"]) slider.addEventListener(end, () => hold(false));
  slider.addEventListener("input", () => chosen()?.set(Number(slider.value)));

  /** What the slider says of a number that is hidden now. */
  function forget() {
    slider.value = "0";
    slider.removeAttribute("aria-valuetext");
    slider.style.removeProperty("--filled");
  }
  function show() {
    const cell = chosen();
    const value = cell?.value() ?? NaN;
    slider.classList.toggle("is-hidden", Boolean(cell?.hidden()));
    if (cell?.hidden()) return forget();
    if (!cell || Number.isNaN(value)) return;
    const held = cell.cell.element.classList.contains("is-scrubbed");
    const reach = held ? Number(slider.max) : reachOf(value);
    slider.max = String(reach);
    slider.min = String(-reach);
    slider.value = String(value);
    slider.style.setProperty("--filled", `${50 + (50 * Number(slider.value)) / reach}%`);
    slider.setAttribute("aria-valuetext", formatNumber(value));
    if (name.firstChild === cell.symbol) return;
    name.replaceChildren(cell.symbol);
    slider.setAttribute("aria-label", cell.label);
    minus.setAttribute("aria-label", t("params.down", { name: cell.label }));
    plus.setAttribute("aria-label", t("params.up", { name: cell.label }));
    why.setAttribute("aria-label", t("params.gradient", { name: cell.label }));
  }
  return { element, show };
}
