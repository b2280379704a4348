/** The stream's end in the page, against a fake server, with a clock that only moves when told. */

import assert from "node:assert/strict";
import test from "node:test";

import { Journal } from "../../static/js/journal.js";
import { SECTION, SUBPROTOCOL } from "../../static/js/protocol.js";
import { Stream } from "../../static/js/socket.js";
import { frame } from "./frames.js";

class FakeSocket {
  readyState = 0;
  /** @type {any[]} */ sent = [];
  binaryType = "";
  /** @type {any} */ onmessage;
  /** @type {any} */ onclose;

  /** @param {string} text */
  send(text) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.readyState = 3;
  }
  /** @param {Record<string, unknown> | ArrayBuffer} message */
  say(message) {
    this.onmessage({ data: message instanceof ArrayBuffer ? message : JSON.stringify(message) });
  }
  hello(version = 1) {
    this.readyState = 1;
    this.say({ type: "hello", protocol: SUBPROTOCOL, version, limits: {} });
  }
  /** The server answers the resume or start that opens the session. @param {number} iteration */
  accept(iteration = 0) {
    this.say({ type: "applied", id: this.opening.id, iteration });
  }
  die() {
    this.readyState = 3;
    this.onclose();
  }
  get opening() {
    return this.sent.findLast(({ type }) => type === "resume" || type === "start");
  }
  /** @param {string} type */
  all(type) {
    return this.sent.filter((message) => message.type === type);
  }
}

class FakeClock {
  time = 0;
  /** @type {{ at: number, fn: () => void }[]} */ timers = [];
  now = () => this.time;
  random = () => 1;
  /** @param {() => void} fn @param {number} ms */
  setTimeout = (fn, ms) => {
    const timer = { at: this.time + ms, fn };
    this.timers.push(timer);
    return timer;
  };
  /** @param {any} timer */
  clearTimeout = (timer) => {
    this.timers = this.timers.filter((one) => one !== timer);
  };
  /** @param {number} ms */
  pass(ms) {
    const end = this.time + ms;
    for (;;) {
      const [next] = this.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.timers = this.timers.filter((one) => one !== next);
      this.time = Math.max(this.time, next.at);
      next.fn();
    }
    this.time = end;
  }
}

function setUp(journal = new Journal()) {
  const clock = new FakeClock();
  /** @type {FakeSocket[]} */
  const sockets = [];
  const seen = { connections: /** @type {string[]} */ ([]), attempts: 0, frames: /** @type {any[]} */ ([]), applied: /** @type {any[]} */ ([]), progress: /** @type {any[]} */ ([]), events: /** @type {any[]} */ ([]), rejected: /** @type {any[]} */ ([]), outdated: 0 };
  const stream = new Stream({
    open: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return /** @type {any} */ (socket);
    },
    clock,
    inflate: (bytes) => bytes,
    journal,
    on: {
      connection: (connection, attempt) => {
        if (seen.connections.at(-1) !== connection) seen.connections.push(connection);
        seen.attempts = attempt;
      },
      frame: (one) => seen.frames.push(one),
      applied: ({ id, type }, iteration) => seen.applied.push([id, type, iteration]),
      progress: (progress) => seen.progress.push(progress),
      event: (event) => seen.events.push(event),
      rejected: (refusal, opening) => seen.rejected.push([refusal, opening]),
      outdated: () => (seen.outdated += 1),
    },
  });
  return { stream, clock, sockets, seen, journal, last: () => sockets[sockets.length - 1] };
}

/** A session that is live, begun by a start. */
function live() {
  const all = setUp();
  all.stream.send("start", { config: { seed: 1 } });
  all.stream.connect();
  all.last().hello();
  all.last().accept();
  return all;
}

/** @type {(ack: number, iteration: number, text: string, ...more: { id: number, data: string }[]) => ArrayBuffer} */
const checkpoint = (ack, iteration, text, ...more) => frame({ seq: 1, ack, iteration }, [{ id: SECTION.checkpoint, data: text }, ...more]);

