/** The sheet of keys says what is bound, and what is bound is on the sheet. */

import assert from "node:assert/strict";
import test from "node:test";

import { bindings, nameOf } from "../../static/js/keyboard.js";
import { KEYS } from "../../static/js/keys.js";

const press = (/** @type {any} */ event) => nameOf({ shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...event });

test("the sheet lists every bound key, and binds every key it lists", () => {
  const bound = Object.keys(bindings(/** @type {any} */ ({}), /** @type {any} */ ({}))).sort();
  assert.deepEqual(KEYS.flatMap((key) => key.bound ?? []).sort(), bound);
});

test("no line of the sheet comes twice", () => {
  const lines = KEYS.map(({ does }) => does);
  assert.deepEqual(lines, [...new Set(lines)]);
});

test("a key's name tells Shift only where it matters, and other modifiers always", () => {
  assert.equal(press({ key: "Z", shiftKey: true }), "Shift z");
  assert.equal(press({ key: "Z" }), "z", "caps lock");
  assert.equal(press({ key: "R", shiftKey: true }), "r");
  assert.equal(press({ key: "z", ctrlKey: true }), "Control z");
  assert.equal(press({ key: "Z", metaKey: true, shiftKey: true }), "Control Shift z");
  assert.equal(press({ key: "?", shiftKey: true }), "?");
  assert.equal(press({ key: "ArrowRight", shiftKey: true }), "Shift ArrowRight");
  assert.equal(press({ key: "p", ctrlKey: true }), "Control p", "printing is the browser's");
  assert.equal(press({ key: "ArrowLeft", altKey: true }), "Alt ArrowLeft", "the browser's way back");
});

test("α halved twice is a quarter, whether or not the engine has answered in between", () => {
  const state = { config: { optimizer: { learning_rate: 0.1 } }, refusal: /** @type {any} */ (null) };
  /** @type {number[]} */
  const asked = [];
  const send = (/** @type {string} */ _, /** @type {any} */ { changes }) => asked.push(changes.optimizer.learning_rate);
  const keys = bindings(/** @type {any} */ ({ get: () => state }), /** @type {any} */ ({ send }));
  keys["["]();
  keys["["]();
  assert.deepEqual(asked, [0.05, 0.025]);
  state.config = { optimizer: { learning_rate: 0.4 } };
  keys["]"]();
  state.refusal = { field: "optimizer.learning_rate" };
  keys["]"]();
  assert.deepEqual(asked.slice(2), [0.8, 0.8], "what was refused is not gone on from");
});
