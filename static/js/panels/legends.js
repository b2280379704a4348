/** What the drawing on the plane means: margin, rings, samples tested on, the colours of a value. */

/** @import { Context, State } from "../types.js" */
import { h, mark, symbol } from "../dom.js";
import { formatNumber } from "../i18n.js";
import { countOf, extremes, isCurve, tested } from "../samples.js";
import { showAttribute, showText } from "./show.js";

/** @param {Context} context */
export function legends({ t }) {
  const margin = entry("margin-dots", h("span", { "data-t": "tools.margin" }, t("tools.margin")));
  const ring = entry("ring", symbol("L", "i"), h("span", { "class": "vh", "data-t": "tools.ring" }, t("tools.ring")));
  const kept = h("span", { "class": "legend", "data-testid": "legend-test" }, hollow(), h("span", { "data-t": "tools.test" }, t("tools.test")));
  const [low, high] = [h("span", { class: "num" }), h("span", { class: "num" })];
  const ramp = h("span", { class: "legend ramp", hidden: true }, low, h("i", { "aria-hidden": "true" }), high);
  const element = h("span", { class: "legends" }, margin, ramp, kept, ring);

  /** @param {State} state */
  function update(state) {
    const { margins, targets } = state;
    margin.hidden = !margins.length || Boolean(state.grid);
    const isTested = tested(state);
    const count = Array.from({ length: countOf(state) }, (_, i) => i).filter(isTested).length;
    kept.hidden = !count;
    showAttribute(kept, "title", t("tools.tested", { n: count }));
    ramp.hidden = !targets?.length || isCurve(state);
    ring.hidden = !kept.hidden || Boolean(targets);
    if (targets) extremes(targets).forEach((value, i) => showText(i ? high : low, formatNumber(value)));
  }
  return { element, update };
}

/** @type {(look: string, ...words: Node[]) => HTMLElement} */
const entry = (look, ...words) => h("span", { class: `legend ${look}` }, h("i", { "aria-hidden": "true" }), ...words);

function hollow() {
  const made = mark(0);
  made.classList.add("is-hollow");
  return made;
}
