/** What hands do: gestures on the plane, keys on its points, typing in cells, holding a stepper. */

import assert from "node:assert/strict";
import test from "node:test";

import { project } from "../../../static/js/draw/view.js";
import { square } from "../../../static/js/draw/viewport.js";
import { cellStep, gridMove } from "../../../static/js/panels/cellstate.js";
import { carried, follow, press, release, wayOf } from "../../../static/js/panels/gesture.js";
import { carriedBy, pointKey } from "../../../static/js/panels/pointkeys.js";
import { repeater } from "../../../static/js/panels/repeat.js";

/** @typedef {import("../../../static/js/panels/cellstate.js").CellEvent} CellEvent */
/** @typedef {import("../../../static/js/panels/cellstate.js").Mode} Mode */

const at = project(500, 500, square([-1.25, 1.25]));
const points = Float64Array.of(0, 0, 0.5, 0.5);
/** @type {(x: number, y: number, kind?: "mouse" | "touch") => { x: number, y: number, kind: "mouse" | "touch" }} */
const pointer = (x, y, kind = "mouse") => ({ x, y, kind });

test("a point taken off its centre does not jump to the pointer", () => {
  const taken = press(at, points, pointer(255, 246), 1);
  assert.equal(taken.index, 0);
  assert.deepEqual(carried(taken, at, pointer(255, 246)), [0, 0]);
  assert.deepEqual(carried(taken, at, pointer(255 + 20, 246 - 40)), [0.1, 0.2]);
});

test("a finger reaches farther than a mouse", () => {
  assert.equal(press(at, points, pointer(275, 250), 1).index, -1);
  assert.equal(press(at, points, pointer(275, 250, "touch"), 1).index, 0);
});

test("a press that stays is a choice or a new point, one that strays is a drag or nothing", () => {
  const near = press(at, points, pointer(250, 250), 1);
  assert.deepEqual(release(follow(near, pointer(252, 250), 1)), { choose: 0 });
  const strayed = follow(near, pointer(260, 250), 1);
  assert.deepEqual(release(follow(strayed, pointer(250, 250), 1)), { drop: 0 });
  const empty = press(at, points, pointer(100, 100), 1);
  assert.deepEqual(release(empty), { place: [-0.75, 0.75], further: 0 });
  assert.equal(release(follow(empty, pointer(120, 100), 1)), null);
  assert.equal(follow(near, pointer(257, 250, "touch"), 1).moved, false);
});

test("with Shift a click places the next class also over a point; with Ctrl or Alt it removes, and a drag still moves", () => {
  const keys = { shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };
  assert.deepEqual([{ shiftKey: true }, { altKey: true }, { ctrlKey: true, shiftKey: true }, {}].map((held) => wayOf({ ...keys, ...held })), ["next", "remove", "remove", "plain"]);
  const over = press(at, points, pointer(250, 250), 1, -1, "next");
  assert.deepEqual(release(over), { place: [0, 0], further: 1 });
  assert.equal(release(follow(over, pointer(290, 250), 1)), null);
  const taken = press(at, points, pointer(250, 250), 1, -1, "remove");
  assert.deepEqual(release(taken), { remove: 0 });
  assert.deepEqual(release(follow(taken, pointer(290, 250), 1)), { drop: 0 });
  assert.equal(release(press(at, points, pointer(100, 100), 1, -1, "remove")), null);
});

test("arrows go from point to point, and carry one that was taken", () => {
  const key = (/** @type {string} */ name, held = false, shiftKey = false) => pointKey({ key: name, shiftKey }, held, 3);
  assert.deepEqual(key("ArrowRight"), { choose: 1 });
  assert.deepEqual(key("ArrowDown"), { choose: 1 });
  assert.deepEqual(key("ArrowUp"), { choose: -1 });
  assert.deepEqual(key("Enter"), { take: true });
  assert.deepEqual(key("ArrowUp", true), { carry: [0, 0.01] });
  assert.deepEqual(key("ArrowLeft", true, true), { carry: [-0.1, 0] });
  assert.deepEqual(key("Enter", true), { drop: true });
  assert.deepEqual(key("Escape", true), { restore: true });
  assert.equal(key("Escape"), null);
  assert.deepEqual(key("Delete"), { remove: true });
  assert.deepEqual(key("3"), { relabel: 2 });
  assert.deepEqual(key("4"), { relabel: 3 });
  assert.equal(key("5"), null);
  assert.equal(key("x"), null);
});

