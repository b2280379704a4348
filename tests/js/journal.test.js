/** What the page keeps: nothing is lost, nothing is said twice. */

import assert from "node:assert/strict";
import test from "node:test";

import { coalesceKey, Journal } from "../../static/js/journal.js";

/** @param {Journal} journal @param {string} type @param {Record<string, unknown>} [fields] @param {boolean} [sent] */
function add(journal, type, fields = {}, sent = true) {
  const command = /** @type {any} */ ({ id: journal.nextId(), type, ...fields });
  journal.add(command, sent);
  return command.id;
}

/** @param {Journal} journal */
const ids = (journal) => journal.entries.map(({ command }) => command.id);

test("a checkpoint makes the commands up to its acknowledgement needless", () => {
  const journal = new Journal();
  add(journal, "start", { config: {} });
  add(journal, "step");
  const last = add(journal, "nudge");
  journal.applied(1, 0);
  journal.applied(2, 0);
  assert.deepEqual(journal.entries.map(({ at }) => at), [0, 0, null]);
  journal.keep("text", 2);
  assert.deepEqual(ids(journal), [last]);
  assert.equal(journal.checkpoint, "text");
});

test("a checkpoint that was on its way when a new session was asked for is of the session before", () => {
  const journal = new Journal();
  add(journal, "start", { config: {} });
  journal.applied(1, 0);
  journal.keep("first", 1);
  add(journal, "start", { config: { seed: 2 } });
  journal.keep("late", 1);
  assert.equal(journal.checkpoint, null);
  assert.deepEqual(ids(journal), [2]);
  journal.keep("second", 2);
  assert.equal(journal.checkpoint, "second");
});

test("the other branches are kept beside the checkpoint they came with, and forgotten with it", () => {
  const journal = new Journal();
  add(journal, "start", { config: {} });
  journal.applied(1, 0);
  journal.keep("a", 1, "others");
  journal.keep("b", 1);
  assert.deepEqual([journal.checkpoint, journal.branches], ["b", "others"]);
  assert.equal(Journal.from(JSON.parse(JSON.stringify(journal)))?.branches, "others");
  journal.keep("c", 1, "");
  assert.equal(journal.branches, null);
  journal.keep("d", 1, "others");
  add(journal, "start", { config: {} });
  assert.equal(journal.branches, null);
});

test("what only asks or looks is not part of the history", () => {
  const journal = new Journal();
  for (const type of ["subscribe", "ping", "resume"]) add(journal, type);
  assert.deepEqual(journal.entries, []);
  assert.equal(journal.opens, false);
});

test("the newest step follows from what was applied, also before the frame that shows it", () => {
  const journal = new Journal();
  add(journal, "start", { config: {} });
  const after = (/** @type {string} */ type, /** @type {Record<string, unknown>} */ fields, /** @type {number} */ at) => {
    journal.applied(add(journal, type, fields), at);
    return journal.iteration;
  };
  assert.equal(after("step", {}, 40), 41);
  assert.equal(after("step", { count: 10 }, 41), 51);
  assert.equal(after("back", { count: 5 }, 51), 46);
  assert.equal(after("nudge", {}, 46), 46);
  assert.equal(after("back", {}, 0), 0);
  assert.equal(after("reset", {}, 300), 0);
  assert.equal(after("switch", { branch: 2, iteration: 70 }, 0), 70);
  assert.equal(after("fork", {}, 70), 70);
});

test("a cancelled command was a step of the updates it made", () => {
  const journal = new Journal();
  add(journal, "start", { config: {} });
  const asked = [["step", { count: 10_000 }], ["epoch", { count: 50 }], ["goto", { iteration: 10_040 }]];
  for (const [type, fields] of /** @type {[string, any][]} */ (asked)) {
    const id = add(journal, type, fields);
    assert.equal(journal.awaits(id), true);
    assert.deepEqual(journal.applied(id, 40, true, 3210), { id, type: "step", count: 3210 });
    assert.equal(journal.awaits(id), false);
    assert.equal(journal.iteration, 3250);
    assert.deepEqual(journal.entries.at(-1), { command: { id, type: "step", count: 3210 }, at: 40 });
  }
});

