/** Whether what is set is still a preset. */

/** @import { Config } from "./types.js" */

/** What may be changed while a preset is looked at. */
const FREE = new Set(["name", "optimizer", "batch_size", "seed", "data_seed"]);

/** A preset as the engine takes it. @param {import("./presets.js").Preset} preset */
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
