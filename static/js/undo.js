/**
 * The learner's edits, so that each can be taken back and done again. An edit is what one gesture sent. Most are taken
 * back by the commands that put the old values there, and touch nothing else; those that begin a session anew, by
 * leaving for the session as it was. No DOM in here.
 */

/** @import { Command, CommandType, State } from "./types.js" */
import { coalesceKey } from "./journal.js";
import { VALUES } from "./values.js";

/** @typedef {{ type: CommandType, [field: string]: unknown }} Said A command without its id. */
/** @typedef {{ journal: import("./journal.js").Kept, origin: import("./session.js").Origin | null }} Whole */
/**
 * @typedef {object} Edit
 * @property {(Said | Whole)[]} back What takes it back, in order.
 * @property {(Said | Whole)[]} forth What does it again.
 * @property {number[]} times The steps at which it was done, taken back, done again, ...: at step t it is in effect if
 *   an odd number of them are not after t. UNKNOWN until the engine has said. A session begun anew knows no steps
 *   before it: [0] in effect, [] not.
 * @property {Fork} [fork] Of the branch that it left whole.
 */
/** @typedef {{ from: number, to: number, at: number }} Fork */
/** @typedef {{ edits: Edit[], done: number }} Stack The oldest first; `done` of them are in effect. */
/**
 * @typedef {object} Hands
 * @property {(said: Said) => number} send Returns the command's id.
 * @property {() => Whole} whole The session as it is.
 * @property {(whole: Whole) => void} restore
 * @property {() => number} gesture
 * @property {() => Command[]} unanswered
 * @property {(fork: Fork) => boolean} untrained Whether nothing but edits is in the current branch since this fork.
 */

const MOST = 100;
const MOST_LETTERS = 1_000_000;
const UNKNOWN = -1;
/** Parts of the config that decide nothing about the parameters. */
const LIGHT = new Set(["loss", "penalty", "optimizer", "batch_size", "test_fraction"]);
const OF_SAMPLES = new Set(["move_point", "add_point", "remove_point", "relabel", "set_points"]);

/** Edits that the page shows before the engine has answered, so that their outcome is known. */
const FORESEEN = new Set([...OF_SAMPLES, "set_param", "nudge"]);

/** Whether an edit begins anew: only the session as it was can take it back. @param {Said} said @param {State} state */
function heavy({ type, changes, classes, labels }, state) {
  if (type === "start" || type === "randomize") return true;
  if (type === "configure") return !Object.keys(Object(changes)).every((key) => LIGHT.has(key));
  if (type !== "set_points") return false;
  return !state.targets && (classes ?? Math.max(...Object(labels)) + 1) !== state.classes;
}

/** Edits of the same thing. @param {Said} said */
const thing = (said) => `${said.type === "nudge" ? "set_param" : said.type} ${said.name} ${said.index} ${coalesceKey(/** @type {any} */ (said))}`;

export class Undo {
  /** @type {Edit[]} The oldest first; `done` of them are in effect, the others can be done again. */ #edits = [];
  #done = 0;
  /** The gesture that the newest edit belongs to. */ #gesture = -1;
  /** What each thing of the newest edit has become. @type {Map<string, Said>} */ #became = new Map();
  /** Edits whose step the engine has not said yet, by command. @type {Map<number, Edit>} */ #unsaid = new Map();
  /** Of the branches that were left. @type {Map<number, Stack>} */ #left = new Map();
  /** What there was before an edit, which may leave it with its branch. @type {WeakMap<Edit, Stack>} */ #before = new WeakMap();
  /** The edit that was carried out last, if nothing else was since. @type {Edit | null} */ #last = null;
  /** What there was before the steps were counted from 0, if nothing else was done since. @type {Stack | null} */ #begun = null;
  /** A fork is on its way to be taken back: what is done stays known. */ #returning = false;

  /** @param {Hands} hands @param {unknown} [kept] What an earlier life of this tab left. */
  constructor(hands, kept) {
    this.hands = hands;
    const { edits, done } = /** @type {any} */ (kept ?? {});
    if (!Array.isArray(edits) || !edits.every(readable) || !Number.isInteger(done)) return;
    this.#edits = edits;
    this.#done = Math.min(Math.max(done, 0), edits.length);
  }

  get undoable() {
    return this.#done > 0;
  }

  get redoable() {
    return this.#done < this.#edits.length;
  }

  /**
   * Send an edit, and remember what it changes.
   * @param {Said} said
   * @param {() => State} state With the edits that the engine has not answered yet.
   * @param {() => number} send
   */
  record(said, state, send) {
    const begins = heavy(said, state());
    if (!begins && !VALUES[said.type]) return send();
    const edit = this.#current();
    const key = thing(said);
    const whole = edit.back.some((act) => "journal" in act);
    if (!whole && begins) edit.back.unshift(this.hands.whole());
    else if (!whole && !this.#became.has(key)) edit.back.unshift(this.#former(said, state()));
    const id = send();
    const became = begins || !FORESEEN.has(said.type) ? said : VALUES[said.type](said, state());
    this.#became.set(key, became);
    edit.forth = [...this.#became.values()];
    this.#unsaid.set(id, edit);
    return id;
  }

  /** Samples that a data set's name says go back to that name. @param {Said} said @param {State} state @returns {Said} */
  #former(said, state) {
    const data = state.config?.data;
    const named = data?.name && !this.hands.unanswered().some(({ type }) => OF_SAMPLES.has(type));
    if (!OF_SAMPLES.has(said.type) || !named) return VALUES[said.type](said, state);
    const { start } = /** @type {any} */ (state.config);
    return { type: "configure", changes: { data, start } };
  }

