/** Numbers written so that a difference is seen: two losses around an update, a change, a slope. No DOM in here. */

/** @import { Stepped } from "../types.js" */
/** @import { Way } from "./betrules.js" */
import { formatCompact, formatNumber } from "../i18n.js";

const FEWEST = 2;
const MOST = 6;

/** The digits at which two numbers are written differently. @param {number} from @param {number} to */
export function digitsApart(from, to) {
  for (let digits = FEWEST; digits < MOST; digits += 1) if (formatNumber(from, digits) !== formatNumber(to, digits)) return digits;
  return from === to ? FEWEST : MOST;
}

/** "0,02"; "1e−9" where so many digits would be zeros. @param {number} value */
export function besideNothing(value) {
  const digits = digitsApart(0, value);
  const seen = formatNumber(value, digits) !== formatNumber(0, digits);
  return seen || value === 0 ? formatNumber(value, digits) : formatCompact(value);
}

/** "+0,02". @param {number} change */
export const signed = (change) => (change > 0 ? `+${besideNothing(change)}` : besideNothing(change));

/**
 * What the total became, as it is printed: a change too small for that is none.
 * @param {Pick<Stepped, "before" | "after">} stepped
 * @returns {{ from: string, to: string, way: Way }}
 */
export function totalOf({ before, after }) {
  const digits = digitsApart(before.total, after.total);
  const [from, to] = [before.total, after.total].map((total) => formatNumber(total, digits));
  return { from, to, way: from === to ? "stayed" : after.total < before.total ? "fell" : "rose" };
}
