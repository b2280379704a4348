/** One tab stop for a whole grid: the arrows go from cell to cell. */

import { gridMove } from "./cellstate.js";

/**
 * @param {() => HTMLElement[]} cells In reading order.
 * @param {() => number} columns
 */
export function roving(cells, columns) {
  let current = 0;

  /** @param {number} index */
  function stopAt(index) {
    const list = cells();
    current = Math.max(0, Math.min(index, list.length - 1));
    list.forEach((cell, i) => (cell.tabIndex = i === current ? 0 : -1));
  }
  return {
    /** After the cells were made anew. */
    refresh: () => stopAt(current),
    /** A cell took the focus by itself. @param {HTMLElement} cell */
    focused: (cell) => stopAt(cells().indexOf(cell)),
    /** @param {HTMLElement} cell @param {string} key */
    move(cell, key) {
      const list = cells();
      list[gridMove(list.indexOf(cell), columns(), list.length, key)].focus();
    },
  };
}
