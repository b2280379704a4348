/** What one update did, in a sentence: the loss, the parameter that changed most, the sample that pulled hardest. */

/** @import { State, Stepped, Translate } from "../types.js" */
import { h } from "../dom.js";
import { maskOf } from "../masks.js";
import { epochLength } from "../travel.js";
import { signed, totalOf } from "./apart.js";
import { namesOf } from "./receiptnames.js";
import { typeset } from "./receipttable.js";

/** @typedef {{ name: string, index: number[] }} Place One number of the parameters. */
/** @typedef {(string | Place)[]} Words */

/**
 * The update that was just made by hand; null while anything else is the case.
 * @param {Pick<State, "stepped" | "iteration" | "playing" | "exact">} state
 */
export const justStepped = ({ stepped, iteration, playing }) => (stepped && !playing && stepped.iteration === iteration ? stepped : null);

/**
 * The sentence; of what is hidden it says nothing.
 * @param {State} state
 * @param {Stepped} stepped
 * @param {Translate} t
 * @param {boolean} [short]
 * @returns {Words}
 */
export function cueWords(state, stepped, t, short = false) {
  const part = (/** @type {string} */ key, /** @type {Record<string, string>} */ args = {}) => t(`cue.${key}${short ? ".short" : ""}`, args);
  const clauses = [lossWords(stepped, part), changeWords(stepped, part), pullWords(stepped, part)].filter((clause) => clause.length);
  const begin = t(`cue.${kindOf(state)}`, { i: stepped.iteration });
  return [`${begin} `, ...clauses.flatMap((clause, i) => (i ? ["; ", ...clause] : clause)), short ? "" : "."];
}

/** What an update is called: of a part of the samples it is an iteration. @type {(state: State) => "step" | "iteration"} */
export const kindOf = (state) => (epochLength(state) > 1 ? "iteration" : "step");

/** @typedef {(key: string, args?: Record<string, string>) => string} Part */

/** @type {(stepped: Stepped, part: Part) => Words} */
function lossWords(stepped, part) {
  if (maskOf({ kind: "total" })) return [];
  const { way, from, to } = totalOf(stepped);
  return [part(way, { from, to })];
}

/** @type {(stepped: Stepped, part: Part) => Words} */
function changeWords({ changes, changed }, part) {
  const told = changes.find(({ name, index }) => !maskOf({ kind: "parameter", name, index }));
  if (!changed) return [part("nothing")];
  if (!told) return [];
  const { name, index, from, to } = told;
  const [before, after] = part("changed", { name: "\n", by: signed(to - from) }).split("\n");
  return [before, { name, index }, after];
}

/** @type {(stepped: Stepped, part: Part) => Words} */
const pullWords = ({ pulled }, part) => (pulled ? [part("pulled", { i: String(pulled.point + 1) })] : []);

/** @param {State} state @param {Place} place @param {Translate} t */
const nameOf = (state, { name, index }, t) => namesOf(state, t).parameter(name, index);

/** As it is spoken. @type {(words: Words, state: State, t: Translate) => string} */
export const spokenWords = (words, state, t) => words.map((word) => (typeof word === "string" ? word : nameOf(state, word, t).words)).join("");

/** As it is seen: parameters as mathematics. @type {(words: Words, state: State, t: Translate) => (string | Node)[]} */
export const seenWords = (words, state, t) => words.map((word) => (typeof word === "string" ? word : symbolOf(state, word, t)));

/** A parameter as mathematics. @param {State} state @param {Place} place @param {Translate} t */
export const symbolOf = (state, place, t) => h("span", { class: "m" }, ...typeset(nameOf(state, place, t).math));
