/** The state in the address: what goes out comes back, and nonsense is named. */

import assert from "node:assert/strict";
import test from "node:test";

import { AddressError, decode, encode } from "../../static/js/address.js";

const setting = (/** @type {string} */ name, /** @type {unknown} */ value) => ({ name, kind: "number", default: value });
const SCHEMA = /** @type {any} */ ({
  version: 1,
  families: {
    loss: [{ name: "weston_watkins", settings: [] }, { name: "huber", settings: [setting("delta", 1)] }],
    optimizer: [{ name: "gd", settings: [setting("learning_rate", 0.1)] }, { name: "adam", settings: [setting("learning_rate", 0.1), setting("beta1", 0.9)] }],
    initializer: [{ name: "small", settings: [] }],
    penalty: [{ name: "l2", settings: [setting("strength", 0), setting("convention", "half")] }, { name: "l1", settings: [setting("strength", 0)] }],
    data: [{ name: "cs231n", settings: [] }, { name: "moons", settings: [setting("noise", 0.1), setting("count", 200)] }],
    activation: [{ name: "tanh", settings: [] }, { name: "leaky_relu", settings: [setting("slope", 0.01)] }, { name: "linear", settings: [] }],
  },
});
const LAYOUT = [{ name: "W0", shape: [2, 2], offset: 0 }, { name: "b0", shape: [2], offset: 4 }];
const NAMED = { points: Float64Array.of(1, 2), labels: Int32Array.of(0), targets: null, edited: false };

/** @param {Record<string, unknown>} changes */
const config = (changes = {}) => /** @type {any} */ ({
  data: { name: "cs231n" }, features: ["x1", "x2"], test_fraction: 0, hidden: [], output: { activation: { name: "linear" } },
  loss: { name: "weston_watkins" }, penalty: { l2: 0.1, l1: 0, l2_convention: "half" },
  optimizer: { name: "gd", learning_rate: 0.1 }, initializer: { name: "small" }, batch_size: null, seed: 1, ...changes,
});

test("an address can be read by a person", () => {
  assert.equal(
    encode(config(), SCHEMA, NAMED, null),
    "data=cs231n&loss=weston_watkins&optimizer=gd&initializer=small&penalty=l2:0.1&seed=1",
  );
});

test("parameters come back bit for bit", () => {
  const params = Float64Array.of(1.1239, -0.1 - 0.2, 5e-324, 1e300, 1 / 3, -0);
  const link = encode(config(), SCHEMA, NAMED, { params, layout: LAYOUT });
  const read = decode(`#${link}`)?.params;
  assert.deepEqual(read, { W0: [[1.1239, -0.1 - 0.2], [5e-324, 1e300]], b0: [1 / 3, 0] });
});

test("every part of a config comes back", () => {
  const whole = config({
    data: { name: "moons", noise: 0.25, count: 200 },
    features: ["x1", "sin_x2"],
    test_fraction: 0.3,
    hidden: [
      { units: 6, activation: { name: "tanh" }, dropout: 0.5, frozen: true, frozen_units: [] },
      { units: 2, activation: { name: "leaky_relu", slope: 0.2 }, dropout: 1, frozen: false, frozen_units: [0, 3] },
      { units: 3, activation: { name: "tanh" }, dropout: 1, frozen: false, frozen_units: [1] },
    ],
    output: { activation: { name: "leaky_relu", slope: 0.5 } },
    loss: { name: "huber", delta: 2.5 },
    penalty: { l2: 0, l1: 0.01, l2_convention: "cs231n" },
    optimizer: { name: "adam", learning_rate: 1e-7, beta1: 0.9 },
    batch_size: 10,
    seed: 12,
  });
  const read = decode(encode(whole, SCHEMA, NAMED, null));
  assert.equal(read?.params, undefined);
  assert.deepEqual(read?.config, {
    data: { name: "moons", noise: 0.25 },
    features: ["x1", "sin_x2"],
    test_fraction: 0.3,
    hidden: [
      { units: 6, activation: { name: "tanh" }, dropout: 0.5, frozen: true },
      { units: 2, activation: { name: "leaky_relu", slope: 0.2 }, frozen_units: [0, 3] },
      { units: 3, activation: { name: "tanh" }, frozen_units: [1] },
    ],
    output: { activation: { name: "leaky_relu", slope: 0.5 } },
    loss: { name: "huber", delta: 2.5 },
    penalty: { l1: 0.01, l2_convention: "cs231n" },
    optimizer: { name: "adam", learning_rate: 1e-7 },
    initializer: { name: "small" },
    batch_size: 10,
    seed: 12,
  });
});

