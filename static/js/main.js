/** Wires the page: words, store, stream, scene. Every change goes through `actions`, every redraw through `paint`. */

/** @import { Actions, Command, Connection, Context, Frame, Schema } from "./types.js" */
import { unzlibSync } from "fflate";
import { AddressError, decode, encode, LONGEST } from "./address.js";
import { crossing, NO_TIME, timeOf } from "./branches.js";
import { sent } from "./checking.js";
import { countGestures } from "./gestures.js";
import { t } from "./i18n.js";
import { Journal } from "./journal.js";
import { keep, kept } from "./keeping.js";
import { listenToKeys } from "./keyboard.js";
import { lateness } from "./late.js";
import { useMasks } from "./masks.js";
import { showNotices } from "./notices.js";
import { keepPreferences, readPreferences } from "./preferences.js";
import { SECTION, SUBPROTOCOL } from "./protocol.js";
import { withoutSample } from "./removed.js";
import { BEGINNINGS, Session } from "./session.js";
import { speak, startShell } from "./shell.js";
import { Stream } from "./socket.js";
import { emptyState } from "./state.js";
import { createStore } from "./store.js";
import { untrained } from "./travel.js";
import { Undo } from "./undo.js";

const ADDRESS_DELAY = 400;

const earlier = kept();
const store = createStore({ ...emptyState(readPreferences()), ...earlier?.time }, () => soon());
const session = new Session(store.get(), earlier?.origin ?? null);
const journal = earlier?.journal ?? new Journal();
const stream = new Stream({
  open: () => new WebSocket(`${location.origin.replace(/^http/, "ws")}/stream`, SUBPROTOCOL),
  clock: {
    now: () => performance.now(),
    setTimeout: (fn, ms) => setTimeout(fn, ms),
    clearTimeout: (timer) => clearTimeout(timer),
    random: () => Math.random(),
  },
  inflate: (deflated) => unzlibSync(deflated),
  journal,
  on: { connection, frame, applied, progress: (progress) => store.set({ progress }), event, rejected, outdated },
});
const late = lateness(window, (on) => document.body.toggleAttribute("data-late", on));
const undo = new Undo({
  send: ({ type, ...fields }) => send(type, fields),
  whole,
  restore,
  gesture: countGestures(window),
  unanswered: () => stream.unanswered(received.ack),
  untrained: (fork) => untrained(store.get(), fork),
}, earlier?.undo);

/** @type {Actions} */
const actions = {
  send(type, fields) {
    if (type === "remove_point") forget(Number(fields?.index));
    const id = undo.record({ ...fields, type }, store.get, () => send(type, fields));
    showUndo();
    return id;
  },
  subscribe: (wanted) => stream.subscribe(wanted),
  ui(patch) {
    keepPreferences(patch);
    if (patch.masks) useMasks(patch.masks);
    const change = () => store.set({ ui: { ...store.get().ui, ...patch } });
    if (patch.lang) speak(patch.lang).then(change);
    else change();
  },
  retry: () => stream.retry(),
  link() {
    const hash = address();
    return hash.length > LONGEST ? null : `${location.origin}${location.pathname}#${hash}`;
  },
  cancel: () => stream.cancel(),
  undo() {
    undo.undo();
    showUndo();
  },
  redo() {
    undo.redo();
    showUndo();
  },
};

/** @type {Schema} */
let schema = { version: 0, families: {}, layer: { name: "layer", settings: [] }, training: { name: "training", settings: [] } };
/** What the scene opens with when the address says nothing. @type {Record<string, unknown>} */
let usual = {};
/** The newest frame that has arrived, and the newest that has been drawn. */
let received = { seq: 0, ack: journal.lastId };
/** What is known of the steps of a session that can be come back to. @type {WeakMap<object, ReturnType<typeof timeOf>>} */
const times = new WeakMap();
let drawn = 0;
let asked = false;
let triedUsual = false;

/** @type {Actions["send"]} */
function send(type, fields) {
  const id = stream.send(type, fields);
  if (type === "start") session.begin(fields ?? {});
  store.set({ ...session.edited(stream.unanswered(received.ack)), check: sent(store.get().check, type, id), refusal: null });
  late.asked();
  wait();
  return id;
}

/** What is asked of a sample that goes, and of those after it. @param {number} index */
function forget(index) {
  const { ui } = store.get();
  const kept = withoutSample(ui, index);
  if (ui.open && !kept.open) store.set({ notice: { key: "receipt.gone" }, refusal: null });
  actions.ui(kept);
}

// Taking back.

/** The session as it is. */
function whole() {
  stream.flush();
  const kept = structuredClone(journal.toJSON());
  times.set(kept, timeOf(store.get()));
  return { journal: kept, origin: session.origin };
}

/** Back to a session as it was, at rest. @param {import("./undo.js").Whole} whole */
function restore({ journal: kept, origin }) {
  session.restored(origin);
  stream.restore(kept);
  stream.send("pause");
  store.set({ ...(times.get(kept) ?? NO_TIME), diverged: null, check: null, refusal: null });
}

function showUndo() {
  store.set({ undoable: undo.undoable, redoable: undo.redoable });
}

// Painting: at most once an animation frame, and the server hears of what was drawn.

function soon() {
  if (asked) return;
  asked = true;
  requestAnimationFrame(paint);
}

function paint() {
  asked = false;
  store.flush();
  if (received.seq === drawn) return;
  drawn = received.seq;
  stream.drawn(drawn);
  document.body.dataset.ready = "";
}

