/** The menu of presets that have names of their own; what is set is one of them as long as nothing of it was changed. */

/** @import { Config, Context, State } from "../types.js" */
import { control } from "../controls.js";
import { OWN } from "../datasets.js";
import { presets } from "../presets.js";

/** What may be changed while a preset is looked at. */
const FREE = new Set(["name", "optimizer", "batch_size", "seed", "data_seed"]);

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

/** A preset as the engine takes it. @param {import("../presets.js").Preset} preset */
export const configOf = ({ name, ...config }) => config;

/** Whether a config is what a preset says, as far as it says anything. @type {(config: Config, preset: Record<string, unknown>) => boolean} */
export function holds(config, preset) {
  const told = Object.entries(preset).filter(([key]) => !FREE.has(key));
  return told.every(([key, value]) => includes(/** @type {any} */ (config)[key], value));
}

/** Lists agree place by place, objects in what the second one names; a name may stand for its member. @type {(whole: any, part: any) => boolean} */
function includes(whole, part) {
  if (typeof part === "string" && whole?.name !== undefined) return whole.name === part;
  if (Array.isArray(part)) return part.length === whole?.length && part.every((one, i) => includes(whole[i], one));
  if (part === null || typeof part !== "object") return whole === part;
  return Object.entries(part).every(([key, value]) => includes(whole?.[key], value));
}
