/** Under the plane's tools, over the hint: what the update just made by hand did, in one line. Never while training. */

/** @import { Context, State } from "../types.js" */
import { h } from "../dom.js";
import { cueWords, justStepped, seenWords } from "./cuewords.js";

/**
 * @param {HTMLElement} root
 * @param {Context} context
 */
export function mount(root, { store, t }) {
  const line = h("p", { "class": "cue", "data-testid": "cue", "hidden": true });
  root.append(line);
  /** @type {unknown[]} */
  let shown = [];

  /** @param {State} state */
  function update(state) {
    const stepped = justStepped(state);
    const now = [stepped, state.ui.masks, state.ui.lang, state.ui.projector];
    if (now.every((part, i) => part === shown[i])) return;
    shown = now;
    line.hidden = !stepped;
    if (stepped) write(state, stepped);
  }
  /** In full where that fits the line, else in fewer words, at last without the step's number, which the counter has. @param {State} state @param {import("../types.js").Stepped} stepped */
  function write(state, stepped) {
    const short = cueWords(state, stepped, t, true);
    for (const words of [cueWords(state, stepped, t), short, short.slice(1)]) {
      line.replaceChildren(...seenWords(words, state, t));
      if (line.scrollWidth <= line.clientWidth) return;
    }
  }
  const sizes = new ResizeObserver(() => {
    shown = [];
    update(store.get());
  });
  for (const box of [root, line]) sizes.observe(box);
  const stop = store.subscribe(["stepped", "iteration", "playing", "ui"], update);
  return () => [stop, () => sizes.disconnect()].forEach((end) => end());
}
