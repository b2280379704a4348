/** The golden frame, written by the server's encoder and described beside it: the page reads the very same. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { inflateSync } from "node:zlib";

import { joined, within } from "../../static/js/contour.js";
import { decodeFrame, gridOf, mapsOf, regionsOf } from "../../static/js/protocol.js";

const KINDS = { f64: Float64Array, f32: Float32Array, u8: Uint8Array, u16: Uint16Array, i32: Int32Array };
const read = (/** @type {string} */ name) => readFileSync(new URL(`../app/${name}`, import.meta.url));
const { header, sections, boundary } = JSON.parse(read("golden_frame.json").toString());

function golden() {
  const bytes = new Uint8Array(read("golden_frame.bin"));
  return decodeFrame(bytes.buffer, (deflated) => new Uint8Array(inflateSync(deflated)));
}

test("the header", () => {
  const { seq, ack, iteration, time, playing, exact, diverged, epoch, n, k, dataRevision } = golden();
  const flags = Number(playing) | (Number(exact) << 1) | (Number(diverged) << 2);
  assert.deepEqual({ seq, ack, iteration, time, flags, epoch, n, k, data_revision: dataRevision }, header);
});

test("every section, to the last bit, and no other", () => {
  const frame = golden();
  assert.deepEqual([...frame.sections.keys()].sort(), sections.map((/** @type {any} */ { id }) => id).sort());
  for (const { id, dtype, rows, cols, values } of sections) {
    const section = frame.sections.get(id);
    assert.deepEqual([section?.rows, section?.cols], [rows, cols], `section ${id}`);
    if (dtype === "utf-8") {
      assert.equal(section?.data, values);
      continue;
    }
    const Kind = KINDS[/** @type {keyof typeof KINDS} */ (dtype)];
    const data = /** @type {Float64Array} */ (section?.data);
    assert.ok(data instanceof Kind, `section ${id} is ${dtype}`);
    const wanted = Kind.from(values.map(Number));
    assert.equal(data.length, wanted.length);
    wanted.forEach((value, i) => assert.ok(Object.is(data[i], value), `section ${id}, value ${i}: ${data[i]} for ${value}`));
  }
});

test("its regions, grid and unit maps", () => {
  const frame = golden();
  assert.deepEqual(regionsOf(frame).map(({ class: klass, band, vertices }) => [klass, band, vertices.length]), [[0, 0, 6], [1, 0, 6]]);
  const nodes = gridOf(/** @type {any} */ (frame.sections.get(30)));
  assert.deepEqual([nodes.size, nodes.classes[14], nodes.confidence[14]], [6, 3, 14]);
  const grid = within(nodes);
  assert.deepEqual([grid.size, ...grid.confidence], [4, 7, 8, 9, 10, 13, 14, 15, 16, 19, 20, 21, 22, 25, 26, 27, 28]);
  assert.deepEqual(mapsOf(/** @type {any} */ (frame.sections.get(11))), { size: 8, maps: [] });
});

test("the boundary, as the engine joins its cuts", () => {
  const { sections: found } = golden();
  const pieces = joined(gridOf(/** @type {any} */ (found.get(30))), /** @type {Uint16Array} */ (found.get(31)?.data));
  const mine = Array.from({ length: pieces.length / 4 }, (_, i) => [...pieces.subarray(4 * i, 4 * i + 4)]);
  assert.equal(mine.length, boundary.length);
  for (const wanted of boundary) {
    const same = (/** @type {number[]} */ [a, b, c, d]) => [[a, b, c, d], [c, d, a, b]].some((piece) =>
      piece.every((value, i) => Math.abs(value - wanted[i]) < 1e-6));
    assert.ok(mine.some(same), `no piece ${wanted}`);
  }
});
