/**
 * Which gesture of the learner's is under way: what is sent during one is taken back together. A press begins one, so a
 * drag, a slider's way and a button held down are one each; so is every key, but a run of arrow keys is one together.
 */

/** @param {Pick<Window, "addEventListener">} page @returns {() => number} the number of the gesture */
export function countGestures(page) {
  let count = 0;
  let running = false;
  const begin = () => {
    count += 1;
    running = false;
  };
  page.addEventListener("pointerdown", begin, true);
  page.addEventListener("focusin", () => (running = false), true);
  page.addEventListener("keydown", ({ key, repeat }) => {
    const arrow = key.startsWith("Arrow");
    if (!repeat && !(arrow && running)) begin();
    running = arrow;
  }, true);
  page.addEventListener("input", ({ target }) => {
    if (target instanceof Element && target.matches("select, [type=checkbox]")) begin();
  }, true);
  return () => count;
}
