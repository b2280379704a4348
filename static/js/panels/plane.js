/** The plane: regions, lines and axes on one canvas, points and what moves under the pointer on another over it. */

/** @import { Context, State } from "../types.js" */
/** @import { Pen, Projection } from "../draw/view.js" */
/** @import { ScoreLine } from "../draw/lines.js" */
/** @import { Place } from "../draw/placement.js" */
/** @import { Pull } from "../draw/pulls.js" */
/** @import { Gesture } from "./gesture.js" */
import { sharpCanvas, watchTokens } from "../canvas.js";
import { drawAxes, drawFrame, inputs, nameSpots, VALUES } from "../draw/axes.js";
import { faces } from "../draw/faces.js";
import { drawField, drawLargeUnit } from "../draw/field.js";
import { drawFitted, drawResiduals } from "../draw/fitted.js";
import { Glide } from "../draw/glide.js";
import { drawScoreLines, scoreLines } from "../draw/lines.js";
import { Morph } from "../draw/morph.js";
import { placeLines } from "../draw/placement.js";
import { drawCrossHairs, drawGhost, drawPoints, drawTag } from "../draw/points.js";
import { drawPulls, pullsOf } from "../draw/pulls.js";
import { drawBoundary, drawMarginDots, drawRegions } from "../draw/regions.js";
import { project } from "../draw/view.js";
import { seen } from "../draw/viewport.js";
import { formatPoint } from "../i18n.js";
import { told } from "../masks.js";
import { isCurve, placesOf } from "../samples.js";
import { before } from "./before.js";
import { Fade } from "./fade.js";
import { looking } from "./looking.js";
import { pointing } from "./pointing.js";
import { remarks } from "./remarks.js";

