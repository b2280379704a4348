/**
 * Predict first, as a card: before an update made by hand the class bets on a gradient's sign, on the loss, on where the
 * line will be; then it is made, and guess and truth stand side by side. See betting.js for what is asked when.
 */

/** @import { Context, State } from "../types.js" */
/** @import { Gradient, Sign, Verdict, Way } from "./betrules.js" */
import { h, icon } from "../dom.js";
import { maskOf, quantityAt } from "../masks.js";
import { lowered } from "../numbers.js";
import { besideNothing, totalOf } from "./apart.js";
import { betLine } from "./betline.js";
import { Betting } from "./betting.js";
import { drawable, SIGNS, WAYS } from "./betrules.js";
import { kindOf, symbolOf } from "./cuewords.js";
import { taken } from "./escape.js";

/**
 * @param {HTMLElement} root
 * @param {Context} context
 */
export function mount(root, context) {
  const { store, actions } = context;
  const betting = new Betting();
  const line = betLine(/** @type {HTMLElement} */ (document.querySelector("[data-panel=plane]")), context);
  const card = h("section", { "class": "bet", "role": "dialog", "aria-labelledby": "bet-title", "tabindex": -1, "data-testid": "bet", "hidden": true });
  root.append(card);
  /** The parameter that had the focus last. @type {Gradient | null} */
  let chosen = null;
  /** Where the focus goes back to. @type {Element | null} */
  let asker = null;
  let lang = store.get().ui.lang;

  /** @param {State} state */
  function hide(state) {
    const masks = betting.masks(state, chosen);
    if (masks !== state.ui.masks) actions.ui({ masks });
  }
  /** @param {Event} event An update was asked for by hand. */
  function begun(event) {
    if (!Betting.wanted(store.get())) return;
    event.preventDefault();
    if (betting.stage === "asking") make();
    else if (betting.stage !== "waiting") ask();
  }
  function ask() {
    if (betting.stage === "rest") asker = document.activeElement;
    line.clear();
    betting.ask(store.get(), chosen);
    render();
    open();
  }
  /** The bets are made, as they are; once. */
  function make() {
    if (betting.stage !== "asking") return;
    if (line.drawn) line.keep();
    betting.make(store.get(), () => actions.send("step", { count: 1 }));
  }
  function skip() {
    if (betting.stage !== "asking") return;
    betting.skip();
    line.clear();
    make();
  }
  function open() {
    card.hidden = false;
    /** @type {HTMLElement | null} */ (card.querySelector("input, button.primary"))?.focus({ preventScroll: true });
  }
  /** The card goes, and the focus to where it was. */
  function close() {
    const inside = card.contains(document.activeElement) || document.activeElement === document.body;
    betting.rest();
    line.clear();
    card.hidden = true;
    if (inside && asker instanceof HTMLElement && asker !== document.body) asker.focus();
  }
  function render() {
    card.replaceChildren(...(betting.stage === "told" ? result(context, betting, line.drawn, { ask, close }) : question(context, betting, line, { make, skip })));
  }
  /** In another language, with the focus where it was. */
  function renderAgain() {
    const focused = card.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement).dataset.testid : undefined;
    render();
    if (focused) /** @type {HTMLElement | null} */ (card.querySelector(`[data-testid="${focused}"]`))?.focus({ preventScroll: true });
  }
  /** @param {State} state */
  function update(state) {
    hide(state);
    const { stage } = betting;
    betting.follow(state, line.drawn);
    if (betting.stage === "rest" && stage !== "rest") close();
    else if (betting.stage !== stage) {
      render();
      open();
    } else if (state.ui.lang !== lang && stage !== "rest") renderAgain();
    lang = state.ui.lang;
  }
  /** @param {KeyboardEvent} event */
  function escape(event) {
    if (event.key !== "Escape" || betting.stage === "rest") return;
    const inside = event.target instanceof Node && card.contains(event.target);
    if (!inside && (taken(event) || store.get().progress?.cancellable)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (betting.stage === "asking") skip();
    else close();
  }
  const stopListening = new AbortController();
  const { signal } = stopListening;
  document.addEventListener("before-step", begun, { signal });
  document.addEventListener("focusin", ({ target }) => {
    const quantity = target instanceof HTMLElement && !card.contains(target) ? gradientAt(target) : null;
    if (!quantity) return;
    chosen = quantity;
    hide(store.get());
  }, { signal });
  document.addEventListener("keydown", escape, { signal, capture: true });
  update(store.get());
  const stop = store.subscribe(["stepped", "iteration", "playing", "grads", "layout", "diverged", "refused", "ui"], update);
  return () => [stop, line.stop, () => stopListening.abort()].forEach((end) => end());
}

/**
 * What is asked before the update.
 * @param {Context} context
 * @param {Betting} betting
 * @param {ReturnType<typeof betLine>} line
 * @param {{ make: () => void, skip: () => void }} acts
 */
