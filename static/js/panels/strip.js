/** The settings of a network in one line: each a button with its value, which opens its controls. */

/** @import { Context, State } from "../types.js" */
/** @import { Group } from "./settinggroup.js" */
import { h, icon } from "../dom.js";
import { checkBadge } from "./check.js";
import { popover } from "./popover.js";
import { showText } from "./show.js";
import { stripSets } from "./stripsets.js";

/**
 * @param {HTMLElement} root
 * @param {Context} context
 */
export function mount(root, context) {
  const { store, actions, t } = context;
  const check = checkBadge(context);
  const sets = stripSets(context).map((set) => setButton(root, context, set));
  const randomize = h("button", { "type": "button", "class": "btn new-weights", "data-testid": "btn-randomize", "aria-label": t("tools.randomize"), "data-t-label": "tools.randomize", "title": t("tools.randomize"), "data-t-title": "tools.randomize", "onclick": () => actions.send("randomize") },
    icon("shuffle"), h("span", { "data-t": "strip.weights" }, t("strip.weights")));
  root.append(...sets.map(({ element }) => element), check.element, randomize);

  /** @param {State} state */
  function update(state) {
    for (const set of sets) set.update(state);
  }
  update(store.get());
  const stop = store.subscribe(["config", "points", "ui"], update);
  return () => [stop, check.stop].forEach((end) => end());
}

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @param {import("./stripsets.js").StripSet} set
 */
function setButton(root, context, { key, label, symbol, value, fill }) {
  const { store, t } = context;
  const name = h("span", { class: "label" }, h("span", { "data-t": label }, t(label)), ...(symbol ? [" ", h("span", { class: "m" }, symbol)] : []));
  const shown = h("span", { class: "set-value num" });
  const button = h("button", { "type": "button", "class": "set", "data-testid": `set-${key}` }, name, shown);
  /** @type {Group[]} */
  let groups = [];
  const pop = popover(button, {
    label: t(label),
    fill() {
      groups = fill();
      follow(store.get());
      return groups.flatMap(({ nodes }) => nodes);
    },
  });
  const element = h("div", { class: "set-box" }, button, pop.box);

  /** @param {State} state */
  function follow({ config }) {
    if (config) groups.forEach((group) => group.update(config));
  }
  /** @param {State} state */
  function update(state) {
    if (!state.config) return;
    const words = value(state.config, state);
    showText(shown, words);
    element.hidden = !words;
    if (pop.isOpen) follow(state);
  }
  return { element, update };
}
