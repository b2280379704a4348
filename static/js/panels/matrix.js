/** The lecture's matrix W | b: each parameter over its gradient, with steppers, on its class's row. */

/** @import { Context, State } from "../types.js" */
/** @import { NumberCell } from "./cell.js" */
import { h, mark, symbol } from "../dom.js";
import { look } from "../draw/marks.js";
import { numberCell } from "./cell.js";
import { roving } from "./roving.js";
import { markLong, showNumber } from "./show.js";
import { stepper } from "./stepper.js";

const NUDGE = 0.1;
const FINE = 0.01;
const FLASH = 400;
const COLUMNS = 3;

/** `index` into the block: [k, d] of W or [k] of b. */
/** @typedef {{ letter: "W" | "b", index: number[], cell: NumberCell, gradient: HTMLElement, box: HTMLElement }} Entry */
/** @typedef {ReturnType<typeof roving>} Stops */

/**
 * @param {HTMLElement} root
 * @param {Context} context
 */
export function mount(root, context) {
  const { store } = context;
  /** @type {Entry[]} */
  let entries = [];
  let built = "";
  const stops = roving(() => entries.map(({ cell }) => cell.element), COLUMNS);

  /** @param {State} state */
  function update(state) {
    const shape = `${state.classes} ${state.ui.lang}`;
    if (shape !== built) {
      entries = build(root, context, state.classes, stops);
      stops.refresh();
      built = shape;
    }
    // While training, parameters come with every picture; as text they change with the other numbers.
    if (state.playing && !state.exact) return;
    for (const entry of entries) updateEntry(entry, state);
  }
  update(store.get());
  return store.subscribe(["params", "grads", "layout", "classes", "ui"], update);
}

/** @type {(entry: Entry, state: State) => void} */
function updateEntry({ letter, index, cell, gradient, box }, { layout, params, grads, playing }) {
  const block = layout.find(({ name }) => name === `${letter}0`);
  if (!block || !params.length) return;
  const at = block.offset + (index.length > 1 ? index[0] * block.shape[1] + index[1] : index[0]);
  const known = Boolean(cell.element.dataset.value);
  const changed = cell.show(params[at]);
  if (showNumber(gradient, grads[at] ?? NaN)) markLong(gradient);
  if (changed && known && !playing) flash(box);
}

/** What a step or a nudge changed lights up once. @param {HTMLElement} box */
function flash(box) {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const colour = "color-mix(in srgb, var(--gradient) 22%, var(--surface))";
  box.animate([{ backgroundColor: colour, offset: 0 }], { duration: FLASH, easing: "ease-out" });
}

/** @type {(root: HTMLElement, context: Context, classes: number, stops: Stops) => Entry[]} */
function build(root, context, classes, stops) {
  const { t } = context;
  const rows = Array.from({ length: classes }, (_, k) => [
    entry(context, "W", [k, 0], stops), entry(context, "W", [k, 1], stops), entry(context, "b", [k], stops),
  ]);
  const grid = h("div", { "class": "matrix", "role": "grid", "aria-label": t("params.grid") }, heading(context), ...brackets());
  rows.forEach((row, k) => {
    const name = h("span", { class: `matrix-name c${look(k)}`, role: "rowheader" }, mark(k), symbol("s", k));
    const line = h("div", { class: "matrix-row", role: "row" }, name, ...row.map(({ box }) => box));
    line.style.setProperty("--row", String(k + 2));
    grid.append(line);
  });
  grid.style.setProperty("--rows", String(classes));
  root.replaceChildren(grid);
  return rows.flat();
}

/** @type {(context: Context) => HTMLElement} */
function heading({ t }) {
  const head = (/** @type {string} */ words, /** @type {HTMLElement} */ letter) =>
    h("span", { class: "matrix-head", role: "columnheader" }, `${words} `, letter);
  return h("div", { class: "matrix-row", role: "row" },
    h("span", { class: "vh", role: "columnheader" }, t("params.class")),
    head(t("params.weight"), symbol("x", 0)), head(t("params.weight"), symbol("x", 1)), head(t("params.bias"), symbol("b")));
}

/** The brackets of W and of b, and "x +" between them: W x + b. */
function brackets() {
  const sides = ["w-left", "w-right", "b-left", "b-right"].map((side) => h("i", { "class": `bracket ${side}`, "aria-hidden": "true" }));
  return [...sides, h("span", { "class": "matrix-plus m", "aria-hidden": "true" }, "x ", h("span", { class: "n" }, "+"))];
}

/** @type {(context: Context, letter: "W" | "b", index: number[], stops: Stops) => Entry} */
function entry({ actions, store, t }, letter, index, stops) {
  const name = `${letter}0`;
  const id = [letter, ...index].join("-");
  const label = `${letter}[${index.join(", ")}]`;
  const nudge = (/** @type {number} */ direction, /** @type {boolean} */ fine) =>
    actions.send("nudge", { name, index, by: direction * (fine ? FINE : NUDGE) });
  const cell = numberCell({ testid: id, label }, {
    nudge,
    commit: (value) => actions.send("set_param", { name, index, value }),
    refuse: (value) => store.set({ refusal: { field: label, code: "number", value, args: {} } }),
    move: (key) => stops.move(cell.element, key),
  });
  cell.element.addEventListener("focus", () => stops.focused(cell.element));
  const gradient = h("span", { "class": "num", "data-testid": `d${id}` });
  const box = h("div", { class: `cell c${look(index[0])}`, role: "gridcell" }, cell.element,
    h("span", { class: "g grad" }, h("span", { class: "d" }, "∂"), gradient),
    h("span", { class: "steppers" },
      stepper({ testid: `up-${id}`, look: "up", label: t("params.up", { name: label }) }, (fine) => nudge(1, fine)),
      stepper({ testid: `down-${id}`, look: "down", label: t("params.down", { name: label }) }, (fine) => nudge(-1, fine))));
  return { letter, index, cell, gradient, box };
}
