/** One equation: data loss + regularisation = total loss, over a bar of the two shares; beside it one sample's loss. */

/** @import { Context, State } from "../types.js" */
import { h, symbol } from "../dom.js";
import { maskOf, told } from "../masks.js";
import { formula } from "./formulas.js";
import { lossTerms } from "./totals.js";
import { workedTerms } from "./worked.js";

/** What the bar tells of. */
const KINDS = /** @type {const} */ (["data_loss", "penalty", "total"]);

/**
 * @param {HTMLElement} root
 * @param {Context} context
 */
export function mount(root, context) {
  const { store, t } = context;
  const terms = lossTerms(t);
  const shares = [h("i", { class: "share-data" }), h("i", { class: "share-penalty" })];
  const penalty = penaltyFormula(context);
  terms.penalty.append(penalty.element);
  const sample = workedLoss();
  root.append(...terms.elements, h("span", { "class": "stack", "aria-hidden": "true" }, ...shares), sample.element);

  /** @param {State} state */
  function update(state) {
    const { totals } = state;
    terms.update(totals);
    const hidden = KINDS.some((kind) => maskOf({ kind }));
    const whole = sizeOf(totals.data) + sizeOf(totals.penalty) || 1;
    shares[0].style.flexGrow = String(hidden ? 0 : sizeOf(totals.data) / whole);
    shares[1].style.flexGrow = String(hidden ? 0 : sizeOf(totals.penalty) / whole);
    penalty.update(state);
    sample.update(state);
  }
  update(store.get());
  return store.subscribe(["totals", "config", "scores", "losses", "labels", "ui"], update);
}

/** ½λΣW² or λΣW², as the convention has it. @param {Context} context */
function penaltyFormula({ t }) {
  const element = h("span", { "class": "m penalty-formula", "role": "math", "data-testid": "penalty-formula" });
  let shown = "";

  /** @param {State} state */
  function update({ config, ui }) {
    const convention = String(config?.penalty.l2_convention ?? "");
    if (!convention || shown === `${convention} ${ui.lang}`) return;
    shown = `${convention} ${ui.lang}`;
    element.replaceChildren(...formula(convention));
    element.setAttribute("aria-label", t(`formula.l2.${convention}`));
  }
  return { element, update };
}

/** L_i with the numbers of the sample last pointed at, by pointer or keyboard. */
function workedLoss() {
  const element = h("p", { "class": "worked num", "data-testid": "worked" });
  let shown = "";
  let i = -1;

  /** @param {State} state */
  function update({ config, classes, scores, losses, labels, ui }) {
    i = [ui.hover, ui.selected, i].find((one) => one >= 0) ?? -1;
    const known = config && i >= 0 && i < labels.length && scores.length >= (i + 1) * classes;
    const row = Array.from(known ? scores.subarray(i * classes, (i + 1) * classes) : [], (score, unit) => told({ kind: "score", point: i, unit }, score));
    const terms = known ? workedTerms(config.loss.name, { scores: row, label: labels[i] }) : [];
    const result = `= ${told({ kind: "loss", point: i }, losses[i] ?? NaN)}`;
    const text = `${i} ${terms} ${result}`;
    if (text === shown) return;
    shown = text;
    element.classList.toggle("is-many", terms.length > 3);
    const parts = terms.flatMap((term, at) => [at ? " + " : " = ", unbroken(term)]);
    element.replaceChildren(...(terms.length ? [symbol("L", i + 1), ...parts, " ", unbroken(result)] : []));
  }
  return { element, update };
}

/** @param {string} text */
const unbroken = (text) => h("span", { class: "worked-term" }, text);

/** @param {number} value */
const sizeOf = (value) => (Number.isFinite(value) && value > 0 ? value : 0);
