/** When a gradient check is under way, done, of something that has changed, or gone. */

import assert from "node:assert/strict";
import test from "node:test";

import { found, isStale, made, refused, sent, verdict } from "../../static/js/checking.js";
import { formatPower } from "../../static/js/numbers.js";

/** @import { Check, Checked } from "../../static/js/types.js" */

/** @type {Checked} */
const GOOD = {
  iteration: 4, passed: true, max_relative_error: 3e-10, where: { name: "W0", index: [0, 1] }, count: 9, kinks: [],
  kink_count: 0, excused: 0, inconsistent: [], surrogate: [],
};
/** @type {(changes?: Partial<Checked>) => Check | null} */
const done = (changes = {}) => found(sent(null, "check", 7), { ...GOOD, ...changes });

test("it runs, then it is done, and stays what it is while nothing changes", () => {
  assert.equal(verdict(null), "none");
  assert.equal(verdict(sent(null, "check", 7)), "running");
  assert.equal(verdict(done()), "passed");
  let check = done();
  for (const type of /** @type {const} */ (["play", "pause", "step", "goto", "back", "fork", "rename", "answer"])) check = sent(check, type, 8);
  assert.equal(isStale({ check, iteration: 4 }), false);
  assert.equal(isStale({ check, iteration: 5 }), true, "another step has other parameters");
});

test("an edit makes it stale for good, also one that waits behind it", () => {
  for (const type of /** @type {const} */ (["nudge", "move_point", "configure", "reset", "switch", "set_points"])) {
    assert.equal(isStale({ check: sent(done(), type, 8), iteration: 4 }), true, type);
    assert.equal(isStale({ check: found(sent(sent(null, "check", 7), type, 8), GOOD), iteration: 4 }), true, type);
  }
  assert.equal(isStale({ check: sent(sent(done(), "nudge", 8), "check", 9), iteration: 4 }), false, "until the next");
  assert.equal(sent(done(), "start", 8), null);
});

test("an edit that is refused was none, unless another was made", () => {
  const stale = (/** @type {Check | null} */ check) => isStale({ check, iteration: 4 });
  const two = sent(sent(done(), "nudge", 8), "configure", 9);
  assert.equal(stale(refused(two, 8)), true, "the other is on its way");
  assert.equal(stale(refused(refused(two, 8), 9)), false);
  assert.equal(stale(refused(made(two, 8), 9)), true);
  assert.equal(stale(made(refused(two, 8), 9)), true);
  assert.equal(stale(made(sent(done(), "step", 8), 8)), false, "its step says so by itself");
});

test("refused, cancelled or lost it is gone", () => {
  const running = sent(null, "check", 7);
  assert.equal(refused(running, 7), null);
  assert.equal(refused(running, 6), running);
  assert.equal(found(null, GOOD), null, "of a session that was left");
});

test("what did not pass says why", () => {
  const bad = { passed: false, max_relative_error: 0.75 };
  assert.equal(verdict(done(bad)), "wrong");
  assert.equal(verdict(done({ ...bad, inconsistent: ["l2"] })), "convention");
  assert.equal(verdict(done({ ...bad, surrogate: [0] })), "surrogate");
  assert.equal(verdict(done({ passed: false, max_relative_error: 0, excused: 9, kink_count: 9 })), "kinks");
  assert.equal(verdict(done({ passed: false, max_relative_error: null })), "infinite");
});

test("errors are one digit and a power of ten", () => {
  assert.deepEqual([0, 3e-10, 9.6e-11, 0.0021].map(formatPower), ["0", "3·10⁻¹⁰", "1·10⁻¹⁰", "2·10⁻³"]);
});