test("it opens with the start, then asks for what the scene draws, and is live", () => {
  const { stream, last, seen } = setUp();
  stream.send("start", { config: { seed: 1 } });
  stream.subscribe({ tables: true });
  stream.connect();
  assert.deepEqual(last().sent, [], "nothing before hello");
  last().hello();
  assert.deepEqual([last().opening.type, last().opening.config], ["start", { seed: 1 }]);
  assert.deepEqual(seen.connections, ["connecting"]);
  last().accept();
  assert.deepEqual(seen.connections, ["connecting", "live"]);
  assert.deepEqual(last().all("subscribe").map(({ tables, grid }) => [tables, grid]), [[true, 0]]);
});

test("lost before the first checkpoint: the start and what came after it are said again", () => {
  const { stream, last, clock, journal } = live();
  const step = stream.send("step");
  last().say({ type: "applied", id: step, iteration: 0 });
  const nudge = stream.send("nudge", { name: "b0", index: [0], by: 1 });
  last().die();
  clock.pass(300);
  last().hello();
  assert.deepEqual(last().sent.map(({ type }) => type), ["start", "step", "nudge"]);
  assert.ok(last().sent.every(({ id }) => id > nudge));
  assert.deepEqual(stream.unanswered(0).map(({ id }) => id), last().sent.map(({ id }) => id));
  last().accept();
  last().say(checkpoint(last().sent[2].id, 1, "KEPT"));
  assert.deepEqual(journal.entries, []);
});

test("ids rise over every command, on every socket", () => {
  const { stream, last, clock } = live();
  stream.send("step");
  last().die();
  clock.pass(1000);
  stream.send("nudge");
  last().hello();
  last().accept();
  stream.send("step");
  const ids = last().sent.filter(({ id }) => id).map(({ id }) => id);
  assert.deepEqual(ids, [...ids].sort((a, b) => a - b));
  assert.equal(new Set(ids).size, ids.length);
});

test("after a loss it resumes from the checkpoint with the commands since, each at its step", () => {
  const { stream, last, clock, seen, sockets } = live();
  stream.send("step");
  const step = last().sent.at(-1).id;
  last().say({ type: "applied", id: step, iteration: 1 });
  last().say(checkpoint(step, 1, "OLD", { id: SECTION.branches, data: "OTHERS" }));
  last().say(checkpoint(step, 1, "KEPT"));
  const known = stream.send("nudge", { name: "W0", index: [0, 0], by: 0.1 });
  last().say({ type: "applied", id: known, iteration: 7 });
  const unknown = stream.send("move_point", { index: 0, point: [1, 1] });
  stream.flush();
  last().say(frame({ seq: 2, ack: known, iteration: 12 }));
  last().die();
  const away = stream.send("step");
  clock.pass(300);
  assert.equal(sockets.length, 2);
  last().hello();
  const { type, checkpoint: text, branches, commands, iteration } = last().opening;
  assert.deepEqual([type, text, branches, iteration], ["resume", "KEPT", "OTHERS", 12]);
  assert.deepEqual(
    commands.map((/** @type {any} */ one) => [one.command.id, one.at]),
    [[known, 7], [unknown, null], [away, null]],
  );
  last().accept(12);
  assert.deepEqual(last().all("step"), [], "what the resume carries is not said again");
  assert.equal(seen.connections.at(-1), "live");
});

test("lost again before the resume was answered: the same is resumed, not less", () => {
  const { stream, last, clock } = live();
  last().say(checkpoint(1, 0, "KEPT"));
  stream.send("step");
  last().say(frame({ seq: 2, ack: 1, iteration: 30 }));
  last().die();
  clock.pass(300);
  last().hello();
  const first = structuredClone(last().opening);
  last().say(frame({ seq: 1, ack: 1, iteration: 4 }));
  last().say({ type: "applied", id: first.commands[0].command.id, iteration: 8 });
  last().die();
  clock.pass(2000);
  last().hello();
  first.commands[0].at = 8;
  assert.deepEqual(last().opening, { ...first, id: last().opening.id });
  assert.equal(last().opening.iteration, 30, "the steps on the way do not count");
});

test("a checkpoint that arrives on the way forgets what it holds", () => {
  const { stream, last, clock } = live();
  last().say(checkpoint(1, 0, "ONE"));
  const step = stream.send("step");
  last().die();
  clock.pass(300);
  last().hello();
  last().say(checkpoint(step, 1, "TWO"));
  last().die();
  clock.pass(2000);
  last().hello();
  assert.deepEqual([last().opening.checkpoint, last().opening.commands], ["TWO", []]);
});

