/** Settings by the names the engine's schema gives them. */

/** @import { Schema, Setting } from "../types.js" */

/**
 * @param {Schema} schema
 * @param {string} family
 * @param {string} member
 * @param {string} name
 * @returns {Setting}
 */
export function settingOf(schema, family, member, name) {
  const setting = schema.families[family]?.find((one) => one.name === member)?.settings.find((one) => one.name === name);
  if (!setting) throw new Error(`the schema has no ${family}.${member}.${name}`);
  return setting;
}
