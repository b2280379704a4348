/** Act once when pressed, and go on while held. */

/** @typedef {{ setTimeout: (fn: () => void, ms: number) => any, clearTimeout: (timer: any) => void }} Clock */

const DELAY = 400;
const EVERY = 70;

/**
 * @param {() => void} act
 * @param {Clock} clock
 */
export function repeater(act, clock = globalThis) {
  /** @type {any} */
  let timer = null;
  const again = () => {
    timer = clock.setTimeout(again, EVERY);
    act();
  };
  return {
    press() {
      clock.clearTimeout(timer);
      timer = clock.setTimeout(again, DELAY);
      act();
    },
    release() {
      clock.clearTimeout(timer);
      timer = null;
    },
  };
}
