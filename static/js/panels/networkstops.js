/** The units as things to focus and to press, over the canvas; one tab stop for all. Inputs and outputs carry their names. */

/** @import { State } from "../types.js" */
/** @import { Plan } from "../draw/networkplan.js" */
/** @import { Column, Unit } from "./networkmodel.js" */
import { h, mark } from "../dom.js";
import { t } from "../i18n.js";
import { showAttribute } from "./show.js";

/** Letters beyond this many are set smaller. */
const SHORT = 3;

/** @param {(unit: Unit) => string} name */
export function unitStops(name) {
  const element = h("div", { class: "net-stops" });
  /** @type {HTMLButtonElement[][]} */
  let stops = [];
  /** @type {Unit} */
  let current = { column: 1, unit: 0 };

  /** @param {Plan} plan @param {Column[]} columns @param {State} state */
  function build({ boxes }, columns, { config, targets }) {
    const last = columns.length - 1;
    stops = boxes.map((list, column) => list.map(({ x, y, size }, unit) => {
      const button = h("button", { "type": "button", "class": "net-unit", "tabindex": -1, "data-testid": testid(column, unit) });
      Object.assign(button.style, { left: `${x}px`, top: `${y}px`, width: `${size}px`, height: `${size}px` });
      if (column === 0) button.append(featureName(config?.features[unit] ?? ""));
      if (column === last) button.append(targets ? h("span", { class: "net-mark m" }, "y") : h("span", { class: "net-mark" }, mark(unit)));
      return button;
    }));
    element.replaceChildren(...stops.flat());
    if (!button(current)) current = { column: Math.min(1, last), unit: 0 };
    stopAt(current);
  }
  function rename() {
    stops.forEach((list, column) => list.forEach((button, unit) => showAttribute(button, "aria-label", name({ column, unit }))));
  }
  /** @param {Unit} unit */
  const button = ({ column, unit }) => stops[column]?.[unit];

  /** @param {Unit} unit */
  function stopAt(unit) {
    const before = button(current);
    if (before) before.tabIndex = -1;
    current = unit;
    const now = button(current);
    if (now) now.tabIndex = 0;
  }
  /** @param {EventTarget | null} target @returns {Unit | null} */
  function unitOf(target) {
    for (const [column, list] of stops.entries()) {
      const unit = list.indexOf(/** @type {any} */ (target));
      if (unit >= 0) return { column, unit };
    }
    return null;
  }
  return { element, build, rename, stopAt, unitOf, focus: (/** @type {Unit} */ unit) => button(unit)?.focus() };
}

/** @type {(column: number, unit: number) => string} */
const testid = (column, unit) => (column ? `unit-${column - 1}-${unit}` : `input-${unit}`);

/** @param {string} feature */
function featureName(feature) {
  const words = t(`feature.${feature}`);
  return h("span", { "class": `net-name m${words.length > SHORT ? " is-long" : ""}`, "aria-hidden": "true" }, words);
}
