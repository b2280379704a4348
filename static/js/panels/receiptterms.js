/** What a term of a receipt is called, and how its number comes about where it is no product. No DOM in here. */

/** @import { Receipt, Term, Translate } from "../types.js" */
/** @import { Name, Names } from "./receiptnames.js" */
import { MINUS } from "../numbers.js";
import { roman } from "./receiptnames.js";
import { bracketed, overOf, printed, product } from "./receiptnumbers.js";

/** @typedef {{ term: Term, args: Record<string, any>, layer: number, names: Names, t: Translate }} Seen `layer`: of the quantity. */

/** Two names with a sign between them. @type {(a: Name, sign: string, b: Name, t: Translate, key: string) => Name} */
const pair = (a, sign, b, t, key) => ({ math: [...a.math, roman(` ${sign} `), ...b.math], words: t(key, { a: a.words, b: b.words }) });

/** The names of terms, by their code. @type {Record<string, (seen: Seen) => Name>} */
const NAMES = {
  weight: ({ args: { name, index }, names, t }) => pair(names.parameter(name, index), "·", names.input(Number(name.slice(1)), index[1]), t, "receipt.times"),
  path({ args: { name, index }, names, t }) {
    return pair(names.delta(Number(name.slice(1)), index[0]), "·", names.parameter(name, index), t, "receipt.times");
  },
  bias: ({ args: { name, index }, names }) => names.parameter(name, index),
  l2: ({ args: { name, index }, names }) => names.parameter(name, index),
  l1: ({ args: { name, index }, names }) => names.parameter(name, index),
  parameter: ({ t }) => ({ math: [["θ", "i"]], words: t("receipt.term.parameter") }),
  piece: ({ args: { unit }, layer, names }) => names.received(layer, unit),
  probability: ({ args: { unit }, names, t }) => ({ math: [["p", "i"], [String(unit), "b"]], words: t("receipt.term.probability", { unit: names.score(unit).words }) }),
  exp: ({ args: { unit }, names, t }) => ({ math: names.score(unit).math, words: t("receipt.term.exp", { unit: names.score(unit).words }) }),
  target: ({ args: { unit }, t }) => ({ math: [roman(MINUS), ["y", "i"], [String(unit), "b"]], words: t("receipt.term.target") }),
  margin: ({ args: { unit, true: own }, names, t }) =>
    ({ math: names.score(unit).math, words: t("receipt.term.margin", { unit: names.score(unit).words, own: names.score(own).words }) }),
};

/** Of terms of one output each. */
const OF_OUTPUTS = new Set(["hinge", "squared_hinge", "distance", "log_loss", "likelihood", "divergence", "error", "absolute_error", "huber_near", "huber_far", "own", "across"]);
/** Letters of what an optimiser remembers and makes. @type {Record<string, string>} */
export const LETTERS = { m: "m", v: "v", m_hat: "m̂", v_hat: "v̂", velocity: "v", sum_of_squares: "G", mean_square: "G", mean_square_step: "D", scale: "", reach: "" };

/** @type {(term: Term, quantity: Receipt["quantity"], names: Names, t: Translate) => Name} */
export function termName(term, quantity, names, t) {
  const seen = { term, args: term.args, layer: "layer" in quantity ? Number(quantity.layer) : names.last, names, t };
  if (term.point !== null) return { math: [], words: t("receipt.sample", { i: term.point + 1 }) };
  if (OF_OUTPUTS.has(term.code)) return ofOutput(seen);
  return NAMES[term.code]?.(seen) ?? { math: [], words: t(`receipt.term.${term.code}`) };
}

/** @param {Seen} seen @returns {Name} */
function ofOutput({ term: { code }, args: { unit }, names, t }) {
  const { math, words } = names.score(unit);
  return { math, words: t(`receipt.term.${code}`, { unit: words }) };
}

/** How a number comes about that is no product of its factors. @type {Record<string, (args: Record<string, any>) => string>} */
const WORKINGS = {
  margin: ({ score, true_score }) => `${printed(score)} ${MINUS} ${bracketed(true_score)} + 1`,
  hinge: ({ score, target }) => `1 ${target > 0 ? MINUS : "+"} ${bracketed(score)}`,
  distance: ({ score, target, margin }) => (target > 0 ? printed(score) : `${printed(margin)} ${MINUS} ${bracketed(score)}`),
  exp: ({ exponent }) => `exp(${printed(exponent)})`,
  log_loss: ({ target, probability }) => (target > 0 ? `${MINUS}log ${printed(probability)}` : `${MINUS}log(1 ${MINUS} ${printed(probability)})`),
};

/** The terms that are 1 or 0 in the derivative of a loss, as a margin is violated or kept. */
const PUSHES = new Set(["margin", "hinge", "distance"]);

/** How a term's value comes about. @type {(term: Term, quantity: Receipt["quantity"], t: Translate) => string} */
export function working({ code, args, factors, active }, { kind }, t) {
  if (kind === "delta" && PUSHES.has(code)) return t(active ? "receipt.violated" : "receipt.respected");
  if (factors.length) return factors.length > 1 ? product(factors, overOf(args)) : "";
  const text = WORKINGS[code]?.(args) ?? "";
  if (!text || active) return text;
  return Number(args.excess) > 0 ? t("receipt.outdone", { working: text }) : `${text} ≤ 0`;
}