test("a refused command is forgotten", () => {
  const journal = new Journal();
  add(journal, "start", { config: {} });
  const wrong = add(journal, "configure", { changes: {} });
  add(journal, "step");
  journal.refused(wrong);
  assert.deepEqual(ids(journal), [1, 3]);
});

test("a start forgets the session before it; refused, it brings it back", () => {
  const journal = new Journal();
  add(journal, "start", { config: {} });
  journal.keep("old", 1);
  journal.iteration = 40;
  add(journal, "step");
  const start = add(journal, "start", { config: { data: "nonsense" } });
  assert.deepEqual([journal.checkpoint, journal.iteration, ids(journal)], [null, 0, [start]]);
  journal.refused(start);
  assert.deepEqual([journal.checkpoint, journal.iteration, ids(journal)], ["old", 40, [2]]);
  assert.equal(journal.nextId(), 4, "ids go on rising");
});

test("while away, moves of one point make way for the newest; applied ones and other points stay", () => {
  const journal = new Journal();
  journal.applied(add(journal, "move_point", { index: 1, point: [0, 0] }), 3);
  add(journal, "move_point", { index: 1, point: [0, 1] }, false);
  add(journal, "move_point", { index: 1, point: [0, 2] }, false);
  add(journal, "move_point", { index: 2, point: [9, 9] }, false);
  add(journal, "move_point", { index: 1, point: [0, 3] }, false);
  assert.deepEqual(journal.entries.map(({ command }) => command.point), [[0, 0], [0, 2], [9, 9], [0, 3]]);
});

test("only commands that replace one another share a key", () => {
  const key = (/** @type {any} */ command) => coalesceKey(command);
  const rate = (/** @type {number} */ value) => ({ type: "configure", changes: { optimizer: { learning_rate: value } } });
  assert.equal(key(rate(1)), key(rate(2)));
  assert.notEqual(key(rate(1)), key({ type: "configure", changes: { optimizer: { name: "adam" } } }));
  assert.notEqual(key(rate(1)), key({ type: "configure", changes: { penalty: { learning_rate: 1 } } }));
  assert.equal(key({ type: "set_param", name: "W0", index: [0, 1], value: 1 }), key({ type: "set_param", name: "W0", index: [0, 1], value: 2 }));
  assert.notEqual(key({ type: "set_param", name: "W0", index: [0, 1] }), key({ type: "set_param", name: "W0", index: [1, 0] }));
  for (const type of ["nudge", "step", "add_point", "remove_point", "play"]) assert.equal(key({ type, index: 1 }), null);
});

test("the commands after a frame are those it does not show yet", () => {
  const journal = new Journal();
  add(journal, "start", { config: {} });
  add(journal, "nudge");
  add(journal, "nudge");
  journal.applied(2, 0);
  assert.deepEqual(journal.after(1).map(({ id }) => id), [2, 3], "an answer comes before the frame that shows it");
  assert.deepEqual(journal.after(2).map(({ id }) => id), [3]);
  assert.deepEqual(journal.after(3), []);
});

test("it survives the tab's storage, and what is no journal is none", () => {
  const journal = new Journal();
  add(journal, "start", { config: { seed: 2 } });
  journal.keep("text", 1);
  add(journal, "step");
  journal.applied(2, 5);
  const again = Journal.from(JSON.parse(JSON.stringify(journal)));
  assert.deepEqual(again?.toJSON(), journal.toJSON());
  const rubbish = [
    null, undefined, 3, "x", [], [1, 2], {}, { checkpoint: "AAAA" }, { checkpoint: "a", entries: {}, iteration: 0, lastId: 1 },
    { checkpoint: null, entries: [], iteration: 0, lastId: 1 }, { checkpoint: "a", entries: [null], iteration: 0, lastId: 1 },
    { checkpoint: "a", entries: [{ command: {} }], iteration: 0, lastId: 1 }, { checkpoint: "a", entries: [], iteration: 0.5, lastId: 1 },
  ];
  for (const kept of rubbish) assert.equal(Journal.from(kept), null, JSON.stringify(kept));
});
