/**
 * Commands that ask and change nothing. No journal repeats them: what goes down with its connection, or never went up,
 * is refused here, so that nobody waits for an answer. No DOM in here.
 */

/** @import { Command } from "./types.js" */

const ASKING = new Set(["answer", "check"]);

export class Questions {
  /** @type {Set<number>} Without an answer, by their ids. */ #open = new Set();

  /** @param {(event: Record<string, any>) => void} refuse */
  constructor(refuse) {
    this.refuse = refuse;
  }

  /** @param {Command} command @param {boolean} sent */
  ask({ id, type }, sent) {
    if (!ASKING.has(type)) return;
    this.#open.add(id);
    if (!sent) queueMicrotask(() => this.lose()); // whoever asks learns the id first
  }

  /** All up to this one have been answered. @param {number} id */
  answered(id) {
    for (const one of this.#open) if (one <= id) this.#open.delete(one);
  }

  lose() {
    const lost = [...this.#open];
    this.#open.clear();
    for (const id of lost) this.refuse({ type: "refused", id, field: "type", code: "cancelled", value: null, args: {} });
  }
}
