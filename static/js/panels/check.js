/** The badge beside the gradients: press it to check them all; then it says how it went, and opens what was found. */

/** @import { Context, State } from "../types.js" */
/** @import { Verdict } from "../checking.js" */
import { isStale, verdict } from "../checking.js";
import { h, icon } from "../dom.js";
import { badgeWords, figures, kinkLines, remarks } from "./checkwords.js";
import { popover } from "./popover.js";
import { showText } from "./show.js";

/** @type {Partial<Record<Verdict, string>>} */
const SIGNS = { passed: "check", kinks: "warn", infinite: "warn", convention: "warn", surrogate: "warn", wrong: "warn" };

/** How a gradient is checked. @param {Context["t"]} t */
function method(t) {
  const loss = (/** @type {string} */ sign) => [h("span", { class: "cal" }, "L"), h("span", { class: "n" }, "("), "θ ", h("span", { class: "n" }, sign), " h", h("span", { class: "n" }, ")")];
  const difference = h("span", { "class": "m", "aria-hidden": "true" }, h("span", { class: "n" }, "("), ...loss("+"), " − ", ...loss("−"), h("span", { class: "n" }, ") / 2"), "h");
  return h("p", { class: "check-method" }, t("check.method"), " ", difference, ".");
}

/** @param {Context} context */
export function checkBadge({ store, actions, t }) {
  const words = h("span", { class: "check-words" });
  const sign = h("span", { class: "check-sign" });
  const button = h("button", { "type": "button", "class": "check-badge", "data-testid": "check", "title": t("check.help"), "data-t-title": "check.help" }, sign, words);
  const pop = popover(button, { label: t("check.title"), fill: () => filling(store.get()), ready });
  const element = h("div", { class: "check" }, button, pop.box);
  /** @type {unknown[]} */
  let shown = [];

  /** With nothing to tell, a press begins a check. */
  function ready() {
    const now = verdict(store.get().check);
    if (now === "none") actions.send("check");
    return now !== "none" && now !== "running";
  }
  /** @param {State} state @returns {Node[]} */
  function filling(state) {
    const { check } = state;
    if (!check?.result) return [];
    const stale = isStale(state);
    const rows = figures(check, state, t).flatMap(([name, value]) => [h("dt", {}, name), h("dd", { class: "num" }, ...value)]);
    const kinks = kinkLines(check, state, t).map((line) => h("li", {}, ...line));
    const again = h("button", { "type": "button", "class": "btn", "data-testid": "check-again", "onclick": repeat }, t("check.again"));
    return [
      h("p", { class: "check-head" }, t(`check.${verdict(check)}.head`)), method(t), h("dl", {}, ...rows),
      ...remarks(check, state, t).map((text) => h("p", {}, text)), ...(kinks.length ? [h("ul", {}, ...kinks)] : []),
      ...(stale ? [h("p", { class: "check-stale" }, t("check.changed")), again] : []),
    ];
  }
  function repeat() {
    pop.close(true);
    actions.send("check");
  }
  /** @param {State} state */
  function update(state) {
    const { check, ui } = state;
    const stale = isStale(state);
    const now = [check?.id, check?.result, stale, ui.lang];
    if (now.every((part, i) => part === shown[i])) return;
    shown = now;
    const said = verdict(check);
    element.dataset.verdict = said;
    element.classList.toggle("is-stale", stale);
    button.toggleAttribute("aria-busy", said === "running");
    sign.replaceChildren(...(said === "running" ? [h("i", { class: "spin" })] : SIGNS[said] ? [icon(/** @type {string} */ (SIGNS[said]))] : []));
    showText(words, badgeWords(state, t));
    pop.box.setAttribute("aria-label", t("check.title"));
    if (!pop.isOpen) return;
    if (check?.result) pop.refill();
    else pop.close(pop.box.contains(document.activeElement));
  }
  update(store.get());
  return { element, stop: store.subscribe(["check", "iteration", "ui", "config"], update) };
}
