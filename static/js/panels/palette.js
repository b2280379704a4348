/** The kinds of samples to choose from: the classes, or in regression the lowest and the highest value to reach. */

/** @import { Context, State } from "../types.js" */
import { h, mark } from "../dom.js";
import { formatNumber } from "../i18n.js";
import { goalOf, isCurve, kindsOf, nextKind } from "../samples.js";
import { relabel } from "./classes.js";
import { className } from "./classpicker.js";
import { showAttribute } from "./show.js";

/** @param {Context} context */
export function palette(context) {
  const { store, actions, t } = context;
  const element = h("span", { class: "palette", role: "radiogroup" });
  let built = "";

  /** A chosen point changes its class; with none chosen, the next point will have it. @param {number} k */
  function choose(k) {
    const { selected } = store.get().ui;
    if (selected >= 0) relabel(context, selected, k);
    else actions.ui({ newClass: k });
  }
  /** @param {State} state */
  function update(state) {
    const { labels, targets, ui } = state;
    const names = Array.from({ length: kindsOf(state) }, (_, k) => (targets ? formatNumber(goalOf(state, k)) : className(k, t)));
    if (`${names}` !== built) fill(element, names, targets ? () => mark(0) : mark, choose);
    built = `${names}`;
    element.classList.toggle("is-ramp", Boolean(targets));
    element.hidden = isCurve(state);
    showChosen(element, ui.selected >= 0 && !targets ? labels[ui.selected] : nextKind(state));
    showAttribute(element, "aria-label", t(ui.selected >= 0 ? "tools.class" : "tools.new_class"));
  }
  return { element, update };
}

/** @type {(palette: HTMLElement, names: string[], picture: (k: number) => Node, choose: (k: number) => void) => void} */
function fill(palette, names, picture, choose) {
  const buttons = names.map((name, k) => h("button", {
    "type": "button", "role": "radio", "data-class": k, "data-testid": `class-${k}`, "aria-label": name, "title": name, "onclick": () => choose(k),
  }, picture(k)));
  palette.replaceChildren(...buttons);
  palette.onkeydown = (event) => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const next = buttons[(buttons.findIndex((one) => one === event.target) + by + buttons.length) % buttons.length];
    next.focus();
    next.click();
  };
}

/** @type {(palette: HTMLElement, current: number) => void} */
function showChosen(palette, current) {
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (palette.querySelectorAll("[role=radio]"))) {
    const chosen = Number(button.dataset.class) === current;
    button.setAttribute("aria-checked", String(chosen));
    button.tabIndex = chosen ? 0 : -1;
  }
}
