/** The sheet in which the samples are text: copied from it, typed or pasted into it, and put back together. */

/** @import { Context } from "../types.js" */
import { formatShort } from "../i18n.js";
import { readSamples, writeSamples } from "./sampletext.js";
import { openTextSheet } from "./textsheet.js";

/** As many classes as there are shapes. */
const CLASSES = 6;
const DIGITS = 12;

/**
 * Make the text's rows the samples, instead of those there are.
 * @param {string} text
 * @param {Context} context
 * @returns {string} A sentence about the first row that is none; empty when it was done.
 */
export function putSamples(text, { store, actions, t }) {
  const { targets } = store.get();
  const read = readSamples(text, targets ? null : CLASSES);
  if ("code" in read) return t(`samples.bad.${read.code}`, { row: read.row, text: read.text, last: CLASSES - 1 });
  const classes = Math.max(store.get().classes, ...read.labels.map((label) => label + 1));
  actions.send("set_points", targets ? read : { ...read, classes });
  store.set({ notice: { key: "samples.put", args: { n: read.labels.length } } });
  return "";
}

/** @param {Context} context */
export function openSheet(context) {
  const { store, t } = context;
  const { points, labels, targets } = store.get();
  // A spreadsheet knows the hyphen alone as minus.
  const text = writeSamples(points, targets ?? labels, (value) => formatShort(value, DIGITS).replaceAll("\u2212", "-"));
  const help = t(targets ? "samples.text.values" : "samples.text.help", { last: CLASSES - 1 });
  openTextSheet(context, { name: "samples", text, help, put: (typed) => putSamples(typed, context) });
}
