/** The header that every page has: scenes, language, theme, projector, link, help. */

/** @import { Actions, State, Store } from "./types.js" */
import { showHelp } from "./help.js";
import { LANGUAGES, setLanguage, t, translate } from "./i18n.js";
import { showPreferences } from "./preferences.js";
import { share } from "./share.js";

/**
 * @param {Store} store
 * @param {Actions} actions
 */
export function startShell(store, actions) {
  const ui = () => store.get().ui;
  click("lang", () => actions.ui({ lang: LANGUAGES[(LANGUAGES.indexOf(ui().lang) + 1) % LANGUAGES.length] }));
  click("theme", () => actions.ui({ theme: ui().theme === "dark" ? "light" : "dark" }));
  click("projector", () => actions.ui({ projector: !ui().projector }));
  click("share", () => share(store, actions));
  click("help", showHelp);
  startSceneMenu();
  store.subscribe(["ui"], show);
  show(store.get());
}

/** @param {State} state */
function show({ ui }) {
  showPreferences(ui);
  button("projector")?.setAttribute("aria-pressed", String(ui.projector));
}

/** Fetch a language and rewrite the page in it. @param {State["ui"]["lang"]} lang */
export async function speak(lang) {
  await setLanguage(lang);
  translate(document);
  const { scene } = document.body.dataset;
  document.title = scene && scene !== "home" ? `${t(`scene.${scene}`)} · Fronteira` : "Fronteira";
}

/** @param {string} testid @returns {HTMLElement | null} */
const button = (testid) => document.querySelector(`.top [data-testid="${testid}"]`);

/** @param {string} testid @param {() => void} fn */
const click = (testid, fn) => button(testid)?.addEventListener("click", fn);

/** On a phone the scenes fold into a menu under the name of the current one. */
function startSceneMenu() {
  const picker = document.querySelector(".scene-pick");
  const fold = (/** @type {boolean} */ open) => picker?.setAttribute("aria-expanded", String(open));
  picker?.addEventListener("click", () => fold(picker.getAttribute("aria-expanded") !== "true"));
  document.addEventListener("click", ({ target }) => {
    if (target instanceof Element && !target.closest(".scene-pick, .tabs")) fold(false);
  });
  document.addEventListener("keydown", ({ key }) => key === "Escape" && fold(false));
}
