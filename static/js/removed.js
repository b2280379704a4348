/** What is open and what is hidden belongs to samples, not to rows: when one goes, those after it take theirs along. No DOM in here. */

/** @import { Masks, Quantity, State } from "./types.js" */
import { keyOf } from "./masks.js";

/** Of one sample; its number stands second in the key of a mask that has it. */
const OF_SAMPLE = new Set(["score", "loss"]);

/**
 * @param {Pick<State["ui"], "open" | "masks">} ui
 * @param {number} index Of the sample that goes.
 * @returns {Pick<State["ui"], "open" | "masks">} `open` is null where it was that sample's.
 */
export function withoutSample({ open, masks }, index) {
  return { open: open && quantityWithout(open, index), masks: masksWithout(masks, index) };
}

/** @type {(quantity: Quantity, index: number) => Quantity | null} */
function quantityWithout(quantity, index) {
  if (!("point" in quantity) || quantity.point < index) return quantity;
  return quantity.point === index ? null : { ...quantity, point: quantity.point - 1 };
}

/** @type {(masks: Masks, index: number) => Masks} */
function masksWithout(masks, index) {
  return Object.fromEntries(Object.entries(masks).flatMap(([key, why]) => {
    const [kind, point, unit] = key.split(" ");
    if (!OF_SAMPLE.has(kind)) return [[key, why]];
    const place = { point: Number(point), ...(unit === undefined ? {} : { unit: Number(unit) }) };
    const kept = quantityWithout(/** @type {Quantity} */ ({ kind, ...place }), index);
    return kept ? [[keyOf(kept), why]] : [];
  }));
}
