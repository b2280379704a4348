/**
 * The state in the address: `#data=cs231n&loss=weston_watkins&penalty=l2:0.1&W0=1.12,0.84;-0.95,0.3&b0=0.06,0.3`.
 * Rows are parted by `;`, values by `,`, and a setting is `name:value`. Defaults of the engine are left out. Numbers
 * are JavaScript's shortest, so they come back bit for bit.
 */

/** @import { Block, Config, Json, Schema } from "./types.js" */

/** Letters: enough for two thousand points. */
export const LONGEST = 200_000;
/** Updates a second that an address need not name. */
const USUAL_SPEED = 30;
const NAME = /^[a-z][a-z0-9_]*$/;
const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/;
const PARAMETER = /^[Wb]\d+$/;
const FAMILIES = ["loss", "optimizer", "initializer"];
/** Names in the address of the numbers beside the families. @type {Record<string, string>} */
const NUMBERS = { test: "test_fraction", batch: "batch_size", seed: "seed", data_seed: "data_seed" };

/** A part of an address that says nothing this page understands. */
export class AddressError extends Error {
  /** @param {string} part */
  constructor(part) {
    super(`cannot read "${part}" in the address`);
    this.part = part.slice(0, 60);
  }
}

/** @typedef {Record<string, any>} Loose A config that may leave out what has a default. */

/**
 * @param {Config} config normalised
 * @param {Schema} schema
 * @param {{ points: Float64Array, labels: Int32Array, targets: Float64Array | null, edited: boolean }} samples
 *   The samples are written out where `edited`; else the data set's name says them.
 * @param {{ params: Float64Array, layout: Block[] } | null} parameters
 * @param {{ iteration: number, speed: number | null }} [time]
 * @returns {string} without the `#`
 */
export function encode(config, schema, samples, parameters, { iteration, speed } = { iteration: 0, speed: USUAL_SPEED }) {
  const parts = samples.edited ? encodeSamples(samples, config) : [`data=${member("data", config.data, schema)}`];
  for (const family of FAMILIES) {
    parts.push(`${family}=${member(family, /** @type {any} */ (config)[family], schema)}`);
  }
  parts.push(...encodePenalty(config.penalty, schema), ...encodeNetwork(config, schema));
  if (config.test_fraction) parts.push(`test=${config.test_fraction}`);
  if (config.batch_size !== null) parts.push(`batch=${config.batch_size}`);
  parts.push(`seed=${config.seed}`);
  if ((config.data_seed ?? config.seed) !== config.seed) parts.push(`data_seed=${config.data_seed}`);
  if (parameters) parts.push(...encodeParameters(parameters.params, parameters.layout));
  if (iteration) parts.push(`step=${iteration}`);
  if (speed !== USUAL_SPEED) parts.push(`speed=${speed ?? "max"}`);
  return parts.join("&");
}

/**
 * @param {string} hash with or without the `#`
 * @returns {{ config: Loose, params?: Loose, iteration?: number, speed?: number | null } | null} null for an empty one
 * @throws {AddressError}
 */
