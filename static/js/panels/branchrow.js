/** One branch in the list: the sample of its line, its name to type over, where it began, and what can be done with it. */

/** @import { Context, State } from "../types.js" */
import { branchOf, dashOf } from "../branches.js";
import { h, icon } from "../dom.js";
import { newest } from "../travel.js";
import { nameOf, story } from "./branchwords.js";
import { showAttribute, showText } from "./show.js";

const SVG = "http://www.w3.org/2000/svg";
const MOST_LETTERS = 40;

/**
 * @param {Context} context
 * @param {number} id
 */
export function branchRow({ store, actions, t }, id) {
  const sample = lineSample(id);
  const lay = button("overlay", "icon-btn", toggle, sample);
  const field = h("input", { "class": "field branch-name", "maxlength": MOST_LETTERS, "data-part": "name", "data-testid": `branch-name-${id}`, "onchange": rename, "onkeydown": typed });
  const about = h("p", { class: "label num" });
  const go = button("switch", "btn", leave);
  const drop = button("drop", "icon-btn", dropIt, icon("trash"));
  const element = h("li", { "data-branch": id }, lay, h("div", { class: "branch-about" }, field, about), go, drop);
  /** Once pressed, the same button pressed again drops the branch. */
  let armed = false;
  drop.addEventListener("blur", () => arm(false));

  /** @param {string} part @param {string} look @param {() => void} act @param {...Node} children */
  function button(part, look, act, ...children) {
    return h("button", { "type": "button", "class": look, "data-part": part, "data-testid": `branch-${part}-${id}`, "onclick": act }, ...children);
  }
  const isCurrent = () => store.get().branch === id;
  const shown = () => nameOf(store.get().branches, id, t);

  function toggle() {
    const { overlaid } = store.get();
    if (isCurrent()) return;
    store.set({ overlaid: overlaid.includes(id) ? overlaid.filter((one) => one !== id) : [...overlaid, id] });
  }
  function leave() {
    if (isCurrent()) return;
    if (store.get().playing) actions.send("pause");
    actions.send("switch", { branch: id });
  }
  function rename() {
    const name = field.value.trim();
    if (name && name !== shown()) actions.send("rename", { branch: id, name });
    field.value = field.dataset.shown = name || shown();
  }
  /** Enter is a change by itself. @param {KeyboardEvent} event */
  function typed(event) {
    if (event.key !== "Escape" || field.value === field.dataset.shown) return;
    event.stopPropagation();
    field.value = field.dataset.shown ?? "";
    field.select();
  }
  function dropIt() {
    if (isCurrent()) return;
    if (armed) actions.send("drop", { branch: id });
    arm(!armed);
  }
  /** @param {boolean} now */
  function arm(now) {
    armed = now;
    update(store.get());
  }
  /** @param {State} state */
  function update(state) {
    const { branches, branch, overlaid } = state;
    const mine = branchOf(branches, id);
    if (!mine) return;
    const current = branch === id;
    const name = shown();
    if (field !== document.activeElement || field.value === field.dataset.shown) field.value = name;
    field.dataset.shown = name;
    showAttribute(field, "aria-label", t("branches.name", { name }));
    showText(about, story(mine, current ? newest(state) : mine.tip, state, t));
    showAttribute(element, "aria-current", String(current));
    showAttribute(lay, "aria-pressed", String(current || overlaid.includes(id)));
    for (const one of [lay, go, drop]) showAttribute(one, "aria-disabled", String(current));
    for (const [one, key] of /** @type {const} */ ([[lay, "overlay"], [drop, armed ? "drop.again" : "drop"]])) {
      showAttribute(one, "aria-label", t(`branches.${key}`, { name }));
      showAttribute(one, "title", t(`branches.${key}`, { name }));
    }
    drop.classList.toggle("is-armed", armed);
    showText(go, t(current ? "branches.current" : "branches.switch"));
    showAttribute(go, "aria-label", t(current ? "branches.current" : "branches.switch.to", { name }));
  }
  return { element, update };
}

/** As the curve is drawn: solid where the branch is the current one. @param {number} id */
function lineSample(id) {
  const svg = document.createElementNS(SVG, "svg");
  const line = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 28 20");
  svg.setAttribute("class", "branch-line");
  svg.setAttribute("aria-hidden", "true");
  line.setAttribute("d", "M1 10h26");
  line.setAttribute("stroke-dasharray", dashOf(id).join(" "));
  svg.append(line);
  return svg;
}
