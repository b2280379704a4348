/** Numbers as people read and type them. */

export const MINUS = "\u2212";
const TYPED = /^[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?$/i;

/** From here on a fixed number of digits would no longer fit in a column. */
const HUGE = 1e5;

/**
 * Fixed digits, a true minus, never a negative zero: "−0,95"; "1,20e9" from a hundred thousand on.
 * @param {number} value
 * @param {number} digits
 * @param {string} comma The decimal separator.
 */
export function format(value, digits, comma) {
  if (Number.isNaN(value)) return "—";
  const text = fixed(Math.abs(value), digits);
  const negative = value < 0 && Number(text) !== 0;
  return (negative ? MINUS : "") + text.replace(".", comma);
}

/** @param {number} size @param {number} digits */
function fixed(size, digits) {
  if (size < HUGE) return size.toFixed(digits);
  return size === Infinity ? "∞" : size.toExponential(digits).replace("+", "");
}

/**
 * As many digits as the value needs, at most `most`: "0,1", "2,25", "1e−7".
 * @param {number} value
 * @param {number} most
 * @param {string} comma
 */
export function formatShort(value, most, comma) {
  if (!Number.isFinite(value)) return format(value, most, comma);
  const size = Math.abs(value);
  const plain = size === 0 || (size >= 10 ** -most && size < 1e15);
  if (!plain) return formatExponent(value, comma);
  return written(String(Number(value.toFixed(most))).replace(/^-0$/, "0"), comma);
}

/** "1,5e6". @param {number} value @param {string} comma */
export const formatExponent = (value, comma) => written(value.toExponential().replace("+", ""), comma);

/** @param {string} text @param {string} comma */
const written = (text, comma) => text.replace(/-/g, MINUS).replace(".", comma);

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/**
 * One digit and a power of ten: "3·10⁻¹⁰"; "0" for nothing.
 * @param {number} value
 */
export function formatPower(value) {
  if (value === 0) return "0";
  const [digit, power] = value.toExponential(0).split("e");
  return `${digit}·10${raised(Number(power))}`;
}

/** A whole number written above the line: "⁻¹⁰". @param {number} value */
export const raised = (value) => [...String(value)].map((sign) => (sign === "-" ? "⁻" : RAISED[Number(sign)])).join("");

const LOWERED = "₀₁₂₃₄₅₆₇₈₉";

/** One from 0 on written below the line: "₁₂". @param {number} value */
export const lowered = (value) => [...String(value)].map((digit) => LOWERED[Number(digit)]).join("");

/**
 * A whole number in groups of three digits: "10.000".
 * @param {number} value
 * @param {string} point Between the groups.
 */
export const formatCount = (value, point) => String(value).replace(/\B(?=(\d{3})+$)/g, point);

/**
 * The number somebody typed, with comma or point, or null where it is none.
 * @param {string} text
 * @returns {number | null}
 */
export function parse(text) {
  const plain = text.trim().replaceAll(MINUS, "-");
  if (!TYPED.test(plain)) return null;
  const value = Number(plain.replace(",", "."));
  return Number.isFinite(value) ? value + 0 : null;
}
