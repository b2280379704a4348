/** A refusal in the page's language: the thing, the rule and the value. */

/** @import { Json } from "./types.js" */
import { formatShort, has, t } from "./i18n.js";

/**
 * @param {{ field: string, code: string, value: unknown, args: Record<string, Json>, message?: string }} refusal
 */
export function sentence({ field, code, value, args, message }) {
  const key = `error.${code === "range" || code === "count" ? bounds(code, args) : code}`;
  if (!has(key)) return message ?? t("error.invalid", { field: fieldName(field), value: shown(value) });
  const words = Object.fromEntries(Object.entries(args).map(([name, arg]) => [name, shown(arg)]));
  return t(key, { ...words, field: fieldName(field), value: shown(value) });
}

/**
 * "range" has a sentence for each way of being open: range_above, range_at_least_below, ...
 * @param {string} code
 * @param {Record<string, Json>} args
 */
function bounds(code, { low, high, low_open, high_open }) {
  const from = finite(low) ? (low_open ? "_above" : "_from") : "";
  const to = finite(high) ? (high_open ? "_below" : "_to") : "";
  return `${code}${from}${to}`;
}

/** @param {Json | undefined} value */
const finite = (value) => typeof value === "number" && Number.isFinite(value);

/**
 * "optimizer.learning_rate" by the label of the setting, "loss.name" by that of the loss; else by its own name.
 * @param {string} field
 */
function fieldName(field) {
  const parts = field.split(".").filter((part, i) => part !== "name" || i === 0);
  const key = [`setting.${parts.at(-1)}`, `field.${parts.at(-1)}`].find(has);
  return key ? t(key) : field;
}

/** @param {unknown} value @returns {string} */
function shown(value) {
  if (typeof value === "number") return formatShort(value);
  if (Array.isArray(value)) return value.map(shown).join(", ");
  return String(value);
}
