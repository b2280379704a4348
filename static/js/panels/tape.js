/** Batch, iteration, epoch: the order of this epoch cut into batches, which comes next, and how many make the epoch. */

/** @import { Context, State } from "../types.js" */
import { sharpCanvas, watchTokens } from "../canvas.js";
import { h } from "../dom.js";
import { drawTape } from "../draw/tape.js";
import { showAttribute, showText } from "./show.js";

/**
 * How the epoch is cut, and the place of the batch that comes next.
 * @param {Pick<State, "order" | "batch" | "config">} state
 */
export function cutOf({ order, batch, config }) {
  const samples = order.length;
  const size = Math.max(1, Math.min(config?.batch_size ?? samples, samples));
  const at = batch.length ? order.indexOf(batch[0]) : 0;
  return { samples, size, batches: Math.ceil(samples / size), next: Math.max(0, Math.floor(at / size)) };
}

/**
 * @param {HTMLElement} root
 * @param {Context} context
 */
export function mount(root, { store, t }) {
  const canvas = h("canvas", { "aria-hidden": "true" });
  const place = h("b", { "class": "num tape-place", "data-testid": "tape" });
  const sentence = h("span", { "class": "tape-sentence", "data-testid": "tape-sentence" });
  root.append(h("p", { class: "tape-words" }, place, sentence), h("div", { class: "tape-strip" }, canvas));
  const watch = watchTokens(draw);
  const sheet = sharpCanvas(canvas, draw);

  function draw() {
    const state = store.get();
    const { order, labels } = state;
    // A sample that was just removed is still in the order: the engine's answer brings another.
    const stale = labels.length > 0 && order.some((i) => i >= labels.length);
    if (!sheet.width || !order.length || stale) return;
    const { tokens } = watch;
    const colourOf = (/** @type {number} */ i) => (labels.length ? tokens.classes[labels[i] % tokens.classes.length].fill : tokens.text3);
    drawTape({ g: sheet.context, u: tokens.unit, tokens, width: sheet.width, height: sheet.height }, { order, colourOf, ...cutOf(state) });
  }
  /** @param {State} state */
  function update(state) {
    const { samples, size, batches, next } = cutOf(state);
    root.classList.toggle("is-empty", !samples);
    if (!samples) return;
    showText(place, t("tape.place", { batch: next + 1, batches }));
    showAttribute(place, "data-value", `${next + 1}/${batches}`);
    showText(sentence, t(batches > 1 ? "tape.sentence" : "tape.whole", { samples, size, batches }));
    draw();
  }
  update(store.get());
  return store.subscribe(["order", "batch", "labels", "config", "ui"], update);
}
