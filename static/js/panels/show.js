/**
 * Writing numbers into the page: the full number in `data-value`, its printed digits as text, each only where it changed.
 * Of a number that is hidden neither is written.
 */

import { formatNumber } from "../i18n.js";
import { rewritten, veiled } from "./askbox.js";

/**
 * @param {HTMLElement} cell
 * @param {number} value
 * @param {number} [digits]
 * @returns {boolean} Whether what a person sees changed.
 */
export function showNumber(cell, value, digits = 2) {
  if (veiled(cell)) return showText(cell, "");
  keep(cell, value);
  const changed = showText(cell, formatNumber(value, digits));
  if (changed) rewritten(cell);
  return changed;
}

/**
 * The number alone, for a cell whose text is not its own just now.
 * @param {HTMLElement} cell
 * @param {number} value
 */
export function keep(cell, value) {
  const full = String(value);
  if (cell.dataset.value !== full) cell.dataset.value = full;
}

/**
 * @param {Element} element Holds nothing but text.
 * @param {string} text
 * @returns {boolean}
 */
export function showText(element, text) {
  const node = element.firstChild;
  if (!(node instanceof Text) || node.nextSibling) {
    element.textContent = text;
    return true;
  }
  if (node.data === text) return false;
  node.data = text;
  return true;
}

/** More than this is written smaller: "−1,44e153" has to fit where "−1,44" does. So much fills a cell, projected. */
const LONG = 7;

/**
 * After a cell's text changed: smaller where it is long, in the colour of errors where it is infinite.
 * @param {HTMLElement} cell
 * @param {number} value
 * @returns {true}
 */
export function markSize(cell, value) {
  const { length } = cell.textContent ?? "";
  cell.classList.toggle("is-long", length > LONG);
  cell.classList.toggle("is-full", length === LONG);
  cell.classList.toggle("is-infinite", Math.abs(value) === Infinity);
  return true;
}

/**
 * @param {Element} element
 * @param {string} name
 * @param {string} value
 */
export function showAttribute(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
