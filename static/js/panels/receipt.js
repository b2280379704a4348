/** The arithmetic of the number that was asked why, live, until Esc, its cross, or its end. */

/** @import { Context, Quantity, Receipt, State } from "../types.js" */
import { h } from "../dom.js";
import { keyOf as maskKey, tells } from "../masks.js";
import { countOf } from "../samples.js";
import { taken } from "./escape.js";
import { receiptHead } from "./receipthead.js";
import { partLines, sumLines, termLines } from "./receiptlines.js";
import { namesOf } from "./receiptnames.js";
import { printed } from "./receiptnumbers.js";
import { besideSamples } from "./receiptplace.js";
import { lineTable } from "./receipttable.js";
import { receiptTools } from "./receipttools.js";
import { showText } from "./show.js";
import { quantityOf } from "./why.js";

/**
 * @param {HTMLElement} root
 * @param {Context} context
 */
export function mount(root, context) {
  const { store, actions, t } = context;
  const head = receiptHead(context, { goBack, leave });
  const tools = receiptTools(context, open);
  const terms = lineTable("receipt-terms", true);
  const parts = lineTable("receipt-parts", false);
  const sums = lineTable("receipt-sums", false);
  const waits = h("p", { "class": "receipt-waits", "data-t": "receipt.waits", "hidden": true }, t("receipt.waits"));
  const rows = h("div", { class: "receipt-rows" }, waits, parts.element, terms.element);
  const foot = h("div", { class: "receipt-foot" }, sums.element);
  root.append(h("div", { class: "receipt-body" }, head.element, tools.element, rows, foot));
  root.setAttribute("aria-labelledby", head.id);
  const stopListening = new AbortController();
  const { signal } = stopListening;
  const place = besideSamples(root, rows, actions, signal);
  /** Where the focus goes back to. @type {Element | null} */
  let asker = null;
  let shown = "";
  let spoken = "";
  let marked = "";
  /** What the lines were last written from: a hover writes none. @type {unknown[]} */
  let written = [];

  /** @param {Quantity | null} quantity */
  function open(quantity) {
    actions.ui({ open: quantity });
  }
  /** From the next value to the gradient that it comes of. */
  function goBack() {
    const now = store.get().ui.open;
    if (now?.kind === "next") open({ ...now, kind: "gradient" });
  }
  /** Close, and give the focus back to the number that was asked about. */
  function leave() {
    const back = [asker, ...saying(store.get().ui.open), document.querySelector(".net-unit[tabindex='0']")].find((one) => one?.isConnected && one.checkVisibility());
    open(null);
    if (back instanceof HTMLElement) back.focus();
  }
  /** What is explained is no more, or would tell what is hidden. @param {string} key What is said of it. */
  function end(key) {
    const inside = root.contains(document.activeElement);
    store.set({ notice: { key }, refusal: null });
    if (inside) leave();
    else open(null);
  }
  /** @param {Event} event */
  function hear({ target }) {
    const quantity = target instanceof Element ? quantityOf(target) : null;
    if (!quantity) return;
    const again = keyOf(quantity) === keyOf(store.get().ui.open);
    if (!root.contains(/** @type {Node} */ (target))) asker = document.activeElement === document.body ? /** @type {Element} */ (target) : document.activeElement;
    open(again ? null : quantity);
  }
  /** @param {KeyboardEvent} event */
  function escape(event) {
    const { ui, progress } = store.get();
    if (event.key !== "Escape" || !ui.open || progress?.cancellable || taken(event)) return;
    event.preventDefault();
    event.stopPropagation();
    leave();
  }
  /** @param {State} state */
  function follow(state) {
    const { ui, receipt, refusal, connection } = state;
    const key = keyOf(ui.open);
    if (ui.open && tells(ui.open)) return end("receipt.hidden");
    if (refusal?.field.startsWith("quantity") && ui.open) return end("receipt.gone");
    if (key !== shown) ask(ui.open, key);
    if (`${key} ${ui.lang}` !== marked) mark(ui.open);
    marked = `${key} ${ui.lang}`;
    if (receipt === "gone" && ui.open) return end("receipt.gone");
    if (!ui.open) return;
    waits.hidden = receipt !== null || connection === "live";
    place.hover(ui.hover, terms.rows);
    const facts = [ui.open, ui.lang, receipt, state.labels, state.targets, state.config, state.layout];
    if (facts.every((fact, i) => fact === written[i])) return;
    written = facts;
    const names = namesOf(state, t);
    head.name(ui.open, names);
    tools.show(state);
    root.dataset.kind = ui.open.kind;
    if (receipt && receipt !== "gone" && keyOf(receipt.quantity) === key) show(receipt, state, names);
  }
  /** Another number, or none. @param {Quantity | null} quantity @param {string} key */
  function ask(quantity, key) {
    shown = key;
    spoken = "";
    written = [];
    store.set({ receipt: null });
    actions.subscribe({ explain: quantity });
    root.hidden = !quantity;
    root.classList.toggle("is-opening", Boolean(quantity));
    if (!quantity) return;
    head.over(null);
    for (const table of [parts, terms, sums]) table.show([], { label: "", kind: () => -1 });
  }
  /** @param {Receipt} receipt @param {State} state @param {ReturnType<typeof namesOf>} names */
  function show(receipt, state, names) {
    const lines = place.arrange(termLines(receipt, names, t), receipt, countOf(state));
    const kind = (/** @type {number} */ point) => (state.targets ? -1 : state.labels[point] ?? -1);
    terms.show(lines, { label: t("receipt.terms"), kind });
    parts.show(partLines(receipt, names, t), { label: t("receipt.parts"), kind });
    sums.show(sumLines(receipt, names, t), { label: t("receipt.sums"), kind });
    head.over(receipt, names);
    fit();
    terms.rows.forEach((row, i) => row.style.setProperty("--turn", String(i)));
    if (rows.scrollHeight > rows.clientHeight + 1) rows.tabIndex = 0;
    else rows.removeAttribute("tabindex");
    speak(receipt);
  }
  /** The sums keep to the receipt's end: closer together, then over the last terms. */
  function fit() {
    const over = () => Math.max(0, foot.getBoundingClientRect().bottom - root.getBoundingClientRect().bottom);
    rows.style.paddingBottom = foot.style.marginTop = "";
    foot.classList.toggle("is-long", sums.rows.length > 4);
    if (!over()) return;
    foot.classList.add("is-long");
    const covered = over();
    foot.style.marginTop = `${-covered}px`;
    rows.style.paddingBottom = `${covered}px`;
  }
  /** Once, politely; and it comes into sight, whole. @param {Receipt} receipt */
  function speak({ terms: { length }, value }) {
    if (spoken === shown) return;
    spoken = shown;
    root.scrollIntoView({ block: "nearest" });
    const live = document.querySelector("[data-panel=live]");
    if (live) showText(live, t("receipt.opened", { name: head.words(), n: length, value: printed(value) }));
  }
  document.addEventListener("why", hear, { signal });
  document.addEventListener("keydown", escape, { signal, capture: true });
  follow(store.get());
  const stop = store.subscribe(["ui", "receipt", "refusal", "connection", "labels", "targets", "config", "layout"], follow);
  return () => [stop, () => stopListening.abort()].forEach((end) => end());
}

/** The buttons of a number; of what comes of a gradient, the gradient's. @param {Quantity | null} quantity */
function saying(quantity) {
  const key = keyOf(quantity?.kind === "next" ? { ...quantity, kind: "gradient" } : quantity);
  return quantity ? [...document.querySelectorAll(".why[aria-expanded]")].filter((one) => keyOf(quantityOf(one)) === key) : [];
}

/** Say at the number itself that its arithmetic is open. @param {Quantity | null} quantity */
function mark(quantity) {
  const open = saying(quantity);
  for (const one of document.querySelectorAll(".why[aria-expanded='true']")) if (!open.includes(one)) one.setAttribute("aria-expanded", "false");
  for (const one of open) one.setAttribute("aria-expanded", "true");
}

/** The number that a receipt is of, of whichever batch; empty for none. @param {Receipt["quantity"] | null} quantity */
function keyOf(quantity) {
  const { of, ...number } = /** @type {any} */ (quantity ?? {});
  return quantity ? maskKey(number) : "";
}
