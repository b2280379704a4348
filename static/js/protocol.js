/**
 * Binary frames of the stream as typed-array views (docs/protocol.md). Little-endian; payloads lie at multiples
 * of 8, so nothing is copied but what came deflated, and float64 keep their bits.
 */

/** @import { Frame, Section } from "./types.js" */

export const SUBPROTOCOL = "fronteira.1";
export const VERSION = 1;

export const SECTION = Object.freeze({
  totals: 1, params: 2, gradients: 3, scores: 4, losses: 5, predicted: 6, regionVertices: 7, regionTable: 8,
  margins: 10, unitMaps: 11, warp: 12, checkpoint: 13, points: 14, labels: 15, targets: 16, batch: 17,
  slopes: 18, endMaps: 19, warped: 20, warpedVertices: 21, warpedTable: 22, warpedView: 23, histograms: 24, fitted: 25,
  mask: 26, order: 27, view: 29, cells: 30, cuts: 31, receipt: 32, branches: 33,
});

const HEADER = 48;
const ENTRY = 16;
const MAGIC = 0x4e4f5246; // "FRON" read as a little-endian u32
const PLAYING = 1;
const EXACT = 2;
const DIVERGED = 4;
const UTF8 = 5;
const [RAW, DIFFERENCES] = [0, 2];
/** Of histograms: weights, gradients, activations. */
const KINDS = 3;
const VIEWS = [Float64Array, Float32Array, Uint8Array, Uint16Array, Int32Array, Uint8Array];
/** @type {Set<number>} */
const KNOWN = new Set(Object.values(SECTION));

/** A frame that this page cannot read. */
export class ProtocolError extends Error {}

/**
 * @param {ArrayBuffer} buffer
 * @param {(deflated: Uint8Array) => Uint8Array} inflate zlib
 * @returns {Frame}
 */
export function decodeFrame(buffer, inflate) {
  const view = new DataView(buffer);
  if (buffer.byteLength < HEADER || view.getUint32(0, true) !== MAGIC) throw new ProtocolError("not a frame");
  const version = view.getUint16(4, true);
  if (version !== VERSION) throw new ProtocolError(`frame version ${version}, this page reads ${VERSION}`);
  const flags = view.getUint32(32, true);
  return {
    seq: view.getUint32(8, true),
    ack: view.getUint32(12, true),
    iteration: Number(view.getBigUint64(16, true)),
    time: view.getFloat64(24, true),
    playing: Boolean(flags & PLAYING),
    exact: Boolean(flags & EXACT),
    diverged: Boolean(flags & DIVERGED),
    epoch: view.getUint32(36, true),
    n: view.getUint32(40, true),
    k: view.getUint16(44, true),
    dataRevision: view.getUint16(46, true),
    sections: readSections(view, view.getUint16(6, true), inflate),
  };
}

/**
 * @param {DataView} view
 * @param {number} count
 * @param {(deflated: Uint8Array) => Uint8Array} inflate
 */
function readSections(view, count, inflate) {
  /** @type {Map<number, Section>} */
  const sections = new Map();
  let at = align(HEADER + count * ENTRY);
  if (at > view.byteLength) throw new ProtocolError("the table of sections is cut off");
  for (let entry = HEADER; entry < HEADER + count * ENTRY; entry += ENTRY) {
    const id = view.getUint16(entry, true);
    const length = view.getUint32(entry + 4, true);
    if (at + length > view.byteLength) throw new ProtocolError(`section ${id} is cut off`);
    if (KNOWN.has(id)) {
      const [dtype, codec] = [view.getUint8(entry + 2), view.getUint8(entry + 3)];
      const [rows, cols] = [view.getUint32(entry + 8, true), view.getUint32(entry + 12, true)];
      const bytes = new Uint8Array(view.buffer, at, length);
      sections.set(id, { id, dtype, rows, cols, data: readPayload(bytes, rows, dtype, codec, inflate) });
    }
    at = align(at + length);
  }
  return sections;
}

/** @param {number} offset */
const align = (offset) => (offset + 7) & ~7;

/**
 * @param {Uint8Array} sent
 * @param {number} rows
 * @param {number} dtype
 * @param {number} codec
 * @param {(deflated: Uint8Array) => Uint8Array} inflate
 */
function readPayload(sent, rows, dtype, codec, inflate) {
  const View = VIEWS[dtype];
  if (!View || ![RAW, DIFFERENCES].includes(codec)) throw new ProtocolError(`dtype ${dtype}, codec ${codec}: unknown`);
  const width = View.BYTES_PER_ELEMENT;
  const bytes = codec === DIFFERENCES ? aligned(summed(inflate(sent), rows), width) : sent;
  if (bytes.length % width) throw new ProtocolError(`dtype ${dtype}: ${bytes.length} bytes are no whole number`);
  if (dtype === UTF8) return new TextDecoder().decode(bytes);
  return new View(/** @type {ArrayBuffer} */ (bytes.buffer), bytes.byteOffset, bytes.length / width);
}

