/** Where the diagram puts units and weights, what is found under the pointer, and how a unit's map is coloured. */

import assert from "node:assert/strict";
import test from "node:test";

import { mapRamp, paintMap, rgb } from "../../../static/js/draw/networkmaps.js";
import { along, itemAt, plan } from "../../../static/js/draw/networkplan.js";
import { largest } from "../../../static/js/draw/networkwires.js";

const SHEET = { width: 764, height: 222, u: 1 };

/** @param {...number} counts */
function planOf(...counts) {
  const columns = counts.map((count) => ({ count, pieces: 1 }));
  const wires = counts.slice(1).flatMap((count, layer) =>
    Array.from({ length: count * counts[layer] }, (_, i) => ({ layer, row: Math.floor(i / counts[layer]), from: i % counts[layer], at: i })));
  return plan(SHEET, columns, wires);
}

test("every unit is inside the sheet, and none lies on another", () => {
  for (const counts of [[2, 6, 2, 2], [2, 20, 20, 20, 3], [9, 64, 64, 64, 64, 64, 64, 64, 64, 6], [1, 1]]) {
    const boxes = planOf(...counts).boxes.flat();
    for (const { x, y, size } of boxes) {
      assert.ok(size > 2 && x - size / 2 >= 0 && x + size / 2 <= SHEET.width, `${counts}: ${x} ${size}`);
      assert.ok(y - size / 2 >= 0 && y + size / 2 <= SHEET.height, `${counts}: ${y} ${size}`);
    }
    const apart = (/** @type {any} */ a, /** @type {any} */ b) => Math.max(Math.abs(a.x - b.x), Math.abs(a.y - b.y)) >= (a.size + b.size) / 2 - 1e-9;
    boxes.forEach((a, i) => boxes.slice(0, i).forEach((b) => assert.ok(apart(a, b), `${counts}`)));
  }
});

test("twenty units a layer are still large enough to look at", () => {
  for (const { size } of planOf(2, 20, 20, 20, 3).boxes.flat()) assert.ok(size >= 14, String(size));
});

test("a weight runs from the right of its unit to the left of the next", () => {
  const { boxes, curves } = planOf(2, 3, 2);
  const [curve] = curves;
  assert.deepEqual(along(curve, 0), [boxes[0][0].x + boxes[0][0].size / 2, boxes[0][0].y]);
  assert.deepEqual(along(curve, 1), [boxes[1][0].x - boxes[1][0].size / 2, boxes[1][0].y]);
});

test("the pointer finds a unit, the nearest weight within reach, or nothing", () => {
  const drawn = planOf(2, 3, 2);
  const { x, y } = drawn.boxes[1][2];
  assert.deepEqual(itemAt(drawn, x, y, 8), { unit: { column: 1, unit: 2 } });
  for (const curve of drawn.curves) {
    const [px, py] = along(curve, 0.4);
    assert.deepEqual(itemAt(drawn, px, py, 8), { wire: curve.wire });
  }
  const [px, py] = along(drawn.curves[0], 0.5);
  assert.equal(itemAt(drawn, px, py - 12, 8), null);
  assert.deepEqual(itemAt(drawn, px, py - 12, 22), { wire: drawn.curves[0].wire });
  assert.equal(itemAt(drawn, 2, 2, 22), null);
});

test("the largest weight is as wide as any, whatever is infinite or missing", () => {
  const { curves } = planOf(2, 1);
  assert.equal(largest(curves, Float64Array.of(-3, 2)), 3);
  assert.equal(largest(curves, Float64Array.of(-Infinity, NaN)), 1);
});

test("a map goes from paper to ink, with a line of paper where it is zero", () => {
  const colours = mapRamp("#ffffff", "#000000", false);
  const map = Uint8Array.of(0, 0, 0, 128, 128, 128, 255, 255, 255);
  const pixels = new Uint8ClampedArray(4 * 9);
  paintMap(pixels, 0, map, 3, { colours, paper: rgb("#ffffff"), zero: true });
  const [top, , , middle, , , bottom] = Array.from({ length: 9 }, (_, i) => pixels[4 * i]);
  assert.ok(top > 230 && bottom < 80 && middle === 255, `${top} ${middle} ${bottom}`);
  paintMap(pixels, 0, map, 3, { colours, paper: rgb("#ffffff"), zero: false });
  assert.ok(pixels[4 * 3] < 180, "and none where none is asked for");
});

test("a map that is zero everywhere is no line", () => {
  const pixels = new Uint8ClampedArray(4 * 4);
  paintMap(pixels, 0, Uint8Array.of(128, 128, 128, 128), 2, { colours: mapRamp("#ffffff", "#000000", false), paper: rgb("#ffffff"), zero: true });
  assert.ok(pixels[0] > 100 && pixels[0] < 200 && pixels[3] === 255, String(pixels));
});
