/** The four losses of the linear scene and its penalty, set as mathematics. */

import { h } from "../dom.js";

/** `i` italic, `r` roman, `b` below. @type {Record<string, [string, "i" | "r" | "b"][]>} */
const FORMULAS = {
  weston_watkins: [
    ["L", "i"], ["i", "b"], [" = ∑", "r"], ["j≠y", "b"], [" max(0, ", "r"], ["s", "i"], ["j", "b"], [" − ", "r"],
    ["s", "i"], ["y", "b"], [" + 1)", "r"],
  ],
  one_vs_all: [
    ["L", "i"], ["i", "b"], [" = ∑", "r"], ["j", "b"], [" max(0, 1 − ", "r"], ["t", "i"], ["j", "b"], ["s", "i"],
    ["j", "b"], [")", "r"],
  ],
  structured_svm: [
    ["L", "i"], ["i", "b"], [" = max(0, max", "r"], ["j≠y", "b"], [" ", "r"], ["s", "i"], ["j", "b"], [" − ", "r"],
    ["s", "i"], ["y", "b"], [" + 1)", "r"],
  ],
  softmax: [
    ["L", "i"], ["i", "b"], [" = log ∑", "r"], ["j", "b"], [" exp(", "r"], ["s", "i"], ["j", "b"], [") − ", "r"],
    ["s", "i"], ["y", "b"],
  ],
};

/** The L2 term as each convention shows it. @type {Record<string, [string, "i" | "r" | "b"][]>} */
const PENALTIES = {
  half: [["½", "r"], ["λ", "i"], ["Σ", "r"], ["W", "i"], ["²", "r"]],
  full: [["λ", "i"], ["Σ", "r"], ["W", "i"], ["²", "r"]],
};
PENALTIES.cs231n = PENALTIES.full;

export const LOSSES = Object.keys(FORMULAS);

/** @param {string} name Of a loss, or of an L2 convention. @returns {HTMLElement[]} */
export function formula(name) {
  return (FORMULAS[name] ?? PENALTIES[name] ?? []).map(([text, kind]) => (kind === "b" ? h("sub", {}, text) : h("span", { class: kind === "r" ? "n" : null }, text)));
}
