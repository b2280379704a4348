/** The samples as elements over the canvas: what the keyboard, a screen reader and a test take hold of. */

/** @import { Context, State } from "../types.js" */
import { h } from "../dom.js";
import { formatNumber } from "../i18n.js";
import { className } from "./classpicker.js";
import { carriedBy, pointKey } from "./pointkeys.js";
import { showAttribute } from "./show.js";

/** What is said about a point is written once it has been still for this long. */
const STILL = 250;

/**
 * @param {HTMLElement} root
 * @param {Context} context
 */
export function mount(root, { store, actions, t }) {
  const layer = h("div", { class: "points" });
  root.append(layer);
  /** @type {HTMLElement[]} */
  const points = [];
  /** @type {{ index: number, from: number[] } | null} */
  let carrying = null;
  /** @type {any} */
  let speaking = null;

  /** @param {State} state */
  function update(state) {
    fit(state.labels.length);
    const stop = Math.max(0, state.ui.selected);
    points.forEach((element, i) => {
      const [x, y] = [state.points[2 * i], state.points[2 * i + 1]];
      put(element, x, y, state.view);
      element.tabIndex = i === stop ? 0 : -1;
      showAttribute(element, "aria-pressed", String(i === state.ui.selected));
    });
    clearTimeout(speaking);
    speaking = setTimeout(speak, STILL);
  }
  /** @param {number} count */
  function fit(count) {
    for (const element of points.splice(count)) element.remove();
    while (points.length < count) {
      points.push(h("button", { "type": "button", "class": "point", "data-testid": `point-${points.length}`, "data-index": points.length }));
      layer.append(points[points.length - 1]);
    }
  }
  function speak() {
    const state = store.get();
    points.forEach((element, i) => showAttribute(element, "aria-label", description(state, i, t)));
  }
  layer.addEventListener("focusin", (event) => {
    const index = indexOf(event);
    actions.ui({ selected: index, hover: index });
  });
  layer.addEventListener("focusout", ({ relatedTarget }) => {
    carrying = null;
    layer.classList.remove("is-carrying");
    // The tools beside the plane act on the chosen point; anywhere else forgets it.
    const kept = relatedTarget instanceof Node && root.parentElement?.contains(relatedTarget);
    actions.ui(kept ? { hover: -1 } : { hover: -1, selected: -1 });
  });
  layer.addEventListener("keydown", (event) => {
    const { classes, points: places, view } = store.get();
    const index = indexOf(event);
    const act = event.ctrlKey || event.metaKey || event.altKey ? null : pointKey(event, carrying !== null, classes);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    const place = places.subarray(2 * index, 2 * index + 2);
    const move = (/** @type {number[]} */ point) => actions.send("move_point", { index, point });
    if (act.choose) points[(index + act.choose + points.length) % points.length].focus();
    if (act.take) carrying = { index, from: [...place] };
    if (act.carry) move(carriedBy(place, act.carry, ...view));
    if (act.restore && carrying) move(carrying.from);
    if (act.drop || act.restore) carrying = null;
    if (act.remove) {
      if (index === points.length - 1) points[index - 1]?.focus();
      actions.send("remove_point", { index });
    }
    if (act.relabel !== undefined) actions.send("relabel", { index, label: act.relabel });
    layer.classList.toggle("is-carrying", carrying !== null);
  });
  update(store.get());
  return store.subscribe(["points", "labels", "losses", "predicted", "view", "ui"], update);
}

/**
 * In percent of the window, so that a resize moves nothing by hand; not by a transform, which would make each of hundreds
 * of points a layer of its own.
 * @type {(element: HTMLElement, x: number, y: number, view: import("../types.js").Range) => void}
 */
function put(element, x, y, [low, high]) {
  const value = `${x},${y}`;
  const window = `${low},${high}`;
  if (element.dataset.value === value && element.dataset.window === window) return;
  Object.assign(element.dataset, { value, window });
  element.style.left = `${(100 * (x - low)) / (high - low)}%`;
  element.style.top = `${(100 * (high - y)) / (high - low)}%`;
}

/** @param {Event} event */
const indexOf = (event) => Number(/** @type {HTMLElement} */ (event.target).dataset.index);

/** "amostra 3, classe 0, círculo, x 0,30, y 0,80, perda 0,19, vence a classe 0" @type {(state: State, i: number, t: Context["t"]) => string} */
function description({ points, labels, losses, predicted }, i, t) {
  return t("plane.point", {
    i,
    label: className(labels[i], t),
    x: formatNumber(points[2 * i]),
    y: formatNumber(points[2 * i + 1]),
    loss: formatNumber(losses[i] ?? NaN),
    winner: predicted[i] ?? "—",
  });
}
