/** Who is taken for whom: the samples of each class by the class predicted, of the training or of the test. */

/** @import { Context, State } from "../types.js" */
import { control } from "../controls.js";
import { h, mark } from "../dom.js";
import { tested } from "../samples.js";
import { className } from "./classpicker.js";
import { showNumber, showText } from "./show.js";

/**
 * The samples in each cell of the matrix, by the true class, then by the predicted one.
 * @param {Pick<State, "labels" | "predicted" | "classes">} state
 * @param {(i: number) => boolean} chosen
 * @returns {number[][][]}
 */
export function confusionOf({ labels, predicted, classes }, chosen) {
  const cells = Array.from({ length: classes }, () => Array.from({ length: classes }, () => /** @type {number[]} */ ([])));
  for (let i = 0; i < predicted.length; i += 1) if (chosen(i)) cells[labels[i]]?.[predicted[i]]?.push(i);
  return cells;
}

/** @param {Context} context @returns {import("./chart.js").Pane} */
export function confusion({ store, actions, t }) {
  const split = control({ name: "split", kind: "choice", default: "train", choices: ["train", "test"] }, { label: "chart.split", look: "segmented", testid: "confusion-split" });
  const table = h("table", {});
  const note = h("p", { class: "chart-note" });
  let seen = false;
  let built = "";
  /** @type {number[][][]} */
  let cells = [];

  /** Ring the sample of the cell after the one that is ringed. @param {number} truth @param {number} guess */
  function walk(truth, guess) {
    const samples = cells[truth][guess];
    const { hover } = store.get().ui;
    const next = samples.find((i) => i > hover) ?? samples[0] ?? -1;
    actions.ui({ hover: next });
  }
  /** @param {number} classes */
  function build(classes) {
    const ks = Array.from({ length: classes }, (_, k) => k);
    const head = (/** @type {number} */ k, /** @type {string} */ scope) => h("th", { scope }, mark(k), h("span", { class: "vh" }, className(k, t)));
    const cell = (/** @type {number} */ truth, /** @type {number} */ guess) => h("td", {}, h("button", {
      "type": "button", "class": `num cell c${truth % 6}`, "data-testid": `confusion-${truth}-${guess}`, "onclick": () => walk(truth, guess),
    }));
    table.replaceChildren(
      h("caption", { class: "vh" }, t("chart.confusion")),
      h("thead", {}, h("tr", {}, h("td", { "class": "label" }, t("chart.truth")), ...ks.map((k) => head(k, "col")))),
      h("tbody", {}, ...ks.map((truth) => h("tr", {}, head(truth, "row"), ...ks.map((guess) => cell(truth, guess))))));
  }
  /** @param {State} state */
  function update(state) {
    if (!seen) return;
    const { classes, labels, predicted, config, ui } = state;
    const apart = Number(config?.test_fraction) > 0;
    const sorts = predicted.length > 0 && labels.length > 0;
    split.hidden = !apart || !sorts;
    table.hidden = !sorts;
    const test = tested(state);
    const wanted = apart && split.value === "test";
    cells = confusionOf(state, (i) => test(i) === wanted);
    if (built !== `${classes} ${ui.lang}`) build(classes);
    built = `${classes} ${ui.lang}`;
    fill();
  }
  function fill() {
    let [right, all] = [0, 0];
    cells.forEach((row, truth) => row.forEach(({ length }, guess) => {
      const button = /** @type {HTMLElement} */ (table.querySelector(`[data-testid="confusion-${truth}-${guess}"]`));
      const whole = row.reduce((sum, samples) => sum + samples.length, 0);
      [right, all] = [right + (truth === guess ? length : 0), all + length];
      if (!showNumber(button, length, 0)) return;
      button.style.setProperty("--share", String(whole ? length / whole : 0));
      button.setAttribute("aria-label", t("chart.cell", { n: length, truth: className(truth, t), guess: className(guess, t) }));
    }));
    showText(note, all ? t("chart.right", { right, all, wrong: all - right }) : t("chart.none"));
  }
  split.addEventListener("input", () => update(store.get()));
  store.subscribe(["labels", "predicted", "classes", "slopes", "config", "ui"], update);
  return {
    element: h("div", { class: "confusion" }, table, h("div", { class: "confusion-side" }, split, note)),
    open(open) {
      seen = open;
      update(store.get());
    },
  };
}
