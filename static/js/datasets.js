/** Another data set under the settings there are. */

/** @import { Config, Schema } from "./types.js" */

/** What the page calls samples that belong to no data set. */
export const OWN = "own";

/**
 * The config of a new run on a data set: the loss stays while the task does, the inputs while the data have them all.
 * @param {Config} config
 * @param {string} name
 * @param {Schema} schema
 */
export function onData(config, name, schema) {
  const task = memberOf(schema, "data", name)?.task;
  const fits = taskOf(config, schema) === task;
  const { output, loss, ...rest } = config;
  const learns = fits ? { output, loss } : { loss: { name: firstLoss(schema, task) } };
  return { ...rest, ...learns, features: inputsOf(config.features, name, schema), data: { name }, start: "preset" };
}

/** The losses that learn what a data set holds. @param {Schema} schema @param {unknown} task */
export const lossesOf = (schema, task) =>
  schema.families.loss.map(({ name }) => name).filter((name) => tasksOf(schema, name).includes(task));

/** "classification" or "regression": of the named set, or of samples of one's own. @param {Config} config @param {Schema} schema */
export const taskOf = ({ data }, schema) =>
  memberOf(schema, "data", data.name)?.task ?? (data.targets ? "regression" : "classification");

/** @param {Schema} schema @param {string} family @param {unknown} name */
export const memberOf = (schema, family, name) => schema.families[family].find((one) => one.name === name);

/** @type {(schema: Schema, loss: string) => unknown[]} */
const tasksOf = (schema, loss) => /** @type {unknown[]} */ (memberOf(schema, "loss", loss)?.tasks ?? []);

/** Of classifiers the one that gives probabilities. @param {Schema} schema @param {unknown} task */
const firstLoss = (schema, task) => (task === "classification" ? "softmax" : lossesOf(schema, task)[0]);

/** A set on a line has one input; back on the plane there are two again. @type {(features: string[], name: string, schema: Schema) => string[]} */
function inputsOf(features, name, schema) {
  if (memberOf(schema, "data", name)?.inputs === 1) return ["x1"];
  return features.join() === "x1" ? ["x1", "x2"] : features;
}
