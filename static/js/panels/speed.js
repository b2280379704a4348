/** How many updates a second: from 1 to as fast as it goes. */

/** @import { Context } from "../types.js" */
import { h } from "../dom.js";
import { showText } from "./show.js";

/** Updates a second; null is as fast as it goes. @type {(number | null)[]} */
export const RATES = [1, 2, 4, 8, 15, 30, 60, 120, 250, 500, 1000, null];
const USUAL = RATES.indexOf(30);

/**
 * @param {Context} context
 * @param {(rate: number | null) => void} onInput
 */
export function speed({ store, t }, onInput) {
  const input = h("input", { "type": "range", "class": "slider", "min": 0, "max": RATES.length - 1, "step": 1, "value": USUAL, "data-testid": "speed" });
  const words = h("span", { class: "num speed-value" });
  const caption = h("span", { class: "label" });
  const element = h("label", { class: "speed" }, caption, h("span", { class: "row" }, input, words));
  const rate = () => RATES[Number(input.value)];

  function update() {
    const value = rate();
    const text = value === null ? t("transport.fastest") : t("transport.rate", { rate: value });
    showText(caption, t("transport.speed"));
    showText(words, text);
    input.setAttribute("aria-valuetext", text);
    input.dataset.value = String(value ?? "max");
    input.style.setProperty("--filled", `${(100 * Number(input.value)) / (RATES.length - 1)}%`);
  }
  input.addEventListener("input", (event) => {
    event.stopPropagation();
    update();
    onInput(rate());
  });
  update();
  return { element, rate, stop: store.subscribe(["ui"], update) };
}
