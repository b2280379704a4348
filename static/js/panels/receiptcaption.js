/**
 * Under the plane while the arithmetic of a line's parameter is open: whose arrows are seen on it. Beside the sentence of
 * an update (cue.js) there is room for the arrow and its factor.
 */

/** @import { Context, State } from "../types.js" */
import { h } from "../dom.js";
import { GAIN, openLine, pullsOf } from "../draw/pulls.js";
import { lowered } from "../numbers.js";
import { showText } from "./show.js";

/**
 * @param {HTMLElement} root
 * @param {Context} context
 */
export function mount(root, { store, t }) {
  const words = h("span", { class: "pull-words" });
  const caption = h("p", { "class": "pull-caption grad", "data-testid": "pull-caption", "hidden": true }, h("i", { class: "pull-arrow" }), words);
  caption.dataset.gain = `×${GAIN}`;
  root.append(caption);

  /** @param {State} state */
  function update(state) {
    const line = openLine(state.ui);
    caption.hidden = line === null || !pullsOf(state).length;
    root.classList.toggle("has-pulls", !caption.hidden);
    if (line !== null) showText(words, t("receipt.pulls", { k: lowered(line), gain: GAIN }));
  }
  update(store.get());
  return store.subscribe(["ui", "slopes", "params", "points", "config"], update);
}
