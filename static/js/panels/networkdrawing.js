/** The two canvases of the diagram: the weights, and over them the units with what is under the pointer. */

/** @import { State, Store } from "../types.js" */
/** @import { Plan } from "../draw/networkplan.js" */
/** @import { Column, Item, Unit } from "./networkmodel.js" */
import { sharpCanvas, watchTokens } from "../canvas.js";
import { h } from "../dom.js";
import { curveOf } from "../draw/networkplan.js";
import { UnitPictures } from "../draw/networkpictures.js";
import { drawUnit } from "../draw/networkunits.js";
import { drawChangedWire, drawHotWire, drawWires, largest } from "../draw/networkwires.js";
import { flatIndex } from "../edits.js";
import { justStepped } from "./cuewords.js";
import { hiddenIndex, isFrozen, rowsOf, sameItem } from "./networkmodel.js";

/**
 * @param {Store} store
 * @param {() => { columns: Column[], plan: Plan, shown: Item | null }} scene
 * @param {() => void} onResize
 */
export function networkDrawing(store, scene, onResize) {
  const wires = h("canvas", { "class": "net-wires", "aria-hidden": "true" });
  const units = h("canvas", { "class": "net-units", "aria-hidden": "true" });
  const watch = watchTokens(() => {
    pictures.forget();
    drawUnder();
    drawOver();
  });
  const under = sharpCanvas(wires, onResize);
  const over = sharpCanvas(units, () => drawOver());
  const pictures = new UnitPictures();
  let next = 0;
  /** The layer whose weights were drawn last, and how many layers are still to be drawn. */
  let [turn, left] = [0, 0];

  const brushOn = (/** @type {typeof under} */ { context: g }) => ({ g, u: watch.tokens.unit, tokens: watch.tokens });

  function drawUnder() {
    const { gaps } = scene().plan;
    if (!wires.width || !gaps.length) return;
    cancelAnimationFrame(next);
    left = gaps.length;
    drawGaps();
  }
  /** While it trains, the weights of one layer a frame, in turn: drawing them all can take longer than a frame lasts. */
  function drawGaps() {
    const { plan } = scene();
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
    const { plan } = scene();
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
    const { plan, shown } = scene();
    if (!units.width || !plan.boxes.length) return;
    const brush = brushOn(over);
    brush.g.clearRect(0, 0, over.width, over.height);
    pictures.show(state, watch.tokens);
    drawChanged(brush, state);
    const hot = shown && "wire" in shown ? curveOf(plan, shown.wire) : undefined;
    if (hot) drawHotWire(brush, hot, state.params[hot.wire.at], largest(plan.curves, state.params));
    plan.boxes.forEach((boxes, column) => boxes.forEach((box, unit) => drawUnit(brush, box, looks(state, { column, unit }))));
  }
  /** The weights that the update just made changed most. @type {(brush: ReturnType<typeof brushOn>, state: State) => void} */
  function drawChanged(brush, state) {
    const { plan } = scene();
    for (const { name, index: [row, from] } of justStepped(state)?.changes ?? []) {
      const curve = from === undefined ? undefined : curveOf(plan, { layer: Number(name.slice(1)), row, from, at: -1 });
      if (curve) drawChangedWire(brush, curve, state.params[curve.wire.at], largest(plan.curves, state.params));
    }
  }
  /** @param {State} state @param {Unit} unit @returns {import("../draw/networkunits.js").Look} */
  function looks({ layout, params, mask, config, ui }, unit) {
    const { columns, shown } = scene();
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
  return {
    canvases: [wires, units],
    drawUnder,
    drawOver,
    sheet: () => ({ width: under.width, height: under.height, u: watch.tokens.unit }),
    /** Before another plan is drawn: its columns lie elsewhere. */
    clear: () => under.context.clearRect(0, 0, under.width, under.height),
    stop: () => [watch, under, over].forEach((one) => one.stop()),
  };
}
