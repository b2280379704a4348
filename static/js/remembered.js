/** What of the timeline is kept with the journal: the curves, drawn coarser, and which of them are laid over. */

/** @import { Change, Curve, State } from "./types.js" */
import { coarser, NOTHING } from "./curve.js";

/** @typedef {Pick<State, "branch" | "curve" | "curves" | "overlaid" | "changed">} Remembered */

const POINTS = 256;
const DIGITS = 6;
/** More curves than there can be branches are rubbish. */
const MOST = 16;

/** @param {State} state @returns {Remembered} */
export function toKeep({ branch, curve, curves, overlaid, changed }) {
  const others = Object.entries(curves).map(([id, one]) => [id, written(one)]);
  return { branch, curve: written(curve), curves: Object.fromEntries(others), overlaid, changed };
}

/** Curves written before: only the current one grows. @type {WeakMap<Curve, Curve>} */
const before = new WeakMap();

/** @param {Curve} curve @returns {Curve} */
function written(curve) {
  const known = before.get(curve);
  if (known) return known;
  const { iteration, ...losses } = coarser(curve, POINTS);
  const short = Object.entries(losses).map(([name, values]) => [name, values.map((value) => Number(value.toPrecision(DIGITS)))]);
  const made = { iteration, ...Object.fromEntries(short) };
  before.set(curve, made);
  return made;
}

/** Storage is anybody's to write: what is none of it is left out. @param {any} kept @returns {Remembered | null} */
export function fromKept(kept) {
  const { branch, overlaid, changed } = Object(kept);
  const curve = read(kept?.curve);
  if (!curve || !Number.isInteger(branch)) return null;
  const curves = Object.entries(Object(kept.curves)).slice(0, MOST).map(([id, one]) => [id, read(one)]);
  return {
    branch, curve,
    curves: Object.fromEntries(curves.filter(([, one]) => one)),
    overlaid: Array.isArray(overlaid) ? overlaid.filter(Number.isInteger).slice(0, MOST) : [],
    changed: Object.fromEntries(Object.entries(Object(changed)).filter(([, list]) => areChanges(list)).slice(0, MOST)),
  };
}

/** @param {any} kept @returns {Curve | null} */
function read(kept) {
  const lists = Object.keys(NOTHING).map((name) => kept?.[name]);
  const [steps] = lists;
  const whole = lists.every((list) => Array.isArray(list) && list.length === steps.length);
  const rising = () => steps.every((/** @type {unknown} */ step, /** @type {number} */ i) => Number.isInteger(step) && (!i || Number(step) > steps[i - 1]));
  if (!whole || !rising()) return null;
  const [iteration, ...losses] = lists.map((list) => list.map((/** @type {unknown} */ value) => (typeof value === "number" ? value : NaN)));
  const [total, data, test] = losses;
  return { iteration, total, data, test };
}

/** @param {unknown} list @returns {list is Change[]} */
const areChanges = (list) => Array.isArray(list) && list.every((change) => typeof change?.what === "string");
