/**
 * The network as columns of units: what is drawn where, how the arrows walk over it, and how its layers are changed.
 * Column 0 holds the inputs, column l + 1 the units of layer l; a layer's row r belongs to unit r % count, because a
 * maxout unit has several rows, one for each piece. No DOM in here.
 */

/** @import { Block, Json, State } from "../types.js" */

/** @typedef {{ count: number, pieces: number }} Column */
/** @typedef {{ column: number, unit: number }} Unit */
/** One weight: W{layer}[row, from], at `at` in the flat vector. @typedef {{ layer: number, row: number, from: number, at: number }} Wire */
/** @typedef {{ unit: Unit } | { wire: Wire }} Item */
/** @typedef {Record<string, Json>} Layer */

/** As the server's limits. */
export const MOST_LAYERS = 8;
export const MOST_UNITS = 64;
const NEW_UNITS = 4;

/** @param {Pick<State, "layout" | "config">} state @returns {Column[]} none until the engine has said what there is */
export function columnsOf({ layout, config }) {
  const weights = layout.filter(({ name }) => name.startsWith("W"));
  if (!config || weights.length !== config.hidden.length + 1) return [];
  const counts = [...config.hidden.map(({ units }) => Number(units)), 0];
  const columns = weights.map(({ shape: [rows] }, l) => ({ count: counts[l] || rows, pieces: rows / (counts[l] || rows) }));
  return [{ count: weights[0].shape[1], pieces: 1 }, ...columns];
}

/** Every weight, layer by layer. @param {Block[]} layout @returns {Wire[]} */
export function wiresOf(layout) {
  const blocks = layout.filter(({ name }) => name.startsWith("W"));
  return blocks.flatMap(({ shape: [rows, width], offset }, layer) =>
    Array.from({ length: rows * width }, (_, i) => ({ layer, row: Math.floor(i / width), from: i % width, at: offset + i })));
}

/** The rows of W and b that make a unit. @param {Column} column @param {number} unit */
export const rowsOf = ({ count, pieces }, unit) => Array.from({ length: pieces }, (_, piece) => piece * count + unit);

/** A hidden unit's place among all of them, −1 for inputs and outputs. @param {Column[]} columns @param {Unit} unit */
export function hiddenIndex(columns, { column, unit }) {
  if (column === 0 || column === columns.length - 1) return -1;
  return columns.slice(1, column).reduce((sum, { count }) => sum + count, unit);
}

/** @param {Item | null} a @param {Item | null} b */
export function sameItem(a, b) {
  if (!a || !b) return a === b;
  if ("wire" in a) return "wire" in b && a.wire.layer === b.wire.layer && a.wire.row === b.wire.row && a.wire.from === b.wire.from;
  return "unit" in b && a.unit.column === b.unit.column && a.unit.unit === b.unit.unit;
}

/**
 * Where an arrow leads. From a unit: up and down its column, left to its first weight, right to the next column. From a
 * weight: up and down through the weights of its unit, left to the unit it comes from, right to its own.
 * @param {Column[]} columns
 * @param {Item} item
 * @param {string} key
 * @returns {Item}
 */
export function walk(columns, item, key) {
  const up = { ArrowUp: -1, ArrowDown: 1 }[key];
  return "unit" in item ? fromUnit(columns, item.unit, key, up) : fromWire(columns, item.wire, key, up);
}

/** @type {(columns: Column[], unit: Unit, key: string, up: number | undefined) => Item} */
function fromUnit(columns, { column, unit }, key, up) {
  const { count } = columns[column];
  if (up) return { unit: { column, unit: within(unit + up, count) } };
  if (key === "ArrowLeft" && column > 0) return { wire: { layer: column - 1, row: unit, from: 0, at: -1 } };
  if (key === "ArrowLeft" || column === columns.length - 1) return { unit: { column, unit } };
  const next = columns[column + 1].count;
  return { unit: { column: column + 1, unit: within(Math.round(((unit + 0.5) / count) * next - 0.5), next) } };
}

/** @type {(columns: Column[], wire: Wire, key: string, up: number | undefined) => Item} */
function fromWire(columns, { layer, row, from }, key, up) {
  const inputs = columns[layer].count;
  const { count, pieces } = columns[layer + 1];
  if (key === "ArrowLeft") return { unit: { column: layer, unit: from } };
  if (!up) return { unit: { column: layer + 1, unit: row % count } };
  const rows = rowsOf({ count, pieces }, row % count);
  const to = within(rows.indexOf(row) * inputs + from + up, rows.length * inputs);
  return { wire: { layer, row: rows[Math.floor(to / inputs)], from: to % inputs, at: -1 } };
}

/** @type {(index: number, count: number) => number} */
const within = (index, count) => Math.max(0, Math.min(index, count - 1));

// Changes of the hidden layers; each gives the whole list anew, as `configure` takes it.

/** @param {Layer[]} hidden @param {number} l @param {Layer} changes @returns {Layer[]} */
export function withLayer(hidden, l, changes) {
  return hidden.map((layer, i) => (i === l ? fitting({ ...layer, ...changes }) : layer));
}

/** A unit that is no more cannot be frozen. @param {Layer} layer @returns {Layer} */
function fitting(layer) {
  const frozen = /** @type {number[]} */ (layer.frozen_units ?? []);
  return { ...layer, frozen_units: frozen.filter((unit) => unit < Number(layer.units)) };
}

/** A layer before layer l, like the one there. @param {Layer[]} hidden @param {number} l @returns {Layer[]} */
export function inserted(hidden, l) {
  const { activation = "tanh" } = hidden[l] ?? hidden[l - 1] ?? {};
  return [...hidden.slice(0, l), { units: NEW_UNITS, activation }, ...hidden.slice(l)];
}

/** @param {Layer[]} hidden @param {number} l */
export const removed = (hidden, l) => hidden.filter((_, i) => i !== l);

/** A unit frozen, or let go. @param {Layer[]} hidden @param {number} l @param {number} unit @returns {Layer[]} */
export function toggled(hidden, l, unit) {
  const frozen = /** @type {number[]} */ (hidden[l].frozen_units ?? []);
  return withLayer(hidden, l, { frozen_units: frozen.includes(unit) ? frozen.filter((one) => one !== unit) : [...frozen, unit] });
}

/** @param {Layer} layer @param {number} unit */
export const isFrozen = ({ frozen, frozen_units }, unit) => Boolean(frozen) || /** @type {number[]} */ (frozen_units ?? []).includes(unit);
