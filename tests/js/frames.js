/** Frames as the server would write them, for the tests of what reads them. */

import { deflateSync } from "node:zlib";

/** @type {Map<unknown, number>} */
const CODES = new Map(/** @type {[unknown, number][]} */ ([[Float64Array, 0], [Float32Array, 1], [Uint8Array, 2], [Uint16Array, 3], [Int32Array, 4]]));
const TEXT = 5;

/** @typedef {{ id: number, data: any, rows?: number, cols?: number, codec?: number, dtype?: number }} Part */

/**
 * @param {Partial<import("../../static/js/types.js").Frame> & { version?: number }} header
 * @param {Part[]} [parts]
 * @returns {ArrayBuffer}
 */
export function frame(header, parts = []) {
  const payloads = parts.map(bytesOf);
  const size = payloads.reduce((total, payload) => total + ((payload.length + 7) & ~7), 48 + 16 * parts.length);
  const view = new DataView(new ArrayBuffer(size));
  writeHeader(view, header, parts.length);
  let at = 48 + 16 * parts.length;
  parts.forEach((part, i) => {
    writeEntry(view, 48 + 16 * i, part, payloads[i].length);
    new Uint8Array(view.buffer).set(payloads[i], at);
    at += (payloads[i].length + 7) & ~7;
  });
  return view.buffer;
}

/** @param {Part} part */
function bytesOf({ data }) {
  if (typeof data === "string") return new TextEncoder().encode(data);
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** As codec 2 has the bytes of a matrix. @param {Uint8Array} bytes @param {number} rows */
export function deflated(bytes, rows) {
  const width = bytes.length / rows;
  const down = bytes.map((value, i) => value - (bytes[i - width] ?? 0));
  return new Uint8Array(deflateSync(down.map((value, i) => value - (i % width ? down[i - 1] : 0))));
}

/** @param {DataView} view @param {any} header @param {number} count */
function writeHeader(view, header, count) {
  new Uint8Array(view.buffer).set([70, 82, 79, 78]);
  view.setUint16(4, header.version ?? 1, true);
  view.setUint16(6, count, true);
  view.setUint32(8, header.seq ?? 0, true);
  view.setUint32(12, header.ack ?? 0, true);
  view.setBigUint64(16, BigInt(header.iteration ?? 0), true);
  view.setFloat64(24, header.time ?? 0, true);
  view.setUint32(32, (header.playing ? 1 : 0) | (header.exact ? 2 : 0) | (header.diverged ? 4 : 0), true);
  view.setUint32(36, header.epoch ?? 0, true);
  view.setUint32(40, header.n ?? 0, true);
  view.setUint16(44, header.k ?? 0, true);
  view.setUint16(46, header.dataRevision ?? 0, true);
}

/** @param {DataView} view @param {number} at @param {Part} part @param {number} length */
function writeEntry(view, at, { id, data, rows = 1, cols, codec = 0, dtype }, length) {
  view.setUint16(at, id, true);
  view.setUint8(at + 2, dtype ?? CODES.get(data.constructor) ?? TEXT);
  view.setUint8(at + 3, codec);
  view.setUint32(at + 4, length, true);
  view.setUint32(at + 8, rows, true);
  view.setUint32(at + 12, cols ?? data.length / rows, true);
}
