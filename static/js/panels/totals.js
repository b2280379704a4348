/** Data loss + regularisation = total loss: the terms wherever they stand, and a line of them with accuracy and test. */

/** @import { Context, State, Totals, Translate } from "../types.js" */
import { h } from "../dom.js";
import { formatPercent } from "../i18n.js";
import { keep, markSize, showNumber, showText } from "./show.js";
import { whyButton } from "./why.js";

/** @type {["data" | "penalty" | "total", "data_loss" | "penalty" | "total", string][]} */
const TERMS = [["data", "data_loss", "data-loss"], ["penalty", "penalty", "penalty"], ["total", "total", "total-loss"]];
const SIGNS = ["+", "="];
/** @type {["accuracy" | "testAccuracy", string][]} */
const SHARES = [["accuracy", "accuracy"], ["testAccuracy", "test-accuracy"]];

/** @param {Translate} t */
export function lossTerms(t) {
  const numbers = TERMS.map(([, kind, testid]) => whyButton({ kind }, { "class": "big num", "data-testid": testid }));
  const terms = TERMS.map(([term], i) => h("span", { class: "term" }, numbers[i], h("span", { "class": "label", "data-t": `losses.${term}` }, t(`losses.${term}`))));
  const elements = terms.flatMap((term, i) => (SIGNS[i] ? [term, h("span", { class: "sign" }, SIGNS[i])] : [term]));
  return {
    elements,
    penalty: terms[1],
    /** @param {Totals} totals */
    update(totals) {
      TERMS.forEach(([term], i) => showNumber(numbers[i], totals[term]) && markSize(numbers[i], totals[term]));
    },
  };
}

/**
 * @param {HTMLElement} root
 * @param {Context} context
 */
export function mount(root, { store, t }) {
  const terms = lossTerms(t);
  const test = h("span", { "class": "big num", "data-testid": "test-loss" });
  const shares = SHARES.map(([, testid]) => h("span", { "class": "big num", "data-testid": testid }));
  const named = (/** @type {HTMLElement} */ number, /** @type {string} */ key) =>
    h("span", { class: "term" }, number, h("span", { "class": "label", "data-t": key }, t(key)));
  const accuracy = named(shares[0], "losses.accuracy");
  const tests = [named(test, "losses.test"), named(shares[1], "losses.test_accuracy")];
  root.append(h("span", { class: "paid" }, ...terms.elements, tests[0]), h("span", { class: "right" }, accuracy, tests[1]));

  /** @param {State} state */
  function update({ totals }) {
    terms.update(totals);
    if (showNumber(test, totals.testLoss)) markSize(test, totals.testLoss);
    SHARES.forEach(([name], i) => {
      keep(shares[i], totals[name]);
      showText(shares[i], formatPercent(totals[name]));
    });
    accuracy.hidden = Number.isNaN(totals.accuracy);
    tests[0].hidden = Number.isNaN(totals.testLoss);
    tests[1].hidden = Number.isNaN(totals.testAccuracy);
  }
  update(store.get());
  return store.subscribe(["totals", "ui"], update);
}
