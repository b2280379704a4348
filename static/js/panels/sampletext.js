/** The samples as lines of text, "x0 x1 class" or "x0 x1 value", for spreadsheets and files; read with comma or point. */

import { parse } from "../numbers.js";

/** A line has this many cells: two inputs, and the class or the value to reach. */
const CELLS = 3;

/** @typedef {{ points: number[][], labels: number[] }} Samples */
/** @typedef {{ code: "cells" | "input" | "class" | "value" | "none", row: number, text: string }} BadRow The first row that is none, from 1. */

/**
 * @param {ArrayLike<number>} points n × 2
 * @param {ArrayLike<number>} labels
 * @param {(value: number) => string} word How a number is written.
 */
export function writeSamples(points, labels, word) {
  const rows = Array.from(labels, (label, i) => `${word(points[2 * i])}\t${word(points[2 * i + 1])}\t${label}`);
  return ["x0\tx1\ty", ...rows].join("\n");
}

/**
 * Rows parted by lines; cells by tabs, semicolons, spaces, or commas where the decimals have points. A line of names
 * may come first.
 * @param {string} text
 * @param {number | null} classes How many classes there can be; null for values.
 * @returns {Samples | BadRow}
 */
export function readSamples(text, classes) {
  const lines = text.split(/\r\n?|\n/).map((line) => line.trim()).filter(Boolean);
  const rows = lines.map(cells);
  const named = rows.length > 0 && rows[0].every((cell) => parse(cell) === null);
  /** @type {Samples} */
  const samples = { points: [], labels: [] };
  for (let i = named ? 1 : 0; i < rows.length; i += 1) {
    const code = problem(rows[i], classes);
    if (code) return { code, row: i + 1, text: lines[i] };
    const [x0, x1, label] = rows[i].map((cell) => /** @type {number} */ (parse(cell)));
    samples.points.push([x0, x1]);
    samples.labels.push(label);
  }
  return samples.labels.length ? samples : { code: "none", row: 0, text: "" };
}

/** Whether a text is a table rather than one number. @param {string} text */
export const isTable = (text) => cells(text.trim()).length > 1 || /[\r\n]/.test(text.trim());

/** @param {string} line */
function cells(line) {
  const mark = ["\t", ";"].find((one) => line.includes(one)) ?? (/,\s*\S*,/.test(line) && !/\d,\d+\s+\S/.test(line) ? "," : /\s+/);
  return line.split(mark).map((cell) => cell.trim().replace(/^"(.*)"$/, "$1"));
}

/** @type {(row: string[], classes: number | null) => BadRow["code"] | null} */
function problem(row, classes) {
  if (row.length !== CELLS) return "cells";
  const [x0, x1, label] = row.map(parse);
  if (x0 === null || x1 === null) return "input";
  if (classes === null) return label === null ? "value" : null;
  return label !== null && Number.isInteger(label) && label >= 0 && label < classes ? null : "class";
}
