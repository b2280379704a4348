/**
 * What the learner's own edits do to what is shown before the engine has answered: a point follows the pointer in the
 * same animation frame, also while the server is away. Numbers that only the engine can compute become NaN.
 */

/** @import { Block, Command, State } from "./types.js" */

/** @typedef {"points" | "labels" | "targets" | "scores" | "losses" | "margins" | "predicted" | "slopes"} RowTable */
/** @typedef {Pick<State, RowTable | "params">} Tables */
/** @typedef {Float64Array | Int32Array | Uint8Array} Column */

/** Decimals of a nudged parameter, as the engine keeps them: 0.7 + 0.1 + 0.1 + 0.1 is 1. */
const NUDGED = 14;

/** The tables with one row a sample. @type {RowTable[]} */
const ROWS = ["points", "labels", "targets", "scores", "losses", "margins", "predicted", "slopes"];

/** @type {Record<string, (tables: Tables, fields: any, layout: Block[]) => Partial<Tables>>} */
const EFFECTS = {
  move_point: ({ points }, { index, point }) => ({ points: put(points, 2 * index, point) }),
  relabel: ({ labels, targets }, { index, label }) =>
    targets ? { targets: put(targets, index, [label]) } : { labels: put(labels, index, [label]) },
  add_point: (tables, { point, label }) => grown(tables, point, label),
  remove_point: (tables, { index }) => eachRow(tables, (column, width) => without(column, index, width)),
  set_points: (tables, { points, labels }) => replaced(tables, points, labels),
  set_param: ({ params }, { name, index, value }, layout) => ({
    params: put(params, flatIndex(layout, name, index), [value]),
  }),
  nudge: ({ params }, { name, index, by }, layout) => {
    const at = flatIndex(layout, name, index);
    return { params: put(params, at, [Number((params[at] + by).toFixed(NUDGED))]) };
  },
};

/**
 * The tables as they will be once the engine has applied these commands.
 * @param {Tables} tables
 * @param {Command[]} commands
 * @param {Block[]} layout
 * @returns {Tables}
 */
export function withEdits(tables, commands, layout) {
  for (const command of commands) {
    const effect = EFFECTS[command.type];
    if (effect) tables = { ...tables, ...effect(tables, command, layout) };
  }
  return tables;
}

/**
 * Where an entry of a named parameter lies in the flat vector.
 * @param {Block[]} layout
 * @param {string} name
 * @param {number[]} index
 */
export function flatIndex(layout, name, index) {
  const block = layout.find((one) => one.name === name);
  return block ? block.offset + index.reduce((at, i, axis) => at * block.shape[axis] + i, 0) : -1;
}

/**
 * @template {Column} T
 * @param {T} column
 * @param {number} at
 * @param {number[]} values
 * @returns {T}
 */
function put(column, at, values) {
  const next = /** @type {T} */ (column.slice());
  if (at >= 0 && at + values.length <= next.length) next.set(values, at);
  return next;
}

/**
 * @template {Column} T
 * @param {T} column
 * @param {number} row
 * @param {number} width
 * @returns {T}
 */
const without = (column, row, width) => /** @type {T} */ (column.filter((_, i) => Math.floor(i / width) !== row));

/**
 * Apply `change` to every table; its width follows from the number of samples.
 * @param {Tables} tables
 * @param {<T extends Column>(column: T, width: number, name: string) => T} change
 * @returns {Partial<Tables>}
 */
function eachRow(tables, change) {
  const n = tables.points.length / 2;
  const changed = ROWS.flatMap((name) => {
    const column = tables[name];
    return column?.length ? [[name, change(column, column.length / n, name)]] : [];
  });
  return Object.fromEntries(changed);
}

/** @param {Tables} tables @param {number[]} point @param {number} label */
function grown(tables, point, label) {
  const longer = eachRow(tables, (column, width) => lengthened(column, column.length + width));
  return { ...longer, points: Float64Array.from([...tables.points, ...point]), ...goals(tables, [...(tables.targets ?? tables.labels), label]) };
}

/** @param {Tables} tables @param {number[][]} points @param {number[]} labels @returns {Partial<Tables>} */
function replaced(tables, points, labels) {
  const unknown = eachRow(tables, (column, width) => lengthened(empty(column), points.length * width));
  return { ...unknown, points: Float64Array.from(points.flat()), ...goals(tables, labels) };
}

/** What the samples are to be told as: values to reach, or classes. @type {(tables: Tables, labels: number[]) => Partial<Tables>} */
const goals = ({ targets }, labels) => (targets ? { targets: Float64Array.from(labels) } : { labels: Int32Array.from(labels) });

/** @template {Column} T @param {T} column @returns {T} */
const empty = (column) => /** @type {T} */ (column.slice(0, 0));

/**
 * The column with room for more, NaN where its kind has one.
 * @template {Column} T
 * @param {T} column
 * @param {number} length
 * @returns {T}
 */
function lengthened(column, length) {
  const Kind = /** @type {any} */ (column.constructor);
  const next = new Kind(length);
  if (next instanceof Float64Array) next.fill(NaN);
  next.set(column);
  return next;
}
