/** The keys that do something, as the sheet of keys shows them. */

/**
 * @typedef {object} Key
 * @property {string[]} shown A key that is a word has a name in each language.
 * @property {string} does What it does: `help.…` among the words.
 * @property {string} [scene] The only scene that has it.
 * @property {string[]} [bound] As the page's own listener reads them; without it the plane or a grid listens itself.
 */

/** @type {Key[]} */
export const KEYS = [
  { shown: ["space"], does: "play", bound: [" "] },
  { shown: ["→", "←"], does: "step", bound: ["ArrowRight", "ArrowLeft"] },
  { shown: ["shift →", "shift ←"], does: "epoch", bound: ["Shift ArrowRight", "Shift ArrowLeft"] },
  { shown: ["home", "end"], does: "ends", bound: ["Home", "End"] },
  { shown: ["R"], does: "reset", bound: ["r"] },
  { shown: ["N"], does: "randomize", bound: ["n"] },
  { shown: ["Z", "shift Z"], does: "undo", bound: ["z", "Shift z", "Control z", "Control Shift z", "Control y"] },
  { shown: ["B"], does: "branches", bound: ["b"] },
  { shown: ["[", "]"], does: "rate", bound: ["[", "]"] },
  { shown: ["1–6"], does: "class", bound: ["1", "2", "3", "4", "5", "6"] },
  { shown: ["enter"], does: "grab" },
  { shown: ["A"], does: "add" },
  { shown: ["del"], does: "delete" },
  { shown: ["+", "−", "0", "F"], does: "look" },
  { shown: ["F"], does: "freeze", scene: "mlp" },
  { shown: ["G"], does: "why", bound: ["g"] },
  { shown: ["H"], does: "hide", bound: ["h"] },
  { shown: ["P"], does: "projector", bound: ["p"] },
  { shown: ["T"], does: "theme", bound: ["t"] },
  { shown: ["esc"], does: "escape", bound: ["Escape"] },
  { shown: ["?"], does: "help", bound: ["?"] },
];
