/** The linear classifier: scores W x + b, live. */

/** @import { Context } from "../types.js" */
import * as bet from "../panels/bet.js";
import * as classroom from "../panels/classroom.js";
import * as cue from "../panels/cue.js";
import * as divergence from "../panels/divergence.js";
import * as hide from "../panels/hide.js";
import * as losscontrols from "../panels/losscontrols.js";
import * as losses from "../panels/losses.js";
import * as matrix from "../panels/matrix.js";
import * as plane from "../panels/plane.js";
import * as points from "../panels/points.js";
import * as receipt from "../panels/receipt.js";
import * as receiptcaption from "../panels/receiptcaption.js";
import * as samples from "../panels/samples.js";
import * as tabs from "../panels/tabs.js";
import * as tools from "../panels/tools.js";
import * as transport from "../panels/transport.js";
import { presets } from "../presets.js";
import { mountAll } from "./panels.js";

/** What the scene opens with: the demo's nine points, under the gradient of the loss that is shown. */
export const [start] = presets;

/** Those that draw on a canvas come first (see panels.js). @type {import("./panels.js").Panels} */
const PANELS = [
  ["plane", plane], ["transport", transport], ["plane", points], ["plane", divergence], ["tools", tools], ["tools", cue], ["classroom", hide], ["classroom", classroom], ["transport", bet],
  ["params", matrix], ["loss", losscontrols], ["samples", samples], ["losses", losses],
  ["receipt", receipt], ["tools", receiptcaption],
];

/**
 * @param {HTMLElement} root
 * @param {Context} context
 */
export function mount(root, context) {
  mountAll(root, context, PANELS);
  tabs.mount(/** @type {HTMLElement} */ (root.querySelector(".side")), root.querySelector(".ptabs"));
  context.actions.subscribe({ tables: true, regions: true });
}
