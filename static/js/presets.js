/** The presets of the scene that the page shows: each a complete config, in the order of the menu. */

/** @import { Config } from "./types.js" */

const answer = await fetch(`/static/presets/${document.body.dataset.scene}.json`);
if (!answer.ok) throw new Error(`presets: ${answer.status}`);

/** A preset goes by its name, and by that of its data where it has none. @typedef {Partial<Config> & { name?: string, data: { name: string } }} Preset */
/** @type {Preset[]} */
export const presets = await answer.json();
