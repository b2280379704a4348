/** Which two units of which layer the hidden space shows. No DOM in here. */

/** @import { Config, State } from "../types.js" */

/** @typedef {State["ui"]["warp"]} Axes */

/** How many units each hidden layer has. @param {Pick<Config, "hidden"> | null} config */
export const unitsOf = (config) => (config?.hidden ?? []).map(({ units }) => Number(units));

/**
 * The axes as far as the network has them; when their layer is gone, the first two units of the last layer.
 * @param {Axes} axes
 * @param {number[]} units
 * @param {boolean} last The last layer is asked for.
 * @returns {Axes | null} null without hidden layers. A layer of one unit has it on both.
 */
export function settled({ layer, i, j }, units, last) {
  if (!units.length) return null;
  if (last || layer >= units.length) [layer, i, j] = [units.length - 1, 0, 1];
  const most = units[layer] - 1;
  if (!most) return { layer, i: 0, j: 0 };
  [i, j] = [Math.min(i, most), Math.min(j, most)];
  return { layer, i, j: i === j ? (i + 1) % units[layer] : j };
}

/** The layer and the unit in it of a hidden unit counted over all layers. @type {(index: number, units: number[]) => [layer: number, unit: number]} */
export function unitAt(index, units) {
  let layer = 0;
  while (layer < units.length - 1 && index >= units[layer]) index -= units[layer++];
  return [layer, index];
}

/** The next two units of a layer, each pair once around. @type {(axes: Axes, units: number) => Axes} */
export function next({ layer, i, j }, units) {
  let [low, high] = [Math.min(i, j), Math.max(i, j) + 1];
  if (high >= units) [low, high] = [low + 1, low + 2];
  return high < units ? { layer, i: low, j: high } : { layer, i: 0, j: Math.min(1, units - 1) };
}

/**
 * Samples of one unit alone: along its axis, each class in a lane of its own, the first one lowest.
 * @param {Float64Array} points n × 2
 * @param {ArrayLike<number>} labels
 * @param {number} classes
 */
export const lanes = (points, labels, classes) =>
  points.map((value, i) => (i % 2 ? ((labels[i >> 1] ?? 0) + 1) / (Math.max(1, classes) + 1) : value));
