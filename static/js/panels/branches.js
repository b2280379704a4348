/** The branches of the session: which is shown, which are laid over it; to rename, leave, begin and drop them. */

/** @import { Context, State } from "../types.js" */
import { h, icon } from "../dom.js";
import { branchRow } from "./branchrow.js";
import { nameOf, shortName } from "./branchwords.js";
import { popover } from "./popover.js";
import { showAttribute, showText } from "./show.js";

/** @param {Context} context */
export function branches(context) {
  const { store, actions, t } = context;
  const caption = h("span", { "class": "label", "data-t": "branches.label" }, t("branches.label"));
  const words = h("span", { class: "branch-now" });
  const button = h("button", { "type": "button", "class": "btn branch-btn", "data-testid": "btn-branches" }, icon("branch"), words);
  const here = h("button", { "type": "button", "class": "btn", "data-testid": "branch-here", "onclick": () => actions.send("fork") });
  const list = h("ul", { class: "branch-list" });
  /** @type {Map<number, ReturnType<typeof branchRow>>} */
  const rows = new Map();
  const menu = popover(button, { label: t("branches.title"), fill: filled });

  function filled() {
    fill(store.get());
    return [list, here];
  }
  /** @param {State} state */
  function update(state) {
    const { branches, branch } = state;
    const name = nameOf(branches, branch, t);
    showText(words, shortName(branches, branch, t));
    showAttribute(button, "aria-label", t("branches.now", { name }));
    showAttribute(button, "title", t("branches.now", { name }));
    showAttribute(menu.box, "aria-label", t("branches.title"));
    if (menu.isOpen) fill(state);
  }
  /** @param {State} state */
  function fill(state) {
    showText(here, t("branches.here", { iteration: state.iteration }));
    const gone = [...rows.keys()].filter((id) => !state.branches.some((one) => one.id === id));
    for (const id of gone) remove(id);
    for (const { id } of state.branches) {
      if (!rows.has(id)) rows.set(id, branchRow(context, id));
      const row = /** @type {ReturnType<typeof branchRow>} */ (rows.get(id));
      if (row.element.parentElement !== list) list.append(row.element);
      row.update(state);
    }
  }
  /** The focus of a branch that is dropped goes to its neighbour. @param {number} id */
  function remove(id) {
    const element = rows.get(id)?.element;
    const next = element?.nextElementSibling ?? element?.previousElementSibling;
    if (element?.contains(document.activeElement)) /** @type {HTMLElement} */ (next?.querySelector("input") ?? here).focus();
    element?.remove();
    rows.delete(id);
  }
  list.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const control = /** @type {HTMLElement} */ (event.target);
    const row = control.closest("li");
    const next = by === 1 ? row?.nextElementSibling : by === -1 && row?.previousElementSibling;
    if (!row || !next) return;
    event.preventDefault();
    /** @type {HTMLElement} */ (next.querySelector(`[data-part="${control.dataset.part}"]`)).focus();
  });
  update(store.get());
  const stop = store.subscribe(["branches", "branch", "overlaid", "changed", "iteration", "curve", "ui"], update);
  return { element: h("div", { class: "branches" }, caption, button, menu.box), stop };
}
