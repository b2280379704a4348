/** What a gradient check found, in words: on its badge, aloud, and line by line in the box under it. */

/** @import { Check, Checked, State, Translate } from "../types.js" */
import { isStale, verdict } from "../checking.js";
import { h } from "../dom.js";
import { formatCount, formatNumber } from "../i18n.js";
import { formatPower } from "../numbers.js";
import { symbolOf } from "./cuewords.js";
import { namesOf } from "./receiptnames.js";

/** From here on an error is a plain number. */
const PLAIN = 0.01;
/** So many kinks are listed. */
const LISTED = 4;

/** @typedef {Checked["kinks"][number]} Kink */

/** @param {number | null} error */
function errorWords(error) {
  if (error === null) return formatNumber(Infinity);
  return error < PLAIN ? formatPower(error) : formatNumber(error, 2);
}

/** On the badge. @param {State} state @param {Translate} t */
export function badgeWords(state, t) {
  const now = verdict(state.check);
  const error = errorWords(state.check?.result?.max_relative_error ?? null);
  const words = t(`check.${now}`, { error });
  return isStale(state) ? t("check.stale", { words: t(`check.${now}.short`) }) : words;
}

/** Why it did not pass, and what else there is to know. @type {(check: Check, state: State, t: Translate) => string[]} */
export function remarks(check, { config }, t) {
  const { inconsistent, surrogate, excused, count } = /** @type {Checked} */ (check.result);
  const layers = surrogate.map((layer) => layer + 1).join(", ");
  const where = surrogate.includes(config?.hidden.length ?? -1) ? "output" : surrogate.length > 1 ? "layers" : "why";
  return [
    ...(inconsistent.length ? [t("check.convention.why")] : []),
    ...(surrogate.length ? [t(`check.surrogate.${where}`, { layers })] : []),
    ...(verdict(check) === "wrong" ? [t("check.wrong.why")] : []),
    ...(verdict(check) === "infinite" ? [t("check.infinite.why")] : []),
    ...(excused ? [t(excused === count ? "check.kinks.all" : "check.kinks.why", { excused: formatCount(excused) })] : []),
  ];
}

/** The numbers: what each is, and the number. @type {(check: Check, state: State, t: Translate) => [string, (Node | string)[]][]} */
export function figures(check, state, t) {
  const { count, where, max_relative_error: error, iteration, excused } = /** @type {Checked} */ (check.result);
  const at = where && excused < count && error !== 0 ? [` ${t("check.at")} `, named(state, where, t)] : [];
  return [
    [t("check.count"), [formatCount(count)]],
    [t("check.error"), [errorWords(error), ...at]],
    [t("check.step"), [formatCount(iteration)]],
    ...(excused ? [/** @type {[string, string[]]} */ ([t("check.excused"), [formatCount(excused)]])] : []),
  ];
}

/** A few kinks, and how many more there are. @type {(check: Check, state: State, t: Translate) => (Node | string)[][]} */
export function kinkLines(check, state, t) {
  const { kinks, kink_count } = /** @type {Checked} */ (check.result);
  const listed = kinks.slice(0, LISTED).map((kink) => [named(state, kink, t), `: ${kinkWords(kink, state, t)}`]);
  const more = kink_count - listed.length;
  return more > 0 ? [...listed, [t("check.kinks.more", { more: formatCount(more) })]] : listed;
}

/** Where a derivative jumps. @type {(kink: Kink, state: State, t: Translate) => string} */
function kinkWords({ place, point, unit }, state, t) {
  if (place === "penalty") return t("check.kink.penalty");
  const { received, unitOf, last } = namesOf(state, t);
  const layer = place === "loss" ? last : Number(place.split(" ")[1]);
  const hidden = layer < last ? t("network.neuron", { unit: unitOf(layer, unit) + 1, layer: layer + 1 }) : "";
  const key = place === "loss" ? "check.kink.loss" : "check.kink.layer";
  return t(key, { point: String(point + 1), unit: hidden || received(last, unit).words });
}

/** A parameter as mathematics, and in words for whoever hears it. @type {(state: State, place: { name: string, index: number[] }, t: Translate) => Node} */
function named(state, place, t) {
  const { words } = namesOf(state, t).parameter(place.name, place.index);
  const symbol = symbolOf(state, place, t);
  symbol.setAttribute("aria-hidden", "true");
  return h("span", {}, symbol, h("span", { class: "vh" }, words));
}
