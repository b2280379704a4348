/**
 * What the numbers of a model are called: in the lecture's symbols, to be set as mathematics, and in words. The linear
 * scene counts its inputs and classes from 0; a network its hidden units from 1, with their layer above. No DOM in here.
 */

/** @import { Quantity, State, Translate } from "../types.js" */
import { isLinear } from "../scene.js";

/** A piece of mathematics: italic, roman, calligraphic, below or above. @typedef {[text: string, kind: "i" | "r" | "c" | "b" | "p"]} Part */
/** @typedef {{ math: Part[], words: string }} Name */
/** @typedef {ReturnType<typeof namesOf>} Names */

/** @param {string} text @returns {Part} */
export const roman = (text) => [text, "r"];

/**
 * @param {Pick<State, "config" | "layout" | "targets">} state
 * @param {Translate} t
 * @param {boolean} [linear] Whether the scene is that of the linear classifier.
 */
export function namesOf({ config, layout, targets }, t, linear = isLinear()) {
  const last = config?.hidden.length ?? 0;
  const outputs = layout.find(({ name }) => name === `b${last}`)?.shape[0] ?? 0;
  const single = Boolean(targets) && outputs < 2;

  /** @type {(letter: string, index: string, layer?: number) => Part[]} */
  const symbol = (letter, index, layer) => [
    [letter, "i"],
    ...(index ? [/** @type {Part} */ ([index, "b"])] : []),
    ...(layer === undefined || linear ? [] : [/** @type {Part} */ ([`(${layer + 1})`, "p"])]),
  ];
  /** Hidden units count from 1, outputs as their classes. @type {(layer: number, unit: number) => string} */
  const count = (layer, unit) => (layer < last ? String(unit + 1) : single ? "" : String(unit));
  /** @type {(layer: number, row: number) => number} */
  const unitOf = (layer, row) => (layer < last ? row % Number(config?.hidden[layer].units) : row);

  /** @type {(layer: number, unit: number) => string} */
  function unitWords(layer, unit) {
    if (layer < last) return t("network.neuron", { unit: unit + 1, layer: layer + 1 });
    return targets ? t("network.value") : linear ? t("receipt.score", { k: unit }) : t("network.output", { class: unit });
  }
  /** What goes into a layer. @type {(layer: number, from: number) => Name} */
  function input(layer, from) {
    if (layer > 0) return { math: symbol("a", String(from + 1), layer - 1), words: t("receipt.sent", { unit: unitWords(layer - 1, from) }) };
    const feature = t(`feature.${config?.features[from]}`);
    return linear ? { math: symbol("x", String(from)), words: `x ${from}` } : { math: [[feature, "i"]], words: feature };
  }
  /** @type {(name: string, index: number[]) => Name} */
  function parameter(name, [row, from]) {
    const layer = Number(name.slice(1));
    const to = unitWords(layer, unitOf(layer, row));
    const rows = count(layer, row);
    if (from === undefined) return { math: symbol("b", rows, layer), words: t("receipt.bias", { unit: to }) };
    const columns = linear ? from : from + 1;
    const words = t("receipt.weight", { from: input(layer, from).words, to });
    return { math: symbol("W", [rows, columns].filter((part) => part !== "").join(","), layer), words };
  }
  /** @type {(layer: number, row: number) => Name} */
  const received = (layer, row) => ({
    math: layer === last ? symbol("s", count(layer, row)) : symbol("z", count(layer, row), layer),
    words: layer === last ? unitWords(layer, row) : t("receipt.received", { unit: unitWords(layer, unitOf(layer, row)) }),
  });
  /** @type {(layer: number, row: number) => Name} */
  const delta = (layer, row) => ({ math: symbol("δ", count(layer, row), layer), words: t("receipt.delta", { unit: unitWords(layer, unitOf(layer, row)) }) });
  /** @type {(layer: number, unit: number) => Name} */
  const sent = (layer, unit) => ({ math: symbol("a", count(layer, unit), layer), words: t("receipt.sent", { unit: unitWords(layer, unit) }) });
  /** @param {number} unit @returns {Name} */
  const score = (unit) => received(last, unit);
  /** ∂L_i/∂s of an output of the linear classifier. @param {number} unit @returns {Part[]} */
  const slope = (unit) => [["∂", "r"], ["L", "i"], ["i", "b"], ["/∂", "r"], ...score(unit).math];
  /** The number that a quantity is of. @param {Quantity} quantity @returns {Name} */
  function quantity(quantity) {
    switch (quantity.kind) {
      case "score": return score(quantity.unit);
      case "z": return received(quantity.layer, quantity.unit);
      case "activation": return sent(quantity.layer, quantity.unit);
      case "delta": return delta(quantity.layer, quantity.unit);
      case "loss": return { math: [["L", "i"], [String(quantity.point + 1), "b"]], words: t("receipt.loss") };
      case "gradient": {
        const { math, words } = parameter(quantity.name, quantity.index);
        return { math: [["∂", "r"], ["L", "c"], ["/∂", "r"], ...math], words: t("receipt.gradient", { name: words }) };
      }
      case "next":
      case "parameter": return parameter(quantity.name, quantity.index);
      default: return { math: [], words: t(`receipt.${quantity.kind}`) };
    }
  }
  return { linear, last, input, parameter, received, delta, sent, score, slope, quantity, unitOf };
}
