/** The presets of the linear scene: each a complete config, in the order of the menu. */

/** @import { Config } from "./types.js" */

const answer = await fetch("/static/presets/linear.json");
if (!answer.ok) throw new Error(`presets: ${answer.status}`);

/** @type {(Partial<Config> & { data: { name: string } })[]} */
export const presets = await answer.json();
