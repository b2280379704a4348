/** The hidden space: the plane's grid and samples as two units of a hidden layer see them. */

/** @import { Context, State } from "../types.js" */
/** @import { Pen } from "../draw/view.js" */
import { sharpCanvas, watchTokens } from "../canvas.js";
import { h, icon } from "../dom.js";
import { drawFrame } from "../draw/axes.js";
import { faces } from "../draw/faces.js";
import { drawPoints } from "../draw/points.js";
import { drawBoundary, drawRegions } from "../draw/regions.js";
import { frame, hit } from "../draw/view.js";
import { drawStrip, drawWarp, nameAxes } from "../draw/warp.js";
import { lowered } from "../numbers.js";
import { reach } from "./gesture.js";
import { lanes, next, settled, unitsOf } from "./hiddenaxes.js";
import { showAttribute } from "./show.js";

/** Samples are smaller than on the plane. */
const SMALL = 0.8;
/** Milliseconds between two pictures while it trains. */
const SELDOM = 90;
const NONE = new Float64Array();

/** @typedef {State["ui"]["warp"]} Axes */

/**
 * @param {HTMLElement} root
 * @param {Context} context
 */
export function mount(root, context) {
  const { store, actions, t } = context;
  const box = h("div", { "class": "warp", "role": "img", "data-testid": "warp" },
    h("canvas", { "class": "under", "aria-hidden": "true" }), h("canvas", { "class": "over", "aria-hidden": "true" }));
  const none = h("p", { "class": "hidden-none", "data-t": "hidden.none", "hidden": true }, t("hidden.none"));
  const axes = chooser(context, choose);
  root.append(axes.element, box, none);
  const [lower, upper] = /** @type {NodeListOf<HTMLCanvasElement>} */ (box.querySelectorAll("canvas"));
  const watch = watchTokens(drawAll);
  const under = sharpCanvas(lower, drawUnder);
  const over = sharpCanvas(upper, drawOver);
  let asked = "";
  let drawn = 0;
  let visible = false;
  /** Of the network seen last: while its last layer is shown, that of the next network will be. */
  let layers = 0;

  /** @param {ReturnType<typeof sharpCanvas>} sheet @returns {Pen} */
  function penOn({ context, width, height }) {
    const { warp, warpedView } = store.get();
    const edges = single(store.get()) ? [warpedView[0], warpedView[1], 0, 1] : warpedView;
    const at = frame(width, height, /** @type {import("../draw/field.js").Box} */ (edges));
    return { g: context, u: warp ? watch.tokens.unit : 1, tokens: watch.tokens, at };
  }
  function drawUnder() {
    const state = store.get();
    if (!under.width || state.warpedView.length < 4) return;
    const pen = penOn(under);
    pen.g.fillStyle = pen.tokens.paper;
    pen.g.fillRect(0, 0, under.width, under.height);
    if (!state.warp) return;
    if (single(state)) return drawStrip(pen, state.warp);
    drawRegions(pen, state.warpedRegions);
    drawWarp(pen, state.warp);
    drawBoundary(pen, state.warpedRegions);
  }
  function drawOver() {
    const state = store.get();
    // A sample that was just removed is still among the warped ones: the engine's answer brings a picture of the others.
    if (!over.width || state.warpedView.length < 4 || state.warped.length !== state.points.length) return;
    const pen = penOn(over);
    pen.g.clearRect(0, 0, over.width, over.height);
    if (!state.warp) return;
    drawPoints({ ...pen, u: SMALL * pen.u }, { points: places(state), losses: NONE }, {
      hover: state.ui.hover, held: -1, strength: () => 1, face: faces(state, pen.tokens),
    });
    nameAxes(pen, [state.ui.warp.i, single(state) ? null : state.ui.warp.j]);
    drawFrame(pen);
  }
  function drawAll() {
    drawn = performance.now();
    drawUnder();
    drawOver();
  }
  /**
   * While it trains not with every picture of the plane, and rather not with the tables: hundreds of samples and lines cost as
   * much as all the rest.
   */
  function drawSeldom() {
    const { playing, exact } = store.get();
    if (!playing || performance.now() - drawn > (exact ? 3 : 1) * SELDOM) drawAll();
  }
  /** @param {Axes} warp */
  function choose(warp) {
    actions.ui({ warp });
  }
  /** @param {State} state */
  function follow(state) {
    const { config, ui } = state;
    if (!config) return;
    const units = unitsOf(config);
    const warp = settled(ui.warp, units, layers !== units.length && ui.warp.layer >= layers - 1);
    layers = units.length;
    box.hidden = axes.element.hidden = !warp;
    none.hidden = Boolean(warp);
    if (warp && String(Object.values(warp)) !== String(Object.values(ui.warp))) actions.ui({ warp });
    ask(warp);
    if (!warp) return;
    axes.show(warp, units, ui.lang);
    showAttribute(box, "aria-label", t("hidden.picture", { layer: warp.layer + 1, i: warp.i + 1, j: warp.j + 1 }));
  }
  /** Only what can be seen is asked for. @param {Axes | null} warp */
  function ask(warp) {
    const wanted = visible && warp ? [warp.layer, warp.i, warp.j] : null;
    if (String(wanted) === asked) return;
    asked = String(wanted);
    actions.subscribe({ warp: /** @type {[number, number, number] | null} */ (wanted) });
  }
  const sight = new IntersectionObserver(([{ isIntersecting }]) => {
    visible = isIntersecting;
    follow(store.get());
  });
  sight.observe(root);
  /** @param {PointerEvent} event */
  function point(event) {
    const state = store.get();
    if (!over.width || !state.warp) return;
    const { left, top } = box.getBoundingClientRect();
    const kind = event.pointerType === "touch" ? "touch" : "mouse";
    const { at, u } = penOn(over);
    const [x, y] = [event.clientX - left, event.clientY - top];
    const index = event.type === "pointerleave" ? -1 : hit(at, places(state), x, y, SMALL * reach({ x, y, kind }, u));
    if (index !== state.ui.hover) actions.ui({ hover: index });
  }
  for (const type of /** @type {const} */ (["pointermove", "pointerdown", "pointerleave"])) box.addEventListener(type, point);
  const stops = [
    store.subscribe(["config", "ui"], follow),
    store.subscribe(["warp", "warped", "warpedRegions", "warpedView", "labels", "targets", "slopes", "playing"], drawSeldom),
    store.subscribe(["ui"], drawOver),
  ];
  return () => [...stops, watch.stop, under.stop, over.stop, () => sight.disconnect()].forEach((stop) => stop());
}

