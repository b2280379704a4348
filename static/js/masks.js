/**
 * Numbers that are hidden: asked of the learner, or bet on before an update. Like the words of a language, they are there
 * for whoever writes a number on the page (panels/show.js); the choice itself lies in `ui.masks`. No DOM in here.
 */

/** @import { Masks, Quantity, State } from "./types.js" */
import { formatNumber } from "./i18n.js";

/** @type {Masks} */
let masks = {};
let any = false;

/** @param {Masks} chosen */
export function useMasks(chosen) {
  masks = chosen;
  any = Object.keys(chosen).length > 0;
}

/** Whether any number is hidden. */
export const masking = () => any;

/** How a quantity is written among the masks. @param {Quantity} quantity */
export function keyOf(quantity) {
  const { kind, ...place } = quantity;
  const fields = Object.entries(place).sort(([a], [b]) => (a < b ? -1 : 1));
  return [kind, ...fields.map(([, value]) => value)].join(" ");
}

/** Why a number is hidden; null where it is not. @param {Quantity | null} quantity */
export const maskOf = (quantity) => (any && quantity ? masks[keyOf(quantity)] ?? null : null);

const KINDS = /** @type {const} */ ({ "loss-mean": "data_loss", "data-loss": "data_loss", "penalty": "penalty", "total-loss": "total" });

/**
 * The quantity that a cell shows, by its `data-testid`: "W-0-1" in the matrix is "W0-0-1" in a network.
 * @param {string | undefined} testid
 * @returns {Quantity | null}
 */
export function quantityAt(testid = "") {
  if (testid in KINDS) return { kind: KINDS[/** @type {keyof typeof KINDS} */ (testid)] };
  const [head, ...rest] = testid.split("-");
  const index = rest.map(Number);
  if (!index.length || index.some((number) => !Number.isInteger(number))) return null;
  if (head === "loss") return { kind: "loss", point: index[0] };
  if (head === "s") return { kind: "score", point: index[0], unit: index[1] };
  const [, slope, letter, layer] = /^(d?)([Wb])(\d*)$/.exec(head) ?? [];
  if (!letter) return null;
  return { kind: slope ? "gradient" : "parameter", name: `${letter}${layer || 0}`, index };
}

/** A number as it may be told: "?" where it is hidden. @param {Quantity} quantity @param {number} value */
export const told = (quantity, value) => (maskOf(quantity) ? "?" : formatNumber(value));

/** Whether the arithmetic of a quantity would tell a hidden number: it is that number, or made of it. @param {Quantity} quantity */
export const tells = (quantity) => any && (maskOf(quantity) !== null || madeOf(quantity).some((part) => Object.keys(masks).some((key) => `${key} `.startsWith(part))));

/**
 * The masks of what there still is, after samples or units have gone.
 * @param {Masks} chosen
 * @param {Pick<State, "points" | "classes" | "targets" | "layout">} state
 */
export function standing(chosen, { points, classes, targets, layout }) {
  const n = points.length / 2;
  const outputs = targets ? targets.length / n : classes;
  const there = (/** @type {string[]} */ [kind, first, second]) => {
    if (kind === "score" || kind === "loss") return Number(first) < n && (second === undefined || Number(second) < outputs);
    if (first === undefined) return true;
    const shape = layout.find(({ name }) => name === second)?.shape ?? [];
    const index = first.split(",").map(Number);
    return index.length === shape.length && index.every((at, axis) => at < shape[axis]);
  };
  return Object.fromEntries(Object.entries(chosen).filter(([key]) => there(key.split(" "))));
}

/** How the keys of its parts begin. @param {Quantity} quantity @returns {string[]} */
function madeOf(quantity) {
  switch (quantity.kind) {
    case "loss": return [`score ${quantity.point} `];
    case "data_loss": return ["loss "];
    case "total": return ["data_loss ", "penalty "];
    case "gradient": return [`${keyOf({ ...quantity, kind: "parameter" })} `];
    case "next": return ["parameter", "gradient"].map((kind) => `${keyOf(/** @type {any} */ ({ ...quantity, kind }))} `);
    default: return ["parameter "];
  }
}
