/** The page says that it waits after a while without an answer, and not before. */

import assert from "node:assert/strict";
import test from "node:test";

import { LATE, lateness } from "../../static/js/late.js";

function setUp() {
  /** @type {Map<number, { fn: () => void, ms: number }>} */
  const timers = new Map();
  let count = 0;
  /** @type {boolean[]} */
  const shown = [];
  const clock = {
    setTimeout: (/** @type {() => void} */ fn, /** @type {number} */ ms) => {
      timers.set((count += 1), { fn, ms });
      return count;
    },
    clearTimeout: (/** @type {number} */ timer) => timers.delete(timer),
  };
  return { late: lateness(clock, (on) => shown.push(on)), timers, shown };
}

test("one clock runs from the first question on, and an answer stops it", () => {
  const { late, timers, shown } = setUp();
  late.asked();
  late.asked();
  assert.deepEqual([...timers.values()].map(({ ms }) => ms), [LATE]);
  late.answered(false);
  assert.equal(timers.size, 0);
  assert.equal(shown.at(-1), false);
});

test("answers in time never let it show while others are waited for; the last one late does", () => {
  const { late, timers, shown } = setUp();
  late.asked();
  late.answered(true);
  assert.equal(timers.size, 1, "counted anew");
  [...timers.values()][0].fn();
  assert.equal(shown.at(-1), true);
  late.answered(false);
  assert.equal(shown.at(-1), false);
});
