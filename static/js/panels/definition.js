/** The sheet in which the network is text. */

/** @import { Context } from "../types.js" */
import { readDefinition, writeDefinition } from "../definition.js";
import { sentence } from "../errors.js";
import { openTextSheet } from "./textsheet.js";

/** @param {Context} context */
export function openDefinition(context) {
  const { store, actions, schema, t } = context;
  const { config } = store.get();
  if (!config) return;

  /** @param {string} text @returns {string} A sentence about the first line that is wrong. */
  function put(text) {
    const read = readDefinition(text, schema);
    if ("wrong" in read) return t("definition.wrong", { line: read.wrong.line, sentence: sentence(read.wrong) });
    actions.send("configure", { changes: read });
    return "";
  }
  openTextSheet(context, { name: "definition", text: writeDefinition(config), help: t("definition.help"), put });
}
