/** Beside the table of samples the receipt's rows are the table's: row i is sample i, and both scroll together. */

/** @import { Actions, Receipt } from "../types.js" */
/** @import { Line } from "./receiptlines.js" */
import { t } from "../i18n.js";

/** A sample that has no term: nothing is learned from it. @type {(point: number) => Line} */
const blank = (point) => ({ math: [], words: t("receipt.untrained"), working: "", value: "—", look: "zero", point });

/**
 * @param {HTMLElement} root
 * @param {HTMLElement} rows
 * @param {Actions} actions
 * @param {AbortSignal} signal
 */
export function besideSamples(root, rows, actions, signal) {
  const samples = root.parentElement?.querySelector(":scope > .samples") ?? null;
  const aligned = () => root.classList.contains("is-aligned");
  /** @param {Element} from @param {Element} to */
  function keepUp(from, to) {
    if (aligned() && to.scrollTop !== from.scrollTop) to.scrollTop = from.scrollTop;
  }
  samples?.addEventListener("scroll", () => keepUp(samples, rows), { signal });
  rows.addEventListener("scroll", () => samples && keepUp(rows, samples), { signal });
  /** @param {Event} event */
  function point({ target, type }) {
    const row = type === "pointerover" && target instanceof Element ? target.closest("tr[data-index]") : null;
    actions.ui({ hover: row instanceof HTMLElement ? Number(row.dataset.index) : -1 });
  }
  for (const type of ["pointerover", "pointerleave"]) rows.addEventListener(type, point, { signal });

  return {
    /** One row for each of `count` samples, where every one that is learned from has its term. @type {(lines: Line[], receipt: Receipt, count: number) => Line[]} */
    arrange(lines, { terms, rest }, count) {
      const own = Boolean(samples) && !rest && terms.length > 0 && terms.every(({ point }) => point !== null);
      root.classList.toggle("is-aligned", own);
      if (!own) return lines;
      const byPoint = new Map(lines.map((line) => [line.point, line]));
      const all = Array.from({ length: count }, (_, i) => byPoint.get(i) ?? blank(i));
      if (samples) queueMicrotask(() => keepUp(samples, rows));
      return all;
    },
    /** @param {number} index @param {HTMLElement[]} list */
    hover(index, list) {
      for (const row of list) row.classList.toggle("is-hover", row.dataset.index === String(index));
    },
  };
}
