/** How a receipt prints its numbers, and whether what is printed adds up. No DOM in here. */

/** @import { Operation, Receipt, Term } from "../types.js" */
import { formatNumber, formatShort, t } from "../i18n.js";
import { MINUS } from "../numbers.js";

const DIGITS = 4;
/** Smaller numbers have four digits of their own rather than four decimals. */
const SMALL = 1e-3;
/** From here on numbers are written with powers of ten, as everywhere on the page. */
const HUGE = 1e5;
/** What the engine's own rounding leaves, in shares of a number. */
const DUST = 1e-12;

/**
 * Exact where four decimals are enough: "−1", "0,30", "1,1239"; else rounded to four: "0,0229", and "4,903e−4". In words
 * where it is none.
 * @param {number} value
 */
export function printed(value) {
  if (Number.isNaN(value)) return t("receipt.nan");
  if (!Number.isFinite(value)) return t(value < 0 ? "receipt.minus_infinite" : "receipt.infinite");
  const exact = decimals(value);
  if (exact === null && Math.abs(value) < SMALL) return formatShort(rounded(value), 3);
  const least = exact === 0 || Math.abs(value) >= HUGE ? 0 : 2;
  return formatNumber(value, Math.max(least, exact ?? DIGITS));
}

/** How many decimals a number has; null where they are more than four. @param {number} value */
const decimals = (value) => [0, 1, 2, 3, DIGITS].find((digits) => Math.abs(cut(value, digits) - value) <= DUST * Math.abs(value)) ?? null;

/** @type {(value: number, digits: number) => number} */
const cut = (value, digits) => Number(Math.abs(value) < HUGE ? value.toFixed(digits) : value.toExponential(digits));

/** The number that `printed` shows. @param {number} value */
export function rounded(value) {
  if (!Number.isFinite(value) || decimals(value) !== null) return value;
  return Math.abs(value) < SMALL ? Number(value.toPrecision(DIGITS)) : cut(value, DIGITS);
}

/** A number that is multiplied or subtracted: negative ones in brackets. @param {number} value */
export function bracketed(value) {
  const text = printed(value);
  return text.startsWith(MINUS) ? `(${text})` : text;
}

/**
 * "−1 · 0,30", "0,05 · 1,1239²", "−0,001 · 0,0168 ÷ 0,0343"; empty where a term is one number.
 * @param {number[]} factors
 * @param {number} [over] What is divided by: its inverse is the last factor.
 */
export function product(factors, over) {
  const parts = over === undefined ? factors : factors.slice(0, -1);
  const words = parts.map((factor, i) => (i ? bracketed(factor) : printed(factor)));
  const square = parts.length > 1 && parts.at(-1) === parts.at(-2);
  const written = square ? [...words.slice(0, -2), `${bracketed(parts[parts.length - 1])}²`] : words;
  return `${written.join(" · ")}${over === undefined ? "" : ` ÷ ${bracketed(over)}`}`;
}

/** "1,1239 − 0,1 · 0,0229": terms in one line; a square is added, whatever is squared. @param {Term[]} terms */
export function written(terms) {
  const [first, ...others] = terms.map(({ factors, args, value }) => {
    const numbers = factors.length ? factors : [value];
    return (/** @type {number} */ sign) => product([sign * numbers[0], ...numbers.slice(1)], overOf(args));
  });
  const isSquare = (/** @type {number[]} */ factors) => factors.length === 2 && factors[0] === factors[1];
  const signs = terms.slice(1).map(({ factors, value }) => (!isSquare(factors) && (factors[0] ?? value) < 0 ? -1 : 1));
  return [first?.(1) ?? "", ...others.map((write, i) => `${signs[i] < 0 ? MINUS : "+"} ${write(signs[i])}`)].join(" ");
}

/** @param {Term["args"]} args */
export const overOf = (args) => (typeof args.over === "number" ? args.over : undefined);

/**
 * Whether somebody with a calculator comes from the printed terms to the printed value, to its last digit.
 * @param {Receipt} receipt
 */
export function addsUp({ terms, rest, sum, operations }) {
  const known = terms.every(({ factors, args, value }) => factors.length < 2 || same(multiplied(factors, overOf(args)), value));
  const added = terms.reduce((total, { value }) => total + rounded(value), rounded(rest?.value ?? 0));
  return known && same(added, sum) && operations.every((operation, i) => follows(operation, i ? operations[i - 1].value : sum));
}

/** @type {(factors: number[], over: number | undefined) => number} */
function multiplied(factors, over) {
  const parts = over === undefined ? factors : factors.slice(0, -1);
  return parts.reduce((value, factor) => value * rounded(factor), 1) / (over === undefined ? 1 : rounded(over));
}

/** @type {Record<string, (last: number, operand: number) => number>} */
const WORK = {
  divide: (last, operand) => last / operand,
  times: (last, operand) => last * operand,
  add: (last, operand) => last + operand,
  into: (last, operand) => operand / last,
};

/** @type {(operation: Operation, last: number) => boolean} A function's value is the engine's. */
function follows({ code, operand, value }, last) {
  return code === "apply" || same(WORK[code](rounded(last), rounded(operand ?? NaN)), value);
}

/** @type {(found: number, value: number) => boolean} */
const same = (found, value) => !Number.isFinite(value) || printed(found) === printed(value);