test("edited samples are written out, classes included; regression targets too", () => {
  const samples = { points: Float64Array.of(0.5, -0.6, 1, 2), labels: Int32Array.of(0, 1), targets: null, edited: true };
  const labelled = decode(encode(config({ data: { points: [], labels: [], classes: 3 } }), SCHEMA, samples, null));
  assert.deepEqual(labelled?.config.data, { points: [[0.5, -0.6], [1, 2]], labels: [0, 1], classes: 3 });
  const fitted = { ...samples, labels: new Int32Array(), targets: Float64Array.of(0.25, -1) };
  const regression = decode(encode(config({ data: { points: [], targets: [], view: [-5.5, 5.5] } }), SCHEMA, fitted, null));
  const data = { points: [[0.5, -0.6], [1, 2]], targets: [[0.25], [-1]], view: [-5.5, 5.5] };
  assert.deepEqual(regression?.config.data, data);
});

test("the step and the speed come back, where they are not the usual ones", () => {
  const at = (/** @type {number} */ iteration, /** @type {number | null} */ speed) => encode(config(), SCHEMA, NAMED, null, { iteration, speed });
  assert.doesNotMatch(at(0, 30), /step|speed/);
  const read = (/** @type {string} */ link) => [decode(link)?.iteration, decode(link)?.speed];
  assert.deepEqual(read(at(31, 250)), [31, 250]);
  assert.deepEqual(read(at(0, null)), [undefined, null]);
  for (const hash of ["step=x", "speed=0", "speed=-3", "speed=fast"]) assert.throws(() => decode(hash), AddressError);
});

test("the seed of the data comes back where it is another", () => {
  const link = encode(config({ seed: 4, data_seed: 1 }), SCHEMA, NAMED, null);
  assert.deepEqual([decode(link)?.config.seed, decode(link)?.config.data_seed], [4, 1]);
  assert.doesNotMatch(encode(config({ seed: 4, data_seed: 4 }), SCHEMA, NAMED, null), /data_seed/);
});

test("an empty address says nothing", () => {
  assert.equal(decode(""), null);
  assert.equal(decode("#"), null);
});

test("nonsense is named, and nothing of it is used", () => {
  const nonsense = [
    "x", "data", "data=", "=1", "foo=1", "data=A b", "data=cs231n&&seed=1", "seed=abc", "seed=1=2", "seed=NaN", "seed=Infinity",
    "seed=1e999", "seed=0x10", "loss=huber,delta", "loss=huber,delta:1:2", "loss=huber,:1", "points=1", "points=1,2;3", "points=1,2,3,4",
    "points=a,b,c", "W0=1,x", "W0=", "b0=1;2", "hidden=6", "hidden=tanh", "hidden=6,tanh;", "features=x1,", "view=", "view=1,x", "data=__proto__",
    "penalty=constructor", "%00", "<script>=1", "a".repeat(300_000),
  ];
  for (const hash of nonsense) {
    assert.throws(() => decode(hash), (error) => error instanceof AddressError && error.part.length <= 60, hash.slice(0, 40));
  }
});

test("names from an address cannot reach a prototype", () => {
  const read = decode("penalty=constructor:1");
  assert.deepEqual(Object.keys(read?.config.penalty), ["constructor"]);
  assert.equal(Object.getPrototypeOf(read?.config.penalty), Object.prototype);
});
