/** One parameter of the matrix: its value over its gradient, with steppers. */

/** @import { Context, State } from "../types.js" */
import { h } from "../dom.js";
import { look } from "../draw/marks.js";
import { flatIndex } from "../edits.js";
import { maskOf } from "../masks.js";
import { numberCell } from "./cell.js";
import { markSize, showNumber } from "./show.js";
import { stepper } from "./stepper.js";
import { carrying, whyButton } from "./why.js";

const NUDGE = 0.1;
const FINE = 0.01;
const FLASH = 400;

/** @typedef {ReturnType<typeof paramCell>} ParamCell */

/**
 * @param {Context} context
 * @param {"W" | "b"} letter
 * @param {number[]} index [k, d] in W, [k] in b.
 * @param {{ move: (key: string) => void, pick: () => boolean }} on See cell.js.
 */
export function paramCell({ actions, store, t }, letter, index, on) {
  const name = `${letter}0`;
  const id = [letter, ...index].join("-");
  const label = `${letter}[${index.join(", ")}]`;
  const [k, d] = index;
  const nudge = (/** @type {number} */ direction, /** @type {boolean} */ fine) =>
    actions.send("nudge", { name, index, by: direction * (fine ? FINE : NUDGE) });
  const set = (/** @type {number} */ value) => actions.send("set_param", { name, index, value });
  const cell = numberCell({ testid: id, label: t(`params.${letter}`, { name: label, k, d }), scrubs: true }, {
    nudge, ...on, commit: set,
    refuse: (value) => store.set({ refusal: { field: label, code: "number", value, args: {} } }),
  });
  const gradient = h("span", { "class": "num", "data-testid": `d${id}` });
  const quantity = /** @type {const} */ ({ kind: "gradient", name, index });
  const why = whyButton(quantity, { class: "g grad", tabindex: -1 }, h("span", { "class": "d", "aria-hidden": "true" }, "∂"), h("span", { class: "vh" }, t("params.gradient", { name: label })), gradient);
  const box = h("div", { class: `cell c${look(k)}`, role: "gridcell", ...carrying(quantity) }, cell.element, why,
    h("span", { class: "steppers" },
      stepper({ testid: `up-${id}`, look: "up", label: t("params.up", { name: label }) }, (fine) => nudge(1, fine)),
      stepper({ testid: `down-${id}`, look: "down", label: t("params.down", { name: label }) }, (fine) => nudge(-1, fine))));

  /** @param {State} state @returns {boolean} Whether its printed digits are others than before. */
  function update({ layout, params, grads }) {
    const at = flatIndex(layout, name, index);
    if (at < 0 || at >= params.length) return false;
    const known = Boolean(cell.element.dataset.value);
    const changed = cell.show(params[at]);
    const slope = grads[at] ?? NaN;
    if (showNumber(gradient, slope)) markSize(gradient, slope);
    return changed && known;
  }
  const symbol = h("span", { class: "m" }, letter, h("sub", { class: "u" }, index.join(",")));
  return { label, symbol, cell, box, gradient: why, nudge, set, update, value: () => Number(cell.element.dataset.value), hidden: () => maskOf({ kind: "parameter", name, index }) !== null };
}

/**
 * What a step or an edit changed lights up once; where nothing may move it is underlined until the next (params.css).
 * @param {ParamCell} cell
 */
export function flash({ box, cell }) {
  const held = cell.element.classList.contains("is-scrubbed");
  if (held || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const colour = "color-mix(in srgb, var(--gradient) 22%, var(--surface))";
  box.animate([{ backgroundColor: colour, offset: 0 }], { duration: FLASH, easing: "ease-out" });
}
