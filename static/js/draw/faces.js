/** How the samples of a state look, on whatever plane they are. */

/** @import { State } from "../types.js" */
/** @import { Tokens } from "../canvas.js" */
import { extremes, tested } from "../samples.js";
import { classFace, valueFace } from "./points.js";

/** @type {(state: State, tokens: Tokens) => (i: number) => import("./points.js").Face} */
export function faces(state, tokens) {
  const { labels, targets } = state;
  const hollow = tested(state);
  if (!targets) return (i) => classFace(tokens, labels[i], hollow(i));
  const [low, high] = extremes(targets);
  return (i) => valueFace(tokens, (targets[i] - low) / (high - low || 1), hollow(i));
}
