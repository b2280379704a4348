/** The lecture's matrix W | b: each parameter over its gradient, with steppers, on its class's row. */

/** @import { Context, State } from "../types.js" */
/** @import { ParamCell } from "./paramcell.js" */
import { h, mark, symbol } from "../dom.js";
import { look } from "../draw/marks.js";
import { checkBadge } from "./check.js";
import { editBar } from "./editbar.js";
import { flash, paramCell } from "./paramcell.js";
import { roving } from "./roving.js";

const COLUMNS = 3;

/**
 * @param {HTMLElement} root
 * @param {Context} context
 */
export function mount(root, context) {
  const { store } = context;
  /** @type {ParamCell[]} */
  let cells = [];
  let chosen = 0;
  let built = "";
  let ran = true;
  const stops = roving(() => cells.map(({ cell }) => cell.element), () => COLUMNS);
  const bar = editBar(context, () => cells[chosen]);
  const check = checkBadge(context);

  /** @param {number} index @returns {boolean} Whether it was the chosen one already. */
  function choose(index) {
    const was = chosen === index;
    chosen = index;
    cells.forEach(({ box }, i) => box.classList.toggle("is-chosen", i === chosen));
    bar.show();
    return was;
  }
  /** @param {number} classes */
  function build(classes) {
    const letters = Array.from({ length: classes }, (_, k) => [/** @type {const} */ (["W", [k, 0]]), /** @type {const} */ (["W", [k, 1]]), /** @type {const} */ (["b", [k]])]);
    cells = letters.flat().map(([letter, index], i) => paramCell(context, letter, [...index], {
      move: (key) => stops.move(cells[i].cell.element, key),
      pick: () => choose(i),
    }));
    cells.forEach(({ box, cell: { element } }, i) => {
      element.addEventListener("focus", () => {
        stops.focused(element);
        choose(i);
      });
      box.addEventListener("click", () => choose(i));
    });
    root.replaceChildren(grid(context, cells), bar.element, check.element);
    stops.refresh();
    choose(Math.max(0, Math.min(chosen, cells.length - 1)));
  }
  /** @param {State} state */
  function update(state) {
    const shape = `${state.classes} ${state.ui.lang}`;
    if (shape !== built) build(state.classes);
    built = shape;
    // While training, parameters come with every picture; as text they change with the other numbers.
    if (state.playing && !state.exact) return;
    const changed = cells.filter((cell) => cell.update(state));
    bar.show();
    if (changed.length) for (const cell of cells) cell.box.classList.toggle("is-changed", changed.includes(cell));
    if (!ran && !state.playing) changed.forEach(flash);
    ran = state.playing;
  }
  update(store.get());
  const stop = store.subscribe(["params", "grads", "layout", "classes", "playing", "ui"], update);
  return () => [stop, check.stop].forEach((end) => end());
}

/** @type {(context: Context, cells: ParamCell[]) => HTMLElement} */
function grid(context, cells) {
  const element = h("div", { "class": "matrix", "role": "grid", "aria-label": context.t("params.grid") }, heading(context), ...brackets());
  const classes = cells.length / COLUMNS;
  for (let k = 0; k < classes; k += 1) {
    const name = h("span", { class: `matrix-name c${look(k)}`, role: "rowheader" }, mark(k), symbol("s", k));
    const row = cells.slice(COLUMNS * k, COLUMNS * (k + 1)).map(({ box }) => box);
    const line = h("div", { class: "matrix-row", role: "row" }, name, ...row);
    line.style.setProperty("--row", String(k + 2));
    element.append(line);
  }
  element.style.setProperty("--rows", String(classes));
  return element;
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
