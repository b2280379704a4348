/** For numbers of one sample: which sample, − i +, and of a unit whether z, a or δ. */

/** @import { Context, Quantity, State } from "../types.js" */
import { h, icon } from "../dom.js";
import { countOf } from "../samples.js";
import { showAttribute, showText } from "./show.js";

/** Of a unit, and the letters they have. @type {["z" | "activation" | "delta", string][]} */
const KINDS = [["z", "z"], ["activation", "a"], ["delta", "δ"]];

/**
 * @param {Context} context
 * @param {(quantity: Quantity) => void} open
 */
export function receiptTools({ store, t }, open) {
  const kinds = KINDS.map(([kind, letter]) => h("button", { "type": "button", "class": "m", "data-testid": `receipt-${kind}`, "aria-label": t(`receipt.kind.${kind}`), "data-t-label": `receipt.kind.${kind}`, "onclick": () => change({ kind }) }, letter));
  const chooser = h("span", { class: "seg receipt-kinds", role: "group" }, ...kinds);
  const step = (/** @type {string} */ picture, /** @type {number} */ by) =>
    h("button", { "type": "button", "data-testid": `receipt-${picture}`, "aria-label": t(`receipt.sample.${picture}`), "data-t-label": `receipt.sample.${picture}`, "onclick": () => move(by) }, icon(picture));
  const place = h("span", { "class": "receipt-place", "data-testid": "receipt-point" });
  const samples = h("span", { class: "net-pill" }, step("minus", -1), place, step("plus", 1));
  const element = h("div", { class: "receipt-tools" }, chooser, samples);

  /** @param {Record<string, unknown>} other */
  function change(other) {
    const now = store.get().ui.open;
    if (now) open(/** @type {Quantity} */ ({ ...now, ...other }));
  }
  /** @param {number} by */
  function move(by) {
    const state = store.get();
    const count = countOf(state);
    if (state.ui.open && "point" in state.ui.open) change({ point: (state.ui.open.point + by + count) % count });
  }
  /** @param {State} state */
  function show({ ui }) {
    const { open: quantity } = ui;
    element.hidden = !quantity || !("point" in quantity);
    if (!quantity || !("point" in quantity)) return;
    chooser.hidden = !("layer" in quantity);
    KINDS.forEach(([kind], i) => showAttribute(kinds[i], "aria-pressed", String(kind === quantity.kind)));
    showText(place, t("receipt.sample", { i: quantity.point + 1 }));
  }
  return { element, show };
}
