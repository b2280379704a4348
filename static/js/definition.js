/**
 * The network as a few lines of text, to read, copy and type (docs/mlp.md has the grammar). Parsed strictly and never
 * evaluated: whatever is not exactly a definition is refused with its line, as the engine refuses a config.
 *
 *     in x1 x2
 *     6 tanh
 *     2 leaky_relu slope=0.01 p=0.8 frozen
 *     out linear
 *     loss softmax
 */

/** @import { Config, Json, Schema, Setting } from "./types.js" */
import { parse } from "./numbers.js";
import { problem } from "./ranges.js";

/** As the server's limits. */
const MOST_LAYERS = 8;
const MOST_UNITS = 64;
const KEYWORDS = ["in", "out", "loss"];

/** @typedef {{ line: number, field: string, code: string, value: unknown, args: Record<string, Json> }} Wrong Lines count from 1. */
/** @typedef {Pick<Config, "features" | "hidden" | "output" | "loss">} Changes What `configure` takes. */

class DefinitionError extends Error {
  /** @param {Omit<Wrong, "line">} wrong */
  constructor(wrong) {
    super(wrong.code);
    this.wrong = wrong;
  }
}

/** @type {(field: string, code: string, value: unknown, args?: Record<string, Json>) => never} */
function refuse(field, code, value, args = {}) {
  throw new DefinitionError({ field, code, value, args });
}

// Writing.

/** @param {Pick<Config, "features" | "hidden" | "output" | "loss">} config @returns {string} */
export function writeDefinition({ features, hidden, output, loss }) {
  const layers = hidden.map((layer) => [layer.units, ...member(layer.activation), ...extras(layer)].join(" "));
  return [`in ${features.join(" ")}`, ...layers, `out ${member(output.activation).join(" ")}`, `loss ${member(loss).join(" ")}`].join("\n");
}

/** A member's name and its settings: "leaky_relu slope=0.01". @param {any} config @returns {string[]} */
function member({ name, ...settings }) {
  return [name, ...Object.entries(settings).map(([key, value]) => `${key}=${value}`)];
}

/** @type {(layer: Record<string, any>) => string[]} */
function extras({ dropout = 1, frozen = false, frozen_units = [] }) {
  const units = frozen_units.map((/** @type {number} */ unit) => unit + 1);
  return [...(dropout < 1 ? [`p=${dropout}`] : []), ...(frozen ? ["frozen"] : []), ...(units.length ? [`frozen=${units}`] : [])];
}

// Reading.

/**
 * @param {string} text
 * @param {Schema} schema
 * @returns {Changes | { wrong: Wrong }}
 */
