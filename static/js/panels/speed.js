/** How many updates a second: from 1 to as fast as it goes. A slider, and a menu where a slider has no room. */

/** @import { Context, State } from "../types.js" */
import { h } from "../dom.js";
import { showAttribute, showText } from "./show.js";

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
  const options = RATES.map((_, place) => h("option", { value: place }));
  const menu = h("select", { "class": "select", "data-testid": "speed-menu" }, ...options);
  const element = h("div", { class: "speed" }, h("label", {}, caption, h("span", { class: "row" }, input, words)), h("span", { class: "control-select speed-menu" }, menu));
  const named = (/** @type {number | null} */ rate) => (rate === null ? t("transport.fastest") : t("transport.rate", { rate }));

  /** A link may ask for a rate between those of the menu: it stands in the place of the nearest. @param {State} state */
  function update({ ui }) {
    const place = placeOf(ui.speed);
    showText(caption, t("transport.speed"));
    showText(words, named(ui.speed));
    showAttribute(menu, "aria-label", t("transport.speed"));
    options.forEach((option, at) => showText(option, named(at === place ? ui.speed : RATES[at])));
    menu.value = input.value = String(place);
    input.setAttribute("aria-valuetext", named(ui.speed));
    input.dataset.value = menu.dataset.value = String(ui.speed ?? "max");
    input.style.setProperty("--filled", `${(100 * place) / FASTEST}%`);
  }
  for (const control of [input, menu]) {
    control.addEventListener("input", (event) => {
      event.stopPropagation();
      const rate = RATES[Number(control.value)];
      actions.ui({ speed: rate });
      if (store.get().playing) actions.send("play", { rate });
    });
  }
  update(store.get());
  return { element, stop: store.subscribe(["ui"], update) };
}
