/** The table of samples: class, inputs, a score for each class, the loss with its bar, and the mean. */

/** @import { Context, State } from "../types.js" */
import { h, symbol } from "../dom.js";
import { look } from "../draw/marks.js";
import { roving } from "./roving.js";
import { sampleRow } from "./samplerow.js";
import { openSheet, putSamples } from "./samplesheet.js";
import { isTable } from "./sampletext.js";
import { showNumber, showText } from "./show.js";

/** Editable cells of a row: the class and the two inputs. */
const COLUMNS = 3;
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
  const stops = roving(() => rows.flatMap(({ editable }) => editable), COLUMNS);

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
    if (state.labels.length !== rows.length) return;
    const tallest = state.losses.reduce((most, loss) => Math.max(most, loss), 1);
    for (const row of rows) if (which(row)) row.update(state, tallest);
  }
  /** @param {State} state */
  function update(state) {
    const shape = `${state.classes} ${state.ui.lang}`;
    if (shape !== built) {
      table = buildTable(context, state.classes);
      root.replaceChildren(table.element);
      fit(0);
      built = shape;
    }
    const grown = fit(state.labels.length);
    write(({ element }) => grown || inSight.has(element));
    if (state.ui.hover !== hovered) reveal(state.ui.hover);
    clearTimeout(later);
    later = setTimeout(write, QUIET);
    table.element.classList.toggle("is-marginless", !state.margins.length);
    table.element.classList.toggle("is-huge", state.scores.some((score) => Math.abs(score) >= LONG));
    showNumber(table.mean, state.totals.data);
    showText(table.caption, context.t("samples.mean", { n: state.labels.length }));
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
      const row = sampleRow(rows.length, store.get().classes, context, stops);
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
  return store.subscribe(["points", "labels", "scores", "losses", "margins", "totals", "classes", "ui"], update);
}

/** Half of the table is for the scores, at most a seventh for one. @param {number} classes */
function columns(classes) {
  const scores = Array.from({ length: classes }, () => h("col"));
  for (const column of scores) column.style.width = `${Math.min(SCORE_SHARE, 50 / classes)}%`;
  return h("colgroup", {}, h("col", { class: "col-y" }), h("col", { class: "col-x" }), h("col", { class: "col-x" }), ...scores, h("col"));
}

/** @type {(context: Context, classes: number) => { element: HTMLElement, body: HTMLElement, mean: HTMLElement, caption: HTMLElement }} */
function buildTable(context, classes) {
  const { t } = context;
  const scores = Array.from({ length: classes }, (_, k) => h("th", { class: `s c${look(k)}`, scope: "col" }, symbol("s", k)));
  const head = h("tr", {},
    h("th", { class: "mark-column", scope: "col" }, symbol("y")),
    h("th", { scope: "col" }, symbol("x", 0)), h("th", { scope: "col" }, symbol("x", 1)),
    ...scores, h("th", { class: "L", scope: "col" }, symbol("L", "i")));
  const mean = h("td", { "class": "num total", "data-testid": "loss-mean" });
  const caption = h("span", { class: "mean" });
  const violated = h("span", { class: "violation" }, h("span", { class: "violation-dot" }), t("samples.violated"));
  const text = h("button", { "type": "button", "class": "samples-open", "data-testid": "samples-open", "aria-haspopup": "dialog", "onclick": () => openSheet(context) }, t("samples.open"));
  const foot = h("tr", {}, h("td", { class: "label", colspan: 3 + classes }, h("span", { class: "foot" }, violated, text, caption)), mean);
  const body = h("tbody");
  const element = h("table", { "aria-label": t("panel.samples") }, columns(classes), h("thead", {}, head), body, h("tfoot", {}, foot));
  element.style.setProperty("--classes", String(classes));
  return { element, body, mean, caption };
}
