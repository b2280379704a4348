/** A number in a grid that can be read, typed over and nudged. See cellstate.js for what the keys mean. */

import { h } from "../dom.js";
import { parseNumber } from "../i18n.js";
import { cellStep } from "./cellstate.js";
import { keep, markLong, showNumber } from "./show.js";

/** @typedef {ReturnType<typeof numberCell>} NumberCell */
/**
 * @typedef {object} CellActions
 * @property {(value: number) => void} commit
 * @property {(text: string) => void} refuse What was typed is no number.
 * @property {(direction: 1 | -1, fine: boolean) => void} nudge
 * @property {(key: string) => void} move An arrow leads to another cell.
 */

/**
 * @param {{ testid: string, label: string, digits?: number }} face
 * @param {CellActions} on
 */
export function numberCell({ testid, label, digits = 2 }, on) {
  const element = h("span", {
    "class": "value num", "contenteditable": "true", "role": "textbox", "inputmode": "decimal", "spellcheck": "false",
    "autocapitalize": "off", "data-testid": testid, "aria-label": label, "tabindex": -1,
  });
  /** @type {import("./cellstate.js").Mode} */
  let mode = "rest";
  let value = NaN;

  /** @param {import("./cellstate.js").CellEvent} event */
  function step(event) {
    const before = mode;
    const { mode: next, act } = cellStep(mode, event);
    mode = next;
    if (act.commit) commit();
    if (act.revert || (before === "typing" && mode !== "typing")) write();
    if (act.nudge) on.nudge(act.nudge, Boolean(act.fine));
    if (act.move) on.move(act.move);
    element.classList.toggle("is-open", mode === "open" || mode === "typing");
    if (mode !== before && (mode === "open" || mode === "chosen")) select(element);
    return act.handled;
  }
  function commit() {
    const text = element.textContent ?? "";
    const typed = parseNumber(text);
    element.toggleAttribute("data-refused", typed === null);
    if (typed === null) on.refuse(text.trim());
    else if (typed !== value) on.commit((value = typed));
  }
  function write() {
    showNumber(element, value, digits);
  }
  listen(element, step);
  return {
    element,
    /** @param {number} next @returns {boolean} Whether what a person sees changed. */
    show(next) {
      value = next;
      if (mode === "typing") keep(element, value);
      const changed = mode !== "typing" && showNumber(element, value, digits);
      if (changed) markLong(element);
      if (changed && mode !== "rest") select(element);
      return changed;
    },
  };
}

/**
 * @param {HTMLElement} element
 * @param {(event: import("./cellstate.js").CellEvent) => boolean | undefined} step
 */
function listen(element, step) {
  element.addEventListener("focus", () => step({ type: "focus" }));
  element.addEventListener("blur", () => {
    step({ type: "blur" });
    const selection = getSelection();
    if (selection?.anchorNode && element.contains(selection.anchorNode)) selection.removeAllRanges();
  });
  element.addEventListener("input", (event) => {
    event.stopPropagation();
    step({ type: "input" });
  });
  element.addEventListener("click", () => {
    if (!element.classList.contains("is-open")) step({ type: "click" });
  });
  element.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (!step({ type: "key", key: event.key, shift: event.shiftKey })) return;
    event.preventDefault();
    event.stopPropagation();
  });
}

/** Select the whole number, so that typing replaces it. @param {HTMLElement} element */
function select(element) {
  if (document.activeElement === element) getSelection()?.selectAllChildren(element);
}
