/** The class of a sample: its mark in the table, with a menu of the classes under it. */

/** @import { Context } from "../types.js" */
import { h } from "../dom.js";
import { look } from "../draw/marks.js";
import { MOST, relabel } from "./classes.js";

/** The name of class k's shape, "0, círculo". @type {(k: number, t: Context["t"]) => string} */
export const className = (k, t) => `${k}, ${t(`shape.${look(k)}`)}`;

/**
 * @param {number} i
 * @param {number} classes
 * @param {Context} context
 * @param {(key: string) => void} move An arrow leads to another cell.
 */
export function classPicker(i, classes, context, move) {
  const { t } = context;
  const options = Array.from({ length: classes }, (_, k) => h("option", { value: k }, className(k, t)));
  if (classes < MOST) options.push(h("option", { value: classes }, t("class.new", { label: className(classes, t) })));
  const element = h("select", { "class": "class-picker", "data-testid": `y-${i}`, "aria-label": t("samples.label", { i: i + 1 }), "tabindex": -1 }, ...options);
  element.addEventListener("input", (event) => {
    event.stopPropagation();
    relabel(context, i, Number(element.value));
  });
  element.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.altKey || !event.key.startsWith("Arrow")) return;
    event.preventDefault();
    move(event.key);
  });
  return {
    element,
    /** @param {number} label */
    show(label) {
      element.value = String(label);
      element.dataset.value = String(label);
    },
  };
}
