/** Edits taken back and done again. */

import assert from "node:assert/strict";
import test from "node:test";

import { withEdits } from "../../static/js/edits.js";
import { countGestures } from "../../static/js/gestures.js";
import { emptyState } from "../../static/js/state.js";
import { Undo } from "../../static/js/undo.js";

/** Branches that are all there. */
const ALL = [1, 2, 3, 4];
const LAYOUT = [{ name: "W0", shape: [2, 2], offset: 0 }, { name: "b0", shape: [2], offset: 4 }];

/** A page whose engine answers at once, but only about samples and parameters. @param {unknown} [kept] */
function page(kept) {
  const all = { gesture: 1, step: 0, id: 0, sent: /** @type {any[]} */ ([]), unanswered: /** @type {any[]} */ ([]), restored: /** @type {any[]} */ ([]), untrained: false };
  /** @type {any} */
  let state = {
    ...emptyState(/** @type {any} */ ({})),
    config: { data: {}, loss: { name: "softmax" }, optimizer: { name: "gd", learning_rate: 0.1 } },
    layout: LAYOUT, classes: 2,
    points: Float64Array.of(0.1, 0.2, 0.3, 0.4), labels: Int32Array.of(0, 1),
    params: Float64Array.of(1, 2, 3, 4, 5, 6),
  };
  const send = (/** @type {any} */ said) => {
    all.sent.push(said);
    all.id += 1;
    if (said.type === "configure") state = { ...state, config: { ...state.config, ...said.changes } };
    state = { ...state, ...withEdits(state, [{ ...said, id: all.id }], LAYOUT) };
    return all.id;
  };
  const undo = new Undo({
    send: (said) => {
      const id = send(said);
      queueMicrotask(() => undo.applied(id, all.step, false));
      return id;
    },
    whole: () => /** @type {any} */ ({ journal: { checkpoint: `step ${all.step}` }, origin: null }),
    restore: (whole) => all.restored.push(whole),
    gesture: () => all.gesture,
    unanswered: () => all.unanswered,
    untrained: () => all.untrained,
  }, kept);
  /** @param {string} type @param {any} fields */
  const act = (type, fields, answer = true) => {
    const said = /** @type {any} */ ({ type, ...fields });
    const id = undo.record(said, () => state, () => send(said));
    if (answer) undo.applied(id, all.step, ["start", "randomize", "reset"].includes(type));
    return id;
  };
  const edit = (/** @type {string} */ type, /** @type {any} */ fields) => {
    all.gesture += 1;
    return act(type, fields);
  };
  return { ...all, all, undo, act, edit, state: () => state, set: (/** @type {any} */ patch) => (state = { ...state, ...patch }) };
}

test("every kind of edit goes back to the same bits, and forth again", () => {
  /** @type {[string, any][]} */
  const edits = [
    ["move_point", { index: 1, point: [0.1 + 0.2, -1 / 3] }],
    ["relabel", { index: 0, label: 1 }],
    ["set_param", { name: "W0", index: [1, 0], value: Math.PI }],
    ["nudge", { name: "b0", index: [1], by: 0.1 }],
    ["add_point", { point: [0.7, 1e-17], label: 1 }],
    ["remove_point", { index: 0 }],
    ["set_points", { points: [[9, 8]], labels: [1], classes: 2 }],
    ["configure", { changes: { optimizer: { name: "adam" } } }],
  ];
  const { undo, edit, state } = page();
  const seen = [];
  const look = () => ({ points: [...state().points], labels: [...state().labels], params: [...state().params], config: state().config });
  for (const [type, fields] of edits) {
    seen.push(look());
    edit(type, fields);
  }
  const last = look();
  for (const before of seen.reverse()) {
    assert.notDeepEqual(look(), before);
    undo.undo();
    assert.deepEqual(look(), before);
  }
  assert.equal(undo.undoable, false);
  for (const _ of edits) undo.redo();
  assert.deepEqual(look(), last);
  assert.equal(undo.redoable, false);
});

test("values to reach go back and forth like classes", () => {
  const { undo, edit, state, set } = page();
  set({ classes: 0, labels: new Int32Array(), targets: Float64Array.of(0.5, -1) });
  const look = () => ({ points: [...state().points], targets: [...(state().targets ?? [])], labels: [...state().labels] });
  const first = look();
  edit("move_point", { index: 1, point: [3, 0] });
  edit("relabel", { index: 1, label: 1 / 3 });
  edit("add_point", { point: [5, 0], label: -2.5 });
  edit("remove_point", { index: 0 });
  const last = look();
  assert.deepEqual(last, { points: [3, 0, 5, 0], targets: [1 / 3, -2.5], labels: [] });
  while (undo.undoable) undo.undo();
  assert.deepEqual(look(), first);
  while (undo.redoable) undo.redo();
  assert.deepEqual(look(), last);
});

