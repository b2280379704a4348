/** Elements by hand: a tag, its attributes, its children. No markup is ever parsed from text. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * `h("button", { class: "btn", "data-t": "step", onclick: fn }, icon("step"))`. Attributes that are false or null are
 * left out; functions become listeners.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.replace(/^on/, ""), value);
    else if (value !== false && value != null) element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children);
  return element;
}

/**
 * One of the drawings that every page carries (templates/icons.svg), so that none is missing while the server is away.
 * @param {string} name
 * @param {string} [className]
 */
export function icon(name, className = "i") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

/** The shape of class k in its colour. @param {number} k */
export const mark = (k) => icon(`mark-${k % 6}`, `mark c${k % 6}`);

/**
 * A symbol of the lecture, set as mathematics: `symbol("x", 0)` is x₀.
 * @param {string} letter
 * @param {string | number} [index]
 */
export function symbol(letter, index) {
  const span = h("span", { class: "m" }, letter);
  if (index !== undefined) span.append(h("sub", { class: typeof index === "number" ? "u" : null }, String(index)));
  return span;
}
