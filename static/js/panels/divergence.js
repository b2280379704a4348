/** The card over the plane when training left the finite numbers: what happened, why, and the ways on. */

/** @import { Config, Context, Divergence, State } from "../types.js" */
import { h } from "../dom.js";
import { formatCompact } from "../i18n.js";
import { raised } from "../numbers.js";
import { isLinear } from "../scene.js";

/**
 * @param {HTMLElement} plane
 * @param {Context} context
 */
export function mount(plane, { store, actions, t }) {
  const card = h("div", { class: "card is-error", role: "alert", tabindex: -1, hidden: true });
  plane.after(card);
  /** @type {unknown[]} */
  let shown = [];

  /** @param {State} state */
  function update(state) {
    const { diverged, config, ui } = state;
    const inside = card.contains(document.activeElement);
    card.hidden = !diverged;
    plane.classList.toggle("is-diverged", Boolean(diverged));
    const now = [diverged, config?.optimizer, config?.penalty, ui.lang];
    if (now.every((part, i) => part === shown[i])) return;
    shown = now;
    if (!diverged || !config) {
      card.replaceChildren();
      // What was pressed is gone: the focus goes on to what goes on.
      if (inside) /** @type {HTMLElement | null} */ (document.querySelector("[data-testid=btn-play]"))?.focus({ preventScroll: true });
      return;
    }
    const { iteration, quantity, best } = diverged;
    card.replaceChildren(
      h("strong", {}, t("state.diverged", { iteration })),
      h("p", {}, [t("state.diverged.cause", { quantity: quantityWords(quantity, t) }), why(diverged, config, t)].join(" ").trim()),
      h("span", { class: "row" },
        h("button", { type: "button", class: "btn primary", onclick: () => back(best) }, t("state.diverged.back", { iteration: best })),
        ...smaller(diverged).map((rate) =>
          h("button", { type: "button", class: "btn", onclick: () => retry(best, rate) }, t("state.diverged.retry", { rate: formatCompact(rate) })))));
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

/** Half the step size; and half its limit, where that is smaller still. @type {(diverged: Divergence) => number[]} */
function smaller({ rate, limit }) {
  const half = rate / 2;
  return limit !== null && limit < half ? [half, Number((limit / 2).toPrecision(2))] : [half];
}

/** The step size against its limit. @type {(diverged: Divergence, config: Config, t: Context["t"]) => string} */
export function why({ rate, limit, exact, cause, best, adaptive }, { optimizer, penalty }, t) {
  if (limit === null) return !adaptive ? "" : t("state.diverged.adaptive", { name: t(`optimizer.${optimizer.name}`) });
  const how = exact ? t("state.diverged.exact") : t("state.diverged.estimated", { iteration: best });
  const words = { rate: formatCompact(rate), limit: formatCompact(Number(limit.toPrecision(3))), how };
  if (cause === null) return t(exact ? "state.diverged.large" : "state.diverged.grew", words);
  if (cause === "curvature") return t("state.diverged.curvature", words);
  const decay = optimizer.weight_decay === undefined ? "penalty" : "decay";
  return t(`state.diverged.${decay}`, { ...words, strength: formatCompact(Number(decay === "decay" ? optimizer.weight_decay : penalty.l2)) });
}

/**
 * The engine's "data loss", "gradient of W1" or "parameter b0" in the page's language.
 * @param {string} quantity
 * @param {Context["t"]} t
 */
export function quantityWords(quantity, t) {
  const name = quantity.split(" ").at(-1) ?? "";
  const [kind] = quantity.replace("data loss", "data_loss").split(" ");
  return t(`quantity.${kind}`, { name: symbolOf(name) });
}

/** Layers count from 1, and a linear classifier has but one: "W", or "W⁽²⁾" of a network's second layer. @param {string} name */
function symbolOf(name) {
  const [letter, layer] = [name.slice(0, 1), Number(name.slice(1))];
  return isLinear() ? letter : `${letter}⁽${raised(layer + 1)}⁾`;
}