test("it says reconnecting after 1 s, lost after 30 s, and live once it is back", () => {
  const { clock, last, seen, sockets } = live();
  last().die();
  clock.pass(900);
  assert.equal(seen.connections.at(-1), "live");
  last().die();
  clock.pass(200);
  assert.equal(seen.connections.at(-1), "reconnecting");
  while (clock.time < 29_500) {
    clock.pass(250);
    if (last().readyState === 0) last().die();
  }
  assert.equal(seen.connections.at(-1), "reconnecting");
  clock.pass(1000);
  assert.equal(seen.connections.at(-1), "lost");
  assert.ok(seen.attempts > 3 && sockets.length < 15, `${sockets.length} attempts in 30 s`);
  const before = sockets.length;
  last().die();
  while (sockets.length === before && clock.time < 60_000) clock.pass(250);
  assert.ok(sockets.length > before, "it goes on trying");
  last().hello();
  last().accept();
  assert.deepEqual(seen.connections, ["connecting", "live", "reconnecting", "lost", "live"]);
});

test("the delays grow, with jitter", () => {
  const { clock, last, sockets } = live();
  /** @type {number[]} */
  const delays = [];
  for (let i = 0; i < 7; i += 1) {
    clock.random = () => i % 2;
    last().die();
    const [count, from] = [sockets.length, clock.time];
    while (sockets.length === count) clock.pass(25);
    delays.push(clock.time - from);
  }
  assert.deepEqual(delays, [125, 500, 500, 2000, 2000, 8000, 4000]);
});

test("a socket that never opens is given up", () => {
  const { clock, last, sockets } = live();
  last().die();
  clock.pass(300);
  assert.equal(sockets.length, 2);
  clock.pass(7000);
  assert.equal(sockets[1].readyState, 3);
  assert.ok(sockets.length > 2);
});

test("silence means that the server hangs; a clock that stood still proves nothing", () => {
  const { clock, last, sockets } = live();
  for (let i = 0; i < 10; i += 1) {
    clock.pass(1000);
    last().say({ type: "heartbeat" });
  }
  assert.equal(sockets.length, 1);
  clock.time += 60_000;
  clock.pass(500);
  assert.equal(sockets.length, 1, "the tab slept");
  last().say({ type: "heartbeat" });
  clock.pass(7000);
  assert.ok(sockets.length > 1, "the server hangs");
});

test("the first move goes at once; of those behind it the newest, when it is answered", () => {
  const { stream, last } = live();
  const before = last().sent.length;
  const moved = () => last().sent.slice(before).map(({ index, point }) => [index, point]);
  const first = stream.send("move_point", { index: 0, point: [0, 0] });
  assert.deepEqual(moved(), [[0, [0, 0]]]);
  const id = stream.send("move_point", { index: 0, point: [0, 1] });
  assert.equal(stream.send("move_point", { index: 0, point: [0, 2] }), id);
  assert.equal(moved().length, 1);
  assert.deepEqual(stream.unanswered(first).map(({ point }) => point), [[0, 2]]);
  last().say({ type: "applied", id: first, iteration: 0 });
  assert.deepEqual(moved(), [[0, [0, 0]], [0, [0, 2]]]);
  last().say({ type: "refused", id, field: "point", code: "finite" });
  stream.send("move_point", { index: 0, point: [0, 3] });
  assert.equal(moved().length, 3, "a refusal is an answer too");
});

test("ids rise although one thing waits and another does not", () => {
  const { stream, last } = live();
  stream.send("move_point", { index: 0, point: [0, 0] });
  stream.send("move_point", { index: 0, point: [0, 1] });
  stream.send("move_point", { index: 1, point: [5, 5] });
  const ids = last().sent.map(({ id }) => id).filter((id) => id !== undefined);
  assert.deepEqual(ids, [...ids].sort((a, b) => a - b));
  assert.deepEqual(last().sent.slice(-3).map(({ point }) => point), [[0, 0], [0, 1], [5, 5]]);
});

