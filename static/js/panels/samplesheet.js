/** The sheet in which the samples are text: copied from it, typed or pasted into it, and put back together. */

/** @import { Context } from "../types.js" */
import { h, icon } from "../dom.js";
import { formatShort } from "../i18n.js";
import { readSamples, writeSamples } from "./sampletext.js";

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
  const read = readSamples(text, CLASSES);
  if ("code" in read) return t(`samples.bad.${read.code}`, { row: read.row, text: read.text, last: CLASSES - 1 });
  const classes = Math.max(store.get().classes, ...read.labels.map((label) => label + 1));
  actions.send("set_points", { ...read, classes });
  store.set({ notice: { key: "samples.put", args: { n: read.labels.length } } });
  return "";
}

/** @param {Context} context */
export function openSheet(context) {
  const { store, t } = context;
  const { points, labels } = store.get();
  const error = h("p", { "role": "alert", "data-testid": "samples-error" });
  const area = h("textarea", { "class": "num samples-text", "rows": 12, "spellcheck": "false", "data-testid": "samples-text", "aria-label": t("samples.text") });
  // A spreadsheet knows the hyphen alone as minus.
  area.value = writeSamples(points, labels, (value) => formatShort(value, DIGITS).replaceAll("\u2212", "-"));
  const button = (/** @type {string} */ look, /** @type {string} */ key, /** @type {() => void} */ act) =>
    h("button", { "type": "button", "class": look, "data-testid": key.replace(".", "-"), "onclick": act }, t(key));
  const sheet = h("dialog", { "class": "sheet", "aria-labelledby": "samples-title", "onclose": () => sheet.remove() },
    h("header", {}, h("h2", { id: "samples-title" }, t("samples.text")),
      h("button", { "type": "button", "class": "icon-btn", "aria-label": t("help.close"), "onclick": () => sheet.close() }, icon("close"))),
    h("p", { class: "label" }, t("samples.text.help", { last: CLASSES - 1 })), area, error,
    h("div", { class: "row samples-acts" },
      button("btn", "samples.copy", () => copy(area, () => store.set({ notice: { key: "samples.copied" } }))),
      button("btn primary", "samples.replace", () => {
        error.textContent = putSamples(area.value, context);
        if (!error.textContent) sheet.close();
      })));
  document.body.append(sheet);
  sheet.showModal();
  area.select();
}

/** The old way too: a classroom's address on the local network is no secure page. @param {HTMLTextAreaElement} area @param {() => void} done */
async function copy(area, done) {
  area.select();
  const copied = navigator.clipboard ? navigator.clipboard.writeText(area.value).then(() => true, () => false) : document.execCommand("copy");
  if (await copied) done();
}
