/** A number that takes a while to get where it is sent. Time is given, in milliseconds. */

export class Fade {
  #from = 0;
  #to = 0;
  #start = -Infinity;

  /** @param {number} duration */
  constructor(duration) {
    this.duration = duration;
  }

  /** @param {number} value @param {number} time */
  aim(value, time) {
    if (value === this.#to) return;
    this.#from = this.at(time);
    this.#to = value;
    this.#start = time;
  }

  /** @param {number} time */
  moving(time) {
    return time < this.#start + this.duration;
  }

  /** @param {number} time */
  at(time) {
    return this.moving(time) ? this.#from + (this.#to - this.#from) * ((time - this.#start) / this.duration) : this.#to;
  }
}
