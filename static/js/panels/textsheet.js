/** A sheet in which something is text: copied from it, typed or pasted into it, and put back together. */

/** @import { Context } from "../types.js" */
import { h, icon } from "../dom.js";

/**
 * @typedef {object} Sheet
 * @property {string} name Begins its test ids and the keys of its words: `${name}.text`, `.copy`, `.copied`, `.replace`.
 * @property {string} text
 * @property {string} help A sentence over it.
 * @property {(text: string) => string} put Takes the text; a sentence says what is wrong with it.
 */

/**
 * @param {Context} context
 * @param {Sheet} sheet
 */
export function openTextSheet({ store, t }, { name, text, help, put }) {
  const error = h("p", { "role": "alert", "data-testid": `${name}-error` });
  const area = h("textarea", { "class": "num", "rows": 12, "spellcheck": "false", "data-testid": `${name}-text`, "aria-label": t(`${name}.text`) });
  area.value = text;
  const button = (/** @type {string} */ look, /** @type {string} */ act, /** @type {() => void} */ run) =>
    h("button", { "type": "button", "class": look, "data-testid": `${name}-${act}`, "onclick": run }, t(`${name}.${act}`));
  const sheet = h("dialog", { "class": "sheet", "aria-labelledby": `${name}-title`, "onclose": () => sheet.remove() },
    h("header", {}, h("h2", { id: `${name}-title` }, t(`${name}.text`)),
      h("button", { "type": "button", "class": "icon-btn", "aria-label": t("help.close"), "onclick": () => sheet.close() }, icon("close"))),
    h("p", { class: "label" }, help), area, error,
    h("div", { class: "row sheet-acts" },
      button("btn", "copy", () => copy(area, () => store.set({ notice: { key: `${name}.copied` } }))),
      button("btn primary", "replace", () => {
        error.textContent = put(area.value);
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
