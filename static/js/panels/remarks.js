/** One line inside the plane about what is on it, when there is something to say. */

/** @import { Context, State } from "../types.js" */
import { h } from "../dom.js";
import { GAIN, openLine, pullsOf } from "../draw/pulls.js";
import { seen } from "../draw/viewport.js";
import { countOf, placesOf } from "../samples.js";
import { unitAt, unitsOf } from "./hiddenaxes.js";
import { showAttribute, showText } from "./show.js";

/** The line stands below this share of the way from the middle of the plane to its lower edge. */
const LOW = 0.72;

/**
 * @param {HTMLElement} root
 * @param {Context} context
 */
export function remarks(root, { store, t }) {
  const line = h("p", { "class": "remark", "data-testid": "plane-remark", "aria-live": "polite", "hidden": true });
  root.append(line);
  const update = (/** @type {State} */ state) => {
    const { words, drawn } = remark(state, t);
    line.hidden = !words;
    line.classList.toggle("is-pull", drawn && state.ui.unit < 0);
    line.classList.toggle("is-high", crowded(state));
    // What a drawing means is not said to who does not see it.
    showAttribute(line, "aria-hidden", String(drawn));
    showText(line, words);
  };
  return store.subscribe(["labels", "points", "slopes", "viewport", "ui", "config", "classes", "playing"], update);
}

/** Whether a sample lies where the line would be written, low in the plane. @param {State} state */
function crowded(state) {
  const { x, y, half } = seen(state);
  const places = placesOf(state);
  return Array.from({ length: countOf(state) }).some((_, i) => places[2 * i + 1] < y - LOW * half && places[2 * i] > x - half / 2);
}

/** Of the unit shown large. @type {(state: State, t: Context["t"]) => string} */
function unitName({ config, ui }, t) {
  const [layer, unit] = unitAt(ui.unit, unitsOf(config));
  return t("network.neuron", { unit: unit + 1, layer: layer + 1 });
}

/** @type {(state: State, t: Context["t"]) => { words: string, drawn: boolean }} */
function remark(state, t) {
  const { labels, ui } = state;
  if (ui.unit >= 0) return { words: unitName(state, t), drawn: true };
  if (countOf(state) === 1) return { words: t("plane.single"), drawn: false };
  // What the arrows of an open line mean stands under the plane: see receiptcaption.js.
  if (openLine(ui) === null && pullsOf(state).length) return { words: t("plane.pull", { gain: GAIN }), drawn: true };
  const alike = labels.length > 0 && labels.every((label) => label === labels[0]);
  return { words: alike ? t("state.one_class") : "", drawn: false };
}
