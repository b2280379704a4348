/** Two fingers on the plane: what is under them stays under them. Pixels in, a window out. */

/** @import { Range, Viewport } from "../types.js" */
/** @import { Projection } from "../draw/view.js" */
import { zoomed } from "../draw/viewport.js";

/** @typedef {[number, number]} Point */

/** @type {(a: Point, b: Point) => { middle: Point, apart: number }} */
const spread = (a, b) => ({ middle: [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2], apart: Math.max(1, Math.hypot(a[0] - b[0], a[1] - b[1])) });

export class Pinch {
  /**
   * @param {Viewport} port What was seen as the second finger came down.
   * @param {Projection} at
   * @param {[Point, Point]} fingers
   */
  constructor(port, at, fingers) {
    const { middle, apart } = spread(...fingers);
    this.port = port;
    this.at = at;
    this.apart = apart;
    this.under = at.point(...middle);
  }

  /**
   * @param {[Point, Point]} fingers
   * @param {Range} view
   * @returns {Viewport}
   */
  follow(fingers, view) {
    const { middle, apart } = spread(...fingers);
    const port = zoomed(this.port, apart / this.apart, this.under, view);
    const shift = (2 * port.half) / this.at.width;
    const [px, py] = [this.at.x(this.under[0]), this.at.y(this.under[1])];
    return { ...port, x: port.x - (middle[0] - px) * shift, y: port.y + (middle[1] - py) * shift };
  }
}
