/** Binary frames: views of the very bytes, exact to the last bit, and nothing read past the end. */

import assert from "node:assert/strict";
import test from "node:test";
import { inflateSync } from "node:zlib";

import {
  decodeFrame, gridOf, histogramsOf, mapsOf, ProtocolError, regionsOf, SECTION, warpedRegionsOf, warpOf,
} from "../../static/js/protocol.js";
import { deflated, frame } from "./frames.js";

/** @param {ArrayBuffer} buffer */
const decode = (buffer) => decodeFrame(buffer, (deflated) => new Uint8Array(inflateSync(deflated)));

test("the header comes through", () => {
  const header = {
    seq: 4_000_000_000, ack: 7, iteration: 2 ** 40 + 1, time: 12.5, playing: true, exact: false, diverged: true,
    epoch: 3, n: 9, k: 3, dataRevision: 65535,
  };
  const { sections, ...read } = decode(frame(header));
  assert.deepEqual(read, header);
  assert.equal(sections.size, 0);
});

test("float64 keep their bits: negative zero, NaN, infinity, subnormals", () => {
  const values = Float64Array.of(0.1, -0, NaN, Infinity, -Infinity, 5e-324, 1.7976931348623157e308);
  const { sections } = decode(frame({}, [{ id: 2, data: values }]));
  const read = /** @type {Float64Array} */ (sections.get(2)?.data);
  assert.deepEqual(new Uint8Array(read.buffer, read.byteOffset, read.byteLength), new Uint8Array(values.buffer));
  assert.ok(Object.is(read[1], -0));
  assert.ok(Number.isNaN(read[2]));
  assert.equal(read[3], Infinity);
});

test("a raw section is a view of the frame, not a copy", () => {
  const buffer = frame({}, [{ id: 13, data: "odd" }, { id: 5, data: Float64Array.of(1, 2) }]);
  const { data } = decode(buffer).sections.get(5) ?? {};
  assert.equal(/** @type {Float64Array} */ (data).buffer, buffer);
  assert.deepEqual([.../** @type {Float64Array} */ (data)], [1, 2]);
});

test("unknown sections are skipped, whatever their type, and those after them are read", () => {
  const parts = [
    { id: 1, data: Float64Array.of(1, 2, 3, 4, 5, 6) },
    { id: 999, data: Uint8Array.of(1, 2, 3), dtype: 77, codec: 9 },
    { id: 17, data: Int32Array.of(-1, 8) },
  ];
  const { sections } = decode(frame({}, parts));
  assert.deepEqual([...sections.keys()], [1, 17]);
  assert.deepEqual([.../** @type {Int32Array} */ (sections.get(17)?.data)], [-1, 8]);
});

test("every type, text and differences", () => {
  const grid = Uint8Array.from({ length: 16 }, (_, i) => (i % 3 << 5) | i);
  const parts = [
    { id: 7, data: Float32Array.of(0.5, -2) },
    { id: 30, data: deflated(grid, 4), rows: 4, cols: 4, codec: 2 },
    { id: 13, data: "estado: ação" },
    { id: 12, data: Uint16Array.of(65535) },
  ];
  const { sections } = decode(frame({}, parts));
  assert.deepEqual([.../** @type {Float32Array} */ (sections.get(7)?.data)], [0.5, -2]);
  assert.equal(sections.get(13)?.data, "estado: ação");
  assert.deepEqual([.../** @type {Uint16Array} */ (sections.get(12)?.data)], [65535]);
  const read = gridOf(/** @type {any} */ (sections.get(30)));
  assert.equal(read.size, 4);
  assert.deepEqual([...read.classes], [...grid].map((_, i) => i % 3));
  assert.deepEqual([...read.confidence], [...grid].map((_, i) => i));
});

test("an inflated float64 section that begins unaligned is read all the same", () => {
  const unaligned = (/** @type {Uint8Array} */ sent) => {
    const bytes = inflateSync(sent);
    const moved = new Uint8Array(bytes.length + 3);
    moved.set(bytes, 3);
    return moved.subarray(3);
  };
  const data = deflated(new Uint8Array(Float64Array.of(1.5, 0.1).buffer), 2);
  const { sections } = decodeFrame(frame({}, [{ id: 2, data, rows: 2, codec: 2, dtype: 0 }]), unaligned);
  assert.deepEqual([.../** @type {Float64Array} */ (sections.get(2)?.data)], [1.5, 0.1]);
});

