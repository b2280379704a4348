/** Which loss, its formula, and the L2 penalty with the convention it is written in. */

/** @import { Context, State } from "../types.js" */
import { control } from "../controls.js";
import { h } from "../dom.js";
import { formula, LOSSES } from "./formulas.js";
import { settingOf } from "./settings.js";

/**
 * @param {HTMLElement} root
 * @param {Context} context
 */
export function mount(root, { store, actions, t, schema }) {
  const configure = (/** @type {Record<string, unknown>} */ changes) => actions.send("configure", { changes });
  const loss = control({ name: "loss", kind: "choice", default: LOSSES[0], choices: LOSSES }, {
    label: "family.loss", look: "segmented", testid: "loss-name",
  });
  const strength = control(settingOf(schema, "penalty", "l2", "strength"), {
    label: "penalty.l2", symbol: "λ", look: "number", testid: "l2",
  });
  const convention = control(settingOf(schema, "penalty", "l2", "convention"), {
    label: "setting.convention", look: "select", testid: "l2-convention", word: (choice) => `convention.${choice}`,
  });
  loss.addEventListener("input", () => configure({ loss: { name: loss.value } }));
  strength.addEventListener("input", () => configure({ penalty: { l2: strength.value } }));
  convention.addEventListener("input", () => configure({ penalty: { l2_convention: convention.value } }));
  const equation = h("div", { class: "formula m", role: "math" });
  const note = h("p", { "class": "note", "data-t": "convention.cs231n.help" }, t("convention.cs231n.help"));
  root.append(
    h("span", { "class": "label", "data-t": "family.loss" }, t("family.loss")), loss, equation, strength,
    h("div", { class: "row convention" }, h("span", { "class": "label", "data-t": "setting.convention" }, t("setting.convention")), convention),
    note);

  /** @param {State} state */
  function update({ config, ui }) {
    if (!config) return;
    const { name } = config.loss;
    loss.value = name;
    strength.value = config.penalty.l2;
    convention.value = config.penalty.l2_convention;
    note.classList.toggle("is-silent", config.penalty.l2_convention !== "cs231n");
    const key = `${name} ${ui.lang}`;
    if (equation.dataset.key === key) return;
    equation.dataset.key = key;
    equation.setAttribute("aria-label", t(`formula.${name}`));
    equation.replaceChildren(...formula(name));
  }
  update(store.get());
  return store.subscribe(["config", "ui"], update);
}
