/** Places that glide to where they now belong, instead of jumping there. Time is given, in milliseconds. */

/** @import { Place } from "./placement.js" */
import { between } from "./placement.js";

export class Glide {
  /** @type {Map<number, Place>} */ #from = new Map();
  /** @type {Map<number, Place>} */ #to = new Map();
  #start = -Infinity;

  /** @param {number} duration */
  constructor(duration) {
    this.duration = duration;
  }

  /** Where things are going. */
  get target() {
    return this.#to;
  }

  /**
   * Go there from wherever things are now; what was nowhere is there at once.
   * @param {Map<number, Place>} places
   * @param {number} time
   */
  aim(places, time) {
    this.#from = this.at(time);
    this.#to = places;
    this.#start = time;
  }

  /** @param {number} time */
  moving(time) {
    return time < this.#start + this.duration;
  }

  /** @param {number} time */
  at(time) {
    if (!this.moving(time)) return this.#to;
    const left = 1 - (time - this.#start) / this.duration;
    return between(this.#from, this.#to, 1 - left ** 3);
  }
}
