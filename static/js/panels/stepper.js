/** A small arrow beside a number: a press nudges, holding it goes on, Shift is fine. */

import { h, icon } from "../dom.js";
import { repeater } from "./repeat.js";

/**
 * @param {{ testid: string, look: "up" | "down" | "minus" | "plus", label: string }} face
 * @param {(fine: boolean) => void} nudge
 */
export function stepper({ testid, look, label }, nudge) {
  let fine = false;
  const repeat = repeater(() => nudge(fine));
  const button = h("button", { "type": "button", "class": `stepper is-${look}`, "tabindex": -1, "data-testid": testid, "aria-label": label }, icon(look));
  button.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    button.setPointerCapture(event.pointerId);
    fine = event.shiftKey;
    repeat.press();
  });
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) button.addEventListener(end, repeat.release);
  button.addEventListener("contextmenu", (event) => event.preventDefault());
  button.addEventListener("click", (event) => {
    // A click that no pointer made: assistive technology, or a script.
    if (event.detail === 0) nudge(event.shiftKey);
  });
  return button;
}
