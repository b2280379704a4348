/** What makes a branch another than the one it was begun from: kinds of edits, and settings with both values. */

/** @import { Change, Command, Config } from "./types.js" */

/** What a command touches; a configure says itself what. @type {Record<string, string>} */
const KINDS = {
  configure: "settings", set_param: "parameters", nudge: "parameters", set_params: "parameters",
  move_point: "samples", add_point: "samples", remove_point: "samples", relabel: "samples", set_points: "samples",
  reset: "reset", randomize: "randomize",
};

/** What of a config is told by the kind of the edit alone. @type {Record<string, string>} */
const TOLD = { samples: "data", randomize: "seed" };

/** What an edit, or a beginning, touches; null for other commands. @param {Command} command */
export const kindOf = ({ type }) => KINDS[type] ?? null;

/**
 * @param {Set<string>} kinds
 * @param {Config | null} before
 * @param {Config | null} now
 * @returns {Change[]}
 */
export function differences(kinds, before, now) {
  const plain = [...kinds].filter((kind) => kind !== "settings").map((kind) => ({ what: kind }));
  if (!before || !now || !kinds.has("settings")) return plain;
  const told = [...kinds].map((kind) => TOLD[kind]);
  const parts = /** @type {[string, any][]} */ (Object.entries(now)).filter(([part]) => part !== "start" && !told.includes(part));
  return [...plain, ...parts.flatMap(([part, value]) => changesOf(part, /** @type {any} */ (before)[part], value))];
}

/** Another member counts as one change, whatever its settings. @type {(path: string, before: any, now: any) => Change[]} */
function changesOf(path, before, now) {
  if (JSON.stringify(before) === JSON.stringify(now)) return [];
  const plain = (/** @type {unknown} */ value) => value === null || typeof value !== "object";
  if (plain(before) && plain(now)) return [{ what: path, from: before ?? null, to: now }];
  if (Array.isArray(now) || plain(before) || plain(now)) return [layers(path, before, now)];
  if (before.name !== now.name) return [{ what: path, from: before.name ?? null, to: now.name ?? null }];
  return Object.keys(now).flatMap((key) => changesOf(`${path}.${key}`, before[key], now[key]));
}

/** Layers are told by their units, where those differ. @type {(path: string, before: any, now: any) => Change} */
function layers(path, before, now) {
  const sizes = [before, now].map((all) => (Array.isArray(all) ? all.map((layer) => layer?.units ?? layer).join("–") : ""));
  return path === "hidden" && sizes[0] !== sizes[1] ? { what: path, from: sizes[0], to: sizes[1] } : { what: path };
}
