/** The tag that hangs at a weight or a unit: the number, its gradient, and for a unit whether it is frozen. */

/** @import { Context, State } from "../types.js" */
/** @import { Column, Item } from "./networkmodel.js" */
import { h } from "../dom.js";
import { flatIndex } from "../edits.js";
import { numberCell } from "./cell.js";
import { rowsOf } from "./networkmodel.js";
import { markSize, showNumber } from "./show.js";
import { ask, carrying, whyButton } from "./why.js";

const NUDGE = 0.1;
const FINE = 0.01;
const GRADIENT_DIGITS = 4;
const GAP = 10;

/** @typedef {{ name: string, index: number[] }} Entry One number of the parameters. */

/**
 * @param {Context} context
 * @param {{ move: (key: string) => void, freeze: (unit: import("./networkmodel.js").Unit) => void, frozen: (unit: import("./networkmodel.js").Unit) => boolean }} on
 */
export function networkTag(context, on) {
  const element = h("div", { class: "net-tag", tabindex: -1, hidden: true });
  /** @type {ReturnType<typeof number>[]} */
  let numbers = [];
  /** @type {HTMLInputElement | null} */
  let flake = null;
  /** @type {Item | null} */
  let shown = null;

  /** @param {Item | null} item @param {Column[]} columns @param {(item: Item) => string} name How it is called. */
  function show(item, columns, name) {
    shown = item;
    const entries = item ? entriesOf(item, columns) : [];
    element.hidden = !entries.length;
    numbers = entries.map((entry) => number(context, entry, name(/** @type {Item} */ (item)), on.move));
    flake = item && "unit" in item && item.unit.column < columns.length - 1 ? freezer(context, item.unit, on.freeze) : null;
    element.dataset.testid = item && "wire" in item ? `unit-W${item.wire.layer}-${item.wire.row}-${item.wire.from}` : "unit-tag";
    const sign = () => (item && "unit" in item ? [h("span", { class: "m" }, "b")] : []);
    element.replaceChildren(...numbers.map(({ entry, cell, slope }) => h("span", { class: "net-number", ...carrying({ kind: "gradient", ...entry }) }, ...sign(), cell.element, slope)),
      ...(item && "unit" in item && item.unit.column > 0 ? [unitWhy(context, item.unit)] : []),
      ...(flake ? [h("label", { class: "net-freeze" }, flake, context.t("network.frozen"))] : []));
    update(context.store.get());
  }
  /** @param {State} state */
  function update({ layout, params, grads }) {
    for (const { entry, cell, gradient } of numbers) {
      const at = flatIndex(layout, entry.name, entry.index);
      cell.show(params[at] ?? NaN);
      if (showNumber(gradient, grads[at] ?? NaN, GRADIENT_DIGITS)) markSize(gradient, grads[at]);
    }
    if (flake && shown && "unit" in shown) flake.checked = on.frozen(shown.unit);
  }
  /** Over a weight, beside a unit, where it hides no other unit. @param {number} x @param {number} y @param {number} half Of the unit; 0 for a weight. */
  function place(x, y, half) {
    const room = /** @type {HTMLElement} */ (element.offsetParent);
    if (!room) return;
    const { offsetWidth, offsetHeight } = element;
    const beside = x + half + GAP + offsetWidth <= room.clientWidth ? x + half + GAP : x - half - GAP - offsetWidth;
    const left = Math.max(0, half ? beside : Math.min(x - offsetWidth / 2, room.clientWidth - offsetWidth));
    const top = half ? y - offsetHeight / 2 : y - GAP - offsetHeight;
    Object.assign(element.style, { left: `${left}px`, top: `${Math.min(top, room.clientHeight - offsetHeight)}px` });
  }
  return {
    element, show, update, place, move: on.move,
    /** Ask why: of a weight its gradient, of a unit what it sends on. */
    why: () => ask(element.querySelector(".net-why-unit") ?? element.querySelector(".why")),
    /** Whether the focus is inside. */
    busy: () => element.contains(document.activeElement),
    /** Put the focus on the number. @param {boolean} open To type over it at once. */
    focus(open) {
      numbers[0]?.cell.element.focus();
      if (open) numbers[0]?.cell.element.click();
    },
  };
}

/** @type {(item: Item, columns: Column[]) => Entry[]} */
function entriesOf(item, columns) {
  if ("wire" in item) return [{ name: `W${item.wire.layer}`, index: [item.wire.row, item.wire.from] }];
  const { column, unit } = item.unit;
  return column > 0 ? rowsOf(columns[column], unit).map((row) => ({ name: `b${column - 1}`, index: [row] })) : [];
}

/** @param {Context} context @param {Entry} entry @param {string} label @param {(key: string) => void} move */
function number({ actions, store, t }, entry, label, move) {
  const id = [entry.name, ...entry.index].join("-");
  const cell = numberCell({ testid: id, label: entry.name.startsWith("W") ? t("network.weight", { name: label }) : t("network.bias", { name: label }) }, {
    move,
    commit: (value) => void actions.send("set_param", { ...entry, value }),
    nudge: (direction, fine) => void actions.send("nudge", { ...entry, by: direction * (fine ? FINE : NUDGE) }),
    refuse: (value) => store.set({ refusal: { field: id, code: "number", value, args: {} } }),
  });
  const gradient = h("span", { "class": "num", "data-testid": `d${id}` });
  const slope = whyButton({ kind: "gradient", ...entry }, { class: "grad", id: `slope-${id}` },
    h("span", { "class": "d", "aria-hidden": "true" }, "∂"), h("span", { class: "vh" }, t("network.gradient")), " ", gradient,
    h("span", { "class": "net-why", "aria-hidden": "true" }, t("receipt.why")));
  cell.element.setAttribute("aria-describedby", slope.id);
  return { entry, cell, gradient, slope };
}

/** What a unit makes of a sample: of the one at hand, or the first. @param {Context} context @param {import("./networkmodel.js").Unit} place */
function unitWhy({ store, t }, { column, unit }) {
  const { open, selected } = store.get().ui;
  const point = open && "point" in open ? open.point : Math.max(0, selected);
  return whyButton({ kind: "activation", layer: column - 1, unit, point }, { "class": "net-why-unit", "data-testid": `why-${column - 1}-${unit}`, "aria-label": t("receipt.kind.activation") },
    h("span", { class: "m" }, "a"), " ", t("receipt.why"));
}

/** @param {Context} context @param {import("./networkmodel.js").Unit} unit @param {(unit: import("./networkmodel.js").Unit) => void} freeze */
function freezer({ t }, unit, freeze) {
  return h("input", {
    "type": "checkbox", "data-testid": `freeze-${unit.column - 1}-${unit.unit}`, "aria-label": t("network.frozen"),
    "onchange": () => freeze(unit),
  });
}