// What the stream says.

/** @param {Frame} frame */
function frame(frame) {
  received = { seq: frame.seq, ack: frame.ack };
  const unanswered = stream.unanswered(frame.ack);
  late.answered(unanswered.length > 0);
  undo.moved(frame.iteration);
  store.set(session.frame(frame, unanswered, store.get()));
  showUndo();
  if (frame.sections.has(SECTION.checkpoint)) keep(journal, session.origin, undo, store.get());
  if (document.hidden) stream.drawn((drawn = frame.seq));
  else soon();
}

/** @param {Command} command @param {number} at */
function applied(command, at) {
  if (command.type === "start") undo.leaveBranches();
  undo.applied(command.id, at, BEGINNINGS.has(command.type));
  store.set(session.applied(command, at, store.get()));
}

/** @param {Record<string, any>} event */
function event(event) {
  if (event.type === "refused") undo.refused(event.id);
  const crossed = event.type === "branches" ? crossing(store.get(), /** @type {any} */ (event)) : null;
  if (crossed) undo.branched(crossed); // the edits that can be taken back are those of the branch
  const unanswered = stream.unanswered(received.ack);
  if (event.type === "refused") late.answered(unanswered.length > 0);
  const undone = event.type === "refused" ? session.edited(unanswered) : {};
  store.set({ ...session.event(event, store.get()), ...undone });
}

/** @param {Connection} connection @param {number} attempt */
function connection(connection, attempt) {
  store.set({ connection, attempt });
  wait();
}

/**
 * What this tab kept, or the link, is no good: say so, and open the next best.
 * @param {Record<string, any>} refusal
 * @param {Command} opening
 */
function rejected(refusal, opening) {
  store.set({ refusal: /** @type {any} */ (refusal) });
  undo.forget();
  showUndo();
  if (opening.checkpoint) start(fromAddress("error.address") ?? { config: usual });
  else if (!triedUsual) start({ config: usual });
}

/** @param {Record<string, unknown>} fields */
function start(fields) {
  triedUsual = fields.config === usual;
  session.begin(fields);
  store.set({ ...NO_TIME, earliest: Number(fields.iteration ?? 0) });
  stream.send("start", fields);
}

/** Edits that the server cannot answer just now leave numbers behind that only the engine can bring up to date. */
function wait() {
  const waiting = store.get().connection !== "live" && stream.unanswered(received.ack).length > 0;
  store.set({ waiting });
  document.body.toggleAttribute("data-waiting", waiting);
}

function outdated() {
  store.set({ notice: { key: "connection.outdated", bad: true } });
}

// The address.

/**
 * What the address asks for; nothing, and a sentence, where it cannot be read.
 * @param {string} sentence
 * @returns {Record<string, any> | null} the fields of a start
 */
function fromAddress(sentence) {
  try {
    const { speed, ...start } = decode(location.hash) ?? { config: usual };
    if (speed !== undefined) store.set({ ui: { ...store.get().ui, speed } });
    return start;
  } catch (error) {
    if (!(error instanceof AddressError)) throw error;
    store.set({ notice: { key: sentence, args: { part: error.part }, bad: true } });
    return null;
  }
}

function address() {
  const { config, points, labels, targets, params, layout, iteration, ui } = store.get();
  if (!config) return "";
  const parameters = session.moved(params) ? { params, layout } : null;
  return encode(config, schema, { points, labels, targets, edited: !config.data.name }, parameters, { iteration, speed: ui.speed });
}

function followAddress() {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** As it was read or written last. */
  let known = location.hash;
  function write() {
    const { config, playing } = store.get();
    if (!config || playing) return;
    const hash = address();
    if (location.hash !== known) return; // another was entered, and is about to be read
    if (`#${hash}` !== location.hash) history.replaceState(null, "", `#${hash.length > LONGEST ? "" : hash}`);
    known = location.hash;
    keep(journal, session.origin, undo, store.get());
  }
  store.subscribe(["config", "params", "points", "labels", "playing", "refusal", "notice", "ui"], () => {
    clearTimeout(timer);
    timer = setTimeout(write, ADDRESS_DELAY);
  });
  addEventListener("hashchange", () => {
    known = location.hash;
    const asked = fromAddress("error.address.live");
    if (asked) actions.send("start", asked);
  });
}

// Opening.

async function fetchSchema() {
  const answer = await fetch("/api/schema");
  if (!answer.ok) throw new Error(`/api/schema: ${answer.status}`);
  return answer.json();
}

function followVisibility() {
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) stream.hide();
    else stream.show();
  });
  if (document.hidden) stream.hide();
  addEventListener("pagehide", () => keep(journal, session.origin, undo, store.get()));
}

/** A scene is a module with `mount`, and with the config it opens with as `start`. */
async function openScene() {
  const [module, declared] = await Promise.all([import(`./scenes/${scene}.js`), fetchSchema()]);
  schema = declared;
  usual = module.start ?? {};
  module.mount(document.body, /** @type {Context} */ ({ store, actions, t, schema }));
  if (!journal.opens) start(fromAddress("error.address") ?? { config: usual });
  stream.connect();
  followVisibility();
  followAddress();
}

const scene = document.body.dataset.scene ?? "";
await speak(store.get().ui.lang);
startShell(store, actions);
showNotices(store, actions);
listenToKeys(store, actions);
if (document.body.hasAttribute("data-live")) await openScene();
else document.body.dataset.ready = "";
