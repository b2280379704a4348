/** @import { Context } from "../types.js" */

/** @param {Context} context */
export function openDefinition(context) {
  void context;
}