test("a move that waits when the connection is lost is in what is resumed", () => {
  const { stream, last, clock } = live();
  last().say(checkpoint(last().opening.id, 0, "KEPT"));
  stream.send("move_point", { index: 0, point: [0, 0] });
  stream.send("move_point", { index: 0, point: [0, 1] });
  last().die();
  stream.send("move_point", { index: 0, point: [0, 2] });
  clock.pass(300);
  last().hello();
  assert.deepEqual(last().opening.commands.map((/** @type {any} */ { command }) => command.point), [[0, 2]]);
});

test("a command overtakes no move before it", () => {
  const { stream, last } = live();
  stream.send("move_point", { index: 0, point: [0, 0] });
  stream.send("step");
  assert.deepEqual(last().sent.slice(-2).map(({ type }) => type), ["move_point", "step"]);
});

test("a refusal is passed on, and the command is not replayed", () => {
  const { stream, last, seen, clock } = live();
  last().say(checkpoint(1, 0, "KEPT"));
  const id = stream.send("configure", { changes: { seed: -1 } });
  stream.flush();
  last().say({ type: "refused", id, field: "seed", code: "range" });
  assert.deepEqual(seen.events.map(({ type, field }) => [type, field]), [["refused", "seed"]]);
  last().die();
  clock.pass(300);
  last().hello();
  assert.ok(!last().opening.commands.some((/** @type {any} */ one) => one.command.id === id));
});

test("a checkpoint that the server refuses leads to a fresh start on the same socket", () => {
  const kept = Journal.from({ checkpoint: "AAAA", entries: [], iteration: 3, lastId: 8 });
  const { stream, last, seen } = setUp(/** @type {Journal} */ (kept));
  stream.connect();
  last().hello();
  assert.ok(last().opening.id > 8);
  last().say({ type: "refused", id: last().opening.id, field: "checkpoint", code: "checkpoint" });
  assert.equal(seen.rejected.length, 1);
  assert.equal(seen.rejected[0][1].checkpoint, "AAAA");
  stream.send("start", { config: {} });
  assert.equal(last().opening.type, "start");
  last().accept();
  assert.equal(seen.connections.at(-1), "live");
});

test("another start in a live session, refused, leaves the session as it was", () => {
  const { stream, last, seen, clock } = live();
  last().say(checkpoint(1, 4, "KEPT"));
  const id = stream.send("start", { config: { data: { name: "nonsense" } } });
  last().say({ type: "refused", id, field: "data.name", code: "unknown_name" });
  assert.deepEqual(seen.rejected, []);
  last().die();
  clock.pass(300);
  last().hello();
  assert.equal(last().opening.checkpoint, "KEPT");
});

test("a hidden tab asks for nothing and does not knock; shown again it does both", () => {
  const { stream, last, clock, sockets } = live();
  stream.subscribe({ tables: true, regions: true });
  stream.hide();
  assert.deepEqual(last().all("subscribe").at(-1), { ...last().all("subscribe").at(-1), tables: false, regions: false, grid: 0 });
  stream.show();
  assert.equal(last().all("subscribe").at(-1).tables, true);
  stream.hide();
  last().die();
  clock.pass(20_000);
  assert.equal(sockets.length, 1);
  stream.show();
  assert.equal(sockets.length, 2);
});

test("frames are acknowledged when drawn, without an id", () => {
  const { stream, last } = live();
  stream.drawn(17);
  assert.deepEqual(last().sent.at(-1), { type: "ack", seq: 17 });
});

test("a server of another version is not talked to", () => {
  const { stream, last, seen, clock, sockets } = setUp();
  stream.send("start", { config: {} });
  stream.connect();
  last().hello(2);
  assert.equal(seen.outdated, 1);
  assert.equal(seen.connections.at(-1), "lost");
  clock.pass(60_000);
  assert.equal(sockets.length, 1);
  assert.deepEqual(last().sent, []);
});

test("a socket that was given up says nothing any more", () => {
  const { stream, last, sockets, seen } = live();
  last().die();
  stream.retry();
  last().hello();
  sockets[0].say({ type: "diverged", iteration: 3 });
  sockets[0].onclose();
  assert.deepEqual(seen.events, []);
  last().accept();
  assert.equal(seen.connections.at(-1), "live");
});

