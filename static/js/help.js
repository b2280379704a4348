/** The sheet of keys, opened by "?". */

import { h, icon } from "./dom.js";
import { t } from "./i18n.js";

/** Keys and what they do; a key that is a word has a name in each language. @type {[string[], string][]} */
const KEYS = [
  [["space"], "play"],
  [["→", "←"], "step"],
  [["shift →", "shift ←"], "epoch"],
  [["R"], "reset"],
  [["N"], "randomize"],
  [["1–6"], "class"],
  [["enter"], "grab"],
  [["del"], "delete"],
  [["[", "]"], "rate"],
  [["P"], "projector"],
  [["T"], "theme"],
  [["esc"], "escape"],
  [["?"], "help"],
];

export function showHelp() {
  const sheet = /** @type {HTMLDialogElement | null} */ (document.querySelector("[data-panel=help]"));
  if (!sheet || sheet.open) return sheet?.close();
  const shut = { "type": "button", "class": "icon-btn", "aria-label": t("help.close"), "onclick": () => sheet.close() };
  sheet.replaceChildren(
    h("header", {}, h("h2", { id: "help-title" }, t("help.title")), h("button", shut, icon("close"))),
    h("dl", { class: "keys-sheet" }, ...KEYS.flatMap(row)),
    h("p", { class: "label" }, t("help.note")),
  );
  sheet.showModal();
}

/** @param {[string[], string]} entry */
function row([keys, does]) {
  const shown = keys.flatMap((key, i) => [...(i ? [" / "] : []), h("kbd", {}, named(key))]);
  return [h("dt", {}, ...shown), h("dd", {}, t(`help.${does}`))];
}

/** "shift →" as this language's keyboards name it. @param {string} key */
const named = (key) => key.replace(/[a-z]{2,}/g, (word) => t(`key.${word}`));
