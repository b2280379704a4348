/** A receipt as the lines that are printed. No DOM in here. */

/** @import { Operation, Quantity, Receipt, Term, Translate } from "../types.js" */
/** @import { Names, Part } from "./receiptnames.js" */
import { MINUS } from "../numbers.js";
import { roman } from "./receiptnames.js";
import { addsUp, bracketed, printed, product, written } from "./receiptnumbers.js";
import { LETTERS, termName, working } from "./receiptterms.js";

/** A line of the sums has room for so many characters before its value. */
const ROOM = 26;

/**
 * @typedef {object} Line
 * @property {Part[]} math What it is called, in symbols; empty where words do.
 * @property {string} words The same in words.
 * @property {string} working How the number comes about.
 * @property {string} value
 * @property {number} [full] The value to its last digit.
 * @property {number} [share] Of the largest term, with its sign; none for what is left together, which would dwarf them.
 * @property {"zero" | "violated" | "value" | "rest" | ""} look
 * @property {number | null} [point] The sample that it comes from.
 * @property {Quantity} [asks] What a press on it opens.
 */


/** The terms, and what is left of them. @type {(receipt: Receipt, names: Names, t: Translate) => Line[]} */
export function termLines({ quantity, terms, rest }, names, t) {
  const largest = Math.max(...terms.map(({ value }) => sizeOf(value))) || 1;
  const share = (/** @type {number} */ value) => (Math.sign(value) * sizeOf(value)) / largest;
  const lines = terms.map((term) => /** @type {Line} */ ({
    ...termName(term, quantity, names, t),
    working: working(term, quantity, t), value: printed(term.value), share: share(term.value),
    look: term.value === 0 ? "zero" : term.code === "margin" || term.code === "hinge" ? "violated" : "", point: term.point, asks: asked(term),
  }));
  if (!rest) return lines;
  const others = t(terms.some(({ point }) => point !== null) ? "receipt.rest.samples" : "receipt.rest", { n: rest.count });
  return [...lines, { math: [], words: others, working: "", value: printed(rest.value), look: "rest" }];
}

/** @param {number} value */
const sizeOf = (value) => (Number.isFinite(value) ? Math.abs(value) : 0);

/** What a term opens when it is pressed: the total's own two. @type {(term: Term) => Quantity | undefined} */
const asked = ({ code }) => (code === "data_loss" || code === "penalty" ? { kind: code } : undefined);

/** From the sum to the value, and to what comes of it. @type {(receipt: Receipt, names: Names, t: Translate) => Line[]} */
export function sumLines(receipt, names, t) {
  const { quantity, operations, sum, value, next } = receipt;
  const lines = operations.map((operation, i) => operationLine(operation, i ? operations[i - 1].value : sum, i === 0, quantity.kind, t));
  const name = names.quantity(/** @type {Quantity} */ (quantity));
  const words = t(`receipt.value.${quantity.kind}`);
  const bare = quantity.kind === "gradient" || quantity.kind === "next" || !name.math.length;
  const about = isRounded(receipt) ? t("receipt.rounded", { name: words }) : words;
  const symbols = bare ? [] : [...name.math, roman(about === words ? " =" : " ≈")];
  const result = /** @type {Line} */ ({ math: symbols, words: about, working: "", value: printed(value), full: value, look: "value" });
  return [...lines, result, ...(next ? [nextLine(next, names)] : [])];
}

/** @type {(operation: Operation, last: number, first: boolean, kind: unknown, t: Translate) => Line} */
function operationLine({ code, operand, args, value }, last, first, kind, t) {
  const before = first ? t("receipt.sum", { value: printed(last) }) : printed(last);
  const what = code === "apply" && args.what !== "log" ? "activation" : args.what;
  const own = what === "lead" && kind !== "loss" ? ".unit" : ""; // of a log_softmax the unit itself, not the right class
  const line = { words: t(`receipt.by.${what}${own}`, { before }), working: "", look: /** @type {const} */ ("") };
  const by = bracketed(operand ?? NaN);
  switch (code) {
    case "add": return { ...line, math: added(args, operand ?? NaN), value: printed(operand ?? NaN) };
    case "divide": return { ...line, math: [roman(`${before} ÷ ${by}`)], value: printed(value) };
    case "times": return { ...line, math: [roman(`${before} · ${by}`), ...(args.what === "slope" ? slope(args, t) : [])], value: printed(value) };
    case "into": return { ...line, math: [roman(`${by} ÷ ${bracketed(last)}`)], value: printed(value) };
    default: return { ...line, math: [roman(applied(String(args.what), first ? before : bracketed(last)))], value: printed(value) };
  }
}

