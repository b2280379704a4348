/** Reset, back, play, one update, one epoch; the counters, step size and speed; the timeline. */

/** @import { Context, State } from "../types.js" */
import { control } from "../controls.js";
import { h, icon } from "../dom.js";
import { epochLength } from "../travel.js";
import { branches } from "./branches.js";
import { keep, showAttribute, showText } from "./show.js";
import { settingOf } from "./settings.js";
import { speed } from "./speed.js";
import { timeline } from "./timeline.js";
import { longWork } from "./work.js";

/**
 * @param {HTMLElement} root
 * @param {Context} context
 */
export function mount(root, context) {
  const { store, actions, t, schema } = context;
  const pace = speed(context);
  const toggle = () => (store.get().playing ? actions.send("pause") : actions.send("play", { rate: store.get().ui.speed }));
  const line = timeline(context);
  const fork = branches(context);
  const play = button("btn-play", "btn round primary", "transport.play", toggle, icon("play"));
  const stepName = h("span", { "data-t": "transport.step" }, t("transport.step"));
  const step = button("btn-step", "btn one", "transport.step", oneStep, icon("step"), stepName);
  const epoch = button("btn-epoch", "btn one-epoch", "transport.epoch", oneEpoch, icon("epoch"), h("span", { "data-t": "transport.epoch" }, t("transport.epoch")));
  const back = button("btn-back", "btn square", "transport.back", stepBack, icon("back"));
  const reset = button("btn-reset", "btn square", "transport.reset", () => actions.send("reset"), icon("reset"));
  const counters = { step: counter("iteration", "transport.counter"), epoch: counter("epoch", "transport.epochs") };
  const work = longWork(context, () => play.focus());
  const alpha = control(settingOf(schema, "optimizer", "gd", "learning_rate"), {
    label: "setting.learning_rate", symbol: "α", testid: "step-size", look: "number",
  });
  alpha.addEventListener("input", () => actions.send("configure", { changes: { optimizer: { learning_rate: alpha.value } } }));
  root.append(
    h("div", { class: "transport-keys" }, reset, back, play, step, epoch),
    counters.step.element, counters.epoch.element,
    h("div", { class: "alpha" }, alpha), pace.element, fork.element, line.element, work.element);

  /** @type {(testid: string, look: string, label: string, act: () => void, ...children: Node[]) => HTMLButtonElement} */
  function button(testid, look, label, act, ...children) {
    const named = children.length > 1 ? {} : { "aria-label": t(label), "data-t-label": label };
    return h("button", { "type": "button", "class": look, "data-testid": testid, "title": t(label), "data-t-title": label, ...named, "onclick": act }, ...children);
  }
  /** @type {(testid: string, label: string) => { element: HTMLElement, name: HTMLElement, value: HTMLElement }} */
  function counter(testid, label) {
    const name = h("span", { "class": "label", "data-t": label }, t(label));
    const value = h("b", { "class": "num", "data-testid": testid });
    return { element: h("div", { class: "counter" }, name, value), name, value };
  }
  /** The class may want to bet on it first (bet.js). */
  function oneStep() {
    const wanted = new CustomEvent("before-step", { bubbles: true, cancelable: true });
    if (step.dispatchEvent(wanted)) actions.send("step", { count: 1 });
  }
  /** So many iterations on, wherever training is: presses add up however quickly they come. */
  function oneEpoch() {
    if (store.get().playing) actions.send("pause");
    actions.send("epoch");
  }
  function stepBack() {
    const { playing, iteration, earliest } = store.get();
    if (playing) actions.send("pause");
    if (iteration > earliest) actions.send("back", { count: 1 });
  }
  /** The button keeps its place among the keys while there is nothing before. @param {State} state */
  function updateBack({ iteration, earliest }) {
    const reason = earliest > 0 ? "transport.back.kept" : "transport.back.none";
    const words = iteration > earliest ? t("transport.back") : t(reason, { iteration: earliest });
    showAttribute(back, "aria-disabled", String(iteration <= earliest));
    showAttribute(back, "title", words);
    showAttribute(back, "aria-label", words);
  }
  /** An update that sees all samples is a step, and an epoch too; one that sees a batch is an iteration of an epoch. @param {State} state */
  function updateCounters(state) {
    const batches = epochLength(state) > 1;
    showWords(stepName, batches ? "transport.iteration" : "transport.step");
    showWords(counters.step.name, batches ? "transport.iterations" : "transport.counter");
    epoch.hidden = counters.epoch.element.hidden = !batches;
    for (const [{ value }, number] of /** @type {const} */ ([[counters.step, state.iteration], [counters.epoch, state.epoch]])) {
      keep(value, number);
      showText(value, String(number));
    }
  }
  /** @param {HTMLElement} element @param {string} key */
  function showWords(element, key) {
    showAttribute(element, "data-t", key);
    showText(element, t(key));
  }
  /** @param {State} state */
  function update(state) {
    const { playing, config } = state;
    const face = playing ? "pause" : "play";
    if (play.dataset.face !== face) play.replaceChildren(icon(face));
    play.dataset.face = face;
    play.setAttribute("data-t-label", `transport.${face}`);
    play.setAttribute("data-t-title", `transport.${face}`);
    showAttribute(play, "aria-label", t(`transport.${face}`));
    showAttribute(play, "title", t(`transport.${face}`));
    updateCounters(state);
    updateBack(state);
    const rate = config?.optimizer.learning_rate;
    if (rate !== undefined && rate !== alpha.value) alpha.value = rate;
  }
  update(store.get());
  const stop = store.subscribe(["playing", "iteration", "epoch", "points", "earliest", "config", "ui"], update);
  return () => [stop, pace.stop, fork.stop, line.stop, work.stop].forEach((end) => end());
}
