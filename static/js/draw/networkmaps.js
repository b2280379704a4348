/** Maps of units as pictures: from paper to ink or to a class's colour, with a line of paper where the unit is zero. */

/** @import { Maps } from "../types.js" */
/** @import { Box } from "./networkplan.js" */

/** @typedef {[number, number, number]} Rgb */

const ZERO = 128;
/** Where the line of zero ends, cells from its middle. */
const HALF_LINE = 0.9;
/** How dark the lowest and the highest value are. */
const INK = [0.04, 0.74];
const CLASS = [0, 0.9];

/** @param {string} hex "#rrggbb" @returns {Rgb} */
export const rgb = (hex) => /** @type {Rgb} */ ([1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)));

/** All the colours between, one for each of 256 values. @type {(paper: Rgb, ink: Rgb, range: number[]) => Uint8Array} */
function ramp(paper, ink, [low, high]) {
  const colours = new Uint8Array(3 * 256);
  for (let value = 0; value < 256; value += 1) {
    const share = low + (high - low) * (value / 255);
    for (let part = 0; part < 3; part += 1) colours[3 * value + part] = paper[part] + (ink[part] - paper[part]) * share;
  }
  return colours;
}

/**
 * @param {string} paper
 * @param {string} ink
 * @param {boolean} ofClass It is a share of a class's colour rather than ink.
 */
export const mapRamp = (paper, ink, ofClass) => ramp(rgb(paper), rgb(ink), ofClass ? CLASS : INK);

/** One above the other on one picture, so that a frame's maps are put there at once. */
export class Atlas {
  #size = 0;
  #count = 0;
  /** @type {{ canvas: HTMLCanvasElement, g: CanvasRenderingContext2D, image: ImageData } | null} */
  #sheet = null;

  /**
   * @param {Maps | null} maps
   * @param {(index: number) => { colours: Uint8Array, paper: Rgb, zero: boolean }} style
   */
  show(maps, style) {
    this.#count = maps?.maps.length ?? 0;
    if (!maps || !this.#count) return;
    const { image, g } = this.#room(maps.size, this.#count);
    maps.maps.forEach((map, i) => paintMap(image.data, i * maps.size * maps.size, map, maps.size, style(i)));
    g.putImageData(image, 0, 0);
  }

  /** @param {number} size @param {number} count */
  #room(size, count) {
    if (this.#sheet?.canvas.width !== size || this.#sheet.canvas.height !== size * count) {
      const canvas = document.createElement("canvas");
      Object.assign(canvas, { width: size, height: size * count });
      const g = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
      this.#sheet = { canvas, g, image: g.createImageData(size, size * count) };
      this.#size = size;
    }
    return this.#sheet;
  }

  /** @param {number} index */
  has(index) {
    return index < this.#count;
  }

  /** @param {CanvasRenderingContext2D} g @param {number} index @param {Box} box */
  draw(g, index, { x, y, size }) {
    if (!this.#sheet) return;
    const cells = this.#size;
    g.drawImage(this.#sheet.canvas, 0, index * cells, cells, cells, x - size / 2, y - size / 2, size, size);
  }
}

/**
 * @param {Uint8ClampedArray} pixels RGBA
 * @param {number} from The first pixel.
 * @param {Uint8Array} map
 * @param {number} size
 * @param {{ colours: Uint8Array, paper: Rgb, zero: boolean }} style
 */
export function paintMap(pixels, from, map, size, { colours, paper, zero }) {
  for (let i = 0; i < map.length; i += 1) {
    const line = zero ? lineAt(map, i, size) : 0;
    for (let part = 0; part < 3; part += 1) {
      const colour = colours[3 * map[i] + part];
      pixels[4 * (from + i) + part] = colour + (paper[part] - colour) * line;
    }
    pixels[4 * (from + i) + 3] = 255;
  }
}

/** How much of a cell the line of zero covers: its distance is the value over the slope. @type {(map: Uint8Array, i: number, size: number) => number} */
function lineAt(map, i, size) {
  const column = i % size;
  const right = map[column < size - 1 ? i + 1 : i] - map[column > 0 ? i - 1 : i];
  const down = map[i + size < map.length ? i + size : i] - map[i >= size ? i - size : i];
  const slope = Math.sqrt(right * right + down * down) / 2;
  return slope ? Math.max(0, Math.min(1, HALF_LINE + 0.5 - Math.abs(map[i] - ZERO) / slope)) : 0;
}
