/**
 * What the page keeps so that nothing is lost with a connection: the last checkpoint of the session and the commands
 * that came after it, each with the step at which the engine applied it (null while not answered).
 */

/** @import { Command } from "./types.js" */

/** @typedef {{ command: Command, at: number | null }} Entry */
/** @typedef {{ base: Command | null, checkpoint: string | null, entries: Entry[], iteration: number, lastId: number }} Kept */

/** Commands that are not part of the session's history. */
const PASSING = new Set(["start", "resume", "subscribe", "ping"]);

/** Two commands of one kind on one thing: the newer makes the older needless. @param {Command} command */
export function coalesceKey(command) {
  const fields = /** @type {Record<string, any>} */ (command);
  if (command.type === "move_point") return `move_point ${fields.index}`;
  if (command.type === "set_param") return `set_param ${fields.name} ${fields.index}`;
  if (command.type === "configure") return `configure ${leaves(fields.changes).join()}`;
  return null;
}

/** @param {unknown} value @param {string} [path] @returns {string[]} */
function leaves(value, path = "") {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return [path];
  return Object.entries(value).flatMap(([name, inner]) => leaves(inner, `${path}.${name}`));
}

export class Journal {
  /** @param {Kept | null} kept What an earlier life of this tab left. */
  constructor(kept = null) {
    /** The `start` that the session began with, for the time before its first checkpoint. */
    this.base = kept?.base ?? null;
    this.checkpoint = kept?.checkpoint ?? null;
    this.entries = kept?.entries ?? [];
    this.iteration = kept?.iteration ?? 0;
    this.lastId = kept?.lastId ?? 0;
  }

  nextId() {
    this.lastId += 1;
    return this.lastId;
  }

  /** A new session: nothing before it matters. @param {Command} start */
  begin(start) {
    this.base = start;
    this.checkpoint = null;
    this.entries = [];
    this.iteration = 0;
  }

  /** @param {Command} command @param {boolean} sent Unsent commands make way for newer ones on the same thing. */
  add(command, sent) {
    if (PASSING.has(command.type)) return;
    const key = sent ? null : coalesceKey(command);
    const last = this.entries.at(-1);
    if (key && last && last.at === null && coalesceKey(last.command) === key) this.entries.pop();
    this.entries.push({ command, at: null });
  }

  /** The engine applied this command at that step. @param {number} id @param {number} iteration */
  applied(id, iteration) {
    this.iteration = iteration;
    const entry = this.entries.find(({ command }) => command.id === id);
    if (entry) entry.at = iteration;
  }

  /** @param {number} id */
  refused(id) {
    this.entries = this.entries.filter(({ command }) => command.id !== id);
  }

  /** This text holds everything up to and with command `ack`. @param {string} text @param {number} ack */
  keep(text, ack) {
    this.checkpoint = text;
    this.entries = this.entries.filter(({ command }) => command.id > ack);
  }

  /** The commands since the start, to be said once more under new ids. */
  again() {
    this.entries = this.entries.map(({ command }) => ({ command: { ...command, id: this.nextId() }, at: null }));
    return this.entries.map(({ command }) => command);
  }

  /** The commands that the engine has not answered yet. @param {number} ack */
  after(ack) {
    return this.entries.filter(({ command, at }) => at === null && command.id > ack).map(({ command }) => command);
  }

  /** @returns {Kept} */
  toJSON() {
    const { base, checkpoint, entries, iteration, lastId } = this;
    return { base, checkpoint, entries, iteration, lastId };
  }
}
