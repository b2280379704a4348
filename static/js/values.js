/** The commands that put back what an edit changes: the values as they are in a state. */

/** @import { State } from "./types.js" */
/** @import { Said } from "./undo.js" */
import { flatIndex } from "./edits.js";

/** The commands that give what an edit changes the values it has in a state. @type {Record<string, (fields: any, state: State) => Said>} */
export const VALUES = {
  move_point: ({ index }, { points }) => ({ type: "move_point", index, point: [...points.subarray(2 * index, 2 * index + 2)] }),
  relabel: ({ index }, { labels, targets }) => ({ type: "relabel", index, label: (targets ?? labels)[index] }),
  add_point: (_, state) => samples(state),
  remove_point: (_, state) => samples(state),
  set_points: (_, state) => samples(state),
  set_param: ({ name, index }, { params, layout }) => ({ type: "set_param", name, index, value: params[flatIndex(layout, name, index)] }),
  nudge: (fields, state) => VALUES.set_param(fields, state),
  set_params: (_, state) => ({ type: "set_params", params: parameters(state) }),
  configure: ({ changes }, { config }) => ({
    type: "configure", changes: Object.fromEntries(Object.keys(changes).map((key) => [key, /** @type {any} */ (config)?.[key]])),
  }),
};

/** @param {State} state @returns {Said} */
function samples({ points, labels, targets, classes }) {
  const rows = Array.from({ length: points.length / 2 }, (_, i) => [...points.subarray(2 * i, 2 * i + 2)]);
  if (targets) return { type: "set_points", points: rows, labels: [...targets] };
  return { type: "set_points", points: rows, labels: [...labels], classes };
}

/** @param {State} state */
function parameters({ params, layout }) {
  return Object.fromEntries(layout.map(({ name, shape: [rows, width], offset }) => {
    const row = (/** @type {number} */ from, /** @type {number} */ size) => [...params.subarray(from, from + size)];
    const value = width === undefined ? row(offset, rows) : Array.from({ length: rows }, (_, r) => row(offset + r * width, width));
    return [name, value];
  }));
}
