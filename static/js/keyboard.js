/** Keys that work anywhere on the page; whatever has the focus and uses a key itself keeps it. */

/** @import { Actions, State, Store } from "./types.js" */
import { showHelp } from "./help.js";

const TYPING = "input:not([type=range], [type=checkbox]), textarea, select, [contenteditable=true]";
/** Roles whose arrows, space and home are their own. */
const ROLES = ["application", "grid", "radiogroup", "slider", "tablist"];
const OWN_KEYS = `input, select, dialog, ${ROLES.map((role) => `[role=${role}]`).join()}`;
const PRESSES = "button, a[href], summary, [role=button]";

/**
 * @param {Store} store
 * @param {Actions} actions
 */
export function listenToKeys(store, actions) {
  /** @type {Record<string, () => void>} */
  const letters = {
    "p": () => actions.ui({ projector: !store.get().ui.projector }),
    "t": () => actions.ui({ theme: store.get().ui.theme === "dark" ? "light" : "dark" }),
    "r": () => press("btn-reset"),
    "n": () => press("btn-randomize"),
    "?": showHelp,
    "[": () => scaleRate(0.5),
    "]": () => scaleRate(2),
  };
  /** @type {Record<string, () => void>} */
  const moves = {
    " ": () => press("btn-play"),
    "ArrowRight": () => press("btn-step"),
    "ArrowLeft": () => press("btn-back"),
    "Shift ArrowRight": () => actions.send("step", { count: epochLength(store.get()) }),
    "Shift ArrowLeft": () => actions.send("back", { count: epochLength(store.get()) }),
  };

  /** α halved or doubled, inside what the engine allows. @param {number} factor */
  function scaleRate(factor) {
    const { config } = store.get();
    const rate = Number(config?.optimizer.learning_rate) * factor;
    if (Number.isFinite(rate)) actions.send("configure", { changes: { optimizer: { learning_rate: rate } } });
  }

  document.addEventListener("keydown", (event) => {
    const target = /** @type {Element} */ (event.target);
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const act = target.matches(TYPING) ? undefined : (letters[event.key.toLowerCase()] ?? classOrMove(event, target));
    if (!act) return;
    event.preventDefault();
    act();
  });

  /** @param {KeyboardEvent} event @param {Element} target */
  function classOrMove(event, target) {
    const { classes } = store.get();
    const chosen = Number(event.key) - 1;
    if (/^[1-6]$/.test(event.key) && chosen < Math.max(classes, 1)) return () => actions.ui({ newClass: chosen });
    const kept = target.closest(OWN_KEYS) || (event.key === " " && target.matches(PRESSES));
    return kept ? undefined : moves[event.shiftKey ? `Shift ${event.key}` : event.key];
  }
}

/** Updates in which every training sample is seen once. @param {State} state */
function epochLength({ config, points }) {
  const samples = Math.round((points.length / 2) * (1 - (config?.test_fraction ?? 0)));
  return Math.max(1, Math.ceil(samples / (config?.batch_size ?? samples)));
}

/** @param {string} testid */
function press(testid) {
  /** @type {HTMLButtonElement | null} */
  const button = document.querySelector(`[data-testid="${testid}"]`);
  button?.click();
}
