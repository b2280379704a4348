/** Keys that work anywhere on the page; whatever has the focus and uses a key itself keeps it. keys.js lists them. */

/** @import { Actions, Store } from "./types.js" */
import { showHelp } from "./help.js";
import { ask } from "./panels/why.js";
import { epochLength, newest, travel } from "./travel.js";

const TYPING = "input:not([type=range], [type=checkbox]), textarea, select, [contenteditable=true]";
/** A cell of a grid that is chosen, and not yet open: of single keys it takes digits, the page its own. */
const CHOSEN = ".value:not(.is-open)";
/** Roles whose arrows, space and home are their own. */
const ROLES = ["application", "grid", "radiogroup", "slider", "tablist"];
const OWN_KEYS = `input, select, ${ROLES.map((role) => `[role=${role}]`).join()}`;
const PRESSES = "button, a[href], summary, [role=button]";
/** Keys that a control with the focus may use itself. */
const MOVES = new Set([" ", "ArrowRight", "ArrowLeft", "Shift ArrowRight", "Shift ArrowLeft", "Home", "End"]);

/**
 * What each key does, by its name as `nameOf` gives it.
 * @param {Store} store
 * @param {Actions} actions
 * @returns {Record<string, () => unknown>}
 */
export function bindings(store, actions) {
  const epoch = () => epochLength(store.get());
  const classes = [1, 2, 3, 4, 5, 6].map((key) => [String(key), () => choose(key - 1)]);

  /** @param {number} k */
  function choose(k) {
    if (k < Math.max(store.get().classes, 1)) actions.ui({ newClass: k });
  }
  /** The rate asked for last, and the config that was there then: until another comes, the next press goes on from it. */
  /** @type {{ config: unknown, rate: number }} */
  let asked = { config: null, rate: NaN };
  /** α halved or doubled, inside what the engine allows. @param {number} factor */
  function scaleRate(factor) {
    const { config, refusal } = store.get();
    const unanswered = asked.config === config && !refusal && asked.rate;
    const rate = Number(unanswered || config?.optimizer.learning_rate) * factor;
    if (!Number.isFinite(rate)) return;
    asked = { config, rate };
    actions.send("configure", { changes: { optimizer: { learning_rate: rate } } });
  }
  return {
    " ": () => press("btn-play"),
    "ArrowRight": () => press("btn-step"),
    "ArrowLeft": () => press("btn-back"),
    "Shift ArrowRight": () => travel(store, actions, store.get().iteration + epoch()),
    "Shift ArrowLeft": () => travel(store, actions, store.get().iteration - epoch()),
    "Home": () => travel(store, actions, 0),
    "End": () => travel(store, actions, newest(store.get())),
    "r": () => press("btn-reset"),
    "n": () => press("btn-randomize"),
    "b": () => press("btn-branches"),
    "z": actions.undo,
    "Shift z": actions.redo,
    "Control z": actions.undo,
    "Control Shift z": actions.redo,
    "Control y": actions.redo,
    "h": () => actions.ui({ hiding: !store.get().ui.hiding }),
    "g": () => ask(document.activeElement),
    "Escape": () => store.get().progress?.cancellable && actions.cancel(),
    "[": () => scaleRate(0.5),
    "]": () => scaleRate(2),
    ...Object.fromEntries(classes),
    "p": () => actions.ui({ projector: !store.get().ui.projector }),
    "t": () => actions.ui({ theme: store.get().ui.theme === "dark" ? "light" : "dark" }),
    "?": showHelp,
  };
}

/**
 * @param {Store} store
 * @param {Actions} actions
 */
export function listenToKeys(store, actions) {
  const bound = new Map(Object.entries(bindings(store, actions)));
  document.addEventListener("keydown", (event) => {
    const target = /** @type {Element} */ (event.target);
    const name = nameOf(event);
    const act = bound.get(name);
    if (!act || event.defaultPrevented || kept(target, name)) return;
    event.preventDefault();
    act();
  });
}

/** "Shift ArrowRight", "Control z", "?": Shift is named only where the key itself does not already tell. @param {KeyboardEvent} event */
export function nameOf({ key, shiftKey, ctrlKey, metaKey, altKey }) {
  const letter = key.length === 1 && key.toLowerCase() !== key.toUpperCase();
  const shift = shiftKey && (letter ? key.toLowerCase() === "z" : key.length > 1);
  const words = [altKey && "Alt", (ctrlKey || metaKey) && "Control", shift && "Shift", letter ? key.toLowerCase() : key];
  return words.filter(Boolean).join(" ");
}

/** Whether the key is not the page's: somebody types, a sheet is open, or the control uses it itself. @param {Element} target @param {string} name */
function kept(target, name) {
  const sheet = document.querySelector("dialog[open]");
  const typing = target.matches(TYPING) && !(target.matches(CHOSEN) && !/^\d$/.test(name));
  if (typing || (sheet && name !== "?")) return true;
  return MOVES.has(name) && Boolean(target.closest(OWN_KEYS) || (name === " " && target.matches(PRESSES)));
}

/** @param {string} testid */
function press(testid) {
  /** @type {HTMLButtonElement | null} */
  const button = document.querySelector(`[data-testid="${testid}"]`);
  button?.click();
}
