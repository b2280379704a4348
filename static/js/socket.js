/**
 * The page's end of the stream. It comes back by itself after any loss: the journal holds what the engine needs to go
 * on where it was. No DOM in here; the socket, the clock and the animation frame are given.
 */

/** @import { Command, CommandType, Connection, Frame, Progress, Subscription } from "./types.js" */
import { Absence } from "./absence.js";
import { coalesceKey, Journal } from "./journal.js";
import { decodeFrame, SECTION, SUBPROTOCOL, VERSION } from "./protocol.js";
import { Questions } from "./questions.js";

/**
 * @typedef {object} Clock
 * @property {() => number} now milliseconds
 * @property {(fn: () => void, ms: number) => any} setTimeout
 * @property {(timer: any) => void} clearTimeout
 * @property {() => number} random
 */
/**
 * @typedef {object} Listener
 * @property {(connection: Connection, attempt: number) => void} connection
 * @property {(frame: Frame) => void} frame
 * @property {(command: Command, iteration: number) => void} applied The engine did this, at that step.
 * @property {(progress: Progress | null) => void} progress How far long work is; null once it is done, or lost.
 * @property {(event: Record<string, any>) => void} event Every text message but the ones handled here.
 * @property {(refusal: Record<string, any>, opening: Command) => void} rejected There is no session: its start or
 *   resume was refused.
 * @property {() => void} outdated The server speaks another version.
 */

const SILENCE = 4000;
const CHECK = 1000;
/** @type {Subscription} */
export const NOTHING = {
  tables: false, regions: false, grid: 0, units: 0, warp: null, histograms: false, curve: 0, view: null,
};

export class Stream {
  /** @type {WebSocket | null} */ #socket = null;
  /** @type {Command | null} The start or resume that waits for its answer. */ #opening = null;
  /** The server has said hello on this socket. */ #greeted = false;
  /** Frames from before this command are of a session that was left. */ #first = 0;
  #live = false;
  #hidden = false;
  #stopped = false;
  #heard = 0;
  #checked = 0;
  /** @type {any} */ #retryTimer = null;
  /** The last command on each thing that is not answered yet, by its id. @type {Map<string, number>} */ #underway = new Map();
  /** The newest command on such a thing. @type {Map<string, Command>} */ #waiting = new Map();
  #wanted = NOTHING;
  /** The last gradient check asked for. */ #check = 0;

  /**
   * @param {object} parts
   * @param {() => WebSocket} parts.open
   * @param {Clock} parts.clock
   * @param {(deflated: Uint8Array) => Uint8Array} parts.inflate
   * @param {Journal} parts.journal
   * @param {Listener} parts.on
   */
  constructor({ open, clock, inflate, journal, on }) {
    this.open = open;
    this.clock = clock;
    this.inflate = inflate;
    this.journal = journal;
    this.on = on;
    this.absence = new Absence(clock);
    this.questions = new Questions((event) => this.on.event(event));
  }

