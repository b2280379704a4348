/** The sheet of keys, opened by "?". */

import { h, icon } from "./dom.js";
import { t } from "./i18n.js";
import { KEYS } from "./keys.js";

export function showHelp() {
  const sheet = /** @type {HTMLDialogElement | null} */ (document.querySelector("[data-panel=help]"));
  if (!sheet || sheet.open) return sheet?.close();
  const here = KEYS.filter(({ scene }) => !scene || scene === document.body.dataset.scene);
  const shut = { "type": "button", "class": "icon-btn", "aria-label": t("help.close"), "onclick": () => sheet.close() };
  sheet.replaceChildren(
    h("header", {}, h("h2", { id: "help-title" }, t("help.title")), h("button", shut, icon("close"))),
    h("dl", { class: "keys-sheet" }, ...here.flatMap(row)),
    h("p", { class: "label" }, t("help.note")),
  );
  sheet.showModal();
}

/** @param {import("./keys.js").Key} key */
function row({ shown, does }) {
  const caps = shown.flatMap((key, i) => [...(i ? [" / "] : []), h("kbd", {}, named(key))]);
  return [h("dt", {}, ...caps), h("dd", {}, t(`help.${does}`))];
}

/** "shift →" as this language's keyboards name it. @param {string} key */
const named = (key) => key.replace(/[a-z]{2,}/g, (word) => t(`key.${word}`));
