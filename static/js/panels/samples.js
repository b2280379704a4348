/** The table of samples: class or value, inputs, every score, the loss with its bar, and the mean. */

/** @import { Context, State } from "../types.js" */
import { h, symbol } from "../dom.js";
import { look } from "../draw/marks.js";
import { maskOf } from "../masks.js";
import { countOf, isCurve, tested } from "../samples.js";
import { isLinear } from "../scene.js";
import { roving } from "./roving.js";
import { sampleRow } from "./samplerow.js";
import { openSheet, putSamples } from "./samplesheet.js";
import { isTable } from "./sampletext.js";
import { showNumber, showText } from "./show.js";
import { whyButton } from "./why.js";

const SCORE_SHARE = 14;
/** Scores from here on are printed wider: "−22222,92", then "−1,44e153". */
const LONG = 1e4;
/** Rows out of sight are written once nothing has changed for this long, so that hundreds cost no more than a screenful. */
const QUIET = 150;
/** Rows this near to the box count as in sight: a few, so that scrolling and the arrow keys never meet a blank one. */
const MARGIN = "150px 0px";

/**
 * @param {HTMLElement} root
 * @param {Context} context
 */
export function mount(root, context) {
  const { store, actions } = context;
  /** @type {ReturnType<typeof sampleRow>[]} */
  let rows = [];
  /** @type {ReturnType<typeof buildTable>} */
  let table;
  let built = "";
  /** @type {import("./samplerow.js").Shape} */
  let shape = { scores: 0, classes: 0, inputs: 0, first: 0 };
  const stops = roving(() => rows.flatMap(({ cells }) => cells), () => 2 + shape.inputs + shape.scores);

  /** @type {Set<Element>} */
  const inSight = new Set();
  /** @type {any} */
  let later = null;
  let hovered = -1;
  // What is far out of sight is not even painted (samples.css).
  const watch = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      inSight[isIntersecting ? "add" : "delete"](target);
      target.classList.toggle("is-away", !isIntersecting);
    }
    write(({ element }) => inSight.has(element));
  }, /** @type {any} */ ({ rootMargin: MARGIN, scrollMargin: MARGIN }));

  /** @param {(row: ReturnType<typeof sampleRow>) => boolean} [which] */
  function write(which = () => true) {
    const state = store.get();
    if (countOf(state) !== rows.length) return;
    const isTested = tested(state);
    const tallest = state.losses.reduce((most, loss, point) => (maskOf({ kind: "loss", point }) ? most : Math.max(most, loss)), 1);
    for (const row of rows) if (which(row)) row.update(state, tallest, isTested);
  }
  /** @param {State} state */
  function update(state) {
    shape = shapeOf(state);
    const wanted = `${Object.values(shape)} ${state.ui.lang}`;
    if (wanted !== built) {
      table = buildTable(context, shape);
      root.replaceChildren(table.element);
      fit(0);
      built = wanted;
    }
    const grown = fit(countOf(state));
    write(({ element }) => grown || inSight.has(element));
    if (state.ui.hover !== hovered) reveal(state.ui.hover);
    clearTimeout(later);
    later = setTimeout(write, QUIET);
    table.element.classList.toggle("is-marginless", !state.margins.length);
    table.element.classList.toggle("is-huge", state.scores.some((score) => Math.abs(score) >= LONG));
    showNumber(table.mean, state.totals.data);
    showText(table.caption, context.t("samples.mean", { n: trained(state) }));
  }
  /** The row of the sample that the plane's pointer is on comes into the box. @param {number} index */
  function reveal(index) {
    hovered = index;
    const row = rows[index]?.element;
    if (row && !inSight.has(row) && !root.matches(":hover, :focus-within")) root.scrollTop = row.offsetTop - root.clientHeight / 2;
  }
  /** As many rows as samples. @param {number} count @returns {boolean} Whether there are new ones. */
  function fit(count) {
    const before = rows.length;
    if (before === count) return false;
    for (const { element } of rows.splice(count)) {
      watch.unobserve(element);
      inSight.delete(element);
      element.remove();
    }
    while (rows.length < count) {
      const row = sampleRow(rows.length, shape, context, stops);
      rows.push(row);
      table.body.append(row.element);
      watch.observe(row.element);
    }
    stops.refresh();
    return rows.length > before;
  }
  /** @param {Event} event */
  function pointAt({ target }) {
    const row = target instanceof Element ? target.closest("tr[data-index]") : null;
    actions.ui({ hover: row instanceof HTMLElement ? Number(row.dataset.index) : -1 });
  }
  for (const type of ["pointerover", "focusin"]) root.addEventListener(type, pointAt);
  for (const type of ["pointerleave", "focusout"]) root.addEventListener(type, () => actions.ui({ hover: -1 }));
  root.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!isTable(text)) return;
    event.preventDefault();
    event.stopPropagation();
    const wrong = putSamples(text, context);
    if (wrong) store.set({ refusal: { field: "points", code: "", value: "", args: {}, message: wrong } });
  }, true);
  update(store.get());
  return store.subscribe(["points", "labels", "targets", "config", "scores", "losses", "margins", "totals", "classes", "stepped", "ui"], update);
}

