/** One line inside the plane about what is on it, when there is something to say. */

/** @import { Context, State } from "../types.js" */
import { h } from "../dom.js";
import { GAIN, pullsOf } from "../draw/pulls.js";
import { showText } from "./show.js";

/**
 * @param {HTMLElement} root
 * @param {Context} context
 */
export function remarks(root, { store, t }) {
  const line = h("p", { "class": "remark", "data-testid": "plane-remark", "aria-live": "polite", "hidden": true });
  root.append(line);
  const update = (/** @type {State} */ state) => {
    const words = remark(state, t);
    line.hidden = !words;
    line.classList.toggle("is-pull", pullsOf(state).length > 0);
    showText(line, words);
  };
  return store.subscribe(["labels", "slopes", "ui", "config", "classes", "playing"], update);
}

/** @type {(state: State, t: Context["t"]) => string} */
function remark(state, t) {
  const { labels, ui } = state;
  if (pullsOf(state).length) return t(ui.open ? "plane.pulls" : "plane.pull", { gain: GAIN });
  if (labels.length === 1) return t("plane.single");
  return labels.length && labels.every((label) => label === labels[0]) ? t("state.one_class") : "";
}
