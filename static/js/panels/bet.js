/**
 * Predict first: before an update made by hand the class bets on a gradient's sign, on the loss, on where the line will
 * be; then it is made, and guess and truth stand side by side. Nothing of it is kept beyond the tab.
 */

/** @import { Context, State, Stepped } from "../types.js" */
/** @import { Bet, Gradient, Sign, Verdict, Way } from "./betrules.js" */
import { h, icon } from "../dom.js";
import { flatIndex } from "../edits.js";
import { formatNumber } from "../i18n.js";
import { keyOf, maskOf, quantityAt } from "../masks.js";
import { betLine } from "./betline.js";
import { drawable, gradientToBet, judge, SIGNS, WAYS } from "./betrules.js";
import { digitsApart, justStepped, kindOf, symbolOf } from "./cuewords.js";

const BELOW = "₀₁₂₃₄₅₆₇₈₉";

/**
 * @param {HTMLElement} root
 * @param {Context} context
 */
export function mount(root, context) {
  const { store, actions, t } = context;
  const line = betLine(/** @type {HTMLElement} */ (document.querySelector("[data-panel=plane]")), context);
  const card = h("section", { "class": "bet", "role": "dialog", "aria-labelledby": "bet-title", "tabindex": -1, "data-testid": "bet", "hidden": true });
  root.append(card);
  /** @type {"rest" | "asking" | "waiting" | "told"} */
  let stage = "rest";
  /** The parameter that had the focus last. @type {Gradient | null} */
  let chosen = null;
  /** What is bet on, what its gradient was, and the step before the update. @type {{ gradient: Gradient | null, slope: number, from: number }} */
  let subject = { gradient: null, slope: NaN, from: 0 };
  /** @type {Bet} */
  let bet = { sign: null, loss: null };
  const tally = { right: 0, of: 0 };
  /** Where the focus goes back to. @type {Element | null} */
  let asker = null;

  /** The gradient that is hidden until the update: it is, whenever an update could be bet on. @param {State} state */
  function hide(state) {
    const { ui, playing, config } = state;
    const asking = stage === "asking" || stage === "waiting";
    const gradient = !ui.predict || playing || !config ? null : asking ? subject.gradient : gradientToBet(state, chosen, ui.masks);
    const key = gradient && keyOf(gradient);
    const bets = Object.keys(ui.masks).filter((one) => ui.masks[one] === "bet");
    if (String(bets) === String(key ? [key] : [])) return;
    const others = Object.entries(ui.masks).filter(([one]) => !bets.includes(one));
    actions.ui({ masks: { ...Object.fromEntries(others), ...(key ? { [key]: "bet" } : {}) } });
  }
  /** @param {Event} event An update was asked for by hand. */
  function begun(event) {
    const { ui, playing, config } = store.get();
    if (!ui.predict || playing || !config) return;
    event.preventDefault();
    if (stage === "asking") step();
    else if (stage !== "waiting") ask();
  }
  function ask() {
    const state = store.get();
    const gradient = gradientToBet(state, chosen, state.ui.masks);
    subject = { gradient, slope: NaN, from: state.iteration };
    bet = { sign: null, loss: null };
    line.clear();
    if (stage === "rest") asker = document.activeElement;
    stage = "asking";
    card.replaceChildren(...question(state));
    open();
  }
  function open() {
    card.hidden = false;
    /** @type {HTMLElement | null} */ (card.querySelector("input, button.primary"))?.focus({ preventScroll: true });
  }
  /** @param {State} state */
  function question(state) {
    const { gradient } = subject;
    const total = maskOf({ kind: "total" }) === null;
    const what = drawable(state);
    const k = gradient && state.classes > gradient.index[0] ? gradient.index[0] : 0;
    const draw = h("button", { "type": "button", "class": "btn", "data-testid": "bet-draw", "aria-pressed": "false", "onclick": () => toggleLine() }, icon("drag"), what === "line" ? t("bet.draw.line", { k: BELOW[k] ?? `_${k}` }) : t("bet.draw.boundary"));
    function toggleLine() {
      if (line.drawn || !what) line.clear();
      else line.begin(what, k);
      draw.setAttribute("aria-pressed", String(line.drawn));
      if (line.drawn) line.focus();
    }
    return [h("form", { onsubmit: (/** @type {Event} */ event) => (event.preventDefault(), step()) },
      h("h2", { id: "bet-title" }, t(`bet.title.${kindOf(state)}`, { i: String(state.iteration + 1) })),
      ...(gradient ? [choices("sign", [t("bet.sign"), " ", slopeOf(gradient)], SIGNS)] : []),
      ...(total ? [choices("loss", [t("bet.loss")], WAYS)] : []),
      h("div", { class: "bet-keys" }, ...(what ? [draw] : []),
        h("button", { "type": "button", "class": "btn", "data-testid": "bet-skip", "onclick": skip }, t("bet.skip")),
        h("button", { "type": "submit", "class": "btn primary", "data-testid": "bet-go" }, t("bet.go"))))];
  }
  /** ∂ℒ/∂W. @param {Gradient} gradient */
  const slopeOf = (gradient) => h("span", { class: "grad" }, h("span", { class: "m" }, "∂", h("span", { class: "cal" }, "L"), h("span", { class: "n" }, "/"), "∂"), symbolOf(store.get(), gradient, t));

  /** One of three. @param {"sign" | "loss"} what @param {(Node | string)[]} name @param {readonly (Sign | Way)[]} of */
  function choices(what, name, of) {
    const radios = of.map((one) => {
      const input = h("input", { "type": "radio", "name": `bet-${what}`, "value": one, "data-testid": `bet-${one}` });
      input.addEventListener("change", () => (bet = { ...bet, [what]: one }));
      return h("label", {}, input, h("span", {}, t(`bet.${one}`)));
    });
    return h("fieldset", {}, h("legend", {}, ...name), h("div", { class: "bet-choices" }, ...radios));
  }
  /** The bets are made, as they are. */
  function step() {
    if (line.drawn) line.keep();
    const { layout, grads } = store.get();
    const { gradient } = subject;
    subject.slope = gradient ? grads[flatIndex(layout, gradient.name, gradient.index)] : NaN;
    stage = "waiting";
    actions.send("step", { count: 1 });
  }
  function skip() {
    bet = { sign: null, loss: null };
    line.clear();
    step();
  }
  /** The card goes, and the focus to where it was. */
  function close() {
    const inside = card.contains(document.activeElement) || document.activeElement === document.body;
    line.clear();
    card.hidden = true;
    stage = "rest";
    if (inside && asker instanceof HTMLElement && asker !== document.body) asker.focus();
  }
  /** @param {Stepped} stepped */
  function tell(stepped) {
    const verdicts = judge(bet, subject.slope, stepped);
    if (!verdicts.length && !line.drawn) return close();
    tally.of += verdicts.length;
    tally.right += verdicts.filter(({ guess, truth }) => guess === truth).length;
    stage = "told";
    const kind = kindOf(store.get());
    card.replaceChildren(
      h("h2", { id: "bet-title" }, t(`bet.told.${kind}`, { i: String(stepped.iteration) })),
      ...verdicts.map((verdict) => result(verdict, stepped)),
      ...(line.drawn ? [h("p", { class: "bet-result" }, t("bet.drawn"))] : []),
      h("div", { class: "bet-keys" },
        ...(tally.of ? [h("span", { "class": "bet-tally", "data-testid": "bet-tally" }, t("bet.tally", { right: tally.right, of: tally.of }))] : []),
        h("button", { "type": "button", "class": "btn", "data-testid": "bet-close", "onclick": () => close() }, t("bet.close")),
        h("button", { "type": "button", "class": "btn primary", "data-testid": "bet-next", "onclick": ask }, t(`bet.next.${kind}`))));
    open();
  }
  /** @param {Verdict} verdict @param {Stepped} stepped */
  function result({ what, guess, truth }, { before, after }) {
    const right = guess === truth;
    const digits = digitsApart(before.total, after.total);
    const [from, to] = [before.total, after.total].map((total) => formatNumber(total, digits));
    const number = what === "sign" ? formatNumber(subject.slope, digitsApart(0, subject.slope)) : t("bet.from_to", { from, to });
    const name = what === "sign" && subject.gradient ? slopeOf(subject.gradient) : h("span", {}, t("bet.loss"));
    const words = t(right ? "bet.right" : "bet.wrong", { guess: t(`bet.${guess}`), truth: t(`bet.${truth}`), number });
    return h("p", { "class": `bet-result ${right ? "is-good" : ""}`, "data-testid": `bet-result-${what}` }, right ? icon("check") : icon("close"), name, " ", h("span", { class: "num" }, words));
  }
  /** @param {State} state */
  function update(state) {
    hide(state);
    const stepped = justStepped(state);
    const elsewhere = stage === "told" ? !stepped : state.iteration !== subject.from;
    if (stage === "waiting" && stepped) tell(stepped);
    else if (stage === "waiting" && (state.refusal || state.diverged)) close();
    else if (stage !== "rest" && (elsewhere || state.playing || !state.ui.predict)) close();
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
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || stage === "rest" || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    if (stage === "asking") skip();
    else close();
  }, { signal });
  update(store.get());
  const stop = store.subscribe(["stepped", "iteration", "playing", "grads", "layout", "diverged", "refusal", "ui"], update);
  return () => [stop, line.stop, () => stopListening.abort()].forEach((end) => end());
}

/** The gradient of the parameter that an element shows, or whose gradient it shows. @param {HTMLElement} element @returns {Gradient | null} */
function gradientAt(element) {
  const near = quantityAt(element.dataset.testid) ?? quantityAt(/** @type {HTMLElement | null} */ (element.querySelector("[data-testid]"))?.dataset.testid);
  return near?.kind === "parameter" || near?.kind === "gradient" ? { kind: "gradient", name: near.name, index: near.index } : null;
}
