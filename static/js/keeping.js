/** The journal in the tab's own storage, so that a reload goes on where it was. Another tab is another session. */

import { Journal } from "./journal.js";

const KEY = `fronteira.session ${location.pathname}`;

/**
 * What this tab kept for this very address; a changed address asks for something else.
 * @returns {{ journal: Journal, origin: Float64Array | null } | null}
 */
export function kept() {
  try {
    const { address, journal, origin } = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    const whole = address === location.hash ? Journal.from(journal) : null;
    return whole && { journal: whole, origin: origin && Float64Array.from(origin) };
  } catch {
    return null;
  }
}

/**
 * @param {Journal} journal
 * @param {Float64Array | null} origin The parameters that the session's start implies.
 */
export function keep(journal, origin) {
  try {
    const kept = { address: location.hash, journal, origin: origin && [...origin] };
    sessionStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // Storage that is full or forbidden costs the reload, not the session.
  }
}
