/**
 * In the place of a hidden number a box: to type the answer into, or, where it is bet on, to wait for the update. The
 * number itself is nowhere on the page meanwhile. See masks.js for what is hidden, and show.js for who asks.
 */

/** @import { Quantity } from "../types.js" */
import { h } from "../dom.js";
import { currentLanguage, parseNumber, t } from "../i18n.js";
import { keyOf, maskOf, masking, quantityAt } from "../masks.js";

/** @typedef {{ answer: (quantity: Quantity, value: number) => number, reveal: (quantity: Quantity) => void, name: (quantity: Quantity) => string }} Hands */
/** @typedef {ReturnType<typeof askBox>} AskBox */

const GAP = 4;

/** Who sends answers and lifts masks. @type {Hands} */
let hands = { answer: () => 0, reveal: () => {}, name: keyOf };
/** The box of a cell. @type {WeakMap<HTMLElement, AskBox>} */
const boxes = new WeakMap();
/** Those that wait for the engine, by the id of the answer. @type {Map<number, AskBox>} */
const waiting = new Map();
/** The quantity that was answered rightly last. @type {string | null} */
let right = null;
/** Its cells, until their number has been written. @type {Set<HTMLElement>} */
const praised = new Set();

/** @param {Hands} given */
export const useHands = (given) => (hands = given);

/**
 * Hide a cell's number, or let it be seen again, as the masks say.
 * @param {HTMLElement} cell
 * @returns {boolean} Whether it is hidden.
 */
export function veiled(cell) {
  const box = boxes.get(cell);
  if (!masking() && !box) return false;
  const quantity = quantityAt(cell.dataset.testid);
  const why = maskOf(quantity);
  if (quantity && why && (box?.why !== why || box.lang !== currentLanguage())) cover(cell, quantity, why);
  if (quantity && !why && box) uncover(cell, box, quantity);
  return why !== null;
}

/** What carries the number: the button that asks why, or the cell itself. @param {HTMLElement} cell @returns {HTMLElement} */
export const hostOf = (cell) => cell.closest(".why") ?? cell;

/** @param {HTMLElement} cell @param {Quantity} quantity @param {"ask" | "bet"} why */
function cover(cell, quantity, why) {
  boxes.get(cell)?.element.remove();
  const host = hostOf(cell);
  const focused = host.contains(document.activeElement);
  const box = askBox(quantity, why, `ask-${cell.dataset.testid}`, host);
  boxes.set(cell, box);
  delete cell.dataset.value;
  cell.classList.remove("is-right");
  host.before(box.element);
  host.hidden = true;
  if (focused) box.focus();
}

/** @param {HTMLElement} cell @param {AskBox} box @param {Quantity} quantity */
function uncover(cell, box, quantity) {
  const host = hostOf(cell);
  const focused = box.element.contains(document.activeElement);
  boxes.delete(cell);
  host.hidden = false;
  box.element.remove();
  if (focused) host.focus();
  if (right === keyOf(quantity)) praised.add(cell);
}

/** The text of a cell is another: one that was answered says so until then. @param {HTMLElement} cell */
export function rewritten(cell) {
  if (right !== null) cell.classList.toggle("is-right", praised.delete(cell));
}

/**
 * @param {Quantity} quantity
 * @param {"ask" | "bet"} why
 * @param {string} testid
 * @param {HTMLElement} host
 */
function askBox(quantity, why, testid, host) {
  const lang = currentLanguage();
  const look = { "class": `ask is-${why}`, "data-kind": quantity.kind };
  if (why === "bet") {
    const element = h("span", look, h("span", { "aria-hidden": "true" }, "?"), h("span", { class: "vh" }, t("ask.bet")));
    return { element, why, lang, focus() {}, settle() {}, lose() {} };
  }
  const field = h("input", {
    "type": "text", "class": "ask-field num", "inputmode": "decimal", "autocomplete": "off", "placeholder": "?",
    "aria-label": t("ask.label", { name: hands.name(quantity) }), "data-testid": testid,
  });
  const says = h("span", { "role": "status", "class": "ask-says" });
  const reveal = h("button", { "type": "button", "class": "btn", "data-testid": `show-${testid}`, "onclick": () => hands.reveal(quantity) }, t("ask.reveal"));
  const note = h("span", { "class": "ask-note", "popover": "manual" }, says, reveal);
  const element = h("span", look, field, note);
  const box = {
    element, why, lang,
    focus: () => field.focus(),
    /** What the engine says of the answer. @param {boolean} yes */
    settle(yes) {
      if (yes) right = keyOf(quantity);
      else say("ask.wrong");
    },
    lose: () => say("ask.lost"),
  };

  /** @param {string} key Why it is not right; empty for nothing to say. */
  function say(key) {
    if (!element.isConnected) return;
    says.textContent = key && t(key);
    if (key) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
    beside(note, field);
  }
  function answer() {
    const value = parseNumber(field.value);
    if (value === null) return say("ask.number");
    waiting.set(hands.answer(quantity, value), box);
  }
  field.addEventListener("input", (event) => {
    event.stopPropagation();
    if (says.textContent) say("");
  });
  element.addEventListener("focusin", () => beside(note, field));
  element.addEventListener("focusout", ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node && element.contains(relatedTarget)) && note.matches(":popover-open")) note.hidePopover();
  });
  element.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.target !== field) return;
    if (event.key === "Enter") answer();
    else if (event.key === "Escape") field.blur();
    else if (event.key.startsWith("Arrow") && !field.value) {
      // An empty box is passed as the number in its place would be.
      event.preventDefault();
      host.dispatchEvent(new KeyboardEvent("keydown", { key: event.key, bubbles: true, cancelable: true }));
    }
  });
  // What a press means for the number is not meant for its box; beside the field it is meant for that.
  for (const type of ["pointerdown", "click"]) element.addEventListener(type, (event) => event.stopPropagation());
  element.addEventListener("click", ({ target }) => target === element && field.focus());
  return box;
}

/** Under the box, or over it where there is no room. @param {HTMLElement} note @param {HTMLElement} field */
function beside(note, field) {
  if (!note.matches(":popover-open")) note.showPopover();
  const { left, bottom, top } = field.getBoundingClientRect();
  const under = bottom + note.offsetHeight + GAP < innerHeight;
  note.style.left = `${Math.max(0, Math.min(left, innerWidth - note.offsetWidth - GAP))}px`;
  note.style.top = `${under ? bottom + GAP : top - note.offsetHeight - GAP}px`;
}

/**
 * What the engine has said of an answer.
 * @param {{ id: number, right: boolean }} answered
 */
export function settle({ id, right: yes }) {
  waiting.get(id)?.settle(yes);
  waiting.delete(id);
}

/** This answer, and what was answered before it, was not heard. @param {number} id */
export function lose(id) {
  for (const [one, box] of waiting) {
    if (one > id) continue;
    waiting.delete(one);
    box.lose();
  }
}
