/** Under the plane: the preset and what to look for in it, the class of the next point, and what the drawing means. */

/** @import { Context, State } from "../types.js" */
import { h, icon, mark, symbol } from "../dom.js";
import { classCount } from "./classcount.js";
import { relabel } from "./classes.js";
import { className } from "./classpicker.js";
import { dataMenu } from "./datamenu.js";
import { showText } from "./show.js";
import { undoButtons } from "./undo.js";

/** @typedef {{ element: HTMLElement, update: (state: State) => string }} Menu It returns what to look for in what is chosen. */

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @param {{ menu: Menu, shuffle?: boolean }} [options] What is chosen from, and whether new parameters are asked for here.
 */
export function mount(root, context, { menu, shuffle = true } = { menu: dataMenu(context, ["classification"]) }) {
  const { store, actions, t } = context;
  const palette = h("span", { class: "palette", role: "radiogroup" });
  const remove = tool("btn-delete", "trash", "tools.delete", () => {
    actions.send("remove_point", { index: store.get().ui.selected });
    actions.ui({ selected: -1, hover: -1 });
  });
  const randomize = tool("btn-randomize", "shuffle", "tools.randomize", () => actions.send("randomize"));
  const legends = legend(t);
  const hint = h("p", { "class": "hint", "id": "preset-hint", "role": "status", "data-testid": "preset-hint" });
  menu.element.querySelector("select")?.setAttribute("aria-describedby", hint.id);
  const group = (/** @type {Node[]} */ ...parts) => h("span", { class: "tool-group" }, ...parts);
  const edits = [...undoButtons(context).elements, ...(shuffle ? [randomize] : []), remove];
  const tools = [menu.element, group(palette, classCount(context)), group(...edits)];
  root.append(h("div", { class: "tool-row" }, h("span", { class: "tools" }, ...tools), legends), hint);
  let built = "";

  /** @type {(testid: string, picture: string, label: string, act: () => void) => HTMLButtonElement} */
  function tool(testid, picture, label, act) {
    return h("button", { "type": "button", "class": "icon-btn", "data-testid": testid, "aria-label": t(label), "data-t-label": label, "title": t(label), "data-t-title": label, "onclick": act }, icon(picture));
  }
  /** A chosen point changes its class; with none chosen, the next point will have it. @param {number} k */
  function choose(k) {
    const { selected } = store.get().ui;
    if (selected >= 0) relabel(context, selected, k);
    else actions.ui({ newClass: k });
  }
  /** @param {State} state */
  function update(state) {
    const { classes, labels, margins, ui } = state;
    const shape = `${classes} ${ui.lang}`;
    if (shape !== built) fillPalette(palette, classes, t, choose);
    built = shape;
    const current = ui.selected >= 0 ? labels[ui.selected] : Math.min(ui.newClass, classes - 1);
    showChosen(palette, current);
    palette.setAttribute("aria-label", t(ui.selected >= 0 ? "tools.class" : "tools.new_class"));
    remove.hidden = ui.selected < 0;
    remove.disabled = labels.length < 2;
    legends.classList.toggle("is-marginless", !margins.length);
    showText(hint, menu.update(state));
  }
  update(store.get());
  return store.subscribe(["config", "classes", "labels", "margins", "ui"], update);
}

/** @type {(palette: HTMLElement, classes: number, t: Context["t"], choose: (k: number) => void) => void} */
function fillPalette(palette, classes, t, choose) {
  const buttons = Array.from({ length: classes }, (_, k) => h("button", {
    "type": "button", "role": "radio", "data-class": k, "data-testid": `class-${k}`, "aria-label": className(k, t), "title": className(k, t), "onclick": () => choose(k),
  }, mark(k)));
  palette.replaceChildren(...buttons);
  palette.onkeydown = (event) => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const next = buttons[(buttons.findIndex((one) => one === event.target) + by + classes) % classes];
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

/** @type {(t: Context["t"]) => HTMLElement} */
function legend(t) {
  const entry = (/** @type {string} */ look, /** @type {string} */ key, /** @type {Node[]} */ ...more) =>
    h("span", { class: `legend ${look}` }, h("i", { "aria-hidden": "true" }), h("span", { "data-t": key }, t(key)), ...more);
  return h("span", { class: "legends" }, entry("margin-dots", "tools.margin"), entry("ring", "tools.ring", symbol("L", "i")));
}
