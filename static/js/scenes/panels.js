/** Panels into their containers. */

/** @import { Context } from "../types.js" */

/**
 * The name of a container, and what fills it. Those that draw on a canvas come first: text on a canvas asks for the
 * page's style, which is cheap only while nothing on the page has changed yet.
 * @typedef {[string, { mount: (root: HTMLElement, context: Context) => unknown }][]} Panels
 */

/** @type {(root: HTMLElement, context: Context, panels: Panels) => void} */
export function mountAll(root, context, panels) {
  for (const [name, panel] of panels) panel.mount(panelOf(root, name), context);
}

/** @type {(root: HTMLElement, name: string) => HTMLElement} */
function panelOf(root, name) {
  const panel = /** @type {HTMLElement | null} */ (root.querySelector(`[data-panel="${name}"]`));
  if (!panel) throw new Error(`the page has no panel "${name}"`);
  return panel;
}
