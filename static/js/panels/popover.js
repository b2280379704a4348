/**
 * A button whose controls lie in a box under it: not modal, one open at a time. Escape closes it and gives the focus
 * back; so does a press anywhere else, which keeps what it presses. The box stays beside the plane where there is room.
 */

import { h } from "../dom.js";
import { showAttribute } from "./show.js";

let serial = 0;

/**
 * @param {HTMLButtonElement} button
 * @param {{ label: string, fill: () => Node[], changed?: (open: boolean) => void, ready?: () => boolean }} options The
 *   box's name, and what it holds: made when it opens; whether a press opens it.
 */
export function popover(button, { label, fill, changed, ready = () => true }) {
  const box = h("div", { "class": "popover", "id": `popover-${(serial += 1)}`, "role": "group", "aria-label": label, "tabindex": -1, "hidden": true });
  button.setAttribute("aria-expanded", "false");
  button.setAttribute("aria-controls", box.id);

  function open() {
    box.replaceChildren(...fill());
    box.hidden = false;
    showAttribute(button, "aria-expanded", "true");
    place();
    box.scrollIntoView({ block: "nearest" });
    /** @type {HTMLElement | null} */ (box.querySelector("input, select, button, [tabindex='0']"))?.focus();
    document.addEventListener("pointerdown", outside, true);
    document.addEventListener("focusin", outside);
    changed?.(true);
  }
  /** @param {boolean} [back] Whether the focus goes back to the button. */
  function close(back = false) {
    if (box.hidden) return;
    document.removeEventListener("pointerdown", outside, true);
    document.removeEventListener("focusin", outside);
    if (back) button.focus();
    box.hidden = true;
    box.replaceChildren();
    showAttribute(button, "aria-expanded", "false");
    changed?.(false);
  }
  /** @param {Event} event */
  function outside({ target }) {
    if (target instanceof Node && !box.contains(target) && !button.contains(target)) close();
  }
  /** Under the button, inside the screen, and not over the plane. */
  function place() {
    const plane = document.querySelector(".plane")?.getBoundingClientRect();
    const at = button.getBoundingClientRect();
    const room = innerWidth - (plane?.right ?? 0);
    const least = plane && room > box.offsetWidth + 24 && at.bottom < plane.bottom ? plane.right + 12 : 8;
    const left = Math.min(Math.max(at.left, least), innerWidth - box.offsetWidth - 8);
    box.style.setProperty("--left", `${left - (box.offsetParent?.getBoundingClientRect().left ?? 0)}px`);
  }
  button.addEventListener("click", () => (box.hidden ? ready() && open() : close()));
  /** @param {KeyboardEvent} event */
  function leave(event) {
    if (event.key !== "Escape" || box.hidden) return;
    event.stopPropagation();
    close(true);
  }
  box.addEventListener("keydown", leave);
  button.addEventListener("keydown", leave);
  return { box, open, close, refill: () => box.replaceChildren(...fill()), get isOpen() { return !box.hidden; } };
}