export function decode(hash) {
  const text = hash.replace(/^#/, "");
  if (!text) return null;
  if (text.length > LONGEST) throw new AddressError(text);
  /** @type {Loose} */
  const config = {};
  /** @type {Record<string, any>} */
  const params = {};
  /** @type {{ iteration?: number, speed?: number | null }} */
  const time = {};
  for (const part of text.split("&")) {
    const [key, value, ...more] = part.split("=");
    if (!value || more.length) throw new AddressError(part);
    if (key === "step") time.iteration = number(value, part);
    else if (key === "speed") time.speed = value === "max" ? null : positive(value, part);
    else if (PARAMETER.test(key)) params[key] = key[0] === "b" ? numbers(value, part) : rows(value, part);
    else decodePart(key, value, part, config);
  }
  return { config, ...(Object.keys(params).length ? { params } : {}), ...time };
}

/** @param {string} key @param {string} value @param {string} part @param {Loose} config */
function decodePart(key, value, part, config) {
  if (FAMILIES.includes(key) || key === "data") config[key] = { ...config[key], ...decodeMember(value, part) };
  else if (key in NUMBERS) config[NUMBERS[key]] = number(value, part);
  else if (key === "penalty") config.penalty = settings(value.split(","), part);
  else if (key === "points") config.data = { ...config.data, ...decodePoints(value, part) };
  else if (key === "targets") config.data = { ...config.data, targets: rows(value, part) };
  else if (key === "classes") config.data = { ...config.data, classes: number(value, part) };
  else if (key === "view") config.data = { ...config.data, view: numbers(value, part) };
  else if (key === "features") config.features = value.split(",").map((name) => named(name, part));
  else if (key === "hidden") config.hidden = value.split(";").map((layer) => decodeLayer(layer, part));
  else if (key === "output") config.output = decodeLayer(`1,${value}`, part, ["activation"]);
  else throw new AddressError(part);
}

/**
 * @param {{ points: Float64Array, labels: Int32Array, targets: Float64Array | null }} samples
 * @param {Config} config
 */
function encodeSamples({ points, labels, targets }, config) {
  const n = points.length / 2;
  const rowOf = (/** @type {number} */ i) => [points[2 * i], points[2 * i + 1], ...(targets ? [] : [labels[i]])].join();
  const parts = [`points=${Array.from({ length: n }, (_, i) => rowOf(i)).join(";")}`];
  if (targets) parts.push(`targets=${encodeRows(targets, targets.length / n)}`);
  else if (config.data.classes) parts.push(`classes=${config.data.classes}`);
  if (Array.isArray(config.data.view)) parts.push(`view=${config.data.view.join()}`);
  return parts;
}

/** @param {string} text @param {string} part @returns {Loose} */
function decodePoints(text, part) {
  const table = rows(text, part);
  const width = table[0].length;
  if (width < 2 || width > 3 || table.some((row) => row.length !== width)) throw new AddressError(part);
  const points = table.map(([x, y]) => [x, y]);
  return width === 3 ? { points, labels: table.map((row) => row[2]) } : { points };
}

/**
 * "huber,delta:2": the name, and the settings that are not the default.
 * @param {string} family
 * @param {Record<string, Json>} values
 * @param {Schema} schema
 */
function member(family, values, schema) {
  const known = schema.families[family]?.find(({ name }) => name === values.name);
  const told = (known?.settings ?? []).filter((setting) => values[setting.name] !== setting.default);
  return [values.name, ...told.map(({ name }) => `${name}:${values[name]}`)].join();
}

/** @param {string} text @param {string} part */
function decodeMember(text, part) {
  const [name, ...rest] = text.split(",");
  return { name: named(name, part), ...settings(rest, part) };
}

/**
 * The strength of a penalty goes by the penalty's name, another setting of it by `name_setting`.
 * @param {Record<string, Json>} penalty
 * @param {Schema} schema
 */
function encodePenalty(penalty, schema) {
  const usual = new Map(schema.families.penalty.flatMap((member) => member.settings.map((setting) => {
    const own = setting.name === "strength";
    return [own ? member.name : `${member.name}_${setting.name}`, setting.default];
  })));
  const told = Object.entries(penalty).filter(([name, value]) => value !== usual.get(name));
  return told.length ? [`penalty=${told.map(([name, value]) => `${name}:${value}`).join()}`] : [];
}

/** @param {Config} config @param {Schema} schema */
function encodeNetwork({ features, hidden, output }, schema) {
  const parts = [];
  if (features.join() !== "x1,x2") parts.push(`features=${features.join()}`);
  if (hidden.length) parts.push(`hidden=${hidden.map((layer) => encodeLayer(layer, schema)).join(";")}`);
  const activation = encodeActivation(output.activation, schema);
  if (activation.join() !== "linear") parts.push(`output=${activation.join()}`);
  return parts;
}

/** "6,tanh,dropout:0.5" @param {Record<string, any>} layer @param {Schema} schema */
function encodeLayer({ units, activation, dropout, frozen, frozen_units }, schema) {
  const told = [units, ...encodeActivation(activation, schema)];
  if (dropout !== undefined && dropout !== 1) told.push(`dropout:${dropout}`);
  if (frozen) told.push("frozen:true");
  if (frozen_units?.length) told.push(`frozen_units:${frozen_units.join("|")}`);
  return told.join();
}

/** @param {any} activation @param {Schema} schema @returns {(string | number)[]} */
function encodeActivation(activation, schema) {
  const values = typeof activation === "string" ? { name: activation } : activation;
  const [name, ...rest] = member("activation", values, schema).split(",");
  return typeof activation === "string" ? [name] : [name, ...rest.map((setting) => `activation.${setting}`)];
}

/** @param {string} text @param {string} part @param {string[] | null} [only] @returns {Loose} */
function decodeLayer(text, part, only = null) {
  const [units, name, ...rest] = text.split(",");
  const own = settings(rest.filter((one) => !one.startsWith("activation.")), part);
  const inner = settings(rest.filter((one) => one.startsWith("activation.")).map((one) => one.slice(11)), part);
  if (typeof own.frozen_units === "string" || typeof own.frozen_units === "number") {
    own.frozen_units = String(own.frozen_units).split("|").map((unit) => number(unit, part));
  }
  /** @type {Loose} */
  const layer = { units: number(units, part), activation: { name: named(name ?? "", part), ...inner }, ...own };
  return only ? Object.fromEntries(only.map((key) => [key, layer[key]])) : layer;
}

/** @param {Float64Array} params @param {Block[]} layout */
function encodeParameters(params, layout) {
  return layout.map(({ name, shape, offset }) => {
    const size = shape.reduce((product, length) => product * length, 1);
    return `${name}=${encodeRows(params.subarray(offset, offset + size), shape.length > 1 ? shape[1] : size)}`;
  });
}

/** @param {Float64Array} values @param {number} width */
function encodeRows(values, width) {
  const lines = [];
  for (let at = 0; at < values.length; at += width) lines.push(values.subarray(at, at + width).join());
  return lines.join(";");
}

/** @param {string} text @param {string} part @returns {number[][]} */
const rows = (text, part) => text.split(";").map((row) => numbers(row, part));

/** @param {string} text @param {string} part @returns {number[]} */
const numbers = (text, part) => text.split(",").map((value) => number(value, part));

/** @param {string} text @param {string} part */
function number(text, part) {
  const value = Number(text);
  if (!NUMBER.test(text) || !Number.isFinite(value)) throw new AddressError(part);
  return value;
}

/** @param {string} text @param {string} part */
function positive(text, part) {
  const value = number(text, part);
  if (value <= 0) throw new AddressError(part);
  return value;
}

/** @param {string} text @param {string} part */
function named(text, part) {
  if (!NAME.test(text)) throw new AddressError(part);
  return text;
}

/** @param {string[]} pairs @param {string} part @returns {Record<string, any>} */
function settings(pairs, part) {
  return Object.fromEntries(pairs.map((pair) => {
    const [name, value, ...more] = pair.split(":");
    if (!value || more.length) throw new AddressError(part);
    return [named(name, part), plain(value)];
  }));
}

/** @param {string} text */
function plain(text) {
  if (text === "true" || text === "false") return text === "true";
  return NUMBER.test(text) ? Number(text) : text;
}
