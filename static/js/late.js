/** Tells when an answer takes so long that the page should say it waits. */

/** Milliseconds. */
export const LATE = 300;

/**
 * @param {{ setTimeout: (fn: () => void, ms: number) => any, clearTimeout: (timer: any) => void }} clock
 * @param {(late: boolean) => void} show
 */
export function lateness(clock, show) {
  /** @type {any} */
  let timer = null;

  function forget() {
    if (timer === null) return;
    clock.clearTimeout(timer);
    timer = null;
    show(false);
  }
  return {
    /** Something was sent. */
    asked: () => (timer ??= clock.setTimeout(() => show(true), LATE)),
    /** An answer came. @param {boolean} more Whether others are waited for. */
    answered(more) {
      forget();
      if (more) this.asked();
    },
  };
}