test("a gesture is one edit; what training changed stays", () => {
  const { undo, act, edit, state, set } = page();
  edit("nudge", { name: "W0", index: [0, 0], by: 0.5 });
  for (let i = 0; i < 9; i += 1) act("nudge", { name: "W0", index: [0, 0], by: 0.5 });
  act("move_point", { index: 0, point: [5, 5] });
  act("move_point", { index: 0, point: [6, 6] });
  set({ params: Float64Array.of(6, 20, 30, 40, 50, 60) });
  undo.undo();
  assert.deepEqual([...state().params], [1, 20, 30, 40, 50, 60]);
  assert.deepEqual([...state().points], [0.1, 0.2, 0.3, 0.4]);
  assert.equal(undo.undoable, false);
  undo.redo();
  assert.deepEqual([[...state().params], [...state().points]], [[6, 20, 30, 40, 50, 60], [6, 6, 0.3, 0.4]]);
});

test("a new edit forgets what could be done again", () => {
  const { undo, edit, state } = page();
  edit("relabel", { index: 0, label: 1 });
  undo.undo();
  edit("move_point", { index: 0, point: [1, 1] });
  assert.equal(undo.redoable, false);
  undo.undo();
  assert.deepEqual([...state().labels], [0, 1]);
  assert.equal(undo.undoable, false);
});

test("samples that a data set's name says go back to that name, while nothing else of them is edited", () => {
  const { undo, edit, set, all } = page();
  set({ config: { data: { name: "cs231n" }, start: "preset" } });
  edit("move_point", { index: 0, point: [1, 1] });
  undo.undo();
  assert.deepEqual(all.sent.at(-1), { type: "configure", changes: { data: { name: "cs231n" }, start: "preset" } });
  all.unanswered.push({ id: 9, type: "move_point" });
  edit("move_point", { index: 1, point: [1, 1] });
  undo.undo();
  assert.deepEqual(all.sent.at(-1), { type: "move_point", index: 1, point: [0.3, 0.4] });
});

test("what begins anew is taken back whole, and done again whole", () => {
  const { undo, edit, act, all } = page();
  all.step = 30;
  edit("configure", { changes: { data: { name: "moons" } } });
  act("reset", {});
  all.step = 7;
  undo.undo();
  assert.deepEqual(all.restored, [{ journal: { checkpoint: "step 30" }, origin: null }]);
  all.step = 30;
  undo.redo();
  assert.deepEqual(all.restored[1], { journal: { checkpoint: "step 7" }, origin: null });
  undo.undo();
  assert.deepEqual(all.restored[2], { journal: { checkpoint: "step 30" }, origin: null });
  for (const [type, fields] of /** @type {[string, any][]} */ ([
    ["start", { config: {} }], ["randomize", {}], ["set_points", { points: [[0, 1]], labels: [2] }],
  ])) {
    edit(type, fields);
    undo.undo();
  }
  assert.equal(all.restored.length, 6);
});

test("before the step of an edit it can be done again, behind it taken back; the step is the engine's", async () => {
  const { undo, edit, act, all } = page();
  all.step = 5;
  edit("relabel", { index: 0, label: 1 });
  all.step = 10;
  edit("relabel", { index: 1, label: 0 });
  const at = (/** @type {number} */ step) => {
    undo.moved(step);
    return [undo.undoable, undo.redoable];
  };
  assert.deepEqual([at(7), at(3), at(10), at(7)], [[true, true], [false, true], [true, false], [true, true]]);
  all.step = 8;
  undo.redo();
  await null;
  undo.branched({ from: 1, to: 2, at: 8, born: true, known: ALL });
  assert.deepEqual([at(8), at(12), at(7), at(3)], [[true, false], [true, false], [true, true], [false, true]]);
  all.gesture += 1;
  act("relabel", { index: 0, label: 1 }, false);
  undo.moved(2);
  assert.equal(undo.undoable, true, "the engine has not answered: it comes after what was gone back to");
});

test("an edit that began a branch goes back to the one it left, until training went on", async () => {
  const { undo, act, edit, all } = page();
  edit("relabel", { index: 0, label: 1 });
  all.step = 30;
  edit("nudge", { name: "b0", index: [0], by: 1 });
  undo.branched({ from: 1, to: 2, at: 30, born: true, known: ALL });
  act("nudge", { name: "b0", index: [0], by: 1 });
  all.untrained = true;
  undo.undo();
  assert.deepEqual(all.sent.slice(-2), [{ type: "switch", branch: 1 }, { type: "drop", branch: 2 }]);
  undo.applied(-1, 30, false);
  undo.branched({ from: 2, to: 1, at: 0, born: false, known: ALL });
  undo.moved(30);
  assert.deepEqual([undo.undoable, undo.redoable], [true, true]);
  undo.redo();
  await null;
  assert.deepEqual(all.sent.at(-1), { type: "set_param", name: "b0", index: [0], value: 7 });
  undo.branched({ from: 1, to: 3, at: 30, born: true, known: ALL });
  all.untrained = false;
  undo.undo();
  assert.deepEqual(all.sent.at(-1), { type: "set_param", name: "b0", index: [0], value: 5 });
});

