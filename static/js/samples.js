/** What the samples are: where they lie on the plane, what is known of them, and how an edit of one is said. */

/** @import { State } from "./types.js" */

/** Whether nothing is learned from a sample: it has no slopes. @type {(state: Pick<State, "config" | "slopes" | "points">) => (i: number) => boolean} */
export function tested({ config, slopes, points }) {
  const width = slopes.length / (points.length / 2);
  return (i) => Number(config?.test_fraction) > 0 && Number.isNaN(slopes[i * width]);
}

/** The lowest and the highest target. @type {(targets: Float64Array) => [number, number]} */
export function extremes(targets) {
  let [low, high] = [Infinity, -Infinity];
  for (const value of targets) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return [low, high];
}