const GLIDE = 200;
const DIMMING = 120;
/** Where the tools of the window stand, from the upper right corner. */
const TOOLS = [[20, 18], [50, 18], [80, 18]];
/** What is left of the lines and points that a pull does not concern. */
const FAINT = 0.38;
const NONE = new Float64Array();
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
  const morph = new Morph(GLIDE);
  const dimming = new Fade(DIMMING);
  const past = before(store, { redraw: again, still: reducedMotion, quiet: () => root.classList.contains("has-bet") });
  /** @type {Pull[]} */
  let pulls = [];
  /** Classes and samples that stay strong while others are dimmed. */
  let spoken = { lines: new Set(), samples: new Set() };
  let iteration = -1;
  let next = 0;
  const window = looking(root, context);
  const pointer = pointing(root, context, penOn(over), drawAll, window);

  /** @param {ReturnType<typeof sharpCanvas>} sheet */
  function penOn(sheet) {
    return () => {
      const { tokens } = watch;
      const u = Math.min(tokens.unit, sheet.width / 200);
      return { g: sheet.context, u, tokens, at: project(sheet.width, sheet.height, seen(store.get())) };
    };
  }
  function drawUnder() {
    if (!under.width) return;
    const pen = penOn(under)();
    pen.g.fillStyle = pen.tokens.paper;
    pen.g.fillRect(0, 0, under.width, under.height);
    if (isCurve(store.get())) drawCurve(pen);
    else if (store.get().grid) drawNetwork(pen);
    else drawLinear(pen);
  }
  /** @param {Pen} pen */
  function drawCurve(pen) {
    const { fitted, targets, points, gridView } = store.get();
    drawAxes(pen, VALUES);
    drawFitted(pen, fitted, (2 * Number(targets?.length)) / points.length, boxOf(gridView));
  }
  /** @param {Pen} pen */
  function drawNetwork(pen) {
    const state = store.get();
    const { unitMaps, gridView, ui } = state;
    if (unitMaps && ui.unit >= 0) drawLargeUnit(pen, unitMaps, ui.unit, boxOf(gridView));
    else drawField(pen, state, boxOf(gridView));
    drawAxes(pen, inputs(1));
  }
  /** @param {Pen} pen */
  function drawLinear(pen) {
    const { margins, classes } = store.get();
    const now = performance.now();
    const { regions, params } = morph.at(now);
    drawRegions(pen, regions);
    if (margins.length) drawMarginDots(pen, regions);
    drawBoundary(pen, regions);
    drawAxes(pen, inputs(0));
    if (params.length === 3 * classes) {
      const lines = scoreLines(pen.at, classes, params);
      drawScoreLines(pen, lines, placed(pen, lines, now), (k) => strength(spoken.lines.has(k), now));
    }
    if (glide.moving(now)) again();
  }
  /** @type {(strong: boolean, now: number) => number} */
  const strength = (strong, now) => (strong ? 1 : 1 - (1 - FAINT) * dimming.at(now));
  /**
   * Arrows and labels look for a better place only while nothing is held or running, and glide there.
   * @param {Pen} pen
   * @param {ScoreLine[]} lines
   * @param {number} now
   */
  function placed({ u, at }, lines, now) {
    const missing = lines.some(({ k }) => !glide.target.has(k));
    const still = !pointer.gesture() && !store.get().playing && !morph.moving(now);
    if (missing || still) {
      const obstacles = [...nameSpots(at, u), ...TOOLS.map(([x, y]) => /** @type {[number, number]} */ ([at.width - x * u, y * u])), ...pixels(placesOf(store.get()), at)];
      const target = placeLines(lines, obstacles, { width: at.width, height: at.height, u }, glide.target);
      if (!same(target, glide.target)) glide.aim(target, reducedMotion() ? now - GLIDE : now);
    }
    return glide.at(now);
  }
  function drawOver() {
    if (!over.width) return;
    const state = store.get();
    const now = performance.now();
    const pen = penOn(over)();
    const gesture = pointer.gesture();
    const held = gesture?.moved ? gesture.index : -1;
    pen.g.clearRect(0, 0, over.width, over.height);
    if (gesture && held >= 0) drawCarried(pen, state, gesture);
    past.draw(pen, now);
    drawPulls(pen, pulls);
    if (isCurve(state)) drawResiduals(pen, placesOf(state), state.scores);
    drawPoints(pen, { points: placesOf(state), losses: isCurve(state) ? NONE : morph.at(now).losses }, {
      hover: state.ui.hover, held, strength: (i) => strength(spoken.samples.has(i), now), face: faces(state, pen.tokens),
    });
    past.drawPuller(pen, state);
    if (gesture && held >= 0) drawTag(pen, pointAt(state, held), tagLines(state, gesture, pointer.lossBefore()));
    drawFrame(pen);
  }
  function drawAll() {
    drawUnder();
    drawOver();
  }
  /** Draw once more in the next animation frame. */
  function again() {
    cancelAnimationFrame(next);
    next = requestAnimationFrame(() => {
      drawAll();
      const now = performance.now();
      if (morph.moving(now) || dimming.moving(now) || past.fading(now)) again();
    });
  }
  /** What one update did is seen as a movement; anything else is there at once. @param {State} state */
  function arrive(state) {
    const shown = { params: state.params, regions: state.regions, losses: state.losses };
    const stepped = iteration >= 0 && state.iteration !== iteration && !state.playing;
    iteration = state.iteration;
    if (!stepped || reducedMotion()) return morph.jump(shown);
    morph.go(shown, performance.now());
    again();
  }
  /** Who pulls on what, unless a point is being carried: then it has a tag of its own. @param {State} state */
  function pulling(state) {
    const now = performance.now();
    const was = [...spoken.lines];
    pulls = pointer.gesture()?.moved ? [] : pullsOf(state);
    dimming.aim(pulls.length ? 1 : 0, reducedMotion() ? now - DIMMING : now);
    if (pulls.length) spoken = { lines: new Set(pulls.map(({ k }) => k)), samples: new Set(pulls.map(({ i }) => i)) };
    if (dimming.moving(now)) again();
    else if (String(was) !== String([...spoken.lines])) drawUnder();
  }
  let shown = underlaid(store.get().ui);
  const stops = [
    store.subscribe(["regions", "params", "losses", "iteration"], arrive),
    store.subscribe(["slopes", "params", "points", "ui", "config"], pulling),
    store.subscribe(["regions", "params", "classes", "view", "viewport", "playing"], (state) => state.grid || isCurve(state) || drawUnder()),
    store.subscribe(["grid", "segments", "gridView", "unitMaps", "fitted", "view", "viewport", "playing"], (state) => (state.grid || isCurve(state)) && drawUnder()),
    store.subscribe(["points"], () => pointer.gesture() || drawUnder()),
    store.subscribe(["points", "labels", "targets", "scores", "losses", "predicted", "slopes", "view", "viewport", "ui"], drawOver),
    store.subscribe(["ui"], ({ ui }) => {
      const now = underlaid(ui);
      if (now !== shown) drawUnder();
      shown = now;
    }),
    remarks(root, context),
    past.stop,
  ];
  return () => [...stops, watch.stop, under.stop, over.stop, pointer.stop, window.stop].forEach((stop) => stop());
}

/** @type {(view: ArrayLike<number>) => import("../draw/field.js").Box} */
const boxOf = (view) => [view[0], view[1], view[2], view[3]];

/** What of the page's own choices the lower canvas shows. @param {State["ui"]} ui */
const underlaid = ({ lang, soft, unit }) => `${lang} ${soft} ${unit}`;

/** Where the dragged point came from, and lines through where it is. @type {(pen: Pen, state: State, gesture: Gesture) => void} */
function drawCarried(pen, state, { index, from }) {
  drawCrossHairs(pen, pointAt(state, index));
  drawGhost(pen, state.labels[index] ?? 0, from);
}

/** "(0,05; −0,35)" and "L: 0,00 → 0,28". @type {(state: State, gesture: Gesture, before: number) => string[]} */
function tagLines(state, { index }, before) {
  const loss = /** @type {const} */ ({ kind: "loss", point: index });
  return [formatPoint(pointAt(state, index)), `L: ${told(loss, before)} → ${told(loss, state.waiting ? NaN : state.losses[index] ?? NaN)}`];
}

/** @type {(state: State, i: number) => [number, number]} */
const pointAt = (state, i) => [placesOf(state)[2 * i], placesOf(state)[2 * i + 1]];

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
