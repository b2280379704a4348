/**
 * The boundary, joined from the engine's cuts of the grid's edges. A square with two cuts gets the piece between them;
 * with more, a piece from each to their mean, where three classes meet. Nothing is found here: engine/contour.py says
 * where and why the cuts lie, and joins them in the same way.
 */

/** @import { Grid } from "./types.js" */

/** A cut comes in so many parts of its edge. */
const WHOLE = 65535;
const NONE = -1;

/** @typedef {[column: number, row: number]} Place Counted in nodes. */
/** @typedef {[Place, Place]} Piece */

/** The cells within the rim. @param {Grid} nodes @returns {Grid} */
export function within({ size, classes, confidence }) {
  return { size: size - 2, classes: cropped(classes, size), confidence: cropped(confidence, size) };
}

/** @type {(nodes: Uint8Array, size: number) => Uint8Array} */
function cropped(nodes, size) {
  const cells = new Uint8Array((size - 2) ** 2);
  for (let row = 1; row < size - 1; row++) {
    cells.set(nodes.subarray(row * size + 1, (row + 1) * size - 1), (row - 1) * (size - 2));
  }
  return cells;
}

/**
 * The pieces x, y, x, y in parts of the window, y up.
 * @param {Pick<Grid, "size" | "classes">} nodes The cells' centres, and around them the window's edge.
 * @param {Uint16Array} cuts First of the edges from a column to the next, row by row, then of those from a row to the next.
 */
export function joined({ size, classes }, cuts) {
  const [across, down] = placed(classes, size, cuts);
  /** @type {number[]} */
  const pieces = [];
  for (let i = 0; i < classes.length - size; i++) {
    const [column, row] = [i % size, Math.trunc(i / size)];
    if (column === size - 1 || alike(classes, i, size)) continue;
    const crosswise = classes[i] === classes[i + size + 1] && classes[i + 1] === classes[i + size];
    for (const ends of piecesOf([across[i], down[i + 1], across[i + size], down[i]], crosswise)) {
      for (const [x, y] of ends) pieces.push(part(column + x, size - 2), 1 - part(row + y, size - 2));
    }
  }
  return Float32Array.from(pieces);
}

/** Whether a square's corners are all of one class. @type {(classes: Uint8Array, first: number, size: number) => boolean} */
function alike(classes, first, size) {
  const own = classes[first];
  return own === classes[first + 1] && own === classes[first + size] && own === classes[first + size + 1];
}

/** By the node where an edge begins, how far along it the cut lies. @type {(classes: Uint8Array, size: number, cuts: Uint16Array) => Float32Array[]} */
function placed(classes, size, cuts) {
  const [across, down] = [0, 1].map(() => new Float32Array(classes.length).fill(NONE));
  let next = 0;
  for (let i = 0; i < classes.length - 1; i++) {
    if (classes[i] !== classes[i + 1] && (i + 1) % size) across[i] = cuts[next++] / WHOLE;
  }
  for (let i = 0; i < classes.length - size; i++) {
    if (classes[i] !== classes[i + size]) down[i] = cuts[next++] / WHOLE;
  }
  return [across, down];
}

/**
 * Of a square one node wide.
 * @param {number[]} cuts
 * @param {boolean} crosswise Whether opposite corners are of the same class.
 * @returns {Piece[]}
 */
function piecesOf([top, right, bottom, left], crosswise) {
  /** @type {Place[]} */
  const places = [[top, 0], [1, right], [bottom, 1], [0, left]];
  const cut = places.filter((_, edge) => [top, right, bottom, left][edge] !== NONE);
  if (cut.length === 2) return [[cut[0], cut[1]]];
  if (cut.length === 4 && crosswise) {
    const [a, b, c, d] = cut;
    return top < bottom ? [[d, a], [b, c]] : [[d, c], [b, a]];
  }
  const mean = (/** @type {0 | 1} */ axis) => cut.reduce((sum, place) => sum + place[axis], 0) / cut.length;
  return cut.map((place) => [place, [mean(0), mean(1)]]);
}

/** Where a node is: the first and the last on the window's edge, the others in the middle of a cell. @type {(node: number, cells: number) => number} */
function part(node, cells) {
  if (node < 1) return node / 2 / cells;
  return (node > cells ? (node + cells - 1) / 2 : node - 0.5) / cells;
}
