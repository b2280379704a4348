/** Mouse, finger and keyboard on the diagram: what they are on, what is held, and what a press does. */

/** @import { Plan } from "../draw/networkplan.js" */
/** @import { Item, Unit } from "./networkmodel.js" */
import { itemAt } from "../draw/networkplan.js";
import { sameItem } from "./networkmodel.js";

/** How near counts, pixels. */
const REACH = 8;
const REACH_OF_FINGERS = 22;
const MARGIN_OF_FINGERS = 8;

/**
 * @typedef {object} Hands
 * @property {() => Plan} plan
 * @property {ReturnType<typeof import("./networktag.js").networkTag>} tag
 * @property {ReturnType<typeof import("./networkstops.js").unitStops>} stops
 * @property {(item: Item | null) => void} show
 * @property {(item: Item) => void} go
 * @property {(unit: Unit) => void} freeze
 */

/**
 * @param {HTMLElement} field
 * @param {Hands} hands
 */
export function networkPointing(field, { plan, tag, stops, show, go, freeze }) {
  /** Under the mouse. @type {Item | null} */
  let hover = null;
  /** Chosen by a press or by the keyboard. @type {Item | null} */
  let held = null;

  function refresh() {
    tag.element.classList.toggle("is-held", Boolean(held) && (tag.busy() || !hover || sameItem(hover, held)));
    show(tag.busy() ? held : hover ?? held);
  }
  /** @param {MouseEvent} event @param {boolean} finger */
  function at({ clientX, clientY }, finger) {
    const { left, top } = field.getBoundingClientRect();
    const reach = finger ? REACH_OF_FINGERS : REACH;
    return itemAt(plan(), clientX - left, clientY - top, reach, finger ? MARGIN_OF_FINGERS : 0);
  }
  /** @param {Item | null} item */
  function hold(item) {
    held = item;
    hover = null;
    if (item && "unit" in item) stops.stopAt(item.unit);
    refresh();
  }
  field.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch") return;
    const inTag = tag.element.contains(/** @type {Node} */ (event.target));
    hover = inTag ? held : at(event, false);
    field.classList.toggle("is-on", Boolean(hover));
    refresh();
  });
  field.addEventListener("pointerleave", () => {
    hover = null;
    refresh();
  });
  field.addEventListener("click", (event) => {
    if (tag.element.contains(/** @type {Node} */ (event.target))) return;
    const finger = event instanceof PointerEvent && event.pointerType === "touch";
    const pressed = stops.unitOf(event.target);
    const item = pressed ? { unit: pressed } : at(event, finger);
    hold(item);
    if (item && "unit" in item) stops.focus(item.unit);
    else if (item && !finger) tag.focus(true);
  });
  field.addEventListener("focusin", ({ target }) => {
    const unit = stops.unitOf(target);
    if (unit) hold({ unit });
  });
  // Later, because a tag that makes way for the next loses the focus before that one has it.
  field.addEventListener("focusout", ({ relatedTarget }) => queueMicrotask(() => {
    if (field.contains(/** @type {Node | null} */ (relatedTarget)) || field.contains(document.activeElement)) return;
    held = null;
    refresh();
  }));
  field.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !held) return;
    if (!press(event.key, held, stops.unitOf(event.target) !== null)) return;
    event.preventDefault();
    event.stopPropagation();
  });
  /** @param {string} key @param {Item} item @param {boolean} onUnit Rather than in its tag. @returns {boolean} Whether it did something. */
  function press(key, item, onUnit) {
    const unit = "unit" in item ? item.unit : null;
    if (key === "Escape" && !onUnit) go(unit ? { unit } : { unit: ownerOf(item) });
    else if (!onUnit || !unit) return false;
    else if (key.startsWith("Arrow")) tag.move(key);
    else if (key === "Enter") tag.focus(true);
    else if (key.toLowerCase() === "g") tag.why();
    else if (key.toLowerCase() === "f") freeze(unit);
    else return false;
    return true;
  }
  /** The unit that a weight belongs to. @param {Item} item @returns {Unit} */
  function ownerOf(item) {
    if ("unit" in item) return item.unit;
    const { layer, row } = item.wire;
    return { column: layer + 1, unit: row % plan().boxes[layer + 1].length };
  }
  return {
    hold,
    /** What was there is no more. */
    release() {
      hover = held = null;
      show(null);
    },
  };
}
