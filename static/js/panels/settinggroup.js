/** Settings as the schema declares them: one, or those of a family's member with the menu that chooses it. */

/** @import { Config, Context, Member, Schema, Setting } from "../types.js" */
import { control } from "../controls.js";
import { memberOf } from "../datasets.js";
import { h } from "../dom.js";

/** What lies in a popover: elements that follow the config. @typedef {{ nodes: Node[], update: (config: Config) => void }} Group */

/** Beyond this a slider says nothing: a seed is typed. */
const TOO_MANY = 1e6;

/**
 * @param {Context} context
 * @param {Setting} setting
 * @param {{ read: (config: Config) => any, write: (value: any) => unknown, testid?: string, label?: string, word?: (choice: string) => string }} options
 * @returns {Group}
 */
export function settingControl({ store, t }, setting, { read, write, testid = setting.name.replaceAll("_", "-"), label = `setting.${setting.name}`, word }) {
  const typed = setting.kind === "integer" && Number(setting.high) > TOO_MANY;
  const look = setting.kind === "choice" ? "select" : typed ? "field" : undefined;
  const { config } = store.get();
  const made = control(setting, { label, look, testid, word, value: config ? read(config) : setting.default, onInput: write });
  const named = look ? [h("span", { "class": "label", "data-t": label }, t(label))] : [];
  return {
    nodes: [h("div", { class: `setting is-${look ?? setting.kind}` }, ...named, made)],
    update(now) {
      const value = read(now);
      if (value !== undefined && value !== made.value) made.value = value;
    },
  };
}

/**
 * The menu of a family and the settings of the member chosen.
 * @param {Context} context
 * @param {string} family
 * @param {{ choices?: string[], read: (config: Config) => Member | undefined, write: (changes: Record<string, unknown>) => unknown, testid?: string, without?: string[] }} options
 * @returns {Group}
 */
export function memberControls(context, family, { choices, read, write, testid = `${family}-name`, without = [] }) {
  const { schema, t } = context;
  const names = choices ?? schema.families[family].map(({ name }) => name);
  const menu = control({ name: family, kind: "choice", default: names[0], choices: names }, { label: `family.${family}`, look: "select", testid });
  menu.addEventListener("input", (event) => {
    event.stopPropagation();
    write({ name: menu.value });
  });
  const help = h("p", { class: "setting-help" });
  const settings = h("div", { class: "settings" });
  let shown = "";
  /** @type {Group[]} */
  let groups = [];

  /** @param {Config} config */
  function update(config) {
    const { name } = read(config) ?? {};
    if (name && name !== shown) show((shown = name));
    for (const group of groups) group.update(config);
  }
  /** @param {string} name */
  function show(name) {
    menu.value = name;
    help.dataset.t = `${family}.${name}.help`;
    help.textContent = t(help.dataset.t);
    groups = memberSettings(context, family, name, { read, write, without });
    settings.replaceChildren(...groups.flatMap(({ nodes }) => nodes));
  }
  return { nodes: [menu, help, settings], update };
}

/**
 * @param {Context} context
 * @param {string} family
 * @param {string} name
 * @param {{ read: (config: Config) => Record<string, any> | undefined, write: (changes: Record<string, unknown>) => unknown, without?: string[], only?: string }} options
 */
export function memberSettings(context, family, name, { read, write, without = [], only }) {
  const settings = memberOf(context.schema, family, name)?.settings ?? [];
  const wanted = settings.filter((setting) => !without.includes(setting.name) && (!only || setting.name === only));
  return wanted.map((setting) => settingControl(context, setting, {
    read: (config) => read(config)?.[setting.name],
    write: (value) => write({ [setting.name]: value }),
  }));
}

/** Of the experiment as a whole: the batch, the split, the seeds. @type {(schema: Schema, name: string) => Setting} */
export function trainingSetting(schema, name) {
  const setting = schema.training.settings.find((one) => one.name === name);
  if (!setting) throw new Error(`the schema has no training.${name}`);
  return setting;
}
