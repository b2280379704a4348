/** A network of hidden layers on points of the plane, live. */

/** @import { Context } from "../types.js" */
import { configOf } from "../held.js";
import * as chart from "../panels/chart.js";
import * as bet from "../panels/bet.js";
import * as classroom from "../panels/classroom.js";
import * as cue from "../panels/cue.js";
import * as detail from "../panels/detail.js";
import * as divergence from "../panels/divergence.js";
import * as hide from "../panels/hide.js";
import * as hidden from "../panels/hidden.js";
import * as network from "../panels/network.js";
import * as plane from "../panels/plane.js";
import * as points from "../panels/points.js";
import { presetMenu } from "../panels/presetmenu.js";
import * as receipt from "../panels/receipt.js";
import * as strip from "../panels/strip.js";
import * as tabs from "../panels/tabs.js";
import * as tape from "../panels/tape.js";
import * as tools from "../panels/tools.js";
import * as totals from "../panels/totals.js";
import * as transport from "../panels/transport.js";
import { presets } from "../presets.js";
import { mountAll } from "./panels.js";

/** What the scene opens with: ConvNetJS's own network on its circle. */
export const start = configOf(presets[0]);

/** Those that draw on a canvas come first (see panels.js). @type {import("./panels.js").Panels} */
const PANELS = [
  ["plane", plane], ["plane", detail], ["network", network], ["hidden", hidden], ["chart", chart], ["tape", tape], ["transport", transport],
  ["plane", points], ["plane", divergence],
  ["tools", { mount: (root, context) => tools.mount(root, context, { menu: presetMenu(context), shuffle: false }) }],
  ["tools", cue], ["classroom", hide], ["classroom", classroom], ["transport", bet], ["strip", strip], ["totals", totals], ["receipt", receipt],
];

/**
 * @param {HTMLElement} root
 * @param {Context} context
 */
export function mount(root, context) {
  mountAll(root, context, PANELS);
  tabs.mount(/** @type {HTMLElement} */ (root.querySelector("main")), root.querySelector(".ptabs"));
  context.actions.subscribe({ tables: true, units: 32 });
}
