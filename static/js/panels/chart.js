/** What training has done, in four tabs: the losses, who is taken for whom, the samples, histograms of every layer. */

/** @import { Context, State } from "../types.js" */
import { h } from "../dom.js";
import { formatNumber } from "../i18n.js";
import { told } from "../masks.js";
import { confusion } from "./confusion.js";
import { histograms } from "./histograms.js";
import { logButton, lossCurve } from "./losscurve.js";
import * as samples from "./samples.js";
import { showAttribute } from "./show.js";
import * as tabs from "./tabs.js";

/** A pane is told when it opens and closes: what is not seen is neither drawn nor asked for. @typedef {{ element: HTMLElement, open: (seen: boolean) => void }} Pane */

/** @type {[string, (context: Context) => Pane][]} */
const PANES = [["loss", losses], ["confusion", confusion], ["samples", table], ["histograms", histograms]];

/**
 * @param {HTMLElement} root
 * @param {Context} context
 */
export function mount(root, context) {
  const { t } = context;
  const list = h("div", { "class": "chart-tabs", "role": "tablist", "aria-label": t("panel.chart"), "data-t-label": "panel.chart" });
  root.append(list);
  const panes = PANES.map(([name, make]) => {
    const pane = make(context);
    list.append(h("button", { "type": "button", "role": "tab", "id": `tab-chart-${name}`, "data-tab": name, "data-testid": `tab-${name}`, "aria-controls": `chart-${name}`, "data-t": `chart.${name}` }, t(`chart.${name}`)));
    const holder = h("div", { "class": `pane pane-${name}`, "id": `chart-${name}`, "role": "tabpanel", "aria-labelledby": `tab-chart-${name}` }, pane.element);
    root.append(holder);
    return { name, pane, holder };
  });
  tabs.mount(root, list, (open) => {
    for (const { name, pane, holder } of panes) {
      holder.hidden = name !== open;
      pane.open(name === open);
    }
  });
}

/** Of training, of the test where there is one, and with the penalty. @param {Context} context @returns {Pane} */
function losses(context) {
  const { store, t } = context;
  const plot = h("div", { "class": "plot", "role": "img", "data-testid": "loss-chart" });
  const log = logButton(context, "btn-chart-log");
  let seen = false;
  const chart = lossCurve(plot, context, {
    beside: "data",
    large: true,
    series({ curve, totals }, tokens) {
      const tested = Number.isFinite(totals.testLoss);
      const rest = { values: curve.total, colour: tokens.text3, width: 0.6 * tokens.curveWidth, label: named("total", told({ kind: "total" }, totals.total)) };
      const test = { values: curve.test, colour: tokens.text2, width: tokens.curveWidth, label: named("test", formatNumber(totals.testLoss)), dash: [5, 3] };
      const training = { values: curve.data, colour: tokens.text, width: tokens.curveWidth, label: named("train", told({ kind: "data_loss" }, totals.data)) };
      return [...(totals.penalty > 0 ? [rest] : []), ...(tested ? [test] : []), training];
    },
    tip(curve, at) {
      const args = { i: curve.iteration[at], train: told({ kind: "data_loss" }, curve.data[at]), test: formatNumber(curve.test[at]) };
      return t(Number.isFinite(curve.test[at]) ? "chart.tip.test" : "chart.tip", args);
    },
  });
  /** @type {(name: string, value: string) => string} */
  const named = (name, value) => `${t(`chart.curve.${name}`)} ${value}`;

  /** @param {State} state */
  function update({ totals, iteration, ui }) {
    if (!seen) return;
    chart.draw();
    showAttribute(plot, "aria-label", t("chart.curve", { i: iteration, train: told({ kind: "data_loss" }, totals.data), test: formatNumber(totals.testLoss) }));
    showAttribute(log, "aria-pressed", String(ui.logLoss));
  }
  store.subscribe(["curve", "totals", "iteration", "ticks", "curves", "overlaid", "branches", "ui"], update);
  return {
    element: h("div", { class: "plot-box" }, plot, log),
    open(open) {
      seen = open;
      update(store.get());
    },
  };
}

/** The table of the samples, as in the linear scene: made when it is first looked at. @param {Context} context @returns {Pane} */
function table(context) {
  const element = h("div", { "class": "samples", "data-panel": "samples" });
  let made = false;
  return {
    element,
    open(open) {
      if (open && !made) samples.mount(element, context);
      made ||= open;
    },
  };
}
