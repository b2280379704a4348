/** A loss's formula with one sample's own numbers in it, each as the table prints it; nothing is computed here. */

import { MINUS } from "../numbers.js";

/**
 * @typedef {object} Row One sample's numbers as printed.
 * @property {string[]} scores
 * @property {number} label
 */

/** A number that is subtracted or multiplied: negative ones in brackets. @param {string} text */
const bracketed = (text) => (text.startsWith(MINUS) ? `(${text})` : text);

/** @param {Row} row */
const rivals = ({ scores, label }) => scores.filter((_, k) => k !== label);

/** The terms of L_i's sum in order; for losses that are no sum, the one term. @type {Record<string, (row: Row) => string[]>} */
const TERMS = {
  weston_watkins: (row) => rivals(row).map((s) => `max(0, ${s} ${MINUS} ${bracketed(row.scores[row.label])} + 1)`),
  one_vs_all: ({ scores, label }) => scores.map((s, k) => `max(0, 1 ${k === label ? MINUS : "+"} ${bracketed(s)})`),
  structured_svm: (row) => [`max(0, ${largest(rivals(row))} ${MINUS} ${bracketed(row.scores[row.label])} + 1)`],
  softmax: ({ scores, label }) => [`log(${scores.map((s) => `exp(${s})`).join(" + ")}) ${MINUS} ${bracketed(scores[label])}`],
};

/** @param {string[]} scores */
const largest = (scores) => (scores.length > 1 ? `max(${scores.join("; ")})` : scores[0]);

/**
 * None for a class that has no score yet.
 * @param {string} loss
 * @param {Row} row
 * @returns {string[]}
 */
export const workedTerms = (loss, row) => (row.label < row.scores.length ? (TERMS[loss]?.(row) ?? []) : []);
