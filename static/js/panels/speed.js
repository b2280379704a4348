/** How many updates a second: from 1 to as fast as it goes. */

/** @import { Context, State } from "../types.js" */
import { h } from "../dom.js";
import { showText } from "./show.js";

/** Updates a second; null is as fast as it goes. @type {(number | null)[]} */
export const RATES = [1, 2, 4, 8, 15, 30, 60, 120, 250, 500, 1000, null];
const FASTEST = RATES.length - 1;

/** The place of the rate nearest to this one, by ratio. @param {number | null} rate */
export function placeOf(rate) {
  if (rate === null) return FASTEST;
  const distance = (/** @type {number} */ i) => Math.abs(Math.log(Number(RATES[i]) / rate));
  let best = 0;
  for (let i = 1; i < FASTEST; i += 1) if (distance(i) < distance(best)) best = i;
  return best;
}

/** @param {Context} context */
export function speed({ store, actions, t }) {
  const input = h("input", { "type": "range", "class": "slider", "min": 0, "max": FASTEST, "step": 1, "data-testid": "speed" });
  const words = h("span", { class: "num speed-value" });
  const caption = h("span", { class: "label" });
  const element = h("label", { class: "speed" }, caption, h("span", { class: "row" }, input, words));

  /** @param {State} state */
  function update({ ui }) {
    const text = ui.speed === null ? t("transport.fastest") : t("transport.rate", { rate: ui.speed });
    const place = placeOf(ui.speed);
    showText(caption, t("transport.speed"));
    showText(words, text);
    input.value = String(place);
    input.setAttribute("aria-valuetext", text);
    input.dataset.value = String(ui.speed ?? "max");
    input.style.setProperty("--filled", `${(100 * place) / FASTEST}%`);
  }
  input.addEventListener("input", (event) => {
    event.stopPropagation();
    const rate = RATES[Number(input.value)];
    actions.ui({ speed: rate });
    if (store.get().playing) actions.send("play", { rate });
  });
  update(store.get());
  return { element, stop: store.subscribe(["ui"], update) };
}
