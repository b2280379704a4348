/** What units and weights are called, for whoever hears them rather than sees them. Layers and units count from 1. */

/** @import { State } from "../types.js" */
/** @import { Column, Item, Unit } from "./networkmodel.js" */
import { t } from "../i18n.js";
import { isFrozen } from "./networkmodel.js";

/** @param {() => Column[]} columns @param {() => State} state */
export function networkNames(columns, state) {
  /** @param {Unit} unit */
  function plain({ column, unit }) {
    const { config, targets } = state();
    if (column === 0) return t(`feature.${config?.features[unit]}`);
    if (column < columns().length - 1) return t("network.neuron", { unit: unit + 1, layer: column });
    return targets ? t("network.value") : t("network.output", { class: unit });
  }
  return {
    /** @param {Unit} unit */
    unit(unit) {
      const frozen = unit.column > 0 && isFrozen(state().config?.hidden[unit.column - 1] ?? {}, unit.unit);
      return frozen ? t("network.isFrozen", { name: plain(unit) }) : plain(unit);
    },
    /** @param {Item} item */
    item(item) {
      if ("unit" in item) return plain(item.unit);
      const { layer, row, from } = item.wire;
      const to = { column: layer + 1, unit: row % columns()[layer + 1].count };
      return t("network.between", { from: plain({ column: layer, unit: from }), to: plain(to) });
    },
  };
}
