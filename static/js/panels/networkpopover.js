/** A small sheet that hangs under what opened it and goes away by itself: Esc, or a press anywhere else. */

import { h } from "../dom.js";

const GAP = 6;

/**
 * @param {HTMLElement} anchor
 * @param {string} label
 * @param {Node[]} content
 * @param {() => void} onClose
 */
export function openPopover(anchor, label, content, onClose) {
  const element = h("div", { "class": "net-pop", "popover": "auto", "role": "dialog", "aria-label": label }, ...content);
  element.addEventListener("toggle", (event) => {
    anchor.setAttribute("aria-expanded", String(event.newState === "open"));
    if (event.newState === "open") return;
    element.remove();
    onClose();
  });
  document.body.append(element);
  element.showPopover();
  place(element, anchor.getBoundingClientRect());
  /** @type {HTMLElement | null} */ (element.querySelector("select, input, button"))?.focus();
  return element;
}

/** Under the anchor, inside the window. @param {HTMLElement} element @param {DOMRect} anchor */
function place(element, { left, right, bottom, top }) {
  const { offsetWidth, offsetHeight } = element;
  const x = Math.max(GAP, Math.min((left + right - offsetWidth) / 2, innerWidth - offsetWidth - GAP));
  const under = bottom + GAP + offsetHeight <= innerHeight;
  const y = under ? bottom + GAP : Math.max(GAP, top - GAP - offsetHeight);
  Object.assign(element.style, { left: `${x}px`, top: `${y}px` });
}
