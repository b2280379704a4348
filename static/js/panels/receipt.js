/** The arithmetic of the number that was asked why, live, until Esc, its cross, or its end. */

/** @import { Context, Quantity, Receipt, State } from "../types.js" */
import { h, icon } from "../dom.js";
import { tells } from "../masks.js";
import { countOf } from "../samples.js";
import { columnHead, partLines, sumLines, termLines } from "./receiptlines.js";
import { namesOf } from "./receiptnames.js";
import { printed } from "./receiptnumbers.js";
import { receiptTools } from "./receipttools.js";
import { lineTable, typeset } from "./receipttable.js";
import { besideSamples } from "./receiptplace.js";
import { showText } from "./show.js";
import { quantityOf } from "./why.js";

/** What Esc ends first where it has the focus, and where it is open. */
const HOLDING = "input:not([type=range], [type=checkbox]), textarea, select, .value.is-open, .point[aria-pressed=true]";
const OPEN = "dialog[open], .popover:not([hidden])";

/**
 * @param {HTMLElement} root
 * @param {Context} context
 */
export function mount(root, context) {
  const { store, actions, t } = context;
  const title = h("h2", { id: "receipt-title" });
  const column = h("span", { "class": "m receipt-column", "aria-hidden": "true" });
  const back = h("button", { "type": "button", "class": "icon-btn", "data-testid": "receipt-back", "aria-label": t("receipt.back"), "data-t-label": "receipt.back", "onclick": () => goBack() }, icon("prev"));
  const cross = h("button", { "type": "button", "class": "icon-btn", "data-testid": "receipt-close", "aria-label": t("receipt.close"), "data-t-label": "receipt.close", "onclick": () => leave() }, icon("close"));
  const tools = receiptTools(context, open);
  const terms = lineTable("receipt-terms", true);
  const parts = lineTable("receipt-parts", false);
  const sums = lineTable("receipt-sums", false);
  const rows = h("div", { class: "receipt-rows" }, parts.element, terms.element);
  const foot = h("div", { class: "receipt-foot" }, sums.element);
  root.append(h("div", { class: "receipt-body" }, h("header", { class: "receipt-head" }, back, title, column, cross), tools.element, rows, foot));
  root.setAttribute("aria-labelledby", title.id);
  const place = besideSamples(root, rows, actions);
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
    const target = /** @type {Element} */ (event.target);
    const { ui, progress } = store.get();
    if (event.key !== "Escape" || !ui.open || progress?.cancellable || target.matches(HOLDING) || document.querySelector(OPEN)) return;
    event.preventDefault();
    event.stopPropagation();
    leave();
  }
  /** @param {State} state */
  function follow(state) {
    const { ui, receipt, refusal } = state;
    const key = keyOf(ui.open);
    if (ui.open && tells(ui.open)) return end("receipt.hidden");
    if (refusal?.field.startsWith("quantity") && ui.open) return end("receipt.gone");
    if (key !== shown) ask(ui.open, key);
    if (`${key} ${ui.lang}` !== marked) mark(ui.open);
    marked = `${key} ${ui.lang}`;
    if (receipt === "gone" && ui.open) return end("receipt.gone");
    if (!ui.open) return;
    place.hover(ui.hover, terms.rows);
    const facts = [ui.open, ui.lang, receipt, state.labels, state.targets, state.config, state.layout];
    if (facts.every((fact, i) => fact === written[i])) return;
    written = facts;
    const names = namesOf(state, t, document.body.dataset.scene === "linear");
    name(ui.open, names);
    tools.show(state);
    back.hidden = ui.open.kind !== "next";
    root.dataset.kind = ui.open.kind;
    const known = receipt && receipt !== "gone" && keyOf(receipt.quantity) === key;
    root.classList.toggle("is-waiting", !known);
    if (known) show(receipt, state, names);
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
    for (const table of [parts, terms, sums]) table.show([], { label: "", kind: () => -1 });
  }
  /** @param {Quantity} quantity @param {ReturnType<typeof namesOf>} names */
  function name(quantity, names) {
    const { math, words } = names.quantity(quantity);
    const arrow = quantity.kind === "next" ? [/** @type {import("./receiptnames.js").Part} */ ([" ←", "r"])] : [];
    const whole = t(`receipt.title.${quantity.kind}`, { name: words });
    if (title.dataset.words === JSON.stringify([math, whole])) return;
    title.dataset.words = JSON.stringify([math, whole]);
    title.replaceChildren(...(math.length ? [h("span", { "class": "m", "aria-hidden": "true" }, ...typeset([...math, ...arrow]))] : []), h("span", { class: math.length ? "vh" : "" }, whole));
  }
  /** @param {Receipt} receipt @param {State} state @param {ReturnType<typeof namesOf>} names */
  function show(receipt, state, names) {
    const lines = place.arrange(termLines(receipt, names, t), receipt, countOf(state));
    const kind = (/** @type {number} */ point) => (state.targets ? -1 : state.labels[point] ?? -1);
    terms.show(lines, { label: t("receipt.terms"), kind });
    parts.show(partLines(receipt, names, t), { label: t("receipt.parts"), kind });
    sums.show(sumLines(receipt, names, t), { label: t("receipt.sums"), kind });
    column.replaceChildren(...typeset(columnHead(receipt, names)));
    foot.classList.toggle("is-long", sums.rows.length > 4);
    terms.rows.forEach((row, i) => row.style.setProperty("--turn", String(i)));
    if (rows.scrollHeight > rows.clientHeight + 1) rows.tabIndex = 0;
    else rows.removeAttribute("tabindex");
    speak(receipt, title.textContent ?? "");
  }
  /** Once, politely; and it comes into sight, whole. @param {Receipt} receipt @param {string} name */
  function speak({ terms: { length }, value }, name) {
    if (spoken === shown) return;
    spoken = shown;
    root.scrollIntoView({ block: "nearest" });
    const live = document.querySelector("[data-panel=live]");
    if (live) showText(live, t("receipt.opened", { name: String(JSON.parse(title.dataset.words ?? "[]")[1] ?? name), n: length, value: printed(value) }));
  }
  document.addEventListener("why", hear);
  document.addEventListener("keydown", escape, true);
  follow(store.get());
  return store.subscribe(["ui", "receipt", "refusal", "labels", "targets", "config", "layout"], follow);
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

/** @param {Receipt["quantity"] | null} quantity */
function keyOf(quantity) {
  if (!quantity) return "";
  const { kind, name, index, layer, unit, point } = /** @type {any} */ (quantity);
  return [kind, name, index, layer, unit, point].join();
}
