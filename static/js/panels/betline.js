/**
 * The line or the boundary that is expected, drawn on the plane: a line by its two ends, a boundary in one stroke. Its
 * handles move with the pointer and with the arrows. Afterwards it stays, dashed, beside what happened.
 */

/** @import { Context, State } from "../types.js" */
/** @import { Point } from "../draw/before.js" */
import { h } from "../dom.js";
import { within } from "../draw/view.js";
import { edges, seen } from "../draw/viewport.js";
import { formatPoint } from "../i18n.js";
import { drawnFirst, drawnFree } from "./betrules.js";
import { showAttribute } from "./show.js";

const SVG = "http://www.w3.org/2000/svg";
/** An arrow moves a handle by so many parts of the window's half; with Shift by more. */
const FINE = 0.02;
const COARSE = 0.1;
/** A line is longer than the window. */
const BEYOND = 50;

/**
 * @param {HTMLElement} plane
 * @param {Context} context
 */
export function betLine(plane, { store, t }) {
  const lines = ["bet-halo", "bet-line"].map((look) => path(look));
  const svg = document.createElementNS(SVG, "svg");
  for (const [name, value] of Object.entries({ "class": "bet-svg", "viewBox": "0 0 1 1", "preserveAspectRatio": "none", "aria-hidden": "true" })) svg.setAttribute(name, value);
  svg.append(...lines);
  const label = h("span", { "class": "bet-label", "data-t": "bet.yours" }, t("bet.yours"));
  const handles = h("div", { class: "bet-handles" });
  const sheet = h("div", { "class": "bet-sheet", "data-testid": "bet-sheet", "hidden": true }, svg, label, handles);
  plane.append(sheet);
  /** @type {Point[]} On the plane. */
  let points = [];
  let straight = true;
  /** The handle that is held, or −1. */
  let held = -1;
  /** What is being drawn in one stroke. @type {Point[] | null} */
  let stroke = null;

  /** @param {State} state */
  function draw(state) {
    if (sheet.hidden) return;
    const [left, right, low, high] = edges(seen(state));
    const part = (/** @type {Point} */ [x, y]) => /** @type {Point} */ ([(x - left) / (right - left), (high - y) / (high - low)]);
    const shown = (stroke ?? points).map(part);
    const [p, q] = shown;
    const whole = straight && q ? [beyond(q, p), beyond(p, q)] : shown;
    for (const line of lines) showAttribute(line, "points", whole.map((point) => point.join()).join(" "));
    shown.slice(0, stroke ? 0 : undefined).forEach(([x, y], i) => {
      const handle = /** @type {HTMLElement} */ (handles.children[i]);
      handle.style.setProperty("--x", `${100 * x}%`);
      handle.style.setProperty("--y", `${100 * y}%`);
      showAttribute(handle, "aria-label", t("bet.handle", { i: i + 1, n: points.length, place: formatPoint(points[i]) }));
    });
    const last = shown.at(-1) ?? [0, 0];
    label.style.left = `${100 * Math.min(0.8, Math.max(0.02, last[0] - 0.08))}%`;
    label.style.top = `${100 * Math.min(0.94, Math.max(0.01, last[1] - 0.06))}%`;
  }
  /** @param {Point[]} next */
  function put(next) {
    points = next;
    while (handles.children.length > points.length) handles.lastElementChild?.remove();
    while (handles.children.length < points.length) handles.append(handle(handles.children.length));
    draw(store.get());
  }
  /** @param {number} i */
  function handle(i) {
    const element = h("button", { "type": "button", "class": "bet-handle", "data-testid": `bet-handle-${i}` });
    element.addEventListener("keydown", (event) => {
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
      if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation();
      const by = seen(store.get()).half * (event.shiftKey ? COARSE : FINE);
      put(points.map(([x, y], j) => (j === i ? inside([x + by * way[0], y + by * way[1]]) : [x, y])));
    });
    return element;
  }
  /** On the plane, where it can be taken again. @param {Point} point @returns {Point} */
  function inside([x, y]) {
    const [left, right, low, high] = edges(seen(store.get()));
    return [within([left, right], x), within([low, high], y)];
  }
  /** @param {PointerEvent} event @returns {Point} */
  function place({ clientX, clientY }) {
    const box = sheet.getBoundingClientRect();
    const [left, right, low, high] = edges(seen(store.get()));
    return inside([left + ((clientX - box.left) / box.width) * (right - left), high - ((clientY - box.top) / box.height) * (high - low)]);
  }
  /** @param {PointerEvent} event */
  function down(event) {
    event.stopPropagation();
    if (event.button !== 0) return;
    sheet.setPointerCapture(event.pointerId);
    held = event.target instanceof HTMLElement ? [...handles.children].indexOf(event.target) : -1;
    if (held >= 0) return;
    const here = place(event);
    if (straight) {
      put([here, here]);
      held = 1;
    } else stroke = [here];
  }
  /** @param {PointerEvent} event */
  function move(event) {
    event.stopPropagation();
    if (!sheet.hasPointerCapture(event.pointerId)) return;
    const here = place(event);
    if (stroke) stroke = [...stroke, here];
    else if (held >= 0) points = points.map((point, i) => (i === held ? here : point));
    draw(store.get());
  }
  /** @param {PointerEvent} event */
  function up(event) {
    event.stopPropagation();
    held = -1;
    if (!stroke) return;
    const drawn = stroke;
    stroke = null;
    put(drawn.length > 1 ? drawnFree(drawn) : points);
  }
  sheet.addEventListener("pointerdown", down);
  sheet.addEventListener("pointermove", move);
  for (const end of /** @type {const} */ (["pointerup", "pointercancel"])) sheet.addEventListener(end, up);
  return {
    /** Begin with what there is now. @param {"line" | "boundary"} what @param {number} k The class whose line it is. */
    begin(what, k) {
      straight = what === "line";
      sheet.hidden = false;
      plane.classList.add("has-bet");
      sheet.classList.remove("is-done");
      put(drawnFirst(store.get(), k));
    },
    /** The bet is made: it stays as it is. */
    keep: () => sheet.classList.add("is-done"),
    clear() {
      sheet.hidden = true;
      plane.classList.remove("has-bet");
      put([]);
    },
    focus: () => /** @type {HTMLElement | null} */ (handles.firstElementChild)?.focus(),
    get drawn() {
      return !sheet.hidden;
    },
    stop: store.subscribe(["view", "viewport", "points", "ui"], draw),
  };
}

/** @param {string} look */
function path(look) {
  const line = document.createElementNS(SVG, "polyline");
  line.setAttribute("class", look);
  line.setAttribute("vector-effect", "non-scaling-stroke");
  return line;
}

/** From p through q and on. @type {(p: Point, q: Point) => Point} */
const beyond = (p, q) => [q[0] + BEYOND * (q[0] - p[0]), q[1] + BEYOND * (q[1] - p[1])];
