/** How long the server has been away: what that is called, and when to knock again. */

/** @import { Connection } from "./types.js" */

const SAY_AFTER = 1000;
const LOST_AFTER = 30_000;
const FIRST_DELAY = 250;
const LONGEST_DELAY = 8000;

export class Absence {
  #over = false;
  #everOver = false;
  #since = 0;
  /** Attempts since the server went away. */ attempts = 0;

  /** @param {{ now: () => number, random: () => number }} clock */
  constructor(clock) {
    this.clock = clock;
  }

  begin() {
    this.#over = false;
    this.#since = this.clock.now();
  }

  end() {
    this.#over = this.#everOver = true;
    this.attempts = 0;
  }

  /** The first second is not worth a word. @returns {Connection} */
  get connection() {
    const away = this.clock.now() - this.#since;
    if (this.#over) return "live";
    if (away < SAY_AFTER) return this.#everOver ? "live" : "connecting";
    return away < LOST_AFTER ? "reconnecting" : "lost";
  }

  /** When `connection` will have changed. */
  get turns() {
    return [SAY_AFTER, LOST_AFTER];
  }

  /** Count a failed attempt; how long to wait before the next. Jitter keeps a classroom from coming back in step. */
  delay() {
    const ceiling = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** this.attempts);
    this.attempts += 1;
    return ceiling * (0.5 + this.clock.random() / 2);
  }
}
