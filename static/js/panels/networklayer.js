/** What one hidden layer is made of, as its popover shows it: activation, dropout, frozen or not, and away with it. */

/** @import { Config, Context, Schema, Setting } from "../types.js" */
/** @import { Layer } from "./networkmodel.js" */
/** @import { Group } from "./settinggroup.js" */
import { h, icon } from "../dom.js";
import { memberControls, settingControl } from "./settinggroup.js";

/**
 * @param {Context} context
 * @param {number} l
 * @param {{ current: () => Layer, change: (changes: Layer) => void, remove: () => void }} hands
 * @returns {Group}
 */
export function layerControls(context, l, { current, change, remove }) {
  const { schema, t } = context;
  const read = (/** @type {string} */ name) => (/** @type {Config} */ { hidden }) => /** @type {any} */ (hidden[l]?.[name]);
  const activation = memberControls(context, "activation", {
    testid: `activation-${l}`, read: read("activation"),
    write: (changes) => change({ activation: /** @type {any} */ (changes.name ? changes : { .../** @type {object} */ (current().activation), ...changes }) }),
  });
  const own = (/** @type {string} */ name, /** @type {string} */ label) => settingControl(context, layerSetting(schema, name), {
    testid: `${name}-${l}`, label, read: read(name), write: (value) => change({ [name]: value }),
  });
  const groups = [activation, own("dropout", "setting.dropout"), own("frozen", "network.frozen")];
  const away = h("button", { "type": "button", "class": "btn", "data-testid": `remove-layer-${l}`, "onclick": remove }, icon("trash"), t("network.removeLayer"));
  return {
    nodes: [...groups.flatMap(({ nodes }) => nodes), away],
    update: (config) => groups.forEach((group) => group.update(config)),
  };
}

/** @type {(schema: Schema, name: string) => Setting} */
export function layerSetting(schema, name) {
  const setting = schema.layer.settings.find((one) => one.name === name);
  if (!setting) throw new Error(`the schema has no layer.${name}`);
  return setting;
}
