/** The two buttons that take an edit back and do it again. */

/** @import { Context, State } from "../types.js" */
import { h, icon } from "../dom.js";

/**
 * @param {Context} context
 * @returns {{ elements: HTMLButtonElement[], stop: () => void }}
 */
export function undoButtons({ store, actions, t }) {
  const undo = button("undo", () => actions.undo());
  const redo = button("redo", () => actions.redo());

  /** @param {"undo" | "redo"} name @param {() => void} act */
  function button(name, act) {
    const label = `tools.${name}`;
    return h("button", { "type": "button", "class": "icon-btn", "data-testid": `btn-${name}`, "aria-label": t(label), "data-t-label": label, "title": t(label), "data-t-title": label, "onclick": act }, icon(name));
  }
  /** Still in the tab order while it has nothing to do, so that the focus is never lost. @param {State} state */
  function update({ undoable, redoable }) {
    undo.setAttribute("aria-disabled", String(!undoable));
    redo.setAttribute("aria-disabled", String(!redoable));
  }
  update(store.get());
  return { elements: [undo, redo], stop: store.subscribe(["undoable", "redoable"], update) };
}
