/** The diagram of the network, with the editor of its layers above. */

/** @import { Context, State } from "../types.js" */
/** @import { Plan } from "../draw/networkplan.js" */
/** @import { Column, Item, Unit } from "./networkmodel.js" */
import { h } from "../dom.js";
import { along, curveOf, plan as planned } from "../draw/networkplan.js";
import { openDefinition } from "./definition.js";
import { networkDrawing } from "./networkdrawing.js";
import { layerEditor } from "./networkeditor.js";
import { columnsOf, hiddenIndex, isFrozen, sameItem, toggled, walk, wiresOf } from "./networkmodel.js";
import { networkNames } from "./networknames.js";
import { networkPointing } from "./networkpointing.js";
import { unitStops } from "./networkstops.js";
import { networkTag } from "./networktag.js";

/**
 * @param {HTMLElement} root
 * @param {Context} context
 */
export function mount(root, context) {
  const { store, actions, t } = context;
  /** @type {Column[]} */
  let columns = [];
  /** @type {Plan} */
  let plan = { boxes: [], curves: [], gaps: [], xs: [], spacing: 0 };
  /** @type {Item | null} */
  let shown = null;
  let last = store.get();
  let shape = "";

  const names = networkNames(() => columns, store.get);
  const drawing = networkDrawing(store, () => ({ columns, plan, shown }), () => rebuild(true));
  const editor = layerEditor(context);
  const stops = unitStops(names.unit);
  const tag = networkTag(context, {
    move: (key) => shown && go(walk(columns, shown, key)),
    freeze, frozen: ({ column, unit }) => isFrozen(editor.current()[column - 1] ?? {}, unit),
  });
  const field = h("div", { "class": "net-diagram", "role": "application", "aria-label": t("network.label"), "data-t-label": "network.label", "data-testid": "network" },
    ...drawing.canvases, stops.element, tag.element);
  root.append(editor.element, field, foot(context));

  const pointing = networkPointing(field, { plan: () => plan, tag, stops, show, go, freeze });

  /** A hidden unit frozen, or let go. @param {Unit} unit */
  function freeze({ column, unit }) {
    if (column > 0 && column < columns.length - 1) editor.change((hidden) => toggled(hidden, column - 1, unit));
  }
  /** Put the focus on a unit, or on the number of a weight. @param {Item} item */
  function go(item) {
    pointing.hold(item);
    if ("unit" in item) stops.focus(item.unit);
    else tag.focus(false);
  }
  /** @param {Item | null} item */
  function show(item) {
    if (sameItem(item, shown)) return;
    shown = item;
    tag.show(item, columns, names.item);
    placeTag();
    const unit = item && "unit" in item ? hiddenIndex(columns, item.unit) : -1;
    const edge = item && "wire" in item ? { name: `W${item.wire.layer}`, index: [item.wire.row, item.wire.from] } : null;
    actions.ui({ unit, edge });
    drawing.drawOver();
  }
  function placeTag() {
    if (!shown) return;
    if ("unit" in shown) {
      const box = plan.boxes[shown.unit.column][shown.unit.unit];
      return tag.place(box.x, box.y, box.size / 2);
    }
    const curve = curveOf(plan, shown.wire);
    if (curve) tag.place(...along(curve, 0.5), 0);
  }
  /** @param {boolean} anew Although the layers are the same. */
  function rebuild(anew) {
    const state = store.get();
    columns = columnsOf(state);
    const sheet = drawing.sheet();
    if (!sheet.width || !columns.length) return;
    const now = JSON.stringify([columns, state.config?.features, Boolean(state.targets), state.ui.lang]);
    if (anew || now !== shape) {
      plan = planned(sheet, columns, wiresOf(state.layout));
      drawing.clear();
      if (now !== shape) pointing.release();
      stops.build(plan, columns, state);
      placeTag();
    }
    shape = now;
    stops.rename();
    editor.update(state, plan);
    drawing.drawUnder();
    drawing.drawOver();
  }
  /** @param {State} state */
  function update(state) {
    const changed = (/** @type {(keyof State)[]} */ ...keys) => keys.some((key) => state[key] !== last[key]);
    const built = changed("layout", "config") || Boolean(state.targets) !== Boolean(last.targets) || state.ui.lang !== last.ui.lang;
    const moved = changed("params");
    const drawn = moved || changed("unitMaps", "endMaps", "mask", "stepped") || state.ui.warp !== last.ui.warp;
    if (moved || changed("grads", "config") || state.ui.masks !== last.ui.masks) tag.update(state);
    last = state;
    if (built) return rebuild(false);
    if (moved) drawing.drawUnder();
    if (drawn) drawing.drawOver();
  }
  rebuild(true);
  const stop = store.subscribe(["layout", "config", "targets", "params", "grads", "unitMaps", "endMaps", "mask", "stepped", "ui"], update);
  return () => [stop, drawing.stop].forEach((end) => end());
}

/** What solid and dashed mean, and the way to the network as text. @param {Context} context */
function foot(context) {
  const { t } = context;
  const line = (/** @type {string} */ sign, /** @type {string} */ rule) => h("span", { class: "label" }, h("i", { class: sign }), h("span", { class: "m" }, "w"), ` ${rule} 0`);
  const text = h("button", { "type": "button", "class": "net-text", "data-testid": "network-text", "data-t": "network.text", "onclick": () => openDefinition(context) }, t("network.text"));
  return h("div", { class: "net-foot" }, h("div", { class: "net-signs" }, line("positive", ">"), line("negative", "<")), text);
}
