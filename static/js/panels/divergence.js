/** The card over the plane when training left the finite numbers: what happened, and two ways on. */

/** @import { Context, State } from "../types.js" */
import { h } from "../dom.js";

/**
 * @param {HTMLElement} plane
 * @param {Context} context
 */
export function mount(plane, { store, actions, t }) {
  const card = h("div", { class: "card is-error", role: "alert", hidden: true });
  plane.after(card);

  /** @param {State} state */
  function update({ diverged, config }) {
    card.hidden = !diverged;
    plane.classList.toggle("is-diverged", Boolean(diverged));
    if (!diverged || !config) return card.replaceChildren();
    const rate = Number(config.optimizer.learning_rate) / 2;
    card.replaceChildren(
      h("strong", {}, t("state.diverged", { iteration: diverged.iteration })),
      h("p", {}, t("state.diverged.cause", { quantity: t(`quantity.${diverged.quantity}`) })),
      h("span", { class: "row" },
        h("button", { type: "button", class: "btn primary", onclick: () => actions.send("reset") }, t("state.diverged.reset")),
        h("button", { type: "button", class: "btn", onclick: () => retry(rate) }, t("state.diverged.retry", { rate }))));
  }
  /** From the same start, with half the step. @param {number} learning_rate */
  function retry(learning_rate) {
    actions.send("configure", { changes: { optimizer: { learning_rate } } });
    actions.send("reset");
  }
  update(store.get());
  return store.subscribe(["diverged", "config", "ui"], update);
}
