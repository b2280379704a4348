/**
 * Hide and ask: while it is on, a press on a number, or Enter where the focus is, hides it (in the matrix Shift and Enter
 * its gradient); another hides the next. Whoever answers types into the box in its place.
 */

/** @import { Context, Masks, Quantity, State } from "../types.js" */
import { h } from "../dom.js";
import { keyOf, maskOf, quantityAt, standing } from "../masks.js";
import { hostOf, lose, settle, useHands } from "./askbox.js";
import { namesOf } from "./receiptnames.js";
import { showText } from "./show.js";

/** The numbers that are asked. @param {Masks} masks */
export const asked = (masks) => Object.keys(masks).filter((key) => masks[key] === "ask");

/** @param {Context} context @param {Quantity | null} quantity null for all of them. */
export function reveal({ store, actions }, quantity) {
  const gone = quantity ? [keyOf(quantity)] : asked(store.get().ui.masks);
  const kept = Object.entries(store.get().ui.masks).filter(([key]) => !gone.includes(key));
  actions.ui({ masks: Object.fromEntries(kept) });
}

/**
 * @param {HTMLElement} root
 * @param {Context} context
 */
export function mount(root, context) {
  const { store, actions, t } = context;
  const says = h("span", { class: "hide-says" });
  const done = h("button", { "type": "button", "class": "btn primary", "data-testid": "hide-done", "data-t": "hide.done", "onclick": () => actions.ui({ hiding: false }) }, t("hide.done"));
  const all = h("button", { "type": "button", "class": "btn", "data-testid": "hide-reveal", "data-t": "hide.reveal", "onclick": () => reveal(context, null) }, t("hide.reveal"));
  const bar = h("div", { "class": "hide-bar", "role": "region", "aria-label": t("hide.name"), "data-t-label": "hide.name", "hidden": true }, says, all, done);
  root.append(bar);

  /** @param {Quantity} quantity */
  function name(quantity) {
    const { words } = namesOf(store.get(), t).quantity(quantity);
    return "point" in quantity ? `${words}, ${t("receipt.sample", { i: quantity.point + 1 })}` : words;
  }
  useHands({ answer: (quantity, value) => actions.send("answer", { quantity, value }), reveal: (quantity) => reveal(context, quantity), name });

  /** @param {HTMLElement | null} cell */
  function hide(cell) {
    const quantity = quantityAt(cell?.dataset.testid);
    if (quantity) actions.ui({ masks: { ...store.get().ui.masks, [keyOf(quantity)]: "ask" } });
  }
  /** @param {Event} event What the number itself would do with it, it does not. */
  function take(event) {
    const cell = store.get().ui.hiding ? numberAt(event.target) : null;
    if (!cell) return null;
    event.preventDefault();
    event.stopPropagation();
    return cell;
  }
  const stopListening = new AbortController();
  const heard = { capture: true, signal: stopListening.signal };
  for (const type of ["pointerdown", "mousedown"]) document.addEventListener(type, take, heard);
  document.addEventListener("click", (event) => hide(take(event)), heard);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && store.get().ui.hiding) return leave(event);
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.altKey) return;
    const cell = take(event);
    hide(event.shiftKey ? gradientOf(cell) : cell);
  }, heard);
  /** @param {KeyboardEvent} event */
  function leave(event) {
    event.stopImmediatePropagation(); // or it would close a receipt as well
    actions.ui({ hiding: false });
  }
  /** @param {State} state */
  function update({ ui }) {
    const count = asked(ui.masks).length;
    bar.hidden = !ui.hiding;
    all.disabled = !count;
    document.body.toggleAttribute("data-hiding", ui.hiding);
    showText(says, t(count ? "hide.count" : "hide.help", { n: count }));
  }
  update(store.get());
  const stops = [
    store.subscribe(["ui"], update),
    store.subscribe(["points", "classes", "targets", "layout"], (state) => {
      const masks = standing(state.ui.masks, state);
      if (Object.keys(masks).length < Object.keys(state.ui.masks).length) actions.ui({ masks });
    }),
    store.subscribe(["answered"], ({ answered }) => {
      if (!answered) return;
      settle(answered);
      if (answered.right) praise(answered);
    }),
    store.subscribe(["refused"], ({ refused }) => lose(refused)),
  ];
  /** The number comes back, and the page says so. @param {import("../types.js").Answered} answered */
  function praise({ quantity }) {
    reveal(context, quantity);
    const live = document.querySelector("[data-panel=live]");
    if (live) live.textContent = t("ask.right", { name: name(quantity) });
  }
  return () => [...stops, () => stopListening.abort()].forEach((stop) => stop());
}

/** The number that is pressed, or that has the focus, and can be hidden. @param {EventTarget | null} target @returns {HTMLElement | null} */
function numberAt(target) {
  if (!(target instanceof Element) || target.closest(".ask")) return null;
  const near = target.closest("[data-testid]");
  const why = target.closest(".why");
  for (const cell of [near, why?.querySelector("[data-testid]")]) {
    if (!(cell instanceof HTMLElement)) continue;
    const quantity = quantityAt(cell.dataset.testid);
    if (quantity && !maskOf(quantity) && "value" in cell.dataset) return cell;
  }
  return null;
}

/** The gradient that stands under a parameter. @param {HTMLElement | null} cell @returns {HTMLElement | null} */
function gradientOf(cell) {
  const id = cell?.dataset.testid ?? "";
  const gradient = document.querySelector(`[data-testid="d${id}"]`);
  return gradient instanceof HTMLElement && !hostOf(gradient).hidden ? gradient : cell;
}
