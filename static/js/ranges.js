/** What a setting allows, and where its value sits on a slider. */

/** @import { Json, Setting } from "./types.js" */

/** Positions of a slider, both ends included. */
export const STEPS = 200;

/**
 * Why this setting cannot take this number, with the codes of the engine's own errors; null where it can.
 * @param {Setting} setting
 * @param {number | null} value null: what was typed is no number.
 * @param {string} typed
 * @returns {{ code: string, value: unknown, args: Record<string, Json> } | null}
 */
export function problem(setting, value, typed) {
  if (value === null) return { code: "number", value: typed, args: {} };
  if (setting.kind === "integer" && !Number.isInteger(value)) return { code: "integer", value, args: {} };
  const { low = null, high = null, low_open = false, high_open = false } = setting;
  const under = low !== null && (low_open ? value <= low : value < low);
  const over = high !== null && (high_open ? value >= high : value > high);
  return under || over ? { code: "range", value, args: { low, high, low_open, high_open } } : null;
}

/**
 * The ends of the slider, as the schema declares them; the field reaches what else the setting allows.
 * @param {Setting} setting
 * @returns {[number, number]}
 */
export const ends = ({ slider, low, high }) => slider ?? [low ?? 0, high ?? 1];

/** Where the logarithmic part begins: below it lies zero, if the setting allows zero. @param {Setting} setting */
const firstPosition = ({ low, low_open }) => (low === 0 && !low_open ? 1 : 0);

/**
 * @param {Setting} setting
 * @param {number} value
 */
export function toSlider(setting, value) {
  const [low, high] = ends(setting);
  const within = (/** @type {number} */ share) => Math.min(1, Math.max(0, share));
  if (setting.scale !== "log") return Math.round(within((value - low) / (high - low)) * STEPS);
  if (value <= 0) return 0;
  const first = firstPosition(setting);
  return first + Math.round(within(Math.log(value / low) / Math.log(high / low)) * (STEPS - first));
}

/**
 * @param {Setting} setting
 * @param {number} position
 */
export function fromSlider(setting, position) {
  const [low, high] = ends(setting);
  if (setting.scale === "log") {
    const first = firstPosition(setting);
    if (position < first) return 0;
    return Number((low * (high / low) ** ((position - first) / (STEPS - first))).toPrecision(2));
  }
  const value = low + ((high - low) * position) / STEPS;
  const step = setting.kind === "integer" ? 1 : (setting.step ?? 0);
  return step ? Number((Math.round(value / step) * step).toPrecision(12)) : Number(value.toPrecision(3));
}