  /** The edit of this gesture. What could be done again is gone with a new one. */
  #current() {
    const gesture = this.hands.gesture();
    if (gesture === this.#gesture) return this.#edits[this.#done - 1];
    /** @type {Edit} */
    const edit = { back: [], forth: [], times: [UNKNOWN] };
    this.#before.set(edit, this.#stack());
    this.#gesture = gesture;
    this.#became = new Map();
    this.#edits = [...this.#edits.slice(0, this.#done), edit];
    this.#done += 1;
    this.#forgetOldest();
    return this.#edits[this.#done - 1];
  }

  #forgetOldest() {
    const letters = this.#edits.map((edit) => JSON.stringify(edit).length);
    let sum = letters.reduce((a, b) => a + b, 0);
    while (this.#edits.length > MOST || (sum > MOST_LETTERS && this.#edits.length > 1)) {
      sum -= letters.shift() ?? 0;
      this.#edits.shift();
      this.#done -= 1;
    }
  }

  undo() {
    if (!this.undoable) return;
    this.#done -= 1;
    const edit = this.#edits[this.#done];
    const whole = edit.back.some((act) => "journal" in act);
    if (whole) edit.forth = [this.hands.whole()];
    else if (edit.fork && this.hands.untrained(edit.fork)) return this.#unfork(edit, edit.fork);
    this.#play(edit, edit.back);
  }

  /** Nothing came of a fork yet: the branch that it left is as it was. @param {Edit} edit @param {Fork} fork */
  #unfork(edit, { from, to }) {
    this.#gesture = -1;
    this.#returning = true;
    edit.times = [];
    this.hands.send({ type: "switch", branch: from });
    this.hands.send({ type: "drop", branch: to });
  }

  redo() {
    if (!this.redoable) return;
    this.#done += 1;
    const edit = this.#edits[this.#done - 1];
    this.#play(edit, edit.forth);
  }

  /** @param {Edit} edit @param {(Said | Whole)[]} acts */
  #play(edit, acts) {
    this.#before.set(edit, this.#stack());
    this.#gesture = -1;
    if (!edit.back.some((act) => "journal" in act)) edit.times = [...edit.times, UNKNOWN];
    else edit.times = edit.times.length ? [] : [0];
    for (const act of acts) {
      if ("journal" in act) this.hands.restore(/** @type {Whole} */ (act));
      else this.#unsaid.set(this.hands.send(act), edit);
    }
  }

  /** The engine has carried out a command. @param {number} id @param {number} at @param {boolean} begins */
  applied(id, at, begins) {
    this.#begun = begins ? this.#stack() : null;
    if (begins) for (const edit of this.#edits.slice(0, this.#done)) edit.times = [0];
    const edit = this.#unsaid.get(id);
    this.#unsaid.delete(id);
    this.#last = edit ?? null;
    if (edit?.times.at(-1) === UNKNOWN) edit.times = [...edit.times.slice(0, -1), at];
  }

  /** A refused edit is none. @param {number} id */
  refused(id) {
    const edit = this.#unsaid.get(id);
    this.#unsaid.delete(id);
    this.#returning = false;
    const at = edit?.times.at(-1) === UNKNOWN ? this.#edits.indexOf(edit) : -1;
    if (at < 0) return;
    this.#edits = this.#edits.filter((one) => one !== edit);
    if (at < this.#done) this.#done -= 1;
    this.#gesture = -1;
  }

  /** Edits behind the step shown are not in effect there: they can be done again. @param {number} iteration */
  moved(iteration) {
    const first = this.#edits.findIndex(({ times }) => times.filter((time) => time <= iteration).length % 2 === 0);
    const done = first < 0 ? this.#edits.length : first;
    if (done === this.#done) return;
    this.#done = done;
    this.#gesture = -1;
  }

  /**
   * Another branch is the current one. What was done in a new one until its fork was done in it, too.
   * @param {Fork & { born: boolean, known: number[] }} fork `known`: the branches that there still are.
   */
  branched({ from, to, at, born, known }) {
    if (this.#returning) return void (this.#returning = false);
    const before = this.#last ? this.#before.get(this.#last) : this.#begun;
    this.#left.set(from, (born && before) || this.#stack());
    for (const id of this.#left.keys()) if (!known.includes(id)) this.#left.delete(id);
    if (!born) return this.#become(this.#left.get(to) ?? { edits: [], done: 0 });
    for (const edit of this.#edits) edit.times = edit.times.filter((time) => time <= at);
    if (this.#last) this.#last.fork = { from, to, at };
  }

  /** A copy that later steps leave as it is. @returns {Stack} */
  #stack() {
    return { edits: this.#edits.map((edit) => ({ ...edit })), done: this.#done };
  }

  /** @param {Stack} stack */
  #become({ edits, done }) {
    this.#edits = edits;
    this.#done = done;
    this.#gesture = -1;
  }

  /** Another session, which counts its branches anew. */
  leaveBranches() {
    this.#left.clear();
  }

  /** Another session: nothing of this one can be taken back. */
  forget() {
    this.leaveBranches();
    this.#become({ edits: [], done: 0 });
  }

  toJSON() {
    return { edits: this.#edits, done: this.#done };
  }
}

/** @param {any} edit */
const readable = (edit) => [edit?.back, edit?.forth, edit?.times].every(Array.isArray);