  /** Begin, or come back, with what the journal holds. */
  connect() {
    this.#checked = this.clock.now();
    this.#fall();
    this.#report();
    this.clock.setTimeout(() => this.#watch(), CHECK);
    this.#try();
  }

  /** Try again now. */
  retry() {
    if (this.#live || this.#stopped) return;
    this.#drop();
    this.#try();
  }

  /**
   * At once, unless the engine still works on an earlier command on the same thing: then the newest goes when that one
   * is answered. So a drag is as quick as the engine, and queues nowhere.
   * @param {CommandType} type
   * @param {Record<string, unknown>} [fields]
   * @returns {number} the command's id
   */
  send(type, fields = {}) {
    const command = { ...fields, type, id: 0 };
    const key = coalesceKey(command);
    const earlier = key ? this.#waiting.get(key) : undefined;
    command.id = earlier?.id ?? this.journal.nextId();
    if (type === "check") this.#check = command.id;
    if (key && this.#underway.has(key)) {
      this.#waiting.set(key, command);
    } else {
      this.flush();
      this.#dispatch(command, key);
    }
    return command.id;
  }

  /** End the training that was asked for, and forget what has not been sent of it. */
  cancel() {
    this.#waiting.delete("goto");
    this.#write({ type: "cancel" });
  }

  /** Leave this session for an earlier one. @param {import("./journal.js").Kept} kept */
  restore(kept) {
    this.flush();
    this.journal.become(kept);
    if (!this.#greeted) return;
    if (this.#live) this.#fall();
    this.#greet();
    this.#first = this.#opening?.id ?? 0;
  }

  /** Send what waits for an answer to what it follows. */
  flush() {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const [key, command] of waiting) this.#dispatch(command, key);
  }

  /** The edits that are not in a frame acknowledging `ack`. @param {number} ack */
  unanswered(ack) {
    return [...this.journal.after(ack), ...this.#waiting.values()];
  }

  /** @param {Partial<Subscription>} wanted */
  subscribe(wanted) {
    this.#wanted = { ...this.#wanted, ...wanted };
    if (this.#live && !this.#hidden) this.#sendSubscription();
  }

  /** This frame has been drawn; the server may send another. @param {number} seq */
  drawn(seq) {
    this.#write({ type: "ack", seq });
  }

  /** A hidden tab asks for nothing, and does not knock on a server that is away. */
  hide() {
    this.flush();
    this.#hidden = true;
    if (this.#live) this.#sendSubscription();
  }

  show() {
    this.#hidden = false;
    if (this.#live) this.#sendSubscription();
    else if (!this.#greeted) this.retry();
  }

  /** @param {Command} command @param {string | null} key */
  #dispatch(command, key) {
    this.journal.add(command, this.#greeted);
    this.questions.ask(command, this.#greeted);
    if (!this.#greeted) return;
    if (key) this.#underway.set(key, command.id);
    if (command.type === "start" && !this.#live) this.#opening = command;
    this.#write(command);
  }

  #try() {
    this.clock.clearTimeout(this.#retryTimer);
    if (this.#hidden || this.#stopped) return;
    this.#heard = this.clock.now();
    const socket = this.open();
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onmessage = (message) => socket === this.#socket && this.#receive(message.data);
    socket.onclose = () => socket === this.#socket && this.#lose();
  }

  /** Forget the socket without waiting for its close. */
  #drop() {
    const socket = this.#socket;
    this.#socket = this.#opening = null;
    this.#greeted = false;
    this.#first = 0;
    this.#underway.clear();
    this.flush();
    this.questions.lose();
    this.on.progress(null);
    socket?.close();
  }

  #lose() {
    this.#drop();
    if (this.#live) this.#fall();
    if (this.#stopped) return;
    this.#retryTimer = this.clock.setTimeout(() => this.#try(), this.absence.delay());
    this.#report();
  }

  #fall() {
    this.#live = false;
    this.absence.begin();
    for (const turn of this.absence.turns) this.clock.setTimeout(() => this.#report(), turn);
  }

  /** Once a second: silence means the server hangs. A clock that stood still (a sleeping tab) proves nothing. */
  #watch() {
    const now = this.clock.now();
    const awake = now - this.#checked < 2 * CHECK;
    this.#checked = now;
    if (awake && this.#socket && now - this.#heard > SILENCE) this.#lose();
    this.#report();
    this.clock.setTimeout(() => this.#watch(), CHECK);
  }

  #report() {
    this.on.connection(this.#stopped ? "lost" : this.absence.connection, this.absence.attempts);
  }

  /** @param {string | ArrayBuffer} data */
  #receive(data) {
    this.#heard = this.clock.now();
    if (typeof data !== "string") return this.#receiveFrame(data);
    const event = JSON.parse(data);
    if (event.type === "hello") return this.#hello(event);
    if (event.type === "applied") return this.#applied(event);
    if (event.type === "refused") return this.#refused(event);
    if (event.type === "progress") return this.#progressed(event);
    this.on.event(event);
  }

  /** @param {ArrayBuffer} buffer */
  #receiveFrame(buffer) {
    const frame = decodeFrame(buffer, this.inflate);
    if (frame.ack < this.#first) return this.drawn(frame.seq);
    if (this.#live) this.journal.iteration = frame.iteration;
    const checkpoint = frame.sections.get(SECTION.checkpoint);
    const branches = frame.sections.get(SECTION.branches);
    if (checkpoint) this.journal.keep(String(checkpoint.data), frame.ack, branches && String(branches.data));
    this.on.frame(frame);
  }

  /** @param {Record<string, any>} event */
  #hello({ protocol, version }) {
    if (protocol === SUBPROTOCOL && version === VERSION) return this.#greet();
    this.#stopped = true;
    this.#drop();
    this.#report();
    this.on.outdated();
  }

  /** Open the session from what the journal holds: the checkpoint, or before the first one the start. */
  #greet() {
    const { checkpoint, branches, entries, iteration } = this.journal;
    this.#greeted = true;
    if (checkpoint === null) return this.#open(...this.journal.again());
    this.#open({ id: this.journal.nextId(), type: "resume", checkpoint, branches, commands: entries, iteration });
  }

  /** @param {Command[]} commands The first opens the session. */
  #open(...commands) {
    this.#opening = commands[0] ?? null;
    for (const command of commands) this.#write(command);
  }

  /** What waited for this answer goes. @param {number} id */
  #answered(id) {
    this.questions.answered(id);
    for (const [key, underway] of this.#underway) {
      if (underway > id) continue;
      this.#underway.delete(key);
      if (this.#waiting.has(key)) this.flush();
    }
  }

  /** @param {Record<string, any>} event */
  #applied({ id, iteration, made }) {
    this.#answered(id);
    const command = this.journal.applied(id, iteration, this.#live, made);
    if (command && this.#live) this.on.applied(command, iteration);
    if (id !== this.#opening?.id) return;
    this.#opening = null;
    this.#live = true;
    this.absence.end();
    this.#sendSubscription();
    this.#report();
  }

  /** @param {Record<string, any>} event */
  #refused(event) {
    this.#answered(event.id);
    const opening = this.#opening;
    this.journal.refused(event.id);
    if (!opening || event.id !== opening.id) return this.on.event(event);
    this.#opening = null;
    this.on.rejected(event, opening);
  }

  /** @param {Record<string, any>} event */
  #progressed({ command, done, of }) {
    const checks = command === this.#check;
    this.on.progress(done < of ? { done, of, checks, cancellable: checks || this.journal.awaits(command) } : null);
  }

  #sendSubscription() {
    this.#write({ id: this.journal.nextId(), type: "subscribe", ...(this.#hidden ? NOTHING : this.#wanted) });
  }

  /** @param {Record<string, unknown>} message */
  #write(message) {
    if (this.#socket?.readyState === 1) this.#socket.send(JSON.stringify(message));
  }
}
