/** Weights, gradients and activations of every layer as histograms; asked for only while they are looked at. */

/** @import { Context, State } from "../types.js" */
import { sharpCanvas, watchTokens } from "../canvas.js";
import { h } from "../dom.js";
import { drawHistogram } from "../draw/histogram.js";
import { formatShort } from "../i18n.js";
import { showAttribute, showText } from "./show.js";

const KINDS = ["weights", "gradients", "activations"];

/** @param {Context} context @returns {import("./chart.js").Pane} */
export function histograms({ store, actions, t }) {
  const canvas = h("canvas", { "aria-hidden": "true" });
  const sheet = h("div", { "class": "histogram-sheet" }, canvas);
  const names = h("div", { class: "histogram-rows" });
  const heads = KINDS.map((kind) => h("span", { "class": "label", "data-t": `chart.${kind}` }, t(`chart.${kind}`)));
  const element = h("div", { "class": "histograms", "role": "img" }, h("div", { class: "histogram-heads" }, h("span", {}), ...heads), h("div", { class: "histogram-body" }, names, sheet));
  let seen = false;
  const watch = watchTokens(draw);
  const paper = sharpCanvas(canvas, draw);

  function draw() {
    const { histograms: rows } = store.get();
    if (!seen || !paper.width || !rows?.length) return;
    const { tokens } = watch;
    const [width, height] = [paper.width / KINDS.length, paper.height / rows.length];
    paper.context.clearRect(0, 0, paper.width, paper.height);
    rows.forEach((row, layer) => row.forEach((histogram, kind) => {
      const box = { left: kind * width, top: layer * height, width: width - 12 * tokens.unit, height: height - 3 * tokens.unit };
      drawHistogram({ g: paper.context, u: tokens.unit, tokens }, box, { ...histogram, colour: kind === 1 ? tokens.gradient : tokens.text2, word: (value) => formatShort(Number(value.toPrecision(2))) });
    }));
  }
  /** @param {State} state */
  function update({ histograms: rows }) {
    if (!seen) return;
    const layers = rows?.length ?? 0;
    showAttribute(element, "aria-label", t("chart.histograms.label", { layers }));
    element.style.setProperty("--rows", String(Math.max(1, layers)));
    while (names.children.length > layers) names.lastChild?.remove();
    while (names.children.length < layers) names.append(h("span", { class: "label" }));
    [...names.children].forEach((name, layer) => showText(name, layer + 1 < layers ? String(layer + 1) : t("chart.output")));
    draw();
  }
  store.subscribe(["histograms", "ui"], update);
  return {
    element,
    open(open) {
      if (open !== seen) actions.subscribe({ histograms: open });
      seen = open;
      update(store.get());
    },
  };
}
