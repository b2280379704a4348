/** The journal in the tab's own storage, so that a reload goes on where it was. Another tab is another session. */

import { Journal } from "./journal.js";

const KEY = `fronteira.session ${location.pathname}`;

/** What this tab kept for this very address; a changed address asks for something else. */
export function keptJournal() {
  try {
    const { address, journal } = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    return address === location.hash ? Journal.from(journal) : null;
  } catch {
    return null;
  }
}

/** @param {Journal} journal */
export function keepJournal(journal) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ address: location.hash, journal }));
  } catch {
    // Storage that is full or forbidden costs the reload, not the session.
  }
}
