/** Beside the palette: one class more, one class less. */

/** @import { Context, State } from "../types.js" */
import { h, icon } from "../dom.js";
import { canGain, canLose, changeClasses, FEWEST, MOST } from "./classes.js";
import { className } from "./classpicker.js";
import { showAttribute } from "./show.js";

/** @param {Context} context */
export function classCount(context) {
  const { store, t } = context;
  const less = button("class-less", "minus", -1);
  const more = button("class-more", "plus", 1);

  /** @type {(testid: string, picture: string, by: 1 | -1) => HTMLButtonElement} */
  function button(testid, picture, by) {
    return h("button", { "type": "button", "class": "icon-btn", "data-testid": testid, "onclick": () => changeClasses(context, by) }, icon(picture));
  }
  /** @param {State} state */
  function update(state) {
    element.hidden = !state.classes;
    say(more, canGain(state), t(canGain(state) ? "class.more" : "class.most", { most: MOST }));
    const last = className(state.classes - 1, t);
    say(less, canLose(state), t(lessKey(state), { label: last, fewest: FEWEST }));
  }
  const element = h("span", { class: "class-count" }, less, more);
  store.subscribe(["classes", "labels", "ui"], update);
  return element;
}

/** @param {State} state */
function lessKey(state) {
  if (canLose(state)) return "class.less";
  return state.classes > FEWEST ? "class.inhabited" : "class.fewest";
}

/** What a button does, or why it cannot. @type {(button: HTMLButtonElement, can: boolean, words: string) => void} */
function say(button, can, words) {
  if (button.disabled === can) button.disabled = !can;
  showAttribute(button, "aria-label", words);
  showAttribute(button, "title", words);
}