/** Whether the layer shown has one unit alone. @param {State} state */
const single = ({ ui }) => ui.warp.i === ui.warp.j;

/** Where the samples lie: on the two axes, or on one of them, a lane for each class. @param {State} state */
function places(state) {
  const points = Float64Array.from(state.warped);
  return single(state) ? lanes(points, state.labels, state.classes) : points;
}

/** "a₁₂" @param {number} unit */
const name = (unit) => `a${lowered(unit + 1)}`;

/**
 * The menus of the layer and its two units, and the button that goes on to the next two.
 * @param {Context} context
 * @param {(axes: Axes) => void} choose
 */
function chooser({ store, t }, choose) {
  const menu = (/** @type {string} */ testid, /** @type {string} */ label, /** @type {(value: number) => void} */ act) => h("select", {
    "class": "hidden-menu", "data-testid": testid, "aria-label": t(label), "data-t-label": label, "oninput": (event) => act(Number(event.target.value)),
  });
  const now = () => store.get().ui.warp;
  const layer = menu("warp-layer", "hidden.which", (value) => choose({ layer: value, i: 0, j: 1 }));
  const right = menu("warp-i", "hidden.right", (i) => choose({ ...now(), i, j: i === now().j ? now().i : now().j }));
  const up = menu("warp-j", "hidden.up", (j) => choose({ ...now(), j, i: j === now().i ? now().j : now().i }));
  const cycle = h("button", {
    "type": "button", "class": "icon-btn", "data-testid": "warp-cycle", "aria-label": t("hidden.cycle"), "data-t-label": "hidden.cycle",
    "title": t("hidden.cycle"), "data-t-title": "hidden.cycle", "onclick": () => choose(next(now(), unitsOf(store.get().config)[now().layer])),
  }, icon("next"));
  const element = h("div", { class: "hidden-head" }, layer, h("span", { class: "hidden-axes" }, right, "×", up), cycle);
  let built = "";

  /** @param {Axes} axes @param {number[]} units Of each layer. @param {string} lang */
  function show(axes, units, lang) {
    const shape = `${axes.layer} ${units} ${lang}`;
    const count = units[axes.layer];
    if (shape !== built) {
      layer.replaceChildren(...units.map((_, l) => h("option", { value: l }, t("hidden.layer", { layer: l + 1 }))));
      for (const one of [right, up]) one.replaceChildren(...Array.from({ length: count }, (_, i) => h("option", { value: i }, name(i))));
    }
    built = shape;
    layer.value = String(axes.layer);
    right.value = String(axes.i);
    up.value = String(axes.j);
    right.disabled = count < 2;
    up.hidden = cycle.hidden = count < 2;
  }
  return { element, show };
}
