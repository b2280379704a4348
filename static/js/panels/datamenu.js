/** The menu of data sets: each opens a new run. */

/** @import { Context, State } from "../types.js" */
import { control } from "../controls.js";
import { onData, OWN } from "../datasets.js";
import { presets } from "../presets.js";

/**
 * A preset goes by the name of its data where it has no other, and comes first.
 * @param {Context} context
 * @param {unknown[]} tasks
 */
export function dataMenu({ actions, schema, store, t }, tasks) {
  const usual = presets.filter(({ name }) => !name);
  const sets = schema.families.data.filter(({ task }) => tasks.includes(task)).map(({ name }) => name);
  const choices = [...new Set([...usual.map(({ data }) => data.name), ...sets]), OWN];
  const menu = control({ name: "data", kind: "choice", default: OWN, choices }, {
    label: "family.data", look: "select", testid: "data-name", value: OWN,
  });
  menu.addEventListener("input", () => {
    const { config } = store.get();
    if (menu.value === OWN || !config) menu.value = config?.data.name ?? OWN;
    else actions.send("start", { config: usual.find(({ data }) => data.name === menu.value) ?? onData(config, menu.value, schema) });
  });
  return {
    element: menu,
    /** Shows what there is; returns what to look for in it. @param {State} state */
    update({ config }) {
      if (!config) return "";
      const name = config.data.name ?? OWN;
      if (menu.value !== name) menu.value = name;
      return t(name === OWN ? "tools.own" : `data.${name}.help`);
    },
  };
}
