/** The head of a receipt: whose arithmetic it is, what its terms are, the way back from a next value, and the way out. */

/** @import { Context, Quantity, Receipt } from "../types.js" */
/** @import { Names, Part } from "./receiptnames.js" */
import { h, icon } from "../dom.js";
import { columnHead } from "./receiptlines.js";
import { typeset } from "./receipttable.js";

/**
 * @param {Context} context
 * @param {{ goBack: () => void, leave: () => void }} on
 */
export function receiptHead({ t }, { goBack, leave }) {
  const title = h("h2", { id: "receipt-title" });
  const column = h("span", { "class": "m receipt-column", "aria-hidden": "true" });
  const button = (/** @type {string} */ name, /** @type {string} */ picture, /** @type {() => void} */ act) =>
    h("button", { "type": "button", "class": "icon-btn", "data-testid": `receipt-${name}`, "aria-label": t(`receipt.${name}`), "data-t-label": `receipt.${name}`, "onclick": act }, icon(picture));
  const back = button("back", "prev", goBack);
  let named = "";
  let words = "";

  /** @param {Quantity} quantity @param {Names} names */
  function name(quantity, names) {
    const known = names.quantity(quantity);
    const next = quantity.kind === "next";
    back.hidden = !next;
    words = next ? t("receipt.title.next", { name: known.words }) : known.words;
    const now = JSON.stringify([known.math, words]);
    if (now === named) return;
    named = now;
    /** @type {Part[]} */
    const arrow = next ? [[" ←", "r"]] : [];
    const symbols = known.math.length ? [h("span", { "class": "m", "aria-hidden": "true" }, ...typeset([...known.math, ...arrow]))] : [];
    // A panel has the total's name already.
    title.replaceChildren(h("span", { class: "vh" }, `${t("receipt.this")} `), ...symbols, h("span", { class: symbols.length ? "vh" : null }, words));
  }
  return {
    element: h("header", { class: "receipt-head" }, back, title, column, button("close", "close", leave)),
    id: title.id, name,
    /** @param {Receipt | null} receipt null while it is waited for. @param {Names} [names] */
    over: (receipt, names) => column.replaceChildren(...(receipt && names ? typeset(columnHead(receipt, names)) : [])),
    /** The title as it is spoken. */
    words: () => words,
  };
}
