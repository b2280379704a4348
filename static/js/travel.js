/** Ways through the steps: to one by its number, to the first that is kept, to the newest that was seen. */

/** @import { Actions, State, Store } from "./types.js" */
import { branchOf } from "./branches.js";

/** Where training of the current branch has come to, also when it was gone back from. @param {State} state */
export const newest = ({ iteration, curve, branches, branch }) =>
  Math.max(iteration, curve.iteration.at(-1) ?? 0, branchOf(branches, branch)?.tip ?? 0);

/** Whether nothing but edits was done since a fork, and the branch that it left is still there. @type {(state: State, fork: import("./undo.js").Fork) => boolean} */
export const untrained = (state, { from, to, at }) => state.branch === to && newest(state) === at && Boolean(branchOf(state.branches, from));

/**
 * Go to a step: back through what was, or on as it was recorded, and behind that by updates. It stops training.
 * @param {Pick<Store, "get">} store
 * @param {Pick<Actions, "send">} actions
 * @param {number} wanted
 */
export function travel(store, actions, wanted) {
  const { iteration, earliest, playing } = store.get();
  const target = Math.max(wanted, earliest);
  if (playing) actions.send("pause");
  if (target !== iteration || playing) actions.send("goto", { iteration: target });
}

/** Updates in which every training sample is seen once. @param {State} state */
export function epochLength({ config, points }) {
  const samples = Math.round((points.length / 2) * (1 - (config?.test_fraction ?? 0)));
  return Math.max(1, Math.ceil(samples / (config?.batch_size ?? samples)));
}
