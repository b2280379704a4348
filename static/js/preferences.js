/** Theme, language and projector mode: remembered on the device, shown on the document's root. */

/** @import { Ui } from "./types.js" */
import { LANGUAGES } from "./i18n.js";

/** The server writes the page in the language of this cookie. */
const COOKIE = "fronteira_lang";
/** @type {("theme" | "projector" | "logLoss" | "predict")[]} */
const REMEMBERED = ["theme", "projector", "logLoss", "predict"];
const USUAL_SPEED = 30;
const YEAR = 365 * 24 * 3600;

/** What the page opens with: the server has chosen the language, early.js the colours. @returns {Ui} */
export function readPreferences() {
  const { dataset, lang } = document.documentElement;
  return {
    lang: LANGUAGES.find((one) => one === lang) ?? "pt-BR",
    theme: dataset.theme === "dark" ? "dark" : "light",
    projector: dataset.mode === "projector",
    logLoss: remembered("logLoss") === "true",
    speed: USUAL_SPEED,
    hover: -1,
    selected: -1,
    newClass: 0,
    open: null,
    warp: { layer: 0, i: 0, j: 1 },
    soft: true,
    unit: -1,
    edge: null,
    brush: false,
    masks: {},
    hiding: false,
    predict: remembered("predict") === "true",
  };
}

/** @param {Partial<Ui>} chosen */
export function keepPreferences(chosen) {
  for (const name of REMEMBERED) if (chosen[name] !== undefined) remember(name, chosen[name]);
  if (chosen.lang) document.cookie = `${COOKIE}=${chosen.lang}; path=/; max-age=${YEAR}; samesite=lax`;
}

/** @param {Ui} ui */
export function showPreferences({ lang, theme, projector }) {
  const root = document.documentElement;
  root.lang = lang;
  root.dataset.theme = theme;
  if (projector) root.dataset.mode = "projector";
  else delete root.dataset.mode;
}

/** @param {string} name */
function remembered(name) {
  try {
    return localStorage.getItem(`fronteira.${name}`);
  } catch {
    return null;
  }
}

/**
 * Private windows may refuse storage: then nothing is remembered.
 * @param {string} name
 * @param {string | boolean} value
 */
function remember(name, value) {
  try {
    localStorage.setItem(`fronteira.${name}`, String(value));
  } catch {
    // The choice holds for this page.
  }
}
