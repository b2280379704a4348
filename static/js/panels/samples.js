/** The table of samples: class, inputs, a score for each class, the loss with its bar, and the mean. */

/** @import { Context, State } from "../types.js" */
import { h, symbol } from "../dom.js";
import { look } from "../draw/marks.js";
import { roving } from "./roving.js";
import { sampleRow } from "./samplerow.js";
import { showNumber, showText } from "./show.js";

/** Editable cells of a row: the class and the two inputs. */
const COLUMNS = 3;
const SCORE_SHARE = 14;

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

  /** @param {State} state */
  function update(state) {
    const shape = `${state.classes} ${state.ui.lang}`;
    if (shape !== built) {
      table = buildTable(context, state.classes);
      root.replaceChildren(table.element);
      rows = [];
      built = shape;
    }
    fit(state);
    const tallest = state.losses.reduce((most, loss) => Math.max(most, loss), 1);
    rows.forEach((row) => row.update(state, tallest));
    table.element.classList.toggle("is-marginless", !state.margins.length);
    showNumber(table.mean, state.totals.data);
    showText(table.caption, context.t("samples.mean", { n: state.labels.length }));
  }
  /** As many rows as samples. @param {State} state */
  function fit(state) {
    const count = state.labels.length;
    if (rows.length === count) return;
    for (const row of rows.splice(count)) row.element.remove();
    while (rows.length < count) {
      rows.push(sampleRow(rows.length, state.classes, context, stops));
      table.body.append(/** @type {HTMLElement} */ (rows.at(-1)?.element));
    }
    stops.refresh();
  }
  root.addEventListener("pointerover", (event) => {
    const row = /** @type {Element} */ (event.target).closest("tr[data-index]");
    actions.ui({ hover: row ? Number(/** @type {HTMLElement} */ (row).dataset.index) : -1 });
  });
  root.addEventListener("pointerleave", () => actions.ui({ hover: -1 }));
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
function buildTable({ t }, classes) {
  const scores = Array.from({ length: classes }, (_, k) => h("th", { class: `s c${look(k)}`, scope: "col" }, symbol("s", k)));
  const head = h("tr", {},
    h("th", { class: "mark-column", scope: "col" }, symbol("y")),
    h("th", { scope: "col" }, symbol("x", 0)), h("th", { scope: "col" }, symbol("x", 1)),
    ...scores, h("th", { class: "L", scope: "col" }, symbol("L", "i")));
  const mean = h("td", { "class": "num total", "data-testid": "loss-mean" });
  const caption = h("td", { class: "label mean", colspan: classes });
  const foot = h("tr", {},
    h("td", { class: "label", colspan: 3 }, h("span", { class: "violation" }, h("span", { class: "violation-dot" }), t("samples.violated"))), caption, mean);
  const body = h("tbody");
  const element = h("table", { "aria-label": t("panel.samples") }, columns(classes), h("thead", {}, head), body, h("tfoot", {}, foot));
  element.style.setProperty("--classes", String(classes));
  return { element, body, mean, caption };
}
