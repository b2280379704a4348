/** The link to what is shown: copied, or laid out to be copied by hand. */

/** @import { Actions, Store } from "./types.js" */
import { h, icon } from "./dom.js";
import { t } from "./i18n.js";

/** Beyond this, letters, some programs cut a link. */
const LONG = 8000;

/**
 * @param {Store} store
 * @param {Actions} actions
 */
export async function share(store, actions) {
  const link = actions.link();
  if (link === null) return store.set({ notice: { key: "share.too_long", bad: true } });
  if (!(await copied(link))) return layOut(link);
  const long = link.length > LONG;
  store.set({ notice: { key: long ? "share.long" : "share.done", args: { count: Math.round(link.length / 1000) } } });
}

/**
 * The clipboard needs a secure page; a classroom's address on the local network is none, so there is an old way too.
 * @param {string} text
 * @returns {Promise<boolean>}
 */
async function copied(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text).then(() => true, () => false);
  const area = h("textarea", { class: "vh" });
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

/** A field with the link, chosen whole. @param {string} link */
function layOut(link) {
  const field = h("input", { "class": "field", "type": "text", "readonly": true, "aria-label": t("share.field"), "data-testid": "share-link" });
  field.value = link;
  const close = h("button", { "type": "button", "class": "icon-btn", "aria-label": t("help.close"), "onclick": () => sheet.close() }, icon("close"));
  const sheet = h("dialog", { "class": "sheet", "aria-labelledby": "share-title", "data-panel": "share", "onclose": () => sheet.remove() },
    h("header", {}, h("h2", { id: "share-title" }, t("share.field")), close),
    h("p", {}, t("share.failed")), field);
  document.body.append(sheet);
  sheet.showModal();
  field.select();
}