/** The table's columns. A network counts its inputs from 1, as its features do. @type {(state: State) => import("./samplerow.js").Shape} */
function shapeOf(state) {
  const { classes, targets } = state;
  const scores = targets ? targets.length / Math.max(1, countOf(state)) : classes;
  return { scores, classes: targets ? 0 : classes, inputs: isCurve(state) ? 1 : 2, first: isLinear() ? 0 : 1 };
}

/** How many samples are learned from. @param {State} state */
function trained(state) {
  const isTested = tested(state);
  return Array.from({ length: countOf(state) }, (_, i) => i).filter((i) => !isTested(i)).length;
}

/** Half of the table is for the scores, at most a seventh for one. @param {import("./samplerow.js").Shape} shape */
function columns({ scores, classes, inputs }) {
  const wide = Array.from({ length: scores }, () => h("col"));
  for (const column of wide) column.style.width = `${Math.min(SCORE_SHARE, 50 / scores)}%`;
  const narrow = Array.from({ length: inputs }, () => h("col", { class: "col-x" }));
  return h("colgroup", {}, h("col", { class: classes ? "col-y" : "col-x" }), ...narrow, ...wide, h("col"));
}

/** @type {(context: Context, shape: import("./samplerow.js").Shape) => { element: HTMLElement, body: HTMLElement, mean: HTMLElement, caption: HTMLElement }} */
function buildTable(context, shape) {
  const { t } = context;
  const { scores, classes, inputs, first } = shape;
  const names = Array.from({ length: scores }, (_, k) => h("th", { class: `s ${classes ? `c${look(k)}` : "is-value"}`, scope: "col" }, symbol("s", scores > 1 ? k : undefined)));
  const places = Array.from({ length: inputs }, (_, d) => h("th", { scope: "col" }, symbol("x", inputs > 1 ? first + d : undefined)));
  const head = h("tr", {}, h("th", { class: classes ? "mark-column" : "", scope: "col" }, symbol("y")), ...places,
    ...names, h("th", { class: "L", scope: "col" }, symbol("L", "i")));
  const mean = whyButton({ kind: "data_loss" }, { "class": "num", "data-testid": "loss-mean" });
  const caption = h("span", { class: "mean" });
  const violated = h("span", { class: "violation" }, h("span", { class: "violation-dot" }), t("samples.violated"));
  const text = h("button", { "type": "button", "class": "samples-open", "data-testid": "samples-open", "aria-haspopup": "dialog", "onclick": () => openSheet(context) }, t("samples.open"));
  const foot = h("tr", {}, h("td", { class: "label", colspan: 1 + inputs + scores }, h("span", { class: "foot" }, violated, text, caption)), h("td", { class: "num total" }, mean));
  const body = h("tbody");
  const element = h("table", { "aria-label": t("panel.samples") }, columns(shape), h("thead", {}, head), body, h("tfoot", {}, foot));
  element.style.setProperty("--classes", String(scores));
  return { element, body, mean, caption };
}
