/** Dragging a number sideways changes it; a press that stays where it is remains a click. */

/** What a pixel is worth: a hundredth, with Shift a thousandth; the decimals that are kept. */
const COARSE = { worth: 0.01, decimals: 2 };
const FINE = { worth: 0.001, decimals: 3 };
/** How far a press may stray before a click is none, CSS pixels. */
const STRAY = { mouse: 4, pen: 6, touch: 9 };

/**
 * @typedef {object} Pull
 * @property {number} from The number when it was taken.
 * @property {number} x Where the pointer was last, CSS pixels.
 * @property {number} by How much the drag has added so far.
 */

/** @type {(pull: Pull, x: number, fine: boolean) => Pull} */
export const pulled = ({ from, x: last, by }, x, fine) => ({ from, x, by: by + (x - last) * (fine ? FINE : COARSE).worth });

/** @type {(pull: Pull, fine: boolean) => number} */
export const reached = ({ from, by }, fine) => Number((from + by).toFixed((fine ? FINE : COARSE).decimals));

/**
 * @param {HTMLElement} element
 * @param {{ free: () => boolean, value: () => number, set: (value: number) => void }} number `free` says that nobody
 *   types in it: then a drag pulls it, else the drag selects text.
 */
export function scrub(element, { free, value, set }) {
  /** @type {Pull | null} */
  let pull = null;
  let taken = false; // the press found a number that nobody types in
  let dragged = false;
  element.classList.add("can-scrub");

  element.addEventListener("pointerdown", ({ button, clientX }) => {
    dragged = false;
    taken = button === 0 && free();
    pull = taken && Number.isFinite(value()) ? { from: value(), x: clientX, by: 0 } : null;
  });
  // It would begin a selection, and under a finger open the keyboard; the click gives the focus (see cell.js).
  element.addEventListener("mousedown", (event) => taken && event.preventDefault());
  element.addEventListener("pointermove", (event) => {
    if (!pull) return;
    if (!dragged) return take(event);
    const before = reached(pull, event.shiftKey);
    pull = pulled(pull, event.clientX, event.shiftKey);
    const next = reached(pull, event.shiftKey);
    if (next !== before) set(next);
  });
  /** @param {PointerEvent} event */
  function take(event) {
    const stray = STRAY[/** @type {keyof typeof STRAY} */ (event.pointerType)] ?? STRAY.mouse;
    if (!pull || Math.abs(event.clientX - pull.x) <= stray) return;
    pull = { ...pull, x: event.clientX };
    dragged = true;
    element.setPointerCapture(event.pointerId);
    element.classList.add("is-scrubbed");
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  }
  function drop() {
    pull = null;
    element.classList.remove("is-scrubbed");
  }
  element.addEventListener("pointercancel", () => {
    if (pull && dragged) set(pull.from);
    drop();
  });
  for (const end of ["pointerup", "lostpointercapture"]) element.addEventListener(end, drop);
  element.addEventListener("click", (event) => dragged && event.stopImmediatePropagation(), { capture: true });
}
