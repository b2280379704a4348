/**
 * Mouse, touch and pen on the plane: drag a point with everything following, click to place one (with Shift of the next
 * class), Ctrl or Alt and click to remove one, hover to ring one; the brush sprays. A drag with Shift, the middle button or two
 * fingers move the plane itself; once it has been moved, so does a drag on an empty place.
 */

/** @import { Context } from "../types.js" */
/** @import { Pen, Projection } from "../draw/view.js" */
/** @import { Gesture, Point, Pointer } from "./gesture.js" */
import { hit, snap } from "../draw/view.js";
import { seen } from "../draw/viewport.js";
import { addSample, countOf, moveSample, nextKind, placesOf } from "../samples.js";
import { brush } from "./brush.js";
import { carried, follow, press, reach, release, wayOf } from "./gesture.js";
import { Pinch } from "./pinch.js";

const MIDDLE = 1;

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @param {() => Pen} pen Where the canvas is now.
 * @param {() => void} redraw
 * @param {ReturnType<typeof import("./looking.js").looking>} window
 */
export function pointing(root, context, pen, redraw, window) {
  const { store, actions } = context;
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
  const spray = brush((x, y) => addSample(context, snap(pen().at, pen().at.point(x, y))), () => pen().u);

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
    const way = wayOf(event);
    if (event.button === MIDDLE) pulled = at.point(pointer.x, pointer.y);
    else if (store.get().ui.brush && way === "plain") spray.begin(pointer);
    else take(press(at, placesOf(store.get()), pointer, u, store.get().ui.selected, way));
    showPointer();
  }
  /** @param {Gesture} begun */
  function take(begun) {
    gesture = begun;
    lossBefore = store.get().losses[gesture.index] ?? NaN;
    if (gesture.way === "next") return;
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
    spray.follow(pointer);
    if (pulled) return window.pan(pulled, at.point(pointer.x, pointer.y));
    if (gesture) carry(follow(gesture, pointer, u), at, pointer);
  }
  /** @param {Gesture} next @param {Projection} at @param {Pointer} pointer */
  function carry(next, at, pointer) {
    const begun = next.moved && !gesture?.moved;
    gesture = next;
    if (!gesture.moved) return;
    if (gesture.index >= 0) moveSample(context, gesture.index, carried(gesture, at, pointer));
    else if (gesture.way === "next" || store.get().viewport) pulled = at.point(...gesture.start);
    if (begun) showPointer();
  }
  /** @param {PointerEvent} event */
  function up(event) {
    if (!fingers.delete(event.pointerId)) return;
    if (pinch) return endPinch();
    if (event.pointerId !== owner) return;
    const done = gesture && !pulled ? release(gesture) : null;
    end();
    if (done) act(done);
    hover(event);
    redraw();
  }
  /** @param {NonNullable<ReturnType<typeof release>>} done */
  function act(done) {
    if ("place" in done) addSample(context, done.place, nextKind(store.get(), done.further));
    if ("remove" in done && countOf(store.get()) > 1) actions.send("remove_point", { index: done.remove });
    if ("choose" in done) root.dispatchEvent(new CustomEvent("choose", { detail: done.choose }));
  }
  /** The finger that stays does nothing until it is lifted too. */
  function endPinch() {
    if (fingers.size < 2) pinch = null;
  }
  function end() {
    gesture = null;
    pulled = null;
    owner = -1;
    spray.end();
    letGo();
    letGo = () => {};
  }
  /** The system took the pointer away, or Esc: the point goes back to where it was. */
  function cancel() {
    spray.end();
    if (!gesture) return;
    const { index, from, moved } = gesture;
    if (index >= 0 && moved) moveSample(context, index, from);
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
  /** @param {PointerEvent} event */
  function hover(event) {
    const { at, u } = pen();
    const pointer = locate(event);
    const gone = event.type === "pointerleave" || (event.type === "pointerup" && pointer.kind === "touch");
    const { ui } = store.get();
    const index = gone ? -1 : hit(at, placesOf(store.get()), pointer.x, pointer.y, reach(pointer, u), ui.selected);
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
