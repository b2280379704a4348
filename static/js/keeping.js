/** The journal in the tab's own storage, so that a reload goes on where it was. Another tab is another session. */

/** @import { Origin } from "./session.js" */
/** @import { State } from "./types.js" */
import { Journal } from "./journal.js";
import { fromKept, toKeep } from "./remembered.js";

const KEY = `fronteira.session ${location.pathname}`;

/** A reload may come with the address as it was when it was asked for: the page works on until the answer comes. */
const reloaded = () => performance.getEntriesByType("navigation").some((entry) => "type" in entry && entry.type === "reload");

/**
 * What this tab kept for this very address; a changed address asks for something else.
 * @returns {{ journal: Journal, origin: Origin | null, undo: unknown, time: import("./remembered.js").Remembered | null } | null}
 */
export function kept() {
  try {
    const { address, journal, origin, undo, time } = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    const whole = address === location.hash || reloaded() ? Journal.from(journal) : null;
    return whole && { journal: whole, origin: Array.isArray(origin?.params) ? origin : null, undo, time: fromKept(time) };
  } catch {
    return null;
  }
}

/**
 * @param {Journal} journal
 * @param {Origin | null} origin
 * @param {import("./undo.js").Undo} undo
 * @param {State} state
 */
export function keep(journal, origin, undo, state) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ address: location.hash, journal, origin, undo, time: toKeep(state) }));
  } catch {
    // Storage that is full or forbidden costs the reload, not the session.
  }
}