test("of a branch that is gone, or of another session, nothing can be taken back", () => {
  const { undo, edit } = page();
  for (const [known, starts] of /** @type {[number[], boolean][]} */ ([[ALL, false], [[2], false], [ALL, true]])) {
    edit("relabel", { index: 0, label: 1 });
    undo.applied(-1, 9, false);
    undo.branched({ from: 1, to: 2, at: 0, born: false, known });
    assert.equal(undo.undoable, false);
    if (starts) undo.leaveBranches();
    undo.branched({ from: 2, to: 1, at: 0, born: false, known: ALL });
    assert.equal(undo.undoable, known === ALL && !starts);
    undo.forget();
  }
});

test("every branch has its own edits to take back", async () => {
  const { undo, edit, all } = page();
  const both = () => [undo.undoable, undo.redoable];
  all.step = 5;
  edit("relabel", { index: 0, label: 1 });
  all.step = 3;
  undo.moved(3);
  edit("relabel", { index: 1, label: 0 });
  undo.branched({ from: 1, to: 2, at: 3, born: true, known: ALL });
  undo.moved(9);
  assert.deepEqual(both(), [true, false]);
  undo.applied(-1, 9, false);
  undo.branched({ from: 2, to: 1, at: 0, born: false, known: ALL });
  undo.moved(4);
  assert.deepEqual(both(), [false, true], "its own edit comes at step 5");
  undo.moved(5);
  assert.deepEqual(both(), [true, false]);
  undo.applied(-1, 5, false);
  undo.branched({ from: 1, to: 3, at: 5, born: true, known: ALL });
  undo.moved(5);
  assert.deepEqual(both(), [true, false], "a branch begun by hand has what its parent had");
  undo.applied(-1, 5, true);
  undo.branched({ from: 3, to: 4, at: 0, born: true, known: ALL });
  undo.moved(0);
  assert.deepEqual(both(), [true, false], "the same start has the edits made");
  undo.applied(-1, 0, false);
  undo.branched({ from: 4, to: 3, at: 5, born: false, known: ALL });
  undo.moved(4);
  assert.deepEqual(both(), [false, true], "where it was left an edit has its own step");
  undo.branched({ from: 3, to: 2, at: 3, born: false, known: ALL });
  undo.moved(2);
  assert.deepEqual(both(), [false, true]);
  undo.undo();
  undo.moved(3);
  undo.undo();
  assert.deepEqual(all.sent.at(-1), { type: "relabel", index: 1, label: 1 });
});

test("a refused edit is none", () => {
  const { undo, act, all } = page();
  all.gesture += 1;
  const id = act("nudge", { name: "b0", index: [0], by: 1e309 }, false);
  undo.refused(id);
  assert.deepEqual([undo.undoable, undo.redoable], [false, false]);
});

test("the past is bounded, and survives a reload; rubbish does not", () => {
  const { undo, edit } = page();
  for (let i = 0; i < 300; i += 1) edit("move_point", { index: 0, point: [i, i] });
  const kept = JSON.parse(JSON.stringify(undo));
  assert.equal(kept.edits.length, 100);
  const again = page(kept);
  assert.equal(again.undo.undoable, true);
  again.undo.undo();
  assert.deepEqual([...again.state().points].slice(0, 2), [298, 298]);
  for (const rubbish of [null, 3, {}, { edits: 3 }, { edits: [{}], done: 1 }, { edits: [], done: "x" }]) {
    assert.equal(page(rubbish).undo.undoable, false);
  }
  const points = Array.from({ length: 2000 }, (_, i) => [i + 1 / 3, i / 7]);
  for (let i = 0; i < 60; i += 1) edit("set_points", { points, labels: points.map((_, k) => k % 2), classes: 2 });
  assert.ok(JSON.stringify(undo).length < 1_300_000, String(JSON.stringify(undo).length));
});

test("a press, a key and a menu begin a gesture; a repeated key and a run of arrows do not", () => {
  const target = new EventTarget();
  const gesture = countGestures(/** @type {any} */ (target));
  const key = (/** @type {string} */ name, repeat = false) => target.dispatchEvent(Object.assign(new Event("keydown"), { key: name, repeat }));
  const counts = [() => target.dispatchEvent(new Event("pointerdown")), () => key("a"), () => key("a", true), () => key("ArrowUp"), () => key("ArrowUp"), () => key("ArrowDown"), () => key("Enter"), () => key("ArrowUp")].map((act) => {
    act();
    return gesture();
  });
  assert.deepEqual(counts, [1, 2, 2, 3, 3, 3, 4, 5]);
});
