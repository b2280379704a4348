/** The brush: while it is pressed it sprays samples about the pointer, at a steady rate. */

/** @import { Point, Pointer } from "./gesture.js" */

const EVERY = 60;
/** How far samples stray from the pointer, design pixels. */
const SPREAD = 16;

/** Numbers in [0, 1) that look random and are the same every time (Mulberry32, Ettinger 2017). @param {number} seed */
export function scatter(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A place within the spread, evenly over the disc. @type {(random: () => number, x: number, y: number, unit: number) => Point} */
export function strewn(random, x, y, unit) {
  const radius = SPREAD * unit * Math.sqrt(random());
  const angle = 2 * Math.PI * random();
  return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
}

/**
 * @param {(x: number, y: number) => void} place A sample at these pixels.
 * @param {() => number} unit Canvas pixels of a design pixel.
 */
export function brush(place, unit) {
  const random = scatter(1);
  let at = { x: 0, y: 0 };
  let timer = 0;
  const spray = () => place(...strewn(random, at.x, at.y, unit()));
  return {
    /** @param {Pointer} pointer */
    begin(pointer) {
      at = pointer;
      spray();
      timer = window.setInterval(spray, EVERY);
    },
    /** @param {Pointer} pointer */
    follow: (pointer) => (at = pointer),
    end() {
      clearInterval(timer);
      timer = 0;
    },
    pressed: () => timer !== 0,
  };
}
