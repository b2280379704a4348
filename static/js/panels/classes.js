/** How many classes there are, which is how many scores. */

/** @import { Context, State } from "../types.js" */
import { goalOf } from "../samples.js";

export const FEWEST = 2;
export const MOST = 6;

/**
 * The samples as they are, under another number of classes; one of them perhaps of another class.
 * @param {Pick<State, "points" | "labels">} state
 * @param {number} classes
 * @param {{ index: number, label: number }} [change]
 * @returns {{ points: number[][], labels: number[], classes: number }} The fields of `set_points`.
 */
export function withClasses({ points, labels }, classes, change) {
  return {
    points: Array.from(labels, (_, i) => [points[2 * i], points[2 * i + 1]]),
    labels: Array.from(labels, (label, i) => (i === change?.index ? change.label : label)),
    classes,
  };
}

/**
 * Give a sample a class, which may be the first new one.
 * @param {Context} context
 * @param {number} index
 * @param {number} label
 */
export function relabel({ store, actions }, index, label) {
  const state = store.get();
  if (state.targets) actions.send("relabel", { index, label: goalOf(state, Math.min(label, 1)) });
  else if (label < state.classes) actions.send("relabel", { index, label });
  else if (label < MOST) actions.send("set_points", withClasses(state, label + 1, { index, label }));
}

/** Whether the last class can go: nobody is in it. @param {Pick<State, "classes" | "labels">} state */
export const canLose = ({ classes, labels }) => classes > FEWEST && !labels.includes(classes - 1);
/** @param {Pick<State, "classes">} state */
export const canGain = ({ classes }) => classes >= FEWEST && classes < MOST;

/** @param {Context} context @param {1 | -1} by */
export function changeClasses({ store, actions }, by) {
  const state = store.get();
  if (by > 0 ? canGain(state) : canLose(state)) actions.send("set_points", withClasses(state, state.classes + by));
}
