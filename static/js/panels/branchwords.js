/** How a branch is named and told: its own name or its number, where it began, what was changed there. */

/** @import { Branch, Change, Context, Json, State } from "../types.js" */
import { branchOf } from "../branches.js";
import { formatShort, has } from "../i18n.js";

/** @typedef {Context["t"]} Translate */

/** Letters of a name where there is little room, and changes that are told. */
const SHORT = 16;
const TOLD = 3;
/** Settings that go by their letter. @type {Record<string, string>} */
const LETTERS = { "optimizer.learning_rate": "α" };

/** @type {(branches: Branch[], id: number, t: Translate) => string} */
export const nameOf = (branches, id, t) => branchOf(branches, id)?.name ?? t("branches.unnamed", { number: id || 1 });

/** @type {(branches: Branch[], id: number, t: Translate) => string} */
export function shortName(branches, id, t) {
  const name = nameOf(branches, id, t);
  return name.length > SHORT ? `${name.slice(0, SHORT - 1)}…` : name;
}

/**
 * "do passo 30 · até 60 · α 0,1 → 1"
 * @param {Branch} branch
 * @param {number} tip
 * @param {State} state
 * @param {Translate} t
 */
export function story({ id, at }, tip, { changed }, t) {
  const changes = (changed[id] ?? []).slice(0, TOLD).map((change) => changeWords(change, t));
  return [t("branches.from", { iteration: at }), t("branches.until", { iteration: tip }), ...changes].join(" · ");
}

/** "α 0,1 → 1", "otimizador GD → Adam", "amostras". @param {Change} change @param {Translate} t */
function changeWords({ what, from, to }, t) {
  const parts = what.split(".");
  const key = [`branches.what.${what}`, `setting.${parts.at(-1)}`, `field.${parts.at(-1)}`].find(has);
  const name = LETTERS[what] ?? (key ? t(key) : what);
  return to === undefined ? name : `${name} ${valueWords(what, from, t)} → ${valueWords(what, to, t)}`;
}

/** @type {(what: string, value: Json | undefined, t: Translate) => string} */
function valueWords(what, value, t) {
  if (typeof value === "number") return formatShort(value);
  if (value === null || value === undefined || value === "") return "—";
  const key = `${what.split(".").at(-1)}.${value}`;
  return has(key) ? t(key) : String(value);
}