test("many classes: a plane of classes and a plane of confidence", () => {
  const read = gridOf({ id: 30, dtype: 2, rows: 4, cols: 2, data: Uint8Array.of(9, 8, 7, 6, 255, 1, 2, 3) });
  assert.deepEqual([...read.classes], [9, 8, 7, 6]);
  assert.deepEqual([...read.confidence], [255, 1, 2, 3]);
});

test("unit maps are cut one a unit", () => {
  const read = mapsOf({ id: 11, dtype: 2, rows: 4, cols: 2, data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) });
  assert.deepEqual(read.maps.map((map) => [...map]), [[1, 2, 3, 4], [5, 6, 7, 8]]);
});

test("regions: each polygon gets its own vertices", () => {
  const buffer = frame({}, [
    { id: SECTION.regionVertices, data: Float32Array.of(0, 0, 1, 0, 1, 1, 5, 5, 6, 5, 6, 6, 5, 6), rows: 7 },
    { id: SECTION.regionTable, data: Int32Array.of(0, 0, 3, 2, 4, 4), rows: 2 },
  ]);
  const regions = regionsOf(decode(buffer)).map((region) => ({ ...region, vertices: [...region.vertices] }));
  assert.deepEqual(regions, [
    { class: 0, band: 0, vertices: [0, 0, 1, 0, 1, 1] },
    { class: 2, band: 4, vertices: [5, 5, 6, 5, 6, 6, 5, 6] },
  ]);
  assert.deepEqual(regionsOf(decode(frame({}))), []);
});

test("the warped plane: a grid line a row, and its own regions", () => {
  const buffer = frame({}, [
    { id: SECTION.warp, data: Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7), rows: 2 },
    { id: SECTION.warpedVertices, data: Float32Array.of(0, 0, 1, 0, 1, 1), rows: 3 },
    { id: SECTION.warpedTable, data: Int32Array.of(1, 2, 3) },
  ]);
  const read = decode(buffer);
  const warp = warpOf(/** @type {any} */ (read.sections.get(SECTION.warp)));
  assert.deepEqual({ ...warp, lines: [...(warp?.lines ?? [])] }, { lines: [0, 1, 2, 3, 4, 5, 6, 7], count: 2, per: 2 });
  const [region] = warpedRegionsOf(read);
  assert.deepEqual([region.class, region.band, [...region.vertices]], [1, 2, [0, 0, 1, 0, 1, 1]]);
  assert.equal(warpOf({ id: 12, dtype: 1, rows: 0, cols: 0, data: new Float32Array() }), null);
});

test("histograms: weights, gradients and activations of every layer", () => {
  const data = Float32Array.from({ length: 24 }, (_, i) => i);
  const read = histogramsOf({ id: 24, dtype: 1, rows: 6, cols: 4, data });
  assert.deepEqual(read.map((layer) => layer.map(({ low, high, counts }) => [low, high, ...counts])), [
    [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]],
    [[12, 13, 14, 15], [16, 17, 18, 19], [20, 21, 22, 23]],
  ]);
});

test("what is no frame of this version, or is cut off, is refused", () => {
  const whole = frame({}, [{ id: 2, data: Float64Array.of(1, 2, 3) }, { id: 13, data: "12345678" }]);
  for (const length of [0, 4, 47, 48, 60, 80, 88, whole.byteLength - 1]) {
    assert.throws(() => decode(whole.slice(0, length)), ProtocolError, `cut at ${length}`);
  }
  assert.throws(() => decode(frame({ version: 2 })), /version 2/);
  assert.throws(() => decode(new TextEncoder().encode("x".repeat(64)).buffer), /not a frame/);
  assert.throws(() => decode(frame({}, [{ id: 2, data: Uint8Array.of(1, 2, 3), dtype: 0 }])), /whole number/);
  assert.throws(() => decode(frame({}, [{ id: 2, data: Uint8Array.of(1), dtype: 6 }])), /unknown/);
  assert.throws(() => decode(frame({}, [{ id: 2, data: Uint8Array.of(1), codec: 1 }])), /unknown/);
});