test("an earlier session takes the place of this one; what is still on its way from this one is not taken in", () => {
  const { stream, last, seen, journal } = live();
  last().say(checkpoint(2, 7, "then"));
  const then = structuredClone(journal.toJSON());
  stream.send("randomize");
  last().say({ type: "applied", id: 4, iteration: 7 });
  assert.deepEqual(seen.applied.at(-1), [4, "randomize", 7]);
  last().say(checkpoint(4, 0, "now"));
  stream.restore(then);
  const resume = last().sent.at(-1);
  assert.deepEqual([resume.type, resume.checkpoint, resume.iteration, resume.commands], ["resume", "then", 7, []]);
  assert.ok(resume.id > 4, "ids still rise");
  const drawn = seen.frames.length;
  last().say(checkpoint(4, 3, "late"));
  assert.equal(seen.frames.length, drawn);
  assert.equal(journal.checkpoint, "then");
  assert.equal(last().sent.at(-1).type, "ack", "the server need not wait for it");
  last().say({ type: "applied", id: resume.id, iteration: 7 });
  last().say(checkpoint(resume.id, 7, "again"));
  assert.equal(journal.checkpoint, "again");
  assert.equal(seen.connections.at(-1), "live");
});

test("long work is told while it goes on; what was seen before cannot be cancelled, and a loss ends the telling", () => {
  const { stream, last, clock, seen } = live();
  const step = stream.send("step", { count: 10_000 });
  last().say({ type: "progress", command: step, done: 100, of: 10_000 });
  assert.deepEqual(seen.progress.at(-1), { done: 100, of: 10_000, checks: false, cancellable: true });
  last().say({ type: "progress", command: step, done: 10_000, of: 10_000 });
  assert.equal(seen.progress.at(-1), null);
  last().say({ type: "applied", id: step, iteration: 0 });
  last().say(checkpoint(1, 0, "text"));
  last().say({ type: "progress", command: step, done: 100, of: 10_000 });
  last().die();
  assert.equal(seen.progress.at(-1), null, "nobody knows any more");
  clock.pass(250);
  last().hello();
  last().say({ type: "progress", command: last().opening.id, done: 100, of: 10_000 });
  assert.deepEqual(seen.progress.at(-1), { done: 100, of: 10_000, checks: false, cancellable: false });
  assert.deepEqual(seen.events, []);
});

test("a question is answered, or lost with its socket: nobody waits for it", async () => {
  const { stream, last, clock, seen } = live();
  const lost = () => seen.events.map(({ type, id, code }) => [type, id, code]);
  last().say({ type: "applied", id: stream.send("answer", { value: 1 }), iteration: 0 });
  const [check, answer] = [stream.send("check"), stream.send("answer", { value: 2 })];
  stream.send("nudge", { name: "b0", index: [0], by: 1 });
  last().die();
  assert.deepEqual(lost(), [["refused", check, "cancelled"], ["refused", answer, "cancelled"]]);
  const away = stream.send("answer", { value: 3 });
  assert.equal(lost().length, 2, "whoever asked does not know its id yet");
  await null;
  assert.deepEqual(lost()[2], ["refused", away, "cancelled"]);
  clock.pass(250);
  last().hello();
  last().accept();
  assert.deepEqual([lost().length, last().all("answer"), last().all("check")], [3, [], []]);
});

test("cancelled, a command is what was made of it, also when the connection is lost", () => {
  const { stream, last, clock, seen } = live();
  last().say(checkpoint(2, 0, "text"));
  const step = stream.send("step", { count: 10_000 });
  const goto = stream.send("goto", { iteration: 15_000 });
  stream.send("goto", { iteration: 18_000 });
  stream.cancel();
  assert.deepEqual(last().sent.at(-1), { type: "cancel" });
  last().say({ type: "applied", id: step, iteration: 0, made: 3210 });
  last().say({ type: "refused", id: goto, code: "cancelled", field: "type", args: {} });
  assert.deepEqual(seen.applied.at(-1), [step, "step", 0]);
  assert.equal(last().all("goto").length, 1, "the one that waited here is forgotten, too");
  last().die();
  clock.pass(250);
  last().hello();
  const { commands, iteration } = last().opening;
  assert.deepEqual(commands, [{ command: { id: step, type: "step", count: 3210 }, at: 0 }]);
  assert.equal(iteration, 3210);
});
