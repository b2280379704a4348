/**
 * What the page keeps so that nothing is lost with a connection: the last checkpoint of the session and the commands
 * that came after it, each with the step at which the engine applied it (null while not answered).
 */

/** @import { Command } from "./types.js" */

/** @typedef {{ command: Command, at: number | null }} Entry */
/**
 * @typedef {object} Kept
 * @property {string | null} checkpoint null before the first one; then the first command is a `start`.
 * @property {string | null} branches The branches beside the one of the checkpoint; null where there are none.
 * @property {Entry[]} entries
 * @property {number} iteration The newest step seen.
 * @property {number} lastId
 */

/** Commands that are not part of the session's history. */
const PASSING = new Set(["resume", "subscribe", "ping", "answer", "check"]);

/**
 * Two commands of one kind on one thing share a key: the newer makes the older needless.
 * @param {Command} command
 */
export function coalesceKey(command) {
  const fields = /** @type {Record<string, any>} */ (command);
  if (command.type === "move_point" || command.type === "relabel") return `${command.type} ${fields.index}`;
  if (command.type === "set_param") return `set_param ${fields.name} ${fields.index}`;
  if (command.type === "goto") return "goto";
  if (command.type === "configure") return `configure ${leaves(fields.changes).join()}`;
  return null;
}

/** The step a command leads to from step `at`. @param {Command} command @param {number} at */
function after({ type, count = 1, iteration = 0 }, at) {
  if (type === "reset" || type === "randomize") return 0;
  if (type === "start" || type === "goto") return Number(iteration);
  if (type === "switch") return Number(iteration ?? at);
  if (type === "back") return Math.max(0, at - Number(count));
  return type === "step" ? at + Number(count) : at;
}

/** @param {unknown} value @param {string} [path] @returns {string[]} */
function leaves(value, path = "") {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return [path];
  return Object.entries(value).flatMap(([name, inner]) => leaves(inner, `${path}.${name}`));
}

export class Journal {
  /** @type {Kept | null} What the latest start replaced. */ #before = null;

  /** @param {Kept} [kept] What an earlier life of this tab left. */
  constructor({ checkpoint, branches, entries, iteration, lastId } = { checkpoint: null, branches: null, entries: [], iteration: 0, lastId: 0 }) {
    this.checkpoint = checkpoint;
    this.branches = branches;
    this.entries = entries;
    this.iteration = iteration;
    this.lastId = lastId;
  }

  /**
   * The journal that a text holds; null where it holds none (storage is anybody's to write).
   * @param {unknown} kept
   */
  static from(kept) {
    const { checkpoint, branches, entries, iteration, lastId } = /** @type {any} */ (kept ?? {});
    const counts = Number.isInteger(iteration) && Number.isInteger(lastId);
    const commands = Array.isArray(entries) && entries.every((entry) => Number.isInteger(entry?.command?.id));
    const opens = typeof checkpoint === "string" || entries?.[0]?.command?.type === "start";
    if (!counts || !commands || !opens) return null;
    const others = typeof branches === "string" ? branches : null;
    return new Journal({ checkpoint: checkpoint ?? null, branches: others, entries, iteration, lastId });
  }

  /** Whether there is a session to go on with. */
  get opens() {
    return this.checkpoint !== null || this.entries.length > 0;
  }

  /** An earlier session takes the place of this one. @param {Kept} kept */
  become(kept) {
    Object.assign(this, structuredClone(kept), { lastId: this.lastId });
  }

  nextId() {
    this.lastId += 1;
    return this.lastId;
  }

  /** @param {Command} command @param {boolean} sent Unsent commands make way for newer ones on the same thing. */
  add(command, sent) {
    if (PASSING.has(command.type)) return;
    if (command.type === "start") this.#begin(command);
    const key = sent ? null : coalesceKey(command);
    const last = this.entries.at(-1);
    if (key && last && last.at === null && coalesceKey(last.command) === key) this.entries.pop();
    this.entries.push({ command, at: null });
  }

  /** A new session: nothing before it matters. @param {Command} start */
  #begin(start) {
    this.#before = this.toJSON();
    this.checkpoint = this.branches = null;
    this.entries = [];
    this.iteration = after(start, 0);
  }

  /**
   * The engine applied this command at that step. Cancelled, it was a step of the updates made until then.
   * @param {number} id
   * @param {number} at
   * @param {boolean} [fresh] False while a lost session is repeated: what was seen of it lies further on.
   * @param {number} [made]
   * @returns {Command | null}
   */
  applied(id, at, fresh = true, made) {
    const entry = this.entries.find(({ command }) => command.id === id);
    if (!entry) return null;
    entry.at = at;
    if (made !== undefined) entry.command = { id, type: "step", count: made };
    if (fresh) this.iteration = after(entry.command, at);
    return entry.command;
  }

  /** A refused start leaves the session before it as it was. @param {number} id */
  refused(id) {
    const { lastId } = this;
    const start = this.entries[0]?.command;
    if (start?.id === id && start.type === "start") Object.assign(this, this.#before, { lastId });
    else this.entries = this.entries.filter(({ command }) => command.id !== id);
  }

  /**
   * This text holds everything up to and with command `ack`. One that was on its way when a new session was asked for
   * is of the session before.
   * @param {string} text
   * @param {number} ack
   * @param {string} [branches] Those beside it, where they have changed.
   */
  keep(text, ack, branches) {
    const first = this.entries[0];
    if (first?.command.type === "start" && first.at === null && first.command.id > ack) return;
    this.checkpoint = text;
    if (branches !== undefined) this.branches = branches || null;
    this.entries = this.entries.filter(({ command }) => command.id > ack);
  }

  /** The start and what came after it, to be said once more under new ids. */
  again() {
    for (const entry of this.entries) {
      entry.command = { ...entry.command, id: this.nextId() };
      entry.at = null;
    }
    return this.entries.map(({ command }) => command);
  }

  /** Whether this command has not been answered yet. @param {number} id */
  awaits(id) {
    return this.entries.some(({ command, at }) => command.id === id && at === null);
  }

  /** The commands that a frame acknowledging `ack` does not show yet, answered or not. @param {number} ack */
  after(ack) {
    return this.entries.filter(({ command }) => command.id > ack).map(({ command }) => command);
  }

  /** @returns {Kept} */
  toJSON() {
    const { checkpoint, branches, entries, iteration, lastId } = this;
    return { checkpoint, branches, entries, iteration, lastId };
  }
}