/**
 * The bytes of a matrix, in their place, from what each is above the one before it, less the same a row higher.
 * @param {Uint8Array} bytes
 * @param {number} rows
 */
function summed(bytes, rows) {
  const width = bytes.length / rows;
  for (let i = 0; i < bytes.length; i++) if (i % width) bytes[i] += bytes[i - 1];
  for (let i = width; i < bytes.length; i++) bytes[i] += bytes[i - width];
  return bytes;
}

/**
 * The bytes where a wider view may begin: copied only if they do not lie so.
 * @param {Uint8Array} bytes
 * @param {number} width
 */
const aligned = (bytes, width) => (bytes.byteOffset % width ? bytes.slice() : bytes);

/**
 * The polygons of sections 7 and 8.
 * @param {Frame} frame
 */
export const regionsOf = ({ sections }) => polygons(sections.get(SECTION.regionTable), sections.get(SECTION.regionVertices));

/**
 * The polygons of the warped plane, of sections 21 and 22.
 * @param {Frame} frame
 */
export const warpedRegionsOf = ({ sections }) =>
  polygons(sections.get(SECTION.warpedTable), sections.get(SECTION.warpedVertices));

/**
 * @param {Section} [table]
 * @param {Section} [corners]
 * @returns {import("./types.js").Region[]}
 */
function polygons(table, corners) {
  const vertices = /** @type {Float32Array | undefined} */ (corners?.data);
  if (!table || !vertices) return [];
  const data = /** @type {Int32Array} */ (table.data);
  let at = 0;
  return Array.from({ length: table.rows }, (_, r) => {
    const [klass, band, count] = data.subarray(3 * r, 3 * r + 3);
    const polygon = vertices.subarray(at, at + 2 * count);
    at += 2 * count;
    return { class: klass, band, vertices: polygon };
  });
}

/**
 * The grid of section 30, with its rim: one plane packs the class into the high 3 bits and the confidence into the low
 * 5; with more than 8 classes there are two planes.
 * @param {Section} section
 * @returns {import("./types.js").Grid}
 */
export function gridOf({ rows, cols, data }) {
  const nodes = /** @type {Uint8Array} */ (data);
  const area = cols * cols;
  if (rows === 2 * cols) return { size: cols, classes: nodes.subarray(0, area), confidence: nodes.subarray(area) };
  return { size: cols, classes: nodes.map((node) => node >> 5), confidence: nodes.map((node) => node & 31) };
}

/**
 * Square maps, one below the other, of sections 11 and 19.
 * @param {Section} section
 * @returns {import("./types.js").Maps}
 */
export function mapsOf({ rows, cols, data }) {
  const cells = /** @type {Uint8Array} */ (data);
  const area = cols * cols;
  return { size: cols, maps: Array.from({ length: rows / cols }, (_, u) => cells.subarray(u * area, (u + 1) * area)) };
}

/**
 * The warped grid lines of section 12, one a row.
 * @param {Section} section
 * @returns {import("./types.js").Warp | null} null where none was asked for.
 */
export function warpOf({ rows, cols, data }) {
  return rows ? { lines: /** @type {Float32Array} */ (data), count: rows, per: cols / 2 } : null;
}

/**
 * The histograms of section 24: a row for each, its ends and then its counts, three rows a layer.
 * @param {Section} section
 * @returns {import("./types.js").Histogram[][]}
 */
export function histogramsOf({ rows, cols, data }) {
  const values = /** @type {Float32Array} */ (data);
  const all = Array.from({ length: rows }, (_, r) => {
    const [low, high] = values.subarray(r * cols, r * cols + 2);
    return { low, high, counts: values.subarray(r * cols + 2, (r + 1) * cols) };
  });
  return Array.from({ length: rows / KINDS }, (_, layer) => all.slice(KINDS * layer, KINDS * (layer + 1)));
}

/** Numbers that JSON has no way to write. @type {Map<unknown, number>} */
const BEYOND = new Map([["Infinity", Infinity], ["-Infinity", -Infinity], ["NaN", NaN]]);

/**
 * The arithmetic of section 32; "gone" where the number asked for is no more.
 * @param {Section} section
 * @returns {import("./types.js").Receipt | "gone"}
 */
export function receiptOf({ data }) {
  return data ? JSON.parse(String(data), (_, value) => BEYOND.get(value) ?? value) : "gone";
}
