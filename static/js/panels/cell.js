/** A number in a grid that can be read, typed over and nudged. See cellstate.js for what the keys mean. */

import { h } from "../dom.js";
import { parseNumber } from "../i18n.js";
import { cellStep } from "./cellstate.js";
import { scrub } from "./scrub.js";
import { keep, markSize, showNumber } from "./show.js";
import { ask } from "./why.js";

/** @typedef {ReturnType<typeof numberCell>} NumberCell */
/**
 * @typedef {object} CellActions
 * @property {(value: number) => void} commit
 * @property {(text: string) => void} refuse What was typed is no number.
 * @property {(direction: 1 | -1, fine: boolean) => void} nudge
 * @property {(key: string) => void} move An arrow leads to another cell.
 * @property {() => boolean} [pick] A finger chose the cell. Only where it was chosen before does the tap open it.
 */

/**
 * @param {{ testid: string, label: string, digits?: number, scrubs?: boolean }} face `scrubs`: it can be dragged sideways.
 * @param {CellActions} on
 */
export function numberCell({ testid, label, digits = 2, scrubs = false }, on) {
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
    complain(false);
    // Nonsense stays where it is until it is mended, reverted or left.
    if (act.commit && !commit() && event.type === "key") return true;
    mode = next;
    if (before === "typing" && mode !== "typing") write();
    if (act.nudge) on.nudge(act.nudge, Boolean(act.fine));
    if (act.move) on.move(act.move);
    if (act.why) ask(element);
    element.classList.toggle("is-open", mode === "open" || mode === "typing");
    if (mode !== before && (mode === "open" || mode === "chosen")) select(element);
    return act.handled;
  }
  /** @returns {boolean} Whether what was typed is a number. */
  function commit() {
    const text = element.textContent ?? "";
    const typed = parseNumber(text);
    if (typed !== null) set(typed);
    else on.refuse(text.trim());
    complain(typed === null);
    return typed !== null;
  }
  /** @param {boolean} wrong */
  function complain(wrong) {
    if (wrong) element.setAttribute("aria-invalid", "true");
    else element.removeAttribute("aria-invalid");
  }
  /** @param {number} next */
  function set(next) {
    if (next !== value) on.commit((value = next));
    if (mode !== "typing") write();
  }
  function write() {
    complain(false);
    return showNumber(element, value, digits) && markSize(element, value);
  }
  listen(element, step, on.pick);
  if (scrubs) scrub(element, { free: () => mode === "rest" || mode === "chosen", value: () => value, set });
  return {
    element,
    /** @param {number} next @returns {boolean} Whether what a person sees changed. */
    show(next) {
      value = next;
      if (mode === "typing") keep(element, value);
      const changed = mode !== "typing" && write();
      if (changed && mode !== "rest") select(element);
      return changed;
    },
  };
}

/**
 * @param {HTMLElement} element
 * @param {(event: import("./cellstate.js").CellEvent) => boolean | undefined} step
 * @param {() => boolean} [pick]
 */
function listen(element, step, pick) {
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
  element.addEventListener("click", (event) => {
    const finger = event instanceof PointerEvent && event.pointerType === "touch";
    if (finger && pick && !pick()) return;
    element.focus();
    if (!element.classList.contains("is-open")) step({ type: "click" });
  });
  element.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain").trim() ?? "";
    if (event.defaultPrevented || /[\t\n;]/.test(text)) return; // a table is not for one cell: see samples.js
    event.preventDefault();
    document.execCommand("insertText", false, text);
  });
  // What is dragged into a cell may bring its own style along; numbers are pasted or typed.
  for (const type of ["dragstart", "drop"]) element.addEventListener(type, (event) => event.preventDefault());
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
