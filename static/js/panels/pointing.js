/** Mouse, touch and pen on the plane: drag a point with everything following, click to place one, hover to ring one. */

/** @import { Context } from "../types.js" */
/** @import { Pen } from "../draw/view.js" */
/** @import { Gesture, Pointer } from "./gesture.js" */
import { hit } from "../draw/view.js";
import { carried, follow, press, reach, release } from "./gesture.js";

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @param {() => Pen} pen Where the canvas is now.
 * @param {() => void} redraw
 */
export function pointing(root, { store, actions }, pen, redraw) {
  /** @type {Gesture | null} */
  let gesture = null;
  let lossBefore = NaN;
  let pointerId = -1;

  /** @param {PointerEvent} event */
  function down(event) {
    if (event.button !== 0 || gesture) return;
    const { at, u } = pen();
    gesture = press(at, store.get().points, locate(event), u);
    pointerId = event.pointerId;
    root.setPointerCapture(pointerId);
    lossBefore = store.get().losses[gesture.index] ?? NaN;
    event.preventDefault();
    if (gesture.index >= 0) actions.ui({ hover: gesture.index });
    else blurPoint();
  }
  /** @param {PointerEvent} event */
  function move(event) {
    if (!gesture) return hover(event);
    if (event.pointerId !== pointerId) return;
    const { at, u } = pen();
    const pointer = locate(event);
    gesture = follow(gesture, pointer, u);
    if (!gesture.moved || gesture.index < 0) return;
    sendMove(gesture.index, carried(gesture, at, pointer));
    root.dataset.pointer = "held";
  }
  /** @param {number} index @param {[number, number]} point */
  function sendMove(index, point) {
    const { points } = store.get();
    if (points[2 * index] === point[0] && points[2 * index + 1] === point[1]) return;
    actions.send("move_point", { index, point });
  }
  /** @param {PointerEvent} event */
  function up(event) {
    if (!gesture || event.pointerId !== pointerId) return;
    const done = release(gesture);
    gesture = null;
    if (done && "place" in done) actions.send("add_point", { point: done.place, label: newLabel() });
    if (done && "choose" in done) element(done.choose)?.focus({ preventScroll: true });
    hover(event);
    redraw();
  }
  /** The system took the pointer away, or Esc: the point goes back to where it was. */
  function cancel() {
    if (!gesture) return;
    const { index, from, moved } = gesture;
    gesture = null;
    if (index >= 0 && moved) sendMove(index, from);
    redraw();
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
    const index = gone ? -1 : hit(at, store.get().points, pointer.x, pointer.y, reach(pointer, u));
    root.dataset.pointer = index < 0 ? "empty" : "near";
    if (index !== store.get().ui.hover) actions.ui({ hover: index });
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
  /** @param {KeyboardEvent} event */
  function escape(event) {
    if (event.key === "Escape") cancel();
  }
  const stopListening = new AbortController();
  const { signal } = stopListening;
  root.addEventListener("pointerdown", down, { signal });
  // Pressing a point drags it; the focus, which chooses it, comes with a click.
  root.addEventListener("mousedown", (event) => event.preventDefault(), { signal });
  root.addEventListener("pointermove", move, { signal });
  root.addEventListener("pointerup", up, { signal });
  root.addEventListener("pointercancel", cancel, { signal });
  root.addEventListener("pointerleave", (event) => gesture || hover(event), { signal });
  document.addEventListener("keydown", escape, { signal });
  return {
    gesture: () => gesture,
    lossBefore: () => lossBefore,
    stop: () => stopListening.abort(),
  };
}
