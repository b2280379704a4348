/**
 * Numbers on their way from one picture to the next, so that lines, regions and rings move together. Nothing is computed
 * about the model: both ends are the engine's, and what lies between is only seen in passing. Time is given, in milliseconds.
 */

/** @import { Region, State } from "../types.js" */

/** @typedef {Pick<State, "params" | "regions" | "losses">} Shown */

export class Morph {
  /** @type {Shown | null} */ #from = null;
  /** @type {Shown} */ #to = { params: new Float64Array(), regions: [], losses: new Float64Array() };
  #start = -Infinity;

  /** @param {number} duration */
  constructor(duration) {
    this.duration = duration;
  }

  /** Be there at once. @param {Shown} shown */
  jump(shown) {
    this.#to = shown;
    this.#from = null;
  }

  /** Go there from what is seen now. @param {Shown} shown @param {number} time */
  go(shown, time) {
    this.#from = this.at(time);
    this.#to = shown;
    this.#start = time;
  }

  /** @param {number} time */
  moving(time) {
    return this.#from !== null && time < this.#start + this.duration;
  }

  /** @param {number} time @returns {Shown} */
  at(time) {
    if (!this.#from || !this.moving(time)) return this.#to;
    const share = ease((time - this.#start) / this.duration);
    return {
      params: mixed(this.#from.params, this.#to.params, share),
      losses: mixed(this.#from.losses, this.#to.losses, share),
      regions: mixedRegions(this.#from.regions, this.#to.regions, share),
    };
  }
}

/** About cubic-bezier(.2, 0, 0, 1). @param {number} share */
const ease = (share) => 1 - (1 - share) ** 3;

/** @type {(from: Float64Array, to: Float64Array, share: number) => Float64Array} */
function mixed(from, to, share) {
  if (from.length !== to.length) return to;
  return to.map((value, i) => (Number.isFinite(value - from[i]) ? from[i] + (value - from[i]) * share : value));
}

/** @type {(from: Region[], to: Region[], share: number) => Region[]} */
function mixedRegions(from, to, share) {
  return to.map((region) => {
    const before = from.find((one) => one.class === region.class && one.band === region.band);
    return before ? { ...region, vertices: mixedPolygon(before.vertices, region.vertices, share) } : region;
  });
}

/**
 * Each corner of the polygon with more of them travels to, or comes from, the nearest of the other's; neighbours share
 * their corners and so move them alike.
 * @type {(from: Float32Array, to: Float32Array, share: number) => Float32Array}
 */
export function mixedPolygon(from, to, share) {
  const shrinking = from.length > to.length;
  const [many, few] = shrinking ? [from, to] : [to, from];
  const toFew = shrinking ? share : 1 - share;
  const corners = new Float32Array(many.length);
  for (let i = 0; i < many.length; i += 2) {
    const j = nearest(few, many[i], many[i + 1]);
    corners[i] = many[i] + (few[j] - many[i]) * toFew;
    corners[i + 1] = many[i + 1] + (few[j + 1] - many[i + 1]) * toFew;
  }
  return corners;
}

/** @type {(polygon: Float32Array, x: number, y: number) => number} */
function nearest(polygon, x, y) {
  let best = 0;
  let least = Infinity;
  for (let i = 0; i < polygon.length; i += 2) {
    const distance = (polygon[i] - x) ** 2 + (polygon[i + 1] - y) ** 2;
    if (distance < least) [best, least] = [i, distance];
  }
  return best;
}
