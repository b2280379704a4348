/** Numbers as people read and type them, in both languages. */

import assert from "node:assert/strict";
import test from "node:test";

import { format, formatShort, parse } from "../../static/js/numbers.js";
import { formatCount, formatNumber, formatPercent, formatPoint, formatSetting, useWords } from "../../static/js/i18n.js";

test("fixed digits, a true minus, and never a negative zero", () => {
  const comma = (/** @type {number} */ value, digits = 2) => format(value, digits, ",");
  assert.equal(comma(-0.95), "−0,95");
  assert.equal(comma(1.2), "1,20");
  assert.equal(comma(-0.0041), "0,00");
  assert.equal(comma(-0), "0,00");
  assert.equal(comma(-0.005001), "−0,01");
  assert.equal(comma(12, 0), "12");
  assert.equal(format(-0.95, 2, "."), "−0.95");
  assert.equal(format(-0.00001, 4, "."), "0.0000");
});

test("what is no number is a dash, and infinity is its sign", () => {
  assert.equal(format(NaN, 2, ","), "—");
  assert.equal(format(Infinity, 2, ","), "∞");
  assert.equal(format(-Infinity, 2, ","), "−∞");
  assert.equal(formatShort(NaN, 3, ","), "—");
});

test("huge numbers stay readable", () => {
  assert.equal(format(1.5e21, 2, ","), "1,50e21");
  assert.equal(format(-123456789, 2, ","), "−1,23e8");
  assert.equal(format(-99999, 2, ","), "−99999,00");
  assert.equal(format(-222221.92, 2, ","), "−2,22e5");
  assert.equal(formatShort(1e30, 6, "."), "1e30");
});

test("as many digits as the value has", () => {
  assert.equal(formatShort(0.1, 6, ","), "0,1");
  assert.equal(formatShort(2, 6, ","), "2");
  assert.equal(formatShort(-0.25, 6, "."), "−0.25");
  assert.equal(formatShort(1e-7, 6, ","), "1e−7");
  assert.equal(formatShort(1 / 3, 4, ","), "0,3333");
  assert.equal(formatShort(0, 4, ","), "0");
  assert.equal(formatShort(-0, 4, ","), "0");
});

test("comma and point are both read", () => {
  const read = { "0,5": 0.5, "0.5": 0.5, "-1": -1, "−1,25": -1.25, "+2": 2, ",5": 0.5, "3.": 3, " 7 ": 7, "1e-3": 0.001, "1,5E2": 150, "2e−3": 0.002 };
  for (const [text, value] of Object.entries(read)) assert.equal(parse(text), value, text);
  assert.ok(Object.is(parse("-0"), 0));
});

test("nonsense is no number", () => {
  const nonsense = ["", " ", "abc", "1,2,3", "1.2.3", "1.000,5", "1 2", "0x10", "1e", "e5", "--1", "NaN", "nan", "Infinity", "∞", "1e999", "½", "1_000", ".", ",", "-", "5%"];
  for (const text of nonsense) assert.equal(parse(text), null, text);
});

test("the language decides separators, points and percent", () => {
  useWords("pt-BR", {});
  assert.equal(formatNumber(-0.95), "−0,95");
  assert.equal(formatPoint([0.5, -0.6]), "(0,50; −0,60)");
  assert.equal(formatPercent(0.97), "97\u202f%");
  assert.deepEqual([0.1, 0.001, 2, 0.25, 1e-8, 1e6, 123456, 0.00005, 0.0005].map(formatSetting), ["0,10", "0,001", "2", "0,25", "1e−8", "1e6", "123456", "5e−5", "0,0005"]);
  useWords("en", {});
  assert.equal(formatNumber(-0.95), "−0.95");
  assert.equal(formatPoint([0.5, -0.6]), "(0.50, −0.60)");
  assert.equal(formatPercent(0.97), "97%");
});

test("whole numbers come in groups of three digits", () => {
  useWords("pt-BR", {});
  assert.deepEqual([0, 999, 3210, 10_000, 1_234_567].map(formatCount), ["0", "999", "3.210", "10.000", "1.234.567"]);
  useWords("en", {});
  assert.equal(formatCount(10_000), "10,000");
});
