/** The diagram of the network: weights on one canvas, units over them on another, the layer editor above. */

/** @import { Context, State } from "../types.js" */
/** @import { Plan } from "../draw/networkplan.js" */
/** @import { Column, Item, Unit } from "./networkmodel.js" */
import { sharpCanvas, watchTokens } from "../canvas.js";
import { h } from "../dom.js";
import { along, plan as planned } from "../draw/networkplan.js";
import { UnitPictures } from "../draw/networkpictures.js";
import { drawUnit } from "../draw/networkunits.js";
import { drawHotWire, drawWires, largest } from "../draw/networkwires.js";
import { flatIndex } from "../edits.js";
import { openDefinition } from "./definition.js";
import { layerEditor } from "./networkeditor.js";
import { columnsOf, hiddenIndex, isFrozen, rowsOf, sameItem, toggled, walk, wiresOf } from "./networkmodel.js";
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
  let next = 0;
  /** The layer whose weights were drawn last, and how many layers are still to be drawn. */
  let [turn, left] = [0, 0];

  const wires = h("canvas", { "class": "net-wires", "aria-hidden": "true" });
  const units = h("canvas", { "class": "net-units", "aria-hidden": "true" });
  const names = networkNames(() => columns, store.get);
  const editor = layerEditor(context);
  const stops = unitStops(names.unit);
  const tag = networkTag(context, {
    move: (key) => shown && go(walk(columns, shown, key)),
    freeze, frozen: ({ column, unit }) => isFrozen(editor.current()[column - 1] ?? {}, unit),
  });
  const field = h("div", { "class": "net-diagram", "role": "application", "aria-label": t("network.label"), "data-t-label": "network.label", "data-testid": "network" },
    wires, units, stops.element, tag.element);
  root.append(editor.element, field, foot(context));

  const watch = watchTokens(() => repaint(true));
  const under = sharpCanvas(wires, () => rebuild(true));
  const over = sharpCanvas(units, drawOver);
  const pictures = new UnitPictures();
  const pointing = networkPointing(field, { plan: () => plan, tag, stops, show, go, freeze });

  const brushOn = (/** @type {typeof under} */ { context: g }) => ({ g, u: watch.tokens.unit, tokens: watch.tokens });

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
    drawOver();
  }
  function placeTag() {
    if (!shown) return;
    if ("unit" in shown) {
      const box = plan.boxes[shown.unit.column][shown.unit.unit];
      return tag.place(box.x, box.y, box.size / 2);
    }
    const curve = curveOf(shown.wire);
    if (curve) tag.place(...along(curve, 0.5), 0);
  }
  /** @param {import("./networkmodel.js").Wire} wire */
  const curveOf = (wire) => plan.curves.find((curve) => sameItem({ wire }, { wire: curve.wire }));

  /** @param {boolean} anew Although the layers are the same. */
  function rebuild(anew) {
    const state = store.get();
    columns = columnsOf(state);
    if (!under.width || !columns.length) return;
    const now = JSON.stringify([columns, state.config?.features, state.ui.lang]);
    if (anew || now !== shape) {
      under.context.clearRect(0, 0, under.width, under.height);
      plan = planned({ width: under.width, height: under.height, u: watch.tokens.unit }, columns, wiresOf(state.layout));
      if (now !== shape) pointing.release();
      stops.build(plan, columns, state);
      placeTag();
    }
    shape = now;
    stops.rename();
    editor.update(state, plan);
    repaint(false);
  }
  /** @param {boolean} colours Whether they have changed. */
  function repaint(colours) {
    if (colours) pictures.forget();
    drawUnder();
    drawOver();
  }
  function drawUnder() {
    if (!wires.width || !columns.length) return;
    cancelAnimationFrame(next);
    left = plan.gaps.length;
    drawGaps();
  }
  /** While it trains, the weights of one layer a frame, in turn: drawing them all can take longer than a frame lasts. */
  function drawGaps() {
    const { params, playing } = store.get();
    const most = largest(plan.curves, params);
    do {
      turn = (turn + 1) % plan.gaps.length;
      left -= 1;
      drawGap(turn, params, most);
    } while (left > 0 && !playing);
    if (left > 0) next = requestAnimationFrame(drawGaps);
  }
  /** From the middle of one column to that of the next. @param {number} layer @param {Float64Array} params @param {number} most */
  function drawGap(layer, params, most) {
    const { g, ...brush } = brushOn(under);
    const [left, right] = [plan.xs[layer], plan.xs[layer + 1]];
    g.save();
    g.beginPath();
    g.rect(left, 0, right - left, under.height);
    g.clip();
    g.clearRect(left, 0, right - left, under.height);
    drawWires({ g, ...brush }, plan.gaps[layer], params, most);
    g.restore();
  }
  function drawOver() {
    const state = store.get();
    if (!units.width || !columns.length) return;
    const brush = brushOn(over);
    brush.g.clearRect(0, 0, over.width, over.height);
    pictures.show(state, watch.tokens);
    const hot = shown && "wire" in shown ? curveOf(shown.wire) : undefined;
    if (hot) drawHotWire(brush, hot, state.params[hot.wire.at], largest(plan.curves, state.params));
    plan.boxes.forEach((boxes, column) => boxes.forEach((box, unit) => drawUnit(brush, box, looks(state, { column, unit }))));
  }
  /** @param {State} state @param {Unit} unit @returns {import("../draw/networkunits.js").Look} */
  function looks({ layout, params, mask, config, ui }, unit) {
    const { column } = unit;
    const index = hiddenIndex(columns, unit);
    const rows = column > 0 ? rowsOf(columns[column], unit.unit) : [];
    return {
      paint: pictures.of(index >= 0 ? index : unit.unit + (column > 0 ? columns[0].count : 0), index >= 0),
      biases: rows.map((row) => params[flatIndex(layout, `b${column - 1}`, [row])]),
      active: index < 0 || mask[index] !== 0,
      frozen: index >= 0 && isFrozen(config?.hidden[column - 1] ?? {}, unit.unit),
      framed: index >= 0 && ui.warp.layer === column - 1 && [ui.warp.i, ui.warp.j].includes(unit.unit),
      hot: sameItem(shown, { unit }),
    };
  }
  /** @param {State} state */
  function update(state) {
    const changed = (/** @type {(keyof State)[]} */ ...keys) => keys.some((key) => state[key] !== last[key]);
    const built = changed("layout", "config") || state.ui.lang !== last.ui.lang;
    const moved = changed("params");
    const drawn = moved || changed("unitMaps", "endMaps", "mask") || state.ui.warp !== last.ui.warp;
    if (moved || changed("grads", "config")) tag.update(state);
    last = state;
    if (built) return rebuild(false);
    if (moved) drawUnder();
    if (drawn) drawOver();
  }
  rebuild(true);
  const stop = store.subscribe(["layout", "config", "params", "grads", "unitMaps", "endMaps", "mask", "ui"], update);
  return () => [stop, watch.stop, under.stop, over.stop].forEach((end) => end());
}

/** What solid and dashed mean, and the way to the network as text. @param {Context} context */
function foot(context) {
  const { t } = context;
  const line = (/** @type {string} */ sign, /** @type {string} */ rule) => h("span", { class: "label" }, h("i", { class: sign }), h("span", { class: "m" }, "w"), ` ${rule} 0`);
  const text = h("button", { "type": "button", "class": "net-text", "data-testid": "network-text", "data-t": "network.text", "onclick": () => openDefinition(context) }, t("network.text"));
  return h("div", { class: "net-foot" }, h("div", { class: "net-signs" }, line("positive", ">"), line("negative", "<")), text);
}
