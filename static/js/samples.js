/** What the samples are: where they lie on the plane, what is known of them, and how an edit of one is said. */

/** @import { Context, State } from "./types.js" */

/** @typedef {[number, number]} Point */
/** @typedef {Pick<State, "points" | "targets" | "config">} Placed */

/** How many samples there are. @param {Pick<State, "points">} state */
export const countOf = ({ points }) => points.length / 2;

/** Regression on one input alone: the plane shows y over x. @param {Placed} state */
export function isCurve({ points, targets, config }) {
  return Boolean(targets && targets.length === points.length / 2) && String(config?.features) === "x1" && points.every((value, i) => i % 2 === 0 || value === 0);
}

/** The places of the samples asked for last, which serve until other samples arrive. */
const last = { points: new Float64Array(), targets: /** @type {Float64Array | null} */ (null), features: "", places: new Float64Array() };

/** Where the samples lie on the plane (n × 2): of a curve, at x and the value to reach. @param {Placed} state */
export function placesOf({ points, targets, config }) {
  const features = String(config?.features);
  if (last.points === points && last.targets === targets && last.features === features) return last.places;
  const curve = isCurve({ points, targets, config });
  const places = curve ? points.map((value, i) => (i % 2 ? Number(targets?.[i >> 1]) : value)) : points;
  return Object.assign(last, { points, targets, features, places }).places;
}

/** Whether nothing is learned from a sample: it has no slopes. @type {(state: Pick<State, "config" | "slopes" | "points">) => (i: number) => boolean} */
export function tested({ config, slopes, points }) {
  const width = slopes.length / (points.length / 2);
  return (i) => Number(config?.test_fraction) > 0 && Number.isNaN(slopes[i * width]);
}

/** The lowest and the highest target. @type {(targets: Float64Array) => [number, number]} */
export function extremes(targets) {
  let [low, high] = [Infinity, -Infinity];
  for (const value of targets) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return [low, high];
}

/** How many kinds of samples there are to choose from: classes, or the lowest and the highest target. @param {State} state */
export const kindsOf = ({ classes, targets }) => (targets ? 2 : classes);

/** The kind that the next sample will have, or the one after it. @type {(state: State, further?: number) => number} */
export function nextKind(state, further = 0) {
  const kinds = Math.max(1, kindsOf(state));
  return (Math.min(state.ui.newClass, kinds - 1) + further) % kinds;
}

/** The class of a kind of samples, or its value to reach. @type {(state: State, kind: number) => number} */
export const goalOf = ({ targets }, kind) => (targets?.length ? extremes(targets)[kind] : kind);

/**
 * Place a sample of a kind; on a curve the place says the value.
 * @param {Context} context
 * @param {Point} place
 * @param {number} [kind]
 */
export function addSample({ store, actions }, [x, y], kind) {
  const state = store.get();
  if (isCurve(state)) actions.send("add_point", { point: [x, 0], label: y });
  else actions.send("add_point", { point: [x, y], label: goalOf(state, kind ?? nextKind(state)) });
}

/**
 * Bring a sample to another place of the plane.
 * @param {Pick<Context, "store" | "actions">} context
 * @param {number} index
 * @param {ArrayLike<number>} place
 */
export function moveSample({ store, actions }, index, { 0: x, 1: y }) {
  const state = store.get();
  const { 0: left, 1: low } = placesOf(state).subarray(2 * index);
  if (!isCurve(state)) {
    if (x !== left || y !== low) actions.send("move_point", { index, point: [x, y] });
    return;
  }
  if (x !== left) actions.send("move_point", { index, point: [x, 0] });
  if (y !== low) actions.send("relabel", { index, label: y });
}
