/** The samples as elements over the canvas: what the keyboard, a screen reader and a test take hold of. */

/** @import { Context, Range, State, Viewport } from "../types.js" */
/** @import { PointAct } from "./pointkeys.js" */
import { h } from "../dom.js";
import { edges, seen } from "../draw/viewport.js";
import { formatNumber } from "../i18n.js";
import { told } from "../masks.js";
import { addSample, countOf, kindsOf, moveSample, placesOf } from "../samples.js";
import { relabel } from "./classes.js";
import { className } from "./classpicker.js";
import { fit, home, NOTCH, reveal, zoom } from "./looking.js";
import { beside, carriedBy, pointKey } from "./pointkeys.js";
import { showAttribute } from "./show.js";
import { carrying as asked } from "./why.js";

/** What is said about a point is written once it has been still for this long. */
const STILL = 250;
/** More elements than this wait until the window has been at rest for so long. */
const MANY = 50;
const REST = 100;
/** Of more samples than this only the one that is on has an element: the arrows go on from there. */
const MOST = 300;

/**
 * @param {HTMLElement} root
 * @param {Context} context
 */
export function mount(root, context) {
  const { store, actions, t } = context;
  const layer = h("div", { class: "points" });
  root.append(layer);
  /** @type {Map<number, HTMLElement>} */
  const points = new Map();
  /** @type {{ index: number, from: number[], fresh: boolean } | null} */
  let carrying = null;
  /** @type {any} */
  let speaking = null;
  /** @type {any} */
  let settling = null;
  /** The window that the elements are placed in. */
  let settled = seen(store.get());

  /** @param {State} state */
  function update(state) {
    const count = countOf(state);
    const stop = Math.min(Math.max(0, state.ui.selected), count - 1);
    fill(count, stop);
    const places = placesOf(state);
    const port = seen(state);
    const moving = port.half !== settled.half || port.x !== settled.x || port.y !== settled.y;
    if (moving) settle(port);
    points.forEach((element, i) => {
      if (!moving || i === state.ui.selected) put(element, places[2 * i], places[2 * i + 1], port);
      showAttribute(element, "tabindex", i === stop ? "0" : "-1");
      showAttribute(element, "aria-pressed", String(i === state.ui.selected));
    });
    clearTimeout(speaking);
    speaking = setTimeout(speak, STILL);
  }
  /** Hundreds of elements move once the window has come to rest; the canvas shows the points all the while. @param {Viewport} port */
  function settle(port) {
    clearTimeout(settling);
    settling = setTimeout(() => {
      settled = port;
      update(store.get());
    }, points.size > MANY ? REST : 0);
  }
  /** @param {number} count @param {number} stop */
  function fill(count, stop) {
    const has = (/** @type {number} */ i) => i < count && (count <= MOST || i === stop);
    for (const [i, element] of points) if (!has(i)) points.delete(i) && element.remove();
    if (count > MOST) element(stop);
    else for (let i = 0; i < count; i++) element(i);
  }
  /** The element of a sample, made when it is first needed. @param {number} i @returns {HTMLElement} */
  function element(i) {
    const there = points.get(i);
    if (there) return there;
    const made = h("button", { "type": "button", "class": "point", "data-testid": `point-${i}`, "data-index": i, ...asked({ kind: "loss", point: i }) });
    points.set(i, made);
    layer.append(made);
    return made;
  }
  function speak() {
    const state = store.get();
    points.forEach((element, i) => i < countOf(state) && showAttribute(element, "aria-label", description(state, i, t)));
  }
  layer.addEventListener("focusin", (event) => {
    const index = indexOf(event);
    actions.ui({ selected: index, hover: index });
    if (carrying?.index !== index) reveal(store, place(index));
  });
  layer.addEventListener("focusout", ({ relatedTarget }) => {
    carrying = null;
    layer.classList.remove("is-carrying");
    // The tools beside the plane act on the chosen point; anywhere else forgets it.
    const kept = relatedTarget instanceof Node && root.parentElement?.contains(relatedTarget);
    actions.ui(kept ? { hover: -1 } : { hover: -1, selected: -1 });
  });
  layer.addEventListener("keydown", (event) => {
    const index = indexOf(event);
    const act = event.ctrlKey || event.metaKey || event.altKey ? null : pointKey(event, carrying !== null, kindsOf(store.get()));
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    perform(act, index);
    layer.classList.toggle("is-carrying", carrying !== null);
  });
  /** @param {PointAct} act @param {number} index */
  function perform(act, index) {
    if (act.look) return look(act.look, index);
    if (act.choose) element((index + act.choose + countOf(store.get())) % countOf(store.get())).focus();
    if (act.take) carrying = { index, from: [...place(index)], fresh: false };
    if (act.carry) move(index, carriedBy(place(index), act.carry, ...range()));
    if (act.restore && carrying) restore(carrying);
    if (act.drop || act.restore) carrying = null;
    if (act.remove) remove(index);
    if (act.add) add(index);
    if (act.relabel !== undefined) relabel(context, index, act.relabel);
  }
  const place = (/** @type {number} */ index) => placesOf(store.get()).subarray(2 * index, 2 * index + 2);
  const move = (/** @type {number} */ index, /** @type {number[]} */ point) => moveSample(context, index, point);
  /** @returns {[Range, Range]} */
  function range() {
    const [left, right, low, high] = edges(seen(store.get()));
    return [[left, right], [low, high]];
  }
  /** @type {(look: NonNullable<PointAct["look"]>, index: number) => void} */
  function look(look, index) {
    const [x, y] = place(index);
    if (look === "home") home(store);
    else if (look === "fit") fit(store);
    else zoom(store, look === "in" ? NOTCH : 1 / NOTCH, [x, y]);
  }
  /** @param {{ index: number, from: number[], fresh: boolean }} taken */
  function restore({ index, from, fresh }) {
    if (fresh) remove(index);
    else move(index, from);
  }
  /** The focus goes to the point that takes its place; the last of all stays. @param {number} index */
  function remove(index) {
    const count = countOf(store.get());
    if (count === 1) return;
    carrying = null;
    if (index === count - 1) element(index - 1).focus();
    actions.send("remove_point", { index });
  }
  /** A new point beside this one, in hand at once. @param {number} index */
  function add(index) {
    const point = beside(place(index), ...range());
    const last = countOf(store.get());
    addSample(context, point);
    element(last).focus();
    carrying = { index: last, from: point, fresh: true };
  }
  // Pressing a point drags it; a click, which the plane tells of, chooses it.
  root.addEventListener("choose", (event) => element(/** @type {CustomEvent} */ (event).detail).focus({ preventScroll: true }));
  update(store.get());
  return store.subscribe(["points", "labels", "targets", "losses", "predicted", "view", "viewport", "ui"], update);
}

