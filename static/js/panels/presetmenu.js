/** The menu of presets that have names of their own; what is set is one of them as long as nothing of it was changed. */

/** @import { Context, State } from "../types.js" */
import { control } from "../controls.js";
import { OWN } from "../datasets.js";
import { configOf, holds } from "../held.js";
import { presets } from "../presets.js";

/** @param {Context} context */
export function presetMenu({ actions, store, t }) {
  const choices = [...presets.map(({ name }) => String(name)), OWN];
  const menu = control({ name: "preset", kind: "choice", default: OWN, choices }, {
    label: "mlp.preset", look: "select", testid: "preset", value: OWN,
  });
  menu.addEventListener("input", () => {
    const preset = presets.find(({ name }) => name === menu.value);
    if (preset) actions.send("start", { config: configOf(preset) });
    else menu.value = nameOf(store.get());
  });
  /** @param {State} state */
  const nameOf = ({ config }) => presets.find((preset) => config && holds(config, preset))?.name ?? OWN;
  return {
    element: menu,
    /** Shows what there is; returns what to look for in it. @param {State} state */
    update(state) {
      const name = nameOf(state);
      if (menu.value !== name) menu.value = name;
      return state.config ? t(`preset.${name}.help`) : "";
    },
  };
}
