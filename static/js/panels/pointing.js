/**
 * Mouse, touch and pen on the plane: drag a point with everything following, click to place one, hover to ring one. Shift, the
 * middle button or two fingers move the plane itself; once it has been moved, so does a drag on an empty place.
 */

/** @import { Context } from "../types.js" */
/** @import { Pen, Projection } from "../draw/view.js" */
/** @import { Gesture, Point, Pointer } from "./gesture.js" */
import { hit } from "../draw/view.js";
import { seen } from "../draw/viewport.js";
import { carried, follow, press, reach, release } from "./gesture.js";
import { Pinch } from "./pinch.js";

const MIDDLE = 1;

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @param {() => Pen} pen Where the canvas is now.
 * @param {() => void} redraw
 * @param {ReturnType<typeof import("./looking.js").looking>} window
 */
export function pointing(root, { store, actions }, pen, redraw, window) {
  /** @type {Gesture | null} */
  let gesture = null;
  let lossBefore = NaN;
  /** The pointer whose gesture it is. */
  let owner = -1;
  /** The plane itself is being moved, by this place on it. @type {Point | null} */
  let pulled = null;
  /** @type {Pinch | null} */
  let pinch = null;
  /** Pointers that are down. @type {Map<number, Point>} */
  const fingers = new Map();
  let letGo = () => {};

  /** @param {PointerEvent} event */
  function down(event) {
    if (event.button !== 0 && event.button !== MIDDLE) return;
    event.preventDefault();
    const pointer = locate(event);
    fingers.set(event.pointerId, [pointer.x, pointer.y]);
    root.setPointerCapture(event.pointerId);
    if (fingers.size === 2) return beginPinch();
    if (fingers.size > 2 || gesture || pulled) return;
    owner = event.pointerId;
    const { at, u } = pen();
    if (event.button === MIDDLE || event.shiftKey) pulled = at.point(pointer.x, pointer.y);
    else take(at, pointer, u);
    showPointer();
  }
  /** @param {Projection} at @param {Pointer} pointer @param {number} u */
  function take(at, pointer, u) {
    const { points, losses, ui } = store.get();
    gesture = press(at, points, pointer, u, ui.selected);
    lossBefore = losses[gesture.index] ?? NaN;
    if (gesture.index < 0) return blurPoint();
    letGo = window.hold();
    actions.ui({ hover: gesture.index });
  }
  /** A second finger: the first one's point goes back, and both move the plane. */
  function beginPinch() {
    cancel();
    pulled = null;
    pinch = new Pinch(seen(store.get()), pen().at, both());
    actions.ui({ hover: -1 });
  }
  /** @returns {[Point, Point]} */
  const both = () => /** @type {[Point, Point]} */ ([...fingers.values()].slice(0, 2));

  /** @param {PointerEvent} event */
  function move(event) {
    const pointer = locate(event);
    if (fingers.has(event.pointerId)) fingers.set(event.pointerId, [pointer.x, pointer.y]);
    if (pinch) return window.look(pinch.follow(both(), store.get().view));
    if (!fingers.size) return hover(event);
    if (event.pointerId !== owner) return;
    const { at, u } = pen();
    if (pulled) return window.pan(pulled, at.point(pointer.x, pointer.y));
    if (gesture) carry(follow(gesture, pointer, u), at, pointer);
  }
  /** @param {Gesture} next @param {Projection} at @param {Pointer} pointer */
  function carry(next, at, pointer) {
    const begun = next.moved && !gesture?.moved;
    gesture = next;
    if (!gesture.moved) return;
    if (gesture.index >= 0) sendMove(gesture.index, carried(gesture, at, pointer));
    else if (store.get().viewport) pulled = at.point(...gesture.start);
    if (begun) showPointer();
  }
  /** @param {number} index @param {Point} point */
  function sendMove(index, point) {
    const { points } = store.get();
    if (points[2 * index] === point[0] && points[2 * index + 1] === point[1]) return;
    actions.send("move_point", { index, point });
  }
  /** @param {PointerEvent} event */
  function up(event) {
    if (!fingers.delete(event.pointerId)) return;
    if (pinch) return endPinch();
    if (event.pointerId !== owner) return;
    const done = gesture && !pulled ? release(gesture) : null;
    end();
    if (done && "place" in done) actions.send("add_point", { point: done.place, label: newLabel() });
    if (done && "choose" in done) element(done.choose)?.focus({ preventScroll: true });
    hover(event);
    redraw();
  }
  /** The finger that stays does nothing until it is lifted too. */
  function endPinch() {
    if (fingers.size < 2) pinch = null;
  }
  function end() {
    gesture = null;
    pulled = null;
    owner = -1;
    letGo();
    letGo = () => {};
  }
  /** The system took the pointer away, or Esc: the point goes back to where it was. */
  function cancel() {
    if (!gesture) return;
    const { index, from, moved } = gesture;
    if (index >= 0 && moved) sendMove(index, from);
    end();
    showPointer();
    redraw();
  }
  /** @param {PointerEvent} event */
  function lost(event) {
    if (!fingers.delete(event.pointerId)) return;
    if (pinch) return endPinch();
    cancel();
    end();
  }
  function newLabel() {
    const { ui, classes } = store.get();
    return Math.min(ui.newClass, classes - 1);
  }
  /** @param {PointerEvent} event */
  function hover(event) {
    const { at, u } = pen();
    const pointer = locate(event);
    const gone = event.type === "pointerleave" || (event.type === "pointerup" && pointer.kind === "touch");
    const { points, ui } = store.get();
    const index = gone ? -1 : hit(at, points, pointer.x, pointer.y, reach(pointer, u), ui.selected);
    root.dataset.pointer = index < 0 ? "empty" : "near";
    if (index !== ui.hover) actions.ui({ hover: index });
  }
  function showPointer() {
    root.dataset.pointer = pulled || gesture?.moved ? "held" : "near";
  }
  /** @param {PointerEvent} event @returns {Pointer} */
  function locate({ clientX, clientY, pointerType }) {
    const box = root.getBoundingClientRect();
    const kind = pointerType === "touch" || pointerType === "pen" ? pointerType : "mouse";
    return { x: clientX - box.left, y: clientY - box.top, kind };
  }
  /** @param {number} index @returns {HTMLElement | null} */
  const element = (index) => root.querySelector(`[data-index="${index}"]`);

  function blurPoint() {
    if (document.activeElement instanceof HTMLElement && root.contains(document.activeElement)) document.activeElement.blur();
    actions.ui({ selected: -1 });
  }
  const stopListening = new AbortController();
  const { signal } = stopListening;
  root.addEventListener("pointerdown", down, { signal });
  // Pressing a point drags it; the focus, which chooses it, comes with a click.
  root.addEventListener("mousedown", (event) => event.preventDefault(), { signal });
  root.addEventListener("pointermove", move, { signal });
  // A point that is carried does not wait for the next animation frame, where the browser says earlier where the pointer is.
  root.addEventListener("pointerrawupdate", (event) => gesture?.moved && move(/** @type {PointerEvent} */ (event)), { signal });
  root.addEventListener("pointerup", up, { signal });
  root.addEventListener("pointercancel", lost, { signal });
  root.addEventListener("lostpointercapture", lost, { signal });
  root.addEventListener("pointerleave", (event) => fingers.size || hover(event), { signal });
  root.addEventListener("wheel", (event) => gesture || window.wheel(event, pen().at), { signal, passive: false });
  document.addEventListener("keydown", (event) => event.key === "Escape" && cancel(), { signal });
  return {
    gesture: () => gesture,
    lossBefore: () => lossBefore,
    stop: () => stopListening.abort(),
  };
}
