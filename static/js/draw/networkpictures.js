/** The pictures of all units: of the hidden ones in ink, of inputs in ink, of outputs in their class's colour. */

/** @import { Tokens } from "../canvas.js" */
/** @import { Maps, State } from "../types.js" */
/** @import { Box } from "./networkplan.js" */
import { comparesProbabilities } from "./field.js";
import { look } from "./marks.js";
import { Atlas, mapRamp, rgb } from "./networkmaps.js";

export class UnitPictures {
  #hidden = new Atlas();
  #ends = new Atlas();
  /** What the atlases show. @type {{ unitMaps: Maps | null, endMaps: Maps | null }} */
  #shown = { unitMaps: null, endMaps: null };

  /** The colours have changed. */
  forget() {
    this.#shown = { unitMaps: null, endMaps: null };
  }

  /** Paint what has come since the last time. @param {State} state @param {Tokens} tokens */
  show({ unitMaps, endMaps, config, loss, targets }, tokens) {
    const paper = rgb(tokens.paper);
    const ink = { colours: mapRamp(tokens.paper, tokens.text, false), paper, zero: true };
    if (unitMaps !== this.#shown.unitMaps) this.#hidden.show(unitMaps, () => ink);
    if (endMaps !== this.#shown.endMaps) {
      const inputs = config?.features.length ?? 0;
      const zero = !comparesProbabilities({ loss });
      this.#ends.show(endMaps, (i) => (i < inputs || targets ? ink : { colours: classRamp(tokens, i - inputs), paper, zero }));
    }
    this.#shown = { unitMaps, endMaps };
  }

  /**
   * What paints a hidden unit, or an input or output; null where its map has not come.
   * @param {number} index
   * @param {boolean} hidden
   * @returns {((g: CanvasRenderingContext2D, box: Box) => void) | null}
   */
  of(index, hidden) {
    const atlas = hidden ? this.#hidden : this.#ends;
    return atlas.has(index) ? (g, box) => atlas.draw(g, index, box) : null;
  }
}

/** @param {Tokens} tokens @param {number} k */
const classRamp = (tokens, k) => mapRamp(tokens.paper, tokens.classes[look(k)].fill, true);
