/** The loss at every step seen: past and explored future in bounded memory, without losing an extreme. */

/** @import { Curve, State } from "./types.js" */

const MOST = 2048;
/** Points of which at most six are kept, the least and the largest of each loss. */
const BUNCH = 12;

/** @type {Curve} */
export const NOTHING = { iteration: [], total: [], data: [], test: [] };

/**
 * The curve with this step in its place, unless it lies between others; what lies ahead of it stays.
 * @param {Curve} curve
 * @param {number} iteration
 * @param {State["totals"]} totals
 */
export function reached(curve, iteration, totals) {
  const at = before(curve, iteration);
  return at < curve.iteration.length && curve.iteration[at] !== iteration ? curve : through(curve, iteration, totals);
}

/**
 * The curve through this step.
 * @param {Curve} curve
 * @param {number} iteration
 * @param {State["totals"]} totals
 * @returns {Curve}
 */
export function through(curve, iteration, { total, data, testLoss }) {
  const at = before(curve, iteration);
  const known = curve.iteration[at] === iteration ? 1 : 0;
  const put = (/** @type {number[]} */ values, /** @type {number} */ value) => values.toSpliced(at, known, value);
  const next = {
    iteration: put(curve.iteration, iteration),
    total: put(curve.total, total),
    data: put(curve.data, data),
    test: put(curve.test, testLoss),
  };
  return next.iteration.length > MOST ? thinner(next) : next;
}

/** The curve in at most so many points (some dozens). @param {Curve} curve @param {number} most */
export function coarser(curve, most) {
  while (curve.iteration.length > most) curve = thinner(curve);
  return curve;
}

/** The curve before a step. @param {Curve} curve @param {number} iteration @returns {Curve} */
export function cut(curve, iteration) {
  const at = before(curve, iteration);
  return at === curve.iteration.length ? curve : chosen(curve, (i) => i < at);
}

/** The curve from a step on. @param {Curve} curve @param {number} iteration */
export const since = (curve, iteration) => chosen(curve, (i) => curve.iteration[i] >= iteration);

/** How many points lie before a step: they rise. @param {Curve} curve @param {number} step */
function before({ iteration }, step) {
  let at = iteration.length;
  while (at && iteration[at - 1] >= step) at -= 1;
  return at;
}

/** The place of the point nearest to a step; -1 where there is none. @param {Curve} curve @param {number} step */
export function nearest({ iteration }, step) {
  const distance = (/** @type {number} */ i) => Math.abs(iteration[i] - step);
  return iteration.reduce((best, _, i) => (best < 0 || distance(i) < distance(best) ? i : best), -1);
}

/** About half the points: of each bunch the extremes, and both ends. @param {Curve} curve @returns {Curve} */
function thinner(curve) {
  const last = curve.iteration.length - 1;
  const kept = new Set([0, last]);
  for (let from = 0; from <= last; from += BUNCH) {
    const bunch = Array.from({ length: Math.min(BUNCH, last + 1 - from) }, (_, i) => from + i);
    for (const values of [curve.total, curve.data, curve.test]) {
      kept.add(bunch.reduce((a, b) => (values[b] < values[a] ? b : a)));
      kept.add(bunch.reduce((a, b) => (values[b] > values[a] ? b : a)));
    }
  }
  return chosen(curve, (i) => kept.has(i));
}

/** @param {Curve} curve @param {(place: number) => boolean} keep @returns {Curve} */
function chosen({ iteration, total, data, test }, keep) {
  const only = (/** @type {number[]} */ values) => values.filter((_, i) => keep(i));
  return { iteration: only(iteration), total: only(total), data: only(data), test: only(test) };
}
