/** The page's words and numbers in the language chosen. Texts live in static/i18n, one flat file a language. */

/** @import { Language } from "./types.js" */
import * as numbers from "./numbers.js";

/** @type {Language[]} */
export const LANGUAGES = ["pt-BR", "en"];

/** @type {Record<string, string>} */
let words = {};
/** @type {Language} */
let language = "pt-BR";

/**
 * Fetch a language and make it the current one.
 * @param {Language} wanted
 */
export async function setLanguage(wanted) {
  const answer = await fetch(new URL(`../i18n/${wanted}.json`, import.meta.url));
  if (!answer.ok) throw new Error(`${wanted}.json: ${answer.status}`);
  useWords(wanted, await answer.json());
}

/**
 * @param {Language} wanted
 * @param {Record<string, string>} texts
 */
export function useWords(wanted, texts) {
  language = wanted;
  words = texts;
}

export const currentLanguage = () => language;

/** @param {string} key */
export const has = (key) => Object.hasOwn(words, key);

/**
 * The text of a key, with {placeholders} filled in. Numbers among them follow the language, whole ones in groups.
 * @param {string} key
 * @param {Record<string, string | number>} [args]
 */
export function t(key, args = {}) {
  const text = words[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (Object.hasOwn(args, name) ? argument(args[name]) : whole));
}

/** @param {string | number} value */
function argument(value) {
  if (typeof value !== "number") return value;
  return Number.isSafeInteger(value) && value >= 0 ? formatCount(value) : formatShort(value);
}

const comma = () => (language === "en" ? "." : ",");

/**
 * "−0,95" in Portuguese, "−0.95" in English; "—" for no number.
 * @param {number} value
 * @param {number} [digits]
 */
export const formatNumber = (value, digits = 2) => numbers.format(value, digits, comma());

/**
 * No more digits than the value has: "0,1".
 * @param {number} value
 * @param {number} [most]
 */
export const formatShort = (value, most = 6) => numbers.formatShort(value, most, comma());

/** "10.000" in Portuguese, "10,000" in English. @param {number} value */
export const formatCount = (value) => numbers.formatCount(value, language === "en" ? "," : ".");

/** So large or small a number is written with a power of ten where that is shorter: "1e6". */
const LARGE = 1e5;
const SMALL = 1e-4;

/** No more digits than the value has, and no row of zeros: "1e6". @param {number} value */
export function formatCompact(value) {
  const plain = formatShort(value);
  const size = Math.abs(value);
  if (!(size >= LARGE || (size > 0 && size < SMALL))) return plain;
  const power = numbers.formatExponent(value, comma());
  return power.length < plain.length ? power : plain;
}

/**
 * A setting's value: two digits, more only where it has them: "0,10", "0,001"; integers as they are.
 * @param {number} value
 */
export function formatSetting(value) {
  const two = Math.round(value * 100) / 100 === value;
  return two && !Number.isInteger(value) ? formatNumber(value, 2) : formatCompact(value);
}

/**
 * A point as the lecture writes it: "(0,50; −0,60)", in English "(0.50, −0.60)".
 * @param {ArrayLike<number>} point
 * @param {number} [digits]
 */
export function formatPoint(point, digits = 2) {
  const coordinates = Array.from(point, (value) => formatNumber(value, digits));
  return `(${coordinates.join(language === "en" ? ", " : "; ")})`;
}

/** "97 %" in Portuguese, "97%" in English. @param {number} share @param {number} [digits] */
export const formatPercent = (share, digits = 0) =>
  formatNumber(share * 100, digits) + (language === "en" ? "%" : "\u202f%");

export const parseNumber = numbers.parse;

/**
 * Write the current language into everything under `root` that carries a key: `data-t` its text,
 * `data-t-label` its accessible name, `data-t-title` its tooltip. Controls hear of it and write their numbers anew.
 * @param {ParentNode} root
 */
export function translate(root) {
  for (const control of root.querySelectorAll(".control")) control.dispatchEvent(new Event("words"));
  for (const [name, write] of Object.entries(WRITE)) {
    for (const element of root.querySelectorAll(`[data-${name}]`)) {
      write(element, t(/** @type {string} */ (element.getAttribute(`data-${name}`))));
    }
  }
}

/** @type {Record<string, (element: Element, text: string) => void>} */
const WRITE = {
  "t": (element, text) => (element.textContent = text),
  "t-label": (element, text) => element.setAttribute("aria-label", text),
  "t-title": (element, text) => element.setAttribute("title", text),
};
