/** The input features, each to switch on and off; the last one stays. */

/** @import { Context } from "../types.js" */
/** @import { Group } from "./settinggroup.js" */
import { control } from "../controls.js";
import { h } from "../dom.js";

/** @param {Context} context @returns {Group} */
export function featureControls({ actions, schema, store }) {
  const names = schema.families.feature.map(({ name }) => name);
  const boxes = names.map((name) => control({ name, kind: "flag", default: false }, {
    label: `feature.${name}`, testid: `feature-${name}`, onInput: () => choose(),
  }));
  function choose() {
    const chosen = names.filter((_, i) => boxes[i].value);
    actions.send("configure", { changes: { features: ordered(store.get().config?.features ?? [], chosen) } });
    lock();
  }
  function lock() {
    const alone = boxes.filter((box) => box.value).length === 1;
    for (const box of boxes) {
      const input = /** @type {HTMLInputElement} */ (box.querySelector("input"));
      input.disabled = alone && box.value;
    }
  }
  return {
    nodes: [h("div", { class: "net-features" }, ...boxes)],
    update({ features }) {
      boxes.forEach((box, i) => (box.value = features.includes(names[i])));
      lock();
    },
  };
}

/** Those that stay keep their places, so that what they learned does. @param {string[]} before @param {string[]} chosen */
export function ordered(before, chosen) {
  const kept = before.filter((name) => chosen.includes(name));
  return [...kept, ...chosen.filter((name) => !before.includes(name))];
}
