/** One equation: data loss + regularisation = total loss, over a bar of the two shares. */

/** @import { Context, State } from "../types.js" */
import { h } from "../dom.js";
import { showNumber } from "./show.js";

/** @type {["data" | "penalty" | "total", string][]} */
const TERMS = [["data", "data-loss"], ["penalty", "penalty"], ["total", "total-loss"]];
const SIGNS = ["+", "="];

/**
 * @param {HTMLElement} root
 * @param {Context} context
 */
export function mount(root, { store, t }) {
  const numbers = TERMS.map(([, testid]) => h("span", { "class": "big num", "data-testid": testid }));
  const shares = [h("i", { class: "share-data" }), h("i", { class: "share-penalty" })];
  TERMS.forEach(([term], i) => {
    const label = h("span", { "class": "label", "data-t": `losses.${term}` }, t(`losses.${term}`));
    root.append(h("span", { class: "term" }, numbers[i], label));
    if (SIGNS[i]) root.append(h("span", { class: "sign" }, SIGNS[i]));
  });
  root.append(h("span", { "class": "stack", "aria-hidden": "true" }, ...shares));

  /** @param {State} state */
  function update({ totals }) {
    TERMS.forEach(([term], i) => showNumber(numbers[i], totals[term]));
    const whole = sizeOf(totals.data) + sizeOf(totals.penalty) || 1;
    shares[0].style.flexGrow = String(sizeOf(totals.data) / whole);
    shares[1].style.flexGrow = String(sizeOf(totals.penalty) / whole);
  }
  update(store.get());
  return store.subscribe(["totals", "ui"], update);
}

/** @param {number} value */
const sizeOf = (value) => (Number.isFinite(value) && value > 0 ? value : 0);
