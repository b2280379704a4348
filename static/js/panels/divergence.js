/** The card over the plane when training left the finite numbers: what happened, and two ways on. */

/** @import { Context, State } from "../types.js" */
import { lowest } from "../curve.js";
import { h } from "../dom.js";
import { formatShort } from "../i18n.js";

/**
 * @param {HTMLElement} plane
 * @param {Context} context
 */
export function mount(plane, { store, actions, t }) {
  const card = h("div", { class: "card is-error", role: "alert", tabindex: -1, hidden: true });
  plane.after(card);
  let shown = "";

  /** @param {State} state */
  function update(state) {
    const { diverged, config, curve, ui } = state;
    card.hidden = !diverged;
    plane.classList.toggle("is-diverged", Boolean(diverged));
    const now = diverged && config ? `${diverged.iteration} ${config.optimizer.learning_rate} ${ui.lang}` : "";
    if (now === shown) return;
    shown = now;
    if (!diverged || !config) return card.replaceChildren();
    const target = lowest(curve);
    const rate = (limitOf(state) ?? Number(config.optimizer.learning_rate)) / 2;
    card.replaceChildren(
      h("strong", {}, t("state.diverged", { iteration: diverged.iteration })),
      h("p", {}, cause(state, t)),
      h("span", { class: "row" },
        h("button", { type: "button", class: "btn primary", onclick: () => back(target) }, t("state.diverged.back", { iteration: target })),
        h("button", { type: "button", class: "btn", onclick: () => retry(target, rate) }, t("state.diverged.retry", { rate }))));
    card.scrollIntoView({ block: "nearest" }); // a phone may be scrolled to its panels
  }
  /** To where the loss was smallest: the last finite numbers themselves are beyond use. @param {number} iteration */
  function back(iteration) {
    actions.send("goto", { iteration });
  }
  /** From there on with a smaller step. @param {number} iteration @param {number} learning_rate */
  function retry(iteration, learning_rate) {
    back(iteration);
    actions.send("configure", { changes: { optimizer: { learning_rate } } });
    actions.send("play", { rate: store.get().ui.speed });
  }
  update(store.get());
  return store.subscribe(["diverged", "config", "ui"], update);
}

/** The limit of the step size, where it is the cause. @param {State} state */
function limitOf({ diverged, config }) {
  const limit = diverged?.limit ?? Infinity;
  return Number(config?.optimizer.learning_rate) > limit ? limit : null;
}

/** What stopped being finite, and from which step size on that had to happen. @type {(state: State, t: Context["t"]) => string} */
function cause(state, t) {
  const sentences = [t("state.diverged.cause", { quantity: quantityWords(state.diverged?.quantity ?? "", t) })];
  const limit = limitOf(state);
  const strength = Number(state.config?.penalty.l2);
  if (limit !== null) sentences.push(t("state.diverged.limit", { strength: formatShort(strength), limit: formatShort(limit) }));
  return sentences.join(" ");
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