/** "+ ½λW = 0,05 · 1,1239": what is added, and how it comes about. @type {(args: Record<string, any>, operand: number) => Part[]} */
function added({ what, factors, convention, largest, score }, operand) {
  if (what === "l2" || what === "l1") {
    /** @type {Part[]} */
    const symbol = what === "l1" ? [["λ", "i"], roman(" sgn "), ["W", "i"]] : [[{ half: "λW", full: "2λW", cs231n: "½λW" }[String(convention)] ?? "", "i"]];
    const [all, weight] = [factors.slice(0, -1), factors[factors.length - 1]];
    return [roman("+ "), ...symbol, roman(` = ${product([all.reduce((/** @type {number} */ a, /** @type {number} */ b) => a * b, 1), weight])}`)];
  }
  if (what === "lead") return [roman(`+ ${bracketed(largest)} ${MINUS} ${bracketed(score)}`)];
  return [roman(`${operand < 0 ? MINUS : "+"} ${printed(Math.abs(operand))}`)];
}

/** What the slope of the activation is: of a step none, so that another stands in. @type {(args: Record<string, any>, t: Translate) => Part[]} */
const slope = ({ activation, surrogate }, t) => [roman(` (${surrogate ? t("receipt.surrogate") : `${activation.replaceAll("_", " ")}′`})`)];

/** A function, as it is written. @type {(what: string, inside: string) => string} */
function applied(what, inside) {
  const plain = inside.replace(/^\((.*)\)$/, "$1");
  if (what === "sqrt") return `√${/ [+−·÷] /.test(plain) ? `(${plain})` : plain}`;
  return `${what.replaceAll("_", " ")}(${plain})`;
}

/** "W ← 1,1239 − 0,1 · 0,0229", which opens. @type {(next: Receipt, names: Names) => Line} */
function nextLine(next, names) {
  const quantity = /** @type {Quantity & { kind: "next" }} */ (next.quantity);
  const { words } = names.quantity(quantity);
  const whole = written(next.terms);
  const long = whole.length > ROOM || next.terms.some(({ factors }) => factors.length > 2);
  const text = long ? written(next.terms.map((term) => ({ ...term, factors: [], args: {} }))) : whole;
  return { math: [[quantity.name[0], "i"], roman(` ← ${text}`)], words, working: "", value: printed(next.value), look: "", asks: quantity };
}

/** What goes into an update, a line each: "m = 0,9 · 0,012 + 0,1 · 0,0229". @type {(receipt: Receipt, names: Names, t: Translate) => Line[]} */
export function partLines({ quantity: { kind }, parts }, names, t) {
  return kind === "next" ? parts.map((part) => partLine(part, names, t)) : [];
}

/** @type {(part: Receipt, names: Names, t: Translate) => Line} */
function partLine({ quantity, terms, sum, operations, value }, names, t) {
  const { what, ...whole } = /** @type {any} */ (quantity);
  const many = quantity.kind === "gradient";
  const letter = LETTERS[what];
  /** @type {Part[]} */
  const name = many ? names.quantity(whole).math : letter ? [[letter, "i"]] : [];
  const work = operations.reduce(worked, many ? t("receipt.sum", { value: printed(sum) }) : written(terms));
  const words = t(`receipt.part.${what ?? quantity.kind}`);
  return { math: [...name, roman(`${name.length ? " = " : ""}${work}`)], words, working: "", value: printed(value), look: "" };
}

/** @type {(text: string, operation: Operation) => string} */
function worked(text, { code, operand, args }) {
  const by = operand ?? NaN;
  if (code === "divide") return `${/ [+−] /.test(text) ? `(${text})` : text} ÷ ${bracketed(by)}`;
  if (code === "add") return `${text} ${by < 0 ? MINUS : "+"} ${printed(Math.abs(by))}`;
  return applied(String(args.what), text);
}

/** Whether the printed numbers, as printed, do not lead to the printed value. @param {Receipt} receipt */
const isRounded = (receipt) => !addsUp(receipt) || receipt.parts.some((part) => !addsUp(part));

/** What the terms are, over their column. @type {(receipt: Receipt, names: Names) => Part[]} */
export function columnHead({ quantity, terms }, names) {
  const { kind, name, index } = /** @type {any} */ (quantity);
  if (kind === "data_loss") return [["L", "i"], ["i", "b"]];
  if (kind !== "gradient" && kind !== "next" || !terms.some(({ point }) => point !== null)) return [];
  const layer = Number(name.slice(1));
  const left = names.linear ? names.slope(index[0]) : names.delta(layer, index[0]).math;
  return index.length < 2 ? left : [...left, roman(" · "), ...names.input(layer, index[1]).math];
}
