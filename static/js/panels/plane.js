/** The plane: regions, lines and axes on one canvas, points and what moves under the pointer on another over it. */

/** @import { Context, State } from "../types.js" */
/** @import { Pen, Projection } from "../draw/view.js" */
/** @import { ScoreLine } from "../draw/lines.js" */
/** @import { Place } from "../draw/placement.js" */
/** @import { Gesture } from "./gesture.js" */
import { sharpCanvas, watchTokens } from "../canvas.js";
import { drawAxes, drawFrame, nameSpots } from "../draw/axes.js";
import { Glide } from "../draw/glide.js";
import { drawScoreLines, scoreLines } from "../draw/lines.js";
import { placeLines } from "../draw/placement.js";
import { drawCrossHairs, drawGhost, drawPoints, drawTag } from "../draw/points.js";
import { drawBoundary, drawMarginDots, drawRegions } from "../draw/regions.js";
import { project } from "../draw/view.js";
import { formatNumber, formatPoint } from "../i18n.js";
import { pointing } from "./pointing.js";

const GLIDE = 200;
const reducedMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/**
 * @param {HTMLElement} root Holds the canvases .under and .over.
 * @param {Context} context
 */
export function mount(root, context) {
  const { store, t } = context;
  root.setAttribute("role", "application");
  root.setAttribute("aria-label", t("plane.label"));
  root.setAttribute("data-t-label", "plane.label");
  const watch = watchTokens(drawAll);
  const under = sharpCanvas(/** @type {HTMLCanvasElement} */ (root.querySelector(".under")), drawUnder);
  const over = sharpCanvas(/** @type {HTMLCanvasElement} */ (root.querySelector(".over")), drawOver);
  const glide = new Glide(GLIDE);
  let next = 0;
  const pointer = pointing(root, context, penOn(over), drawAll);

  /** @param {ReturnType<typeof sharpCanvas>} sheet */
  function penOn(sheet) {
    return () => {
      const { tokens } = watch;
      const u = Math.min(tokens.unit, sheet.width / 200);
      return { g: sheet.context, u, tokens, at: project(sheet.width, sheet.height, store.get().view) };
    };
  }
  function drawUnder() {
    if (!under.width) return;
    const { regions, margins, params, classes } = store.get();
    const pen = penOn(under)();
    pen.g.fillStyle = pen.tokens.paper;
    pen.g.fillRect(0, 0, under.width, under.height);
    drawRegions(pen, regions);
    if (margins.length) drawMarginDots(pen, regions);
    drawBoundary(pen, regions);
    drawAxes(pen, ["x", "x"]);
    if (params.length < 3 * classes) return;
    const lines = scoreLines(pen.at, classes, params);
    drawScoreLines(pen, lines, placed(pen, lines));
  }
  /**
   * Arrows and labels look for a better place only while nothing is held or running, and glide there.
   * @param {Pen} pen
   * @param {ScoreLine[]} lines
   */
  function placed({ u, at }, lines) {
    const now = performance.now();
    const missing = lines.some(({ k }) => !glide.target.has(k));
    if (missing || !(pointer.gesture() || store.get().playing)) {
      const obstacles = [...nameSpots(at, u), ...pixels(store.get().points, at)];
      const target = placeLines(lines, obstacles, { width: at.width, height: at.height, u }, glide.target);
      if (!same(target, glide.target)) glide.aim(target, reducedMotion() ? now - GLIDE : now);
    }
    cancelAnimationFrame(next);
    if (glide.moving(now)) next = requestAnimationFrame(drawUnder);
    return glide.at(now);
  }
  function drawOver() {
    if (!over.width) return;
    const state = store.get();
    const pen = penOn(over)();
    const gesture = pointer.gesture();
    const held = gesture?.moved ? gesture.index : -1;
    pen.g.clearRect(0, 0, over.width, over.height);
    if (gesture && held >= 0) drawCarried(pen, state, gesture);
    drawPoints(pen, state, { hover: state.ui.hover, held });
    if (gesture && held >= 0) drawTag(pen, pointAt(state, held), tagLines(state, gesture, pointer.lossBefore()));
    drawFrame(pen);
  }
  function drawAll() {
    drawUnder();
    drawOver();
  }
  let { lang } = store.get().ui;
  const stops = [
    store.subscribe(["regions", "params", "classes", "view", "playing"], drawUnder),
    store.subscribe(["points"], () => pointer.gesture() || drawUnder()),
    store.subscribe(["points", "labels", "losses", "predicted", "view", "ui"], drawOver),
    store.subscribe(["ui"], ({ ui }) => {
      if (ui.lang !== lang) drawUnder();
      ({ lang } = ui);
    }),
  ];
  return () => [...stops, watch.stop, under.stop, over.stop, pointer.stop].forEach((stop) => stop());
}

/** Where the dragged point came from, and lines through where it is. @type {(pen: Pen, state: State, gesture: Gesture) => void} */
function drawCarried(pen, state, { index, from }) {
  drawCrossHairs(pen, pointAt(state, index));
  drawGhost(pen, state.labels[index], from);
}

/** "(0,05; −0,35)" and "L: 0,00 → 0,28". @type {(state: State, gesture: Gesture, before: number) => string[]} */
function tagLines(state, { index }, before) {
  return [formatPoint(pointAt(state, index)), `L: ${formatNumber(before)} → ${formatNumber(state.losses[index] ?? NaN)}`];
}

/** @type {(state: State, i: number) => [number, number]} */
const pointAt = ({ points }, i) => [points[2 * i], points[2 * i + 1]];

/** @type {(points: Float64Array, at: Projection) => [number, number][]} */
function pixels(points, at) {
  return Array.from({ length: points.length / 2 }, (_, i) => [at.x(points[2 * i]), at.y(points[2 * i + 1])]);
}

/** @type {(a: Map<number, Place>, b: Map<number, Place>) => boolean} */
function same(a, b) {
  const equal = (/** @type {Place} */ p, /** @type {Place | undefined} */ q) =>
    q !== undefined && p.arrow === q.arrow && p.label === q.label && p.side === q.side;
  return a.size === b.size && [...a].every(([k, place]) => equal(place, b.get(k)));
}
