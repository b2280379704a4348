/** One row of the table of samples. */

/** @import { Context, Quantity, State } from "../types.js" */
import { h, mark } from "../dom.js";
import { look } from "../draw/marks.js";
import { maskOf } from "../masks.js";
import { numberCell } from "./cell.js";
import { classPicker } from "./classpicker.js";
import { justStepped } from "./cuewords.js";
import { markSize, showNumber } from "./show.js";
import { carrying, whyButton } from "./why.js";

const NUDGE = 0.1;
const FINE = 0.01;

/**
 * How many scores, classes (0 in regression) and inputs there are, and what the first input is counted as.
 * @typedef {{ scores: number, classes: number, inputs: number, first: number }} Shape
 */

/**
 * @param {number} i
 * @param {Shape} shape
 * @param {Context} context
 * @param {ReturnType<typeof import("./roving.js").roving>} stops
 */
export function sampleRow(i, shape, context, stops) {
  const goal = shape.classes ? goalPicker(i, shape.classes, context, stops) : goalCell(i, context, stops);
  const inputs = Array.from({ length: shape.inputs }, (_, d) => inputCell(i, d, shape.first, context, stops));
  const scores = Array.from({ length: shape.scores }, (_, k) => answer({ kind: "score", point: i, unit: k }, `s-${i}-${k}`, stops));
  const loss = answer({ kind: "loss", point: i }, `loss-${i}`, stops);
  const lossBox = h("td", { class: "num L" }, loss);
  const scoreBoxes = scores.map((score, k) => h("td", { class: `num s ${shape.classes ? `c${look(k)}` : "is-value"}` }, score));
  const element = h("tr", { "data-testid": `row-${i}`, "data-index": i, ...carrying({ kind: "loss", point: i }) },
    goal.cell,
    ...inputs.map(({ element }) => h("td", { class: "x" }, element)),
    ...scoreBoxes, lossBox);
  const cells = [goal.element, ...inputs.map(({ element }) => element), ...scores, loss];
  for (const cell of cells) cell.addEventListener("focus", () => stops.focused(cell));

  let longest = NaN;

  /** @type {(state: State, tallest: number, isTested: (i: number) => boolean) => void} `tallest` is the loss of a full bar. */
  function update(state, tallest, isTested) {
    goal.show(state);
    element.classList.toggle("is-test", isTested(i));
    inputs.forEach((cell, d) => cell.show(state.points[2 * i + d]));
    scores.forEach((cell, k) => updateScore(cell, scoreBoxes[k], state, i * shape.scores + k, k === state.labels[i]));
    element.classList.toggle("is-hover", state.ui.hover === i);
    element.classList.toggle("is-puller", justStepped(state)?.pulled?.point === i);
    const value = state.losses[i] ?? NaN;
    const rewritten = showNumber(loss, value) && markSize(loss, value);
    if (!rewritten && longest === tallest) return;
    longest = tallest;
    const known = Number.isFinite(value) && !maskOf({ kind: "loss", point: i });
    lossBox.style.setProperty("--share", String(known ? value / tallest : 0));
    element.classList.toggle("is-free", known && value === 0);
  }
  return { element, cells, update };
}

/** @typedef {{ cell: HTMLElement, element: HTMLElement, show: (state: State) => void }} Goal */
/** @typedef {ReturnType<typeof import("./roving.js").roving>} Stops */

/** The class, with its mark. @type {(i: number, classes: number, context: Context, stops: Stops) => Goal} */
function goalPicker(i, classes, context, stops) {
  const picker = classPicker(i, classes, context, (key) => stops.move(picker.element, key));
  const box = h("span", { class: "class-mark" });
  const cell = h("td", { class: "mark-column" }, box, picker.element);
  let shown = -1;
  /** @param {State} state */
  function show({ labels }) {
    if (labels[i] === shown) return;
    shown = labels[i];
    box.replaceChildren(mark(shown));
    picker.show(shown);
  }
  return { cell, element: picker.element, show };
}

/** The value to reach. @type {(i: number, context: Context, stops: Stops) => Goal} */
function goalCell(i, { store, actions, t }, stops) {
  const put = (/** @type {number} */ value) => actions.send("relabel", { index: i, label: value });
  const cell = numberCell({ testid: `y-${i}`, label: t("samples.value", { i: i + 1 }) }, {
    commit: put,
    nudge: (direction, fine) => put(nudged(Number(store.get().targets?.[i]), direction, fine)),
    refuse: (value) => store.set({ refusal: { field: `y[${i}]`, code: "number", value, args: {} } }),
    move: (key) => stops.move(cell.element, key),
  });
  return { cell: h("td", { class: "x" }, cell.element), element: cell.element, show: ({ targets }) => cell.show(targets?.[i] ?? NaN) };
}

/** A nudge keeps no rounding dust. @type {(value: number, direction: number, fine: boolean) => number} */
const nudged = (value, direction, fine) => Number((value + direction * (fine ? FINE : NUDGE)).toFixed(12));

/** @type {(cell: HTMLElement, box: HTMLElement, state: State, at: number, own: boolean) => void} */
function updateScore(cell, box, { scores, margins }, at, own) {
  showNumber(cell, scores[at] ?? NaN);
  box.classList.toggle("is-own", own);
  box.classList.toggle("is-violating", margins[at] === 1 && !own);
}

/** A number that the engine has computed. @type {(quantity: Quantity, testid: string, stops: Stops) => HTMLElement} */
function answer(quantity, testid, stops) {
  const cell = whyButton(quantity, { "class": "num", "data-testid": testid, "tabindex": -1 });
  cell.addEventListener("keydown", (event) => {
    if (!event.key.startsWith("Arrow") || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    event.preventDefault();
    stops.move(cell, event.key);
  });
  return cell;
}

/** @type {(i: number, d: number, first: number, context: Context, stops: Stops) => import("./cell.js").NumberCell} */
function inputCell(i, d, first, { store, actions, t }, stops) {
  const name = `x[${i}, ${d}]`;
  const label = t("samples.input", { i: i + 1, d: first + d });
  const move = (/** @type {number} */ value) => {
    const point = [...store.get().points.subarray(2 * i, 2 * i + 2)];
    point[d] = value;
    actions.send("move_point", { index: i, point });
  };
  const cell = numberCell({ testid: `x-${i}-${d}`, label }, {
    commit: move,
    nudge: (direction, fine) => move(nudged(store.get().points[2 * i + d], direction, fine)),
    refuse: (value) => store.set({ refusal: { field: name, code: "number", value, args: {} } }),
    move: (key) => stops.move(cell.element, key),
  });
  return cell;
}
