/** Work that takes long: how far it is, and a way to end it. Over the transport, so that nothing moves for it. */

/** @import { Context, State } from "../types.js" */
import { h } from "../dom.js";
import { formatCount } from "../i18n.js";
import { showAttribute, showText } from "./show.js";

/**
 * @param {Context} context
 * @param {() => void} refocus Where the focus goes when it was here and the work is done.
 */
export function longWork({ store, actions, t }, refocus) {
  const words = h("span", { class: "num" });
  const bar = h("progress", { "aria-label": t("work.label"), "data-t-label": "work.label" });
  const cancel = h("button", { "type": "button", "class": "btn", "data-testid": "btn-cancel", "data-t": "work.cancel", "onclick": () => actions.cancel() }, t("work.cancel"));
  const element = h("div", { "class": "work", "data-testid": "work", "hidden": true }, words, bar, cancel);

  /** @param {State} state */
  function update({ progress }) {
    if (!progress?.cancellable && cancel === document.activeElement) refocus();
    element.hidden = !progress;
    if (!progress) return;
    const { done, of, cancellable, checks } = progress;
    const text = t(checks ? "work.checking" : cancellable ? "work.steps" : "work.resuming", { done: formatCount(done), of: formatCount(of) });
    cancel.hidden = !cancellable;
    bar.max = of;
    bar.value = done;
    showText(words, text);
    showAttribute(bar, "aria-valuetext", text);
  }
  update(store.get());
  return { element, stop: store.subscribe(["progress", "ui"], update) };
}
