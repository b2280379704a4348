/** One row of the table of samples. */

/** @import { Context, State } from "../types.js" */
import { h, mark } from "../dom.js";
import { look } from "../draw/marks.js";
import { numberCell } from "./cell.js";
import { classPicker } from "./classpicker.js";
import { showNumber } from "./show.js";

const NUDGE = 0.1;
const FINE = 0.01;

/**
 * @param {number} i
 * @param {number} classes
 * @param {Context} context
 * @param {ReturnType<typeof import("./roving.js").roving>} stops
 */
export function sampleRow(i, classes, context, stops) {
  const picker = classPicker(i, classes, context, (key) => stops.move(picker.element, key));
  const inputs = [0, 1].map((d) => inputCell(i, d, context, stops));
  const scores = Array.from({ length: classes }, (_, k) => h("td", { "class": `num s c${look(k)}`, "data-testid": `s-${i}-${k}` }));
  const loss = h("td", { "class": "num L", "data-testid": `loss-${i}` });
  const symbolBox = h("span", { class: "class-mark" });
  const element = h("tr", { "data-testid": `row-${i}`, "data-index": i },
    h("td", { class: "mark-column" }, symbolBox, picker.element),
    ...inputs.map(({ element }) => h("td", { class: "x" }, element)),
    ...scores, loss);
  const editable = [picker.element, ...inputs.map(({ element }) => element)];
  for (const cell of editable) cell.addEventListener("focus", () => stops.focused(cell));
  let label = -1;

  /** @param {State} state @param {number} tallest The loss of a full bar. */
  function update(state, tallest) {
    const was = label;
    label = state.labels[i];
    if (label !== was) {
      symbolBox.replaceChildren(mark(label));
      picker.show(label);
    }
    inputs.forEach((cell, d) => cell.show(state.points[2 * i + d]));
    scores.forEach((cell, k) => updateScore(cell, state, i * classes + k, k === label));
    element.classList.toggle("is-hover", state.ui.hover === i);
    const value = state.losses[i] ?? NaN;
    if (!showNumber(loss, value) && loss.dataset.bar === String(tallest)) return;
    loss.dataset.bar = String(tallest);
    loss.style.setProperty("--share", String(Number.isFinite(value) ? value / tallest : 0));
    element.classList.toggle("is-free", value === 0);
  }
  return { element, editable, update };
}

/** @type {(cell: HTMLElement, state: State, at: number, own: boolean) => void} */
function updateScore(cell, { scores, margins }, at, own) {
  showNumber(cell, scores[at] ?? NaN);
  cell.classList.toggle("is-own", own);
  cell.classList.toggle("is-violating", margins[at] === 1 && !own);
}

/** @type {(i: number, d: number, context: Context, stops: ReturnType<typeof import("./roving.js").roving>) => import("./cell.js").NumberCell} */
function inputCell(i, d, { store, actions, t }, stops) {
  const name = `x[${i}, ${d}]`;
  const label = t("samples.input", { i: i + 1, d });
  const move = (/** @type {number} */ value) => {
    const point = [...store.get().points.subarray(2 * i, 2 * i + 2)];
    point[d] = value;
    actions.send("move_point", { index: i, point });
  };
  const cell = numberCell({ testid: `x-${i}-${d}`, label }, {
    commit: move,
    nudge: (direction, fine) => move(Number((store.get().points[2 * i + d] + direction * (fine ? FINE : NUDGE)).toFixed(12))),
    refuse: (value) => store.set({ refusal: { field: name, code: "number", value, args: {} } }),
    move: (key) => stops.move(cell.element, key),
  });
  return cell;
}
