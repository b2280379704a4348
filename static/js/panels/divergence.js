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
      h("p", {}, t("state.diverged.cause", { quantity: quantityWords(diverged.quantity, t) })),
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

/**
 * The engine's "data loss", "gradient of W1" or "parameter b0" in the page's language.
 * @param {string} quantity
 * @param {Context["t"]} t
 */
export function quantityWords(quantity, t) {
  const name = quantity.split(" ").at(-1) ?? "";
  const [kind] = quantity.replace("data loss", "data_loss").split(" ");
  return t(`quantity.${kind}`, { name });
}