/**
 * In percent of the window, so that a resize moves nothing by hand; not by a transform, which would make each of hundreds
 * of points a layer of its own.
 * @type {(element: HTMLElement, x: number, y: number, port: Viewport) => void}
 */
function put(element, x, y, port) {
  const value = `${x},${y}`;
  const window = `${port.x},${port.y},${port.half}`;
  if (element.dataset.value === value && element.dataset.window === window) return;
  Object.assign(element.dataset, { value, window });
  element.style.left = `${50 + (50 * (x - port.x)) / port.half}%`;
  element.style.top = `${50 - (50 * (y - port.y)) / port.half}%`;
}

/** @param {Event} event */
const indexOf = (event) => Number(/** @type {HTMLElement} */ (event.target).dataset.index);

/** "amostra 3, classe 0, círculo, x 0,30, y 0,80, perda 0,19, vence a classe 0" @type {(state: State, i: number, t: Context["t"]) => string} */
function description(state, i, t) {
  const { labels, targets, losses, predicted, waiting } = state;
  const [x, y] = placesOf(state).subarray(2 * i);
  const words = { i: i + 1, x: formatNumber(x), y: formatNumber(y), loss: told({ kind: "loss", point: i }, waiting ? NaN : losses[i] ?? NaN) };
  if (targets) return t("plane.value", { ...words, target: formatNumber(targets[i]) });
  return t("plane.point", { ...words, label: className(labels[i], t), winner: waiting ? "—" : predicted[i] ?? "—" });
}