test("a point carried by keys keeps no rounding dust and stays in the window", () => {
  assert.deepEqual(carriedBy([0.1, 0.2], [0.1, 0.1], [-1, 1], [-1, 1]), [0.2, 0.3]);
  assert.deepEqual(carriedBy([0.99, -1], [0.1, -0.1], [-1, 1], [-1, 1]), [1, -1]);
});

/** @type {(mode: Mode, ...events: CellEvent[]) => [Mode, ReturnType<typeof cellStep>["act"][]]} */
function play(mode, ...events) {
  const acts = events.map((event) => {
    const step = cellStep(mode, event);
    mode = step.mode;
    return step.act;
  });
  return [mode, acts];
}
/** @type {(name: string, shift?: boolean) => CellEvent} */
const key = (name, shift = false) => ({ type: "key", key: name, shift });

test("typing over a chosen cell, then Enter, commits once", () => {
  const [mode, acts] = play("rest", { type: "focus" }, { type: "input" }, key("Enter"), { type: "blur" });
  assert.equal(mode, "rest");
  assert.deepEqual(acts, [{}, {}, { commit: true, handled: true }, {}]);
});

test("leaving commits what was typed, Esc reverts it", () => {
  assert.deepEqual(play("typing", { type: "blur" }), ["rest", [{ commit: true }]]);
  assert.deepEqual(play("typing", key("Escape"), { type: "blur" }), ["rest", [{ revert: true, handled: true }, {}]]);
});

test("the arrows move in the grid, but nudge in an open cell", () => {
  assert.deepEqual(play("chosen", key("ArrowUp")), ["chosen", [{ move: "ArrowUp", handled: true }]]);
  const [mode, acts] = play("chosen", key("Enter"), key("ArrowUp"), key("ArrowDown", true));
  assert.equal(mode, "open");
  assert.deepEqual(acts[1], { commit: false, nudge: 1, fine: false, handled: true });
  assert.deepEqual(acts[2], { commit: false, nudge: -1, fine: true, handled: true });
  assert.deepEqual(play("typing", key("ArrowUp"))[1], [{ commit: true, nudge: 1, fine: false, handled: true }]);
  assert.deepEqual(play("open", key("ArrowLeft")), ["open", [{}]]);
});

test("a frame may write a cell unless somebody is typing in it", () => {
  assert.equal(play("rest", { type: "focus" }, { type: "click" })[0], "open");
  assert.equal(play("typing", { type: "click" })[0], "typing");
  assert.equal(play("chosen", key("a"))[0], "chosen");
});

test("the arrows stop at the edges of the grid", () => {
  const to = (/** @type {number} */ from, /** @type {string} */ name) => gridMove(from, 3, 8, `Arrow${name}`);
  assert.deepEqual([to(4, "Left"), to(4, "Right"), to(4, "Up"), to(4, "Down")], [3, 5, 1, 7]);
  assert.deepEqual([to(3, "Left"), to(5, "Right"), to(1, "Up"), to(5, "Down"), to(7, "Right")], [3, 5, 1, 5, 7]);
});

test("a stepper acts at once, waits, then goes on until it is let go", () => {
  /** @type {{ at: number, fn: () => void }[]} */
  let timers = [];
  let now = 0;
  const clock = {
    setTimeout: (/** @type {() => void} */ fn, /** @type {number} */ ms) => timers[timers.push({ at: now + ms, fn }) - 1],
    clearTimeout: (/** @type {any} */ timer) => (timers = timers.filter((one) => one !== timer)),
  };
  const pass = (/** @type {number} */ until) => {
    for (let next; (next = timers.find((one) => one.at <= until)); ) {
      now = next.at;
      timers = timers.filter((one) => one !== next);
      next.fn();
    }
    now = until;
  };
  let count = 0;
  const held = repeater(() => (count += 1), clock);
  held.press();
  assert.equal(count, 1);
  pass(399);
  assert.equal(count, 1);
  pass(400 + 3 * 70);
  assert.equal(count, 5);
  held.release();
  pass(5000);
  assert.equal(count, 5);
});
