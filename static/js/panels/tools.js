/** Under the plane: the preset and what to look for in it, the class of the next point, and what the drawing means. */

/** @import { Context, State } from "../types.js" */
import { h, icon } from "../dom.js";
import { countOf, isCurve } from "../samples.js";
import { classCount } from "./classcount.js";
import { dataMenu } from "./datamenu.js";
import { legends } from "./legends.js";
import { palette } from "./palette.js";
import { showAttribute, showText } from "./show.js";
import { undoButtons } from "./undo.js";

/** @typedef {{ element: HTMLElement, update: (state: State) => string }} Menu It returns what to look for in what is chosen. */

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @param {{ menu: Menu, shuffle?: boolean }} [options] What is chosen from, and whether new parameters are asked for here.
 */
export function mount(root, context, { menu, shuffle = true } = { menu: dataMenu(context, ["classification"]) }) {
  const { store, actions, t } = context;
  const kinds = palette(context);
  const meanings = legends(context);
  const brush = tool("brush", "brush", "tools.brush", () => actions.ui({ brush: !store.get().ui.brush }));
  const soft = tool("soft", "bands", "tools.soft", () => actions.ui({ soft: !store.get().ui.soft }));
  const remove = tool("btn-delete", "trash", "tools.delete", () => {
    actions.send("remove_point", { index: store.get().ui.selected });
    actions.ui({ selected: -1, hover: -1 });
  });
  const randomize = tool("btn-randomize", "shuffle", "tools.randomize", () => actions.send("randomize"));
  const hint = h("p", { "class": "hint", "id": "preset-hint", "role": "status", "data-testid": "preset-hint" });
  menu.element.querySelector("select")?.setAttribute("aria-describedby", hint.id);
  const group = (/** @type {Node[]} */ ...parts) => h("span", { class: "tool-group" }, ...parts);
  const edits = [brush, ...undoButtons(context).elements, ...(shuffle ? [randomize] : []), remove];
  const tools = [menu.element, group(kinds.element, classCount(context)), group(...edits), soft];
  root.append(h("div", { class: "tool-row" }, h("span", { class: "tools" }, ...tools), meanings.element), hint);

  /** @type {(testid: string, picture: string, label: string, act: () => void) => HTMLButtonElement} */
  function tool(testid, picture, label, act) {
    return h("button", { "type": "button", "class": "icon-btn", "data-testid": testid, "aria-label": t(label), "data-t-label": label, "title": t(label), "data-t-title": label, "onclick": act }, icon(picture));
  }
  /** @param {State} state */
  function update(state) {
    const { grid, ui } = state;
    kinds.update(state);
    meanings.update(state);
    remove.hidden = ui.selected < 0;
    remove.disabled = countOf(state) < 2;
    soft.hidden = !grid || isCurve(state);
    showAttribute(soft, "aria-pressed", String(ui.soft));
    showAttribute(brush, "aria-pressed", String(ui.brush));
    showText(hint, menu.update(state));
  }
  update(store.get());
  return store.subscribe(["config", "classes", "labels", "targets", "margins", "slopes", "grid", "ui"], update);
}
