/**
 * Numbers that can be asked why. Whatever carries a quantity asks for its arithmetic by a "why" event, which the receipt
 * hears: a button when it is pressed, a cell when G is.
 */

/** @import { Quantity } from "../types.js" */
import { h } from "../dom.js";

/** @param {Quantity} quantity */
export const carrying = (quantity) => ({ "data-quantity": JSON.stringify(quantity) });

/** What an element, or the nearest around it, carries. @param {Element | null} element @returns {Quantity | null} */
export function quantityOf(element) {
  const carrier = element?.closest("[data-quantity]");
  return carrier instanceof HTMLElement ? JSON.parse(String(carrier.dataset.quantity)) : null;
}

/** @param {Element | null} element */
export function ask(element) {
  element?.dispatchEvent(new CustomEvent("why", { bubbles: true }));
}

/**
 * A number that opens its arithmetic.
 * @param {Quantity} quantity
 * @param {Record<string, string | number | boolean | null>} [attributes]
 * @param {...(Node | string)} children
 */
export function whyButton(quantity, { class: look = "", ...attributes } = {}, ...children) {
  return h("button", {
    "type": "button", "class": `why ${look}`.trim(), "aria-expanded": "false", ...carrying(quantity), ...attributes,
    "onclick": ({ currentTarget }) => ask(currentTarget),
  }, ...children);
}
