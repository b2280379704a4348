/**
 * Typing a number into a cell of a grid. At rest the frames write it; chosen, the arrows go from cell to cell and G asks
 * for its arithmetic; open, the up and down arrows nudge the number; typing, the text is the person's until Enter or leaving commits it or Esc reverts it.
 */

/** @typedef {"rest" | "chosen" | "open" | "typing"} Mode */
/** @typedef {{ type: "focus" | "click" | "input" | "blur" } | { type: "key", key: string, shift: boolean }} CellEvent */
/** @typedef {{ commit?: boolean, revert?: boolean, nudge?: 1 | -1, fine?: boolean, move?: string, why?: boolean, handled?: boolean }} Act */

const ARROWS = new Set(["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]);

/**
 * @param {Mode} mode
 * @param {CellEvent} event
 * @returns {{ mode: Mode, act: Act }}
 */
export function cellStep(mode, event) {
  switch (event.type) {
    case "focus": return { mode: mode === "rest" ? "chosen" : mode, act: {} };
    case "click": return { mode: mode === "typing" ? mode : "open", act: {} };
    case "input": return { mode: "typing", act: {} };
    case "blur": return { mode: "rest", act: mode === "typing" ? { commit: true } : {} };
    default: return mode === "chosen" ? chosenKey(event) : openKey(mode, event);
  }
}

/** @type {(event: { key: string }) => { mode: Mode, act: Act }} */
function chosenKey({ key }) {
  if (ARROWS.has(key)) return { mode: "chosen", act: { move: key, handled: true } };
  if (key === "Enter" || key === "F2") return { mode: "open", act: { handled: true } };
  if (key.toLowerCase() === "g") return { mode: "chosen", act: { why: true, handled: true } };
  return { mode: "chosen", act: {} };
}

/** @type {(mode: Mode, event: { key: string, shift: boolean }) => { mode: Mode, act: Act }} */
function openKey(mode, { key, shift }) {
  const commit = mode === "typing";
  if (key === "ArrowUp" || key === "ArrowDown") {
    return { mode: "open", act: { commit, nudge: key === "ArrowUp" ? 1 : -1, fine: shift, handled: true } };
  }
  if (key === "Enter") return { mode: "chosen", act: { commit, handled: true } };
  if (key === "Escape") return { mode: "chosen", act: { revert: true, handled: true } };
  return { mode, act: {} };
}

/**
 * The cell that an arrow leads to in a grid filled row by row; the same one at an edge.
 * @param {number} index
 * @param {number} columns
 * @param {number} count
 * @param {string} key
 */
export function gridMove(index, columns, count, key) {
  const column = index % columns;
  if (key === "ArrowLeft") return column > 0 ? index - 1 : index;
  if (key === "ArrowRight") return column < columns - 1 ? Math.min(index + 1, count - 1) : index;
  const next = index + (key === "ArrowDown" ? columns : -columns);
  return next < 0 || next >= count ? index : next;
}
