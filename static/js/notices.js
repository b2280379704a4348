/** What the page says by itself: the connection, refusals, short notices, and the spoken result of a step. */

/** @import { Actions, State, Store } from "./types.js" */
import { h, icon } from "./dom.js";
import { sentence } from "./errors.js";
import { formatCount, formatNumber, t } from "./i18n.js";
import { nameOf } from "./panels/branchwords.js";
import { maskOf } from "./masks.js";
import { badgeWords } from "./panels/checkwords.js";
import { cueWords, justStepped, spokenWords } from "./panels/cuewords.js";

const BACK_FOR = 3000;
const NOTICE_FOR = 4000;
const REFUSAL_FOR = 8000;

/**
 * @param {Store} store
 * @param {Actions} actions
 */
export function showNotices(store, actions) {
  const connection = find("[data-testid=connection]");
  const toast = find("[data-panel=notice]");
  if (connection) showConnection(connection, store, actions);
  if (toast) showToasts(toast, store);
  const live = find("[data-panel=live]");
  if (live) speakSteps(live, store);
  if (live) speakWork(live, store);
  if (live) speakCheck(live, store);
  if (live) speakBranch(live, store);
}

/** @param {string} selector @returns {HTMLElement | null} */
const find = (selector) => document.querySelector(selector);

/**
 * @param {HTMLElement} bar
 * @param {Store} store
 * @param {Actions} actions
 */
function showConnection(bar, store, actions) {
  let wasAway = false;
  const again = h("button", { type: "button", class: "btn", onclick: () => actions.retry() });

  /** @param {State} state */
  function show({ connection, attempt, iteration, ui }) {
    const away = connection === "reconnecting" || connection === "lost";
    const back = wasAway && connection === "live";
    if (bar.dataset.state === connection && bar.lang === ui.lang && !away && !back) return;
    bar.dataset.state = connection;
    bar.lang = ui.lang;
    bar.hidden = !away && !back;
    again.textContent = t("connection.retry");
    const args = { attempt: Math.max(1, attempt), iteration };
    if (connection === "lost") bar.replaceChildren(icon("offline"), words("connection.lost", args), again);
    else if (away) bar.replaceChildren(h("i", { class: "spin" }), words("connection.reconnecting", args));
    else if (back) welcome(args);
    wasAway = away;
  }
  /** @param {Record<string, number>} args */
  function welcome(args) {
    bar.replaceChildren(icon("check"), words("connection.back", args));
    setTimeout(() => (bar.hidden = bar.dataset.state === "live" || bar.hidden), BACK_FOR);
  }
  store.subscribe(["connection", "attempt", "ui"], show);
  show(store.get());
}

/** @param {string} key @param {Record<string, string | number>} [args] */
const words = (key, args) => h("span", {}, t(key, args));

/**
 * @param {HTMLElement} toast
 * @param {Store} store
 */
function showToasts(toast, store) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @param {string} text @param {boolean} bad @param {number} time */
  function say(text, bad, time) {
    clearTimeout(timer);
    toast.hidden = !text;
    toast.classList.toggle("is-error", bad);
    toast.replaceChildren(icon(bad ? "warn" : "check"), h("span", {}, text));
    timer = setTimeout(() => (toast.hidden = true), time);
  }
  store.subscribe(["refusal"], ({ refusal }) => say(refusal ? sentence(refusal) : "", true, REFUSAL_FOR));
  store.subscribe(["notice"], ({ notice }) => {
    if (notice) say(t(notice.key, notice.args), Boolean(notice.bad), NOTICE_FOR);
  });
}

/**
 * One polite message after a step taken by hand; silence while running.
 * @param {HTMLElement} live
 * @param {Store} store
 */
function speakSteps(live, store) {
  let spoken = store.get().iteration;
  store.subscribe(["iteration", "playing", "exact"], (state) => {
    const { iteration, playing, exact, totals } = state;
    if (playing || !exact || iteration === spoken) return;
    spoken = iteration;
    const stepped = justStepped(state);
    const total = maskOf({ kind: "total" }) ? "?" : formatNumber(totals.total);
    live.textContent = stepped ? spokenWords(cueWords(state, stepped, t), state, t) : t("live.step", { iteration, total });
  });
}

/**
 * Which branch is the current one after it was left for another by hand; a fork by an edit says so itself.
 * @param {HTMLElement} live
 * @param {Store} store
 */
function speakBranch(live, store) {
  let { branch: spoken, notice: said } = store.get();
  store.subscribe(["branch", "notice"], ({ branch, branches, notice }) => {
    const left = spoken && branch && branch !== spoken;
    if (left && notice === said) live.textContent = t("live.branch", { name: nameOf(branches, branch, t) });
    [spoken, said] = [branch, notice];
  });
}

/**
 * One polite message when work begins to take long; what comes after it is spoken as a step is.
 * @param {HTMLElement} live
 * @param {Store} store
 */
function speakWork(live, store) {
  let spoken = false;
  store.subscribe(["progress"], ({ progress }) => {
    if (progress?.cancellable && !spoken) live.textContent = t(progress.checks ? "live.checking" : "live.work", { of: formatCount(progress.of) });
    spoken = Boolean(progress);
  });
}

/**
 * What a gradient check has found, once.
 * @param {HTMLElement} live
 * @param {Store} store
 */
function speakCheck(live, store) {
  let spoken = store.get().check?.result;
  store.subscribe(["check"], (state) => {
    const found = state.check?.result;
    if (found && found !== spoken) live.textContent = badgeWords(state, t);
    spoken = found;
  });
}
