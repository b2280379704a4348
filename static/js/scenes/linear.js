/** The linear classifier: scores W x + b, live. */

/** @import { Context } from "../types.js" */
import * as divergence from "../panels/divergence.js";
import * as losscontrols from "../panels/losscontrols.js";
import * as losses from "../panels/losses.js";
import * as matrix from "../panels/matrix.js";
import * as plane from "../panels/plane.js";
import * as points from "../panels/points.js";
import * as samples from "../panels/samples.js";
import * as tabs from "../panels/tabs.js";
import * as tools from "../panels/tools.js";
import * as transport from "../panels/transport.js";
import { presets } from "../presets.js";

/** What the scene opens with: the demo's nine points, under the gradient of the loss that is shown. */
export const [start] = presets;

/**
 * Each in its container. Those that draw on a canvas come first: text on a canvas asks for the page's style, which is
 * cheap only while nothing on the page has changed yet.
 * @type {[string, { mount: (root: HTMLElement, context: Context) => unknown }][]}
 */
const PANELS = [
  ["plane", plane], ["transport", transport], ["plane", points], ["plane", divergence], ["tools", tools],
  ["params", matrix], ["loss", losscontrols], ["samples", samples], ["losses", losses],
];

/**
 * @param {HTMLElement} root
 * @param {Context} context
 */
export function mount(root, context) {
  for (const [name, panel] of PANELS) panel.mount(panelOf(root, name), context);
  tabs.mount(/** @type {HTMLElement} */ (root.querySelector(".side")));
  context.actions.subscribe({ tables: true, regions: true });
}

/** @type {(root: HTMLElement, name: string) => HTMLElement} */
function panelOf(root, name) {
  const panel = /** @type {HTMLElement | null} */ (root.querySelector(`[data-panel="${name}"]`));
  if (!panel) throw new Error(`the page has no panel "${name}"`);
  return panel;
}