function question({ store, t }, betting, line, { make, skip }) {
  const state = store.get();
  const { gradient } = betting.subject;
  const what = drawable(state);
  const k = gradient && state.classes > gradient.index[0] ? gradient.index[0] : 0;
  const name = what === "line" ? t("bet.draw.line", { k: lowered(k) }) : t("bet.draw.boundary");
  const draw = h("button", { "type": "button", "class": "btn", "data-testid": "bet-draw", "aria-pressed": String(line.drawn), "onclick": toggle }, icon("drag"), name);
  function toggle() {
    if (line.drawn || !what) line.clear();
    else line.begin(what, k);
    draw.setAttribute("aria-pressed", String(line.drawn));
    if (line.drawn) line.focus();
  }
  /** One of three. @param {"sign" | "loss"} what @param {(Node | string)[]} name @param {readonly (Sign | Way)[]} of */
  function choices(what, name, of) {
    const radios = of.map((one) => {
      const input = h("input", { "type": "radio", "name": `bet-${what}`, "value": one, "data-testid": `bet-${one}`, "onchange": () => betting.choose(what, one) });
      input.checked = betting.bet[what] === one;
      return h("label", {}, input, h("span", {}, t(`bet.${one}`)));
    });
    return h("fieldset", {}, h("legend", {}, ...name), h("div", { class: "bet-choices" }, ...radios));
  }
  return [h("form", { onsubmit: (/** @type {Event} */ event) => (event.preventDefault(), make()) },
    h("h2", { id: "bet-title" }, t(`bet.title.${kindOf(state)}`, { i: state.iteration + 1 })),
    ...(gradient ? [choices("sign", [t("bet.sign"), " ", slopeOf(state, gradient, t)], SIGNS)] : []),
    ...(maskOf({ kind: "total" }) === null ? [choices("loss", [t("bet.loss")], WAYS)] : []),
    h("div", { class: "bet-keys" }, ...(what ? [draw] : []),
      h("button", { "type": "button", "class": "btn", "data-testid": "bet-skip", "onclick": skip }, t("bet.skip")),
      h("button", { "type": "submit", "class": "btn primary", "data-testid": "bet-go" }, t("bet.go"))))];
}

/**
 * Guess beside truth, after it.
 * @param {Context} context
 * @param {Betting} betting
 * @param {boolean} drawn
 * @param {{ ask: () => void, close: () => void }} acts
 */
function result({ store, t }, { subject, outcome, tally }, drawn, { ask, close }) {
  if (!outcome) return [];
  const { stepped, verdicts } = outcome;
  const kind = kindOf(store.get());
  /** @param {Verdict} verdict */
  function row({ what, guess, truth }) {
    const right = guess === truth;
    const { from, to } = totalOf(stepped);
    const number = what === "sign" ? besideNothing(subject.slope) : t("bet.from_to", { from, to });
    const name = what === "sign" && subject.gradient ? slopeOf(store.get(), subject.gradient, t) : h("span", {}, t("bet.loss"));
    const words = t(right ? "bet.right" : "bet.wrong", { guess: t(`bet.${guess}`), truth: t(`bet.${truth}`), number });
    return h("p", { "class": `bet-result ${right ? "is-good" : ""}`, "data-testid": `bet-result-${what}` }, right ? icon("check") : icon("close"), name, " ", h("span", { class: "num" }, words));
  }
  return [
    h("h2", { id: "bet-title" }, t(`bet.told.${kind}`, { i: stepped.iteration })),
    ...verdicts.map(row),
    ...(drawn ? [h("p", { class: "bet-result" }, t("bet.drawn"))] : []),
    h("div", { class: "bet-keys" },
      ...(tally.of ? [h("span", { "class": "bet-tally", "data-testid": "bet-tally" }, t("bet.tally", { right: tally.right, of: tally.of }))] : []),
      h("button", { "type": "button", "class": "btn", "data-testid": "bet-close", "onclick": close }, t("bet.close")),
      h("button", { "type": "button", "class": "btn primary", "data-testid": "bet-next", "onclick": ask }, t(`bet.next.${kind}`)))];
}

/** ∂ℒ/∂W. @type {(state: State, gradient: Gradient, t: Context["t"]) => HTMLElement} */
const slopeOf = (state, gradient, t) => h("span", { class: "grad" }, h("span", { class: "m" }, "∂", h("span", { class: "cal" }, "L"), h("span", { class: "n" }, "/"), "∂"), symbolOf(state, gradient, t));

/** The gradient of the parameter that an element shows, or whose gradient it shows. @param {HTMLElement} element @returns {Gradient | null} */
function gradientAt(element) {
  const near = quantityAt(element.dataset.testid) ?? quantityAt(/** @type {HTMLElement | null} */ (element.querySelector("[data-testid]"))?.dataset.testid);
  return near?.kind === "parameter" || near?.kind === "gradient" ? { kind: "gradient", name: near.name, index: near.index } : null;
}
