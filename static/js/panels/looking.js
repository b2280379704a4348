/** What of the plane is seen: wheel, pinch, drags and buttons move the window, and the server is asked for what is in it. */

/** @import { Context, State, Store, Viewport } from "../types.js" */
/** @import { Projection } from "../draw/view.js" */
import { h, icon } from "../dom.js";
import { alike, around, AROUND, edges, fitted, holding, inside, moved, seen, shows, zoomed } from "../draw/viewport.js";
import { placesOf } from "../samples.js";

export const NOTCH = 1.25;
/** Of a wheel's pixel, and of a trackpad's pinch, which the browser tells as a wheel with Ctrl. */
const WHEEL = 0.0016;
const PINCH = 0.01;
const LINE = 16;

/** Nearer by a factor, about a point of the plane or its middle. @type {(store: Store, factor: number, point?: [number, number]) => void} */
export function zoom(store, factor, point) {
  const { view } = store.get();
  const port = seen(store.get());
  store.set({ viewport: zoomed(port, factor, point ?? [port.x, port.y], view) });
}

/** @param {Store} store */
export function fit(store) {
  const { view } = store.get();
  store.set({ viewport: fitted(placesOf(store.get()), view) });
}

/** Follow the data again. @param {Store} store */
export const home = (store) => store.set({ viewport: null });

/** Bring a point into the window. @type {(store: Store, point: ArrayLike<number>) => void} */
export function reveal(store, { 0: x, 1: y }) {
  const port = seen(store.get());
  const room = 0.9 * port.half;
  if (!inside(port, x, y)) {
    const into = (/** @type {number} */ centre, /** @type {number} */ value) => Math.min(value + room, Math.max(value - room, centre));
    store.set({ viewport: { ...port, x: into(port.x, x), y: into(port.y, y) } });
  }
}

/**
 * @param {HTMLElement} root
 * @param {Context} context
 */
export function looking(root, { store, actions, t }) {
  /** @type {Viewport | null} */
  let asked = null;
  // The plane is one stop of the Tab key, at its points; from there + − 0 F do what these buttons do.
  const button = (/** @type {string} */ name, /** @type {string} */ picture, /** @type {() => void} */ act) => h("button", {
    "type": "button", "class": "icon-btn", "data-testid": `view-${name}`, "aria-label": t(`plane.${name}`), "data-t-label": `plane.${name}`,
    "title": t(`plane.${name}`), "data-t-title": `plane.${name}`, "onclick": act, "tabindex": -1,
  }, icon(picture));
  const reset = button("reset", "axes", () => home(store));
  const tools = h("div", { "class": "view-tools", "role": "group" },
    button("out", "minus", () => zoom(store, 1 / NOTCH)), button("in", "plus", () => zoom(store, NOTCH)), button("fit", "fit", () => fit(store)), reset);
  // The point that has the focus keeps it, and a press here is none on the plane.
  for (const type of ["pointerdown", "mousedown"]) tools.addEventListener(type, (event) => event.stopPropagation());
  root.append(tools);

  /** @param {WheelEvent} event @param {Projection} at */
  function wheel(event, at) {
    event.preventDefault();
    const pixels = event.deltaY * (event.deltaMode ? LINE : 1);
    const box = root.getBoundingClientRect();
    zoom(store, Math.exp(-pixels * (event.ctrlKey ? PINCH : WHEEL)), at.point(event.clientX - box.left, event.clientY - box.top));
  }

  /** Ask for what is seen, and for polygons some more around it, once that is no longer there. @param {State} state */
  function ask(state) {
    const port = seen(state);
    tools.classList.toggle("is-away", state.viewport !== null);
    reset.hidden = state.viewport === null;
    // Every cell of a grid costs, so it covers what is seen and no more.
    if (asked && (state.grid ? alike : shows)(asked, port)) return;
    asked = around(port, state.grid ? 1 : AROUND);
    actions.subscribe({ view: edges(asked) });
  }
  /** Other data are seen whole. */
  let own = "";
  function follow(/** @type {State} */ { view, config }) {
    const now = `${view} ${config?.data.name ?? ""}`;
    if (own && config?.data.name && now !== own && store.get().viewport) home(store);
    own = now;
  }
  ask(store.get());
  const stops = [store.subscribe(["view", "config"], follow), store.subscribe(["viewport", "points", "targets", "view", "grid"], ask)];
  return {
    wheel,
    /** @param {Viewport} viewport */
    look: (viewport) => store.set({ viewport }),
    /** What was at `from` is now at `to`, both on the plane. @type {(from: [number, number], to: [number, number]) => void} */
    pan: (from, to) => store.set({ viewport: moved(seen(store.get()), from, to) }),
    /** While a point is held the window stays, though it would follow the point. */
    hold() {
      const { viewport, view } = store.get();
      const port = holding(placesOf(store.get()), view);
      if (viewport || port.half * 2 === view[1] - view[0]) return () => {};
      store.set({ viewport: port });
      return () => home(store);
    },
    stop: () => stops.forEach((stop) => stop()),
  };
}
