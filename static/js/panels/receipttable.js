/** The lines of a receipt as tables: the terms with their bars, the sums under them. Lines that stay are written over. */

/** @import { Line } from "./receiptlines.js" */
/** @import { Part } from "./receiptnames.js" */
import { h, mark } from "../dom.js";
import { keep, showText } from "./show.js";
import { ask, carrying } from "./why.js";

/** @type {Record<Part[1], (text: string) => Node>} */
const SET = {
  i: (text) => document.createTextNode(text),
  r: (text) => h("span", { class: "n" }, text),
  c: (text) => h("span", { class: "cal" }, text),
  b: (text) => h("sub", { class: "u" }, text),
  p: (text) => h("sup", { class: "u" }, text),
};

/** Mathematics from its pieces. @param {Part[]} math */
export const typeset = (math) => math.map(([text, kind]) => SET[kind](text));

/** @typedef {{ label: string, bars?: boolean, kind: (point: number) => number }} Face `kind`: the class of a sample, −1 where it has none. */

/**
 * @param {string} look
 * @param {boolean} bars
 */
export function lineTable(look, bars) {
  const body = h("tbody");
  const element = h("table", { class: look }, body);
  /** @type {ReturnType<typeof row>[]} */
  let rows = [];

  /** @param {Line[]} lines @param {Face} face */
  function show(lines, { label, kind }) {
    if (element.getAttribute("aria-label") !== label) element.setAttribute("aria-label", label);
    for (const { element: old } of rows.splice(lines.length)) old.remove();
    while (rows.length < lines.length) {
      const made = row(bars);
      rows.push(made);
      body.append(made.element);
    }
    rows.forEach((one, i) => one.show(lines[i], kind));
  }
  return {
    element, show,
    /** @returns {HTMLElement[]} */
    get rows() {
      return rows.map((one) => one.element);
    },
  };
}

/** @param {boolean} bars */
function row(bars) {
  const name = h("th", { scope: "row" });
  const working = h("td", { class: "num receipt-working" });
  const value = h("td", { class: "num receipt-value" });
  const bar = h("i");
  const element = h("tr", {}, name, working, value, ...(bars ? [h("td", { "class": "receipt-bar", "aria-hidden": "true" }, bar)] : []));
  let named = "";

  /** @param {Line} line @param {Face["kind"]} kind */
  function show(line, kind) {
    const { math, words, look, asks, point = null } = line;
    const face = point === null ? -1 : kind(point);
    const now = JSON.stringify([math, words, asks, point, face]);
    if (now !== named) name.replaceChildren(...heading(line, face));
    named = now;
    element.className = look && `is-${look}`;
    if (point === null) delete element.dataset.index;
    else element.dataset.index = String(point);
    showText(working, line.working);
    showText(value, line.value);
    if (line.full !== undefined) {
      value.dataset.testid = "receipt-value";
      keep(value, line.full);
    } else {
      delete value.dataset.testid;
      delete value.dataset.value;
    }
    if (bars) bar.style.setProperty("--share", String(line.share ?? 0));
    bar.hidden = !line.share;
  }
  return { element, show };
}

/** What a line is called: seen as symbols, heard as words; a sample by its mark. @param {Line} line @param {number} face @returns {Node[]} */
function heading({ math, words, asks, point = null }, face) {
  const seen = [
    ...(face < 0 ? [] : [mark(face)]),
    ...(point === null ? [] : [h("span", { "class": "num", "aria-hidden": "true" }, String(point + 1))]),
    ...(math.length ? [h("span", { "class": "m", "aria-hidden": "true" }, ...typeset(math))] : []),
    h("span", { class: math.length || point !== null ? "vh" : "receipt-words" }, words),
  ];
  if (!asks) return seen;
  return [h("button", { "type": "button", "class": "why", ...carrying(asks), "onclick": ({ currentTarget }) => ask(currentTarget) }, ...seen)];
}
