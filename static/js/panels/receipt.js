/** The arithmetic of the number that was asked why, live, until Esc, its cross, or its end. */

/** @import { Context, Quantity, Receipt, State } from "../types.js" */
import { h, icon } from "../dom.js";
import { countOf } from "../samples.js";
import { columnHead, isRounded, partLine, sumLines, termLines } from "./receiptlines.js";
import { namesOf } from "./receiptnames.js";
import { printed } from "./receiptnumbers.js";
import { receiptTools } from "./receipttools.js";
import { lineTable, typeset } from "./receipttable.js";
import { besideSamples } from "./receiptplace.js";
import { showText } from "./show.js";
import { quantityOf } from "./why.js";

/** Keys are the person's own where text is typed. */
const TYPING = "input:not([type=range], [type=checkbox]), textarea, select, .value.is-open";

/**
 * @param {HTMLElement} root
 * @param {Context} context
 */
export function mount(root, context) {
  const { store, actions, t } = context;
  const title = h("h2", { id: "receipt-title" });
  const column = h("span", { "class": "m receipt-column", "aria-hidden": "true" });
  const cross = h("button", { "type": "button", "class": "icon-btn", "data-testid": "receipt-close", "aria-label": t("receipt.close"), "data-t-label": "receipt.close", "onclick": () => leave() }, icon("close"));
  const tools = receiptTools(context, open);
  const terms = lineTable("receipt-terms", true);
  const sums = lineTable("receipt-sums", false);
  const note = h("p", { "class": "receipt-note", "data-t": "receipt.rounded" }, t("receipt.rounded"));
  const rows = h("div", { class: "receipt-rows" }, terms.element);
  const foot = h("div", { class: "receipt-foot" }, sums.element, note);
  root.append(h("div", { class: "receipt-body" }, h("header", { class: "receipt-head" }, title, column, cross), tools.element, rows, foot));
  root.setAttribute("aria-labelledby", title.id);
  const place = besideSamples(root, rows, actions);
  /** Where the focus goes back to. @type {Element | null} */
  let asker = null;
  let shown = "";
  let spoken = "";

  /** @param {Quantity | null} quantity */
  function open(quantity) {
    actions.ui({ open: quantity });
  }
  /** Close, and give the focus back to the number that was asked about. */
  function leave() {
    const back = [asker, document.querySelector(".net-unit[tabindex='0']")].find((one) => one?.isConnected && one.checkVisibility());
    open(null);
    if (back instanceof HTMLElement) back.focus();
  }
  /** What is explained is no more. */
  function end() {
    const inside = root.contains(document.activeElement);
    store.set({ notice: { key: "receipt.gone" }, refusal: null });
    if (inside) leave();
    else open(null);
  }
  /** @param {Event} event */
  function hear({ target }) {
    const quantity = target instanceof Element ? quantityOf(target) : null;
    if (!quantity) return;
    const again = keyOf(quantity) === keyOf(store.get().ui.open);
    if (!root.contains(/** @type {Node} */ (target))) asker = /** @type {Element} */ (target);
    open(again ? null : quantity);
  }
  /** @param {KeyboardEvent} event */
  function escape(event) {
    const target = /** @type {Element} */ (event.target);
    if (event.key !== "Escape" || event.defaultPrevented || !store.get().ui.open) return;
    if (target.matches(TYPING) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    leave();
  }
  /** @param {State} state */
  function follow(state) {
    const { ui, receipt, refusal } = state;
    const key = keyOf(ui.open);
    if (refusal?.field.startsWith("quantity") && ui.open) return end();
    if (key !== shown) ask(ui.open, key);
    if (receipt === "gone" && ui.open) return end();
    if (!ui.open) return;
    const names = namesOf(state, t, document.body.dataset.scene === "linear");
    name(ui.open, names);
    tools.show(state);
    const known = receipt && receipt !== "gone" && keyOf(receipt.quantity) === key;
    root.classList.toggle("is-waiting", !known);
    if (known) show(receipt, state, names);
  }
  /** Another number, or none. @param {Quantity | null} quantity @param {string} key */
  function ask(quantity, key) {
    shown = key;
    spoken = "";
    store.set({ receipt: null });
    actions.subscribe({ explain: quantity });
    root.hidden = !quantity;
    root.classList.toggle("is-opening", Boolean(quantity));
    mark(quantity);
    if (!quantity) return;
    terms.show([], { label: "", kind: () => -1 });
    sums.show([], { label: "", kind: () => -1 });
    root.scrollIntoView({ block: "nearest" });
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
    sums.show([...receipt.parts.map((part) => partLine(part, names, t)), ...sumLines(receipt, names, t)], { label: t("receipt.sums"), kind });
    column.replaceChildren(...typeset(columnHead(receipt, names)));
    note.hidden = !isRounded(receipt);
    terms.rows.forEach((row, i) => row.style.setProperty("--turn", String(i)));
    place.hover(state.ui.hover, terms.rows);
    if (rows.scrollHeight > rows.clientHeight + 1) rows.tabIndex = 0;
    else rows.removeAttribute("tabindex");
    speak(receipt, title.textContent ?? "");
  }
  /** Once, politely. @param {Receipt} receipt @param {string} name */
  function speak({ terms: { length }, value }, name) {
    if (spoken === shown) return;
    spoken = shown;
    const live = document.querySelector("[data-panel=live]");
    if (live) showText(live, t("receipt.opened", { name: String(JSON.parse(title.dataset.words ?? "[]")[1] ?? name), n: length, value: printed(value) }));
  }
  document.addEventListener("why", hear);
  document.addEventListener("keydown", escape);
  follow(store.get());
  return store.subscribe(["ui", "receipt", "refusal", "labels", "config", "layout"], follow);
}

/** Which numbers say that their arithmetic is open. @param {Quantity | null} quantity */
function mark(quantity) {
  const wanted = quantity?.kind === "next" ? { ...quantity, kind: "gradient" } : quantity;
  for (const one of document.querySelectorAll(".why[aria-expanded]")) {
    const open = wanted !== null && keyOf(quantityOf(one)) === keyOf(/** @type {Quantity} */ (wanted));
    if ((one.getAttribute("aria-expanded") === "true") !== open) one.setAttribute("aria-expanded", String(open));
  }
}

/** @param {Receipt["quantity"] | null} quantity */
function keyOf(quantity) {
  if (!quantity) return "";
  const { kind, name, index, layer, unit, point } = /** @type {any} */ (quantity);
  return [kind, name, index, layer, unit, point].join();
}
