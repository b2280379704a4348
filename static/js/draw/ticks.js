/** Round numbers along an axis. */

const ROUND = [1, 2, 5, 10];
/** Digits without the rounding of a product, also of enormous ones. */
const PRECISE = 12;

/**
 * The smallest 1, 2 or 5 × 10ᵐ, or other such digits, that is at least `least`.
 * @param {number} least
 * @param {number[]} digits Ascending, from 1 to 10.
 */
export function roundUp(least, digits = ROUND) {
  const decade = 10 ** Math.floor(Math.log10(least) + 1e-9);
  const digit = digits.find((value) => value * decade >= least * (1 - 1e-9)) ?? 10;
  return Number((digit * decade).toPrecision(2));
}

/**
 * Multiples of a round step between low and high, at least `gap` apart when the span takes `length` pixels.
 * @param {number} low
 * @param {number} high
 * @param {number} length
 * @param {number} gap
 * @returns {{ values: number[], digits: number }} `digits`: decimals that tell the ticks apart.
 */
export function ticks(low, high, length, gap) {
  const step = roundUp(((high - low) * gap) / length);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const values = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
    values.push(Number((i * step).toPrecision(PRECISE)));
  }
  return { values, digits };
}