export function readDefinition(text, schema) {
  const lines = text.split(/\r\n?|\n/).map((line, i) => ({ number: i + 1, words: line.replace(/#.*/, "").split(/\s+/).filter(Boolean) }));
  const filled = lines.filter(({ words }) => words.length);
  let number = 1;
  try {
    const parts = filled.map((line, i) => {
      number = line.number;
      return readLine(line.words, { first: i === 0, left: filled.length - i, layers: i - 1 }, schema);
    });
    number = filled.at(-1)?.number ?? 1;
    return whole(parts);
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error;
    return { wrong: { line: number, ...error.wrong } };
  }
}

/** @typedef {{ in: string[] } | { layer: Record<string, Json> } | { out: any } | { loss: any }} Part */

/**
 * What a line may be follows from its place: "in" first, "out" and "loss" last, layers between.
 * @type {(words: string[], place: { first: boolean, left: number, layers: number }, schema: Schema) => Part}
 */
function readLine([head, ...rest], { first, left, layers }, { families }) {
  const due = first ? "in" : { 2: "out", 1: "loss" }[left];
  if (due && head !== due) refuse(due, "missing", head);
  if (!due && KEYWORDS.includes(head)) refuse(head, "misplaced", head);
  if (head === "in") return { in: readInputs(rest, families.feature.map(({ name }) => name)) };
  if (head === "out") return { out: readMember("activation", rest, families.activation, {}) };
  if (head === "loss") return { loss: readMember("loss", rest, families.loss, {}) };
  if (layers >= MOST_LAYERS) refuse("hidden", "count", layers + 1, { low: 0, high: MOST_LAYERS });
  return { layer: readLayer(head, rest, families.activation) };
}

/** @param {Part[]} parts @returns {Changes} */
function whole(parts) {
  const [inputs, ...others] = /** @type {any[]} */ (parts);
  const [out, loss] = others.slice(-2);
  if (!inputs) refuse("in", "missing", "");
  if (!out?.out) refuse("out", "missing", "");
  return { features: inputs.in, hidden: others.slice(0, -2).map(({ layer }) => layer), output: { activation: out.out }, loss: loss.loss };
}

/** @param {string[]} names @param {string[]} choices */
function readInputs(names, choices) {
  if (!names.length) refuse("features", "count", 0, { low: 1, high: choices.length });
  names.forEach((name, i) => {
    if (!choices.includes(name)) refuse("features", "unknown_name", name, { choices });
    if (names.indexOf(name) < i) refuse("features", "repeated", name);
  });
  return names;
}

/** @type {(head: string, rest: string[], activations: Schema["families"][string]) => Record<string, Json>} */
function readLayer(head, rest, activations) {
  const units = readNumber({ name: "units", kind: "integer", default: 1, low: 1, high: MOST_UNITS }, head);
  /** @type {Record<string, Json>} */
  const layer = { units, dropout: 1, frozen: false, frozen_units: [] };
  const activation = readMember("activation", rest, activations, {
    p: (text) => (layer.dropout = readNumber({ name: "dropout", kind: "number", default: 1, low: 0, high: 1, low_open: true }, text)),
    frozen: (text) => (text === null ? (layer.frozen = true) : (layer.frozen_units = text.split(",").map((unit) => readUnit(unit, units)))),
  });
  return { ...layer, activation };
}

/** Units count from 1. @param {string} text @param {number} units */
const readUnit = (text, units) => readNumber({ name: "frozen_units", kind: "integer", default: 1, low: 1, high: units }, text) - 1;

/**
 * A name and what follows it, "leaky_relu slope=0.01 p=0.8": its own settings, and those of the line.
 * @param {string} family
 * @param {string[]} words
 * @param {Schema["families"][string]} members
 * @param {Record<string, (text: string | null) => unknown>} more
 */
function readMember(family, [name, ...words], members, more) {
  const choices = members.map((one) => one.name);
  const found = members.find((one) => one.name === name);
  if (!name) refuse(family, "missing", "");
  if (!found) return refuse(family, "unknown_name", name, { choices });
  /** @type {{ name: string } & Record<string, Json>} */
  const result = { name };
  const said = new Set();
  for (const word of words) {
    const equals = word.indexOf("=");
    const [key, value] = equals < 0 ? [word, null] : [word.slice(0, equals), word.slice(equals + 1)];
    const setting = found.settings.find((one) => one.name === key);
    const known = [...found.settings.map((one) => one.name), ...Object.keys(more)];
    if (!known.includes(key)) refuse(word, known.length ? "unknown_field" : "misplaced", word, { choices: known });
    if (said.has(`${key} ${equals < 0}`)) refuse(family, "repeated", word);
    said.add(`${key} ${equals < 0}`);
    if (setting) result[key] = readSetting(setting, value ?? "");
    else more[key](value);
  }
  return result;
}

/** @param {Setting} setting @param {string} text @returns {Json} */
function readSetting(setting, text) {
  if (setting.kind !== "choice") return readNumber(setting, text);
  if (!setting.choices?.includes(text)) refuse(setting.name, "choice", text, { choices: setting.choices ?? [] });
  return text;
}

/** @param {Setting} setting @param {string | null} text @returns {number} */
function readNumber(setting, text) {
  const value = parse(text ?? "");
  const wrong = problem(setting, value, text ?? "");
  if (wrong) refuse(setting.name, wrong.code, wrong.value, wrong.args);
  return /** @type {number} */ (value);
}
