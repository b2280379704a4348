/** What one hidden layer is made of, in a sheet under its name: activation, dropout, frozen or not, and away with it. */

/** @import { Context, Setting } from "../types.js" */
/** @import { Control } from "../controls.js" */
/** @import { Layer } from "./networkmodel.js" */
import { control } from "../controls.js";
import { h, icon } from "../dom.js";

/** @typedef {(changes: Layer) => void} Change */

/**
 * @param {Context} context
 * @param {number} l
 * @param {Layer} layer
 * @param {Change} change
 * @param {() => void} remove
 */
export function layerSheet({ schema, t }, l, layer, change, remove) {
  const members = schema.families.activation;
  const choices = members.map(({ name }) => name);
  const activation = control({ name: "activation", kind: "choice", default: choices[0], choices }, {
    label: "field.activation", look: "select", testid: `activation-${l}`, onInput: (name) => change({ activation: { name } }),
  });
  const dropout = control(layerSetting(schema, "dropout"), {
    label: "setting.dropout", look: "number", testid: `dropout-${l}`, onInput: (value) => change({ dropout: value }),
  });
  const frozen = control(layerSetting(schema, "frozen"), {
    label: "network.frozen", testid: `frozen-${l}`, onInput: (value) => change({ frozen: value }),
  });
  const settings = h("div", { class: "net-settings" });
  const away = h("button", { "type": "button", "class": "btn", "data-testid": `remove-layer-${l}`, "onclick": remove }, icon("trash"), t("network.removeLayer"));
  /** @type {Control[]} */
  let own = [];
  let shown = "";

  /** @param {Layer} next */
  function update(next) {
    const chosen = /** @type {{ name: string } & Record<string, any>} */ (next.activation);
    if (shown !== chosen.name) own = ownSettings(members.find(({ name }) => name === chosen.name)?.settings ?? [], chosen, change);
    if (shown !== chosen.name) settings.replaceChildren(...own);
    shown = chosen.name;
    activation.value = chosen.name;
    for (const one of own) one.value = chosen[/** @type {string} */ (one.dataset.setting)];
    dropout.value = next.dropout;
    frozen.value = next.frozen;
  }
  update(layer);
  const line = h("div", { class: "net-line" }, h("span", { class: "label" }, t("field.activation")), activation);
  return { content: [line, settings, dropout, frozen, away], update };
}

/** The settings of an activation itself, as slope or pieces. @type {(settings: Setting[], chosen: Record<string, any>, change: Change) => Control[]} */
function ownSettings(settings, chosen, change) {
  return settings.map((setting) => {
    const made = control(setting, {
      label: `setting.${setting.name}`, look: "number", value: chosen[setting.name],
      onInput: (value) => change({ activation: { ...chosen, [setting.name]: value } }),
    });
    made.dataset.setting = setting.name;
    return made;
  });
}

/** @type {(schema: any, name: string) => Setting} */
export const layerSetting = (schema, name) => schema.layer.settings.find((/** @type {Setting} */ one) => one.name === name);
