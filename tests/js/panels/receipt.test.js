/** What a receipt says: numbers that survive a calculator, terms by their names, sums that add up as printed. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { t, useWords } from "../../../static/js/i18n.js";
import { columnHead, partLines, sumLines, termLines } from "../../../static/js/panels/receiptlines.js";
import { namesOf } from "../../../static/js/panels/receiptnames.js";
import { addsUp, printed, product, written } from "../../../static/js/panels/receiptnumbers.js";
import { receiptOf } from "../../../static/js/protocol.js";

/** @type {(language: "pt-BR" | "en") => void} */
const speak = (language) => useWords(language, JSON.parse(readFileSync(new URL(`../../../static/i18n/${language}.json`, import.meta.url), "utf8")));
speak("pt-BR");

/** Three scores of two inputs. @type {any} */
const LINEAR = { config: { hidden: [], features: ["x1", "x2"] }, layout: [{ name: "W0", shape: [3, 2], offset: 0 }, { name: "b0", shape: [3], offset: 6 }], targets: null };
/** Two inputs, two maxout units of two pieces, two classes. @type {any} */
const NETWORK = {
  config: { hidden: [{ units: 2 }], features: ["x1", "x2_squared"] }, targets: null,
  layout: [{ name: "W0", shape: [4, 2], offset: 0 }, { name: "b0", shape: [4], offset: 8 }, { name: "W1", shape: [2, 2], offset: 12 }, { name: "b1", shape: [2], offset: 16 }],
};
const linear = namesOf(LINEAR, t, true);
const network = namesOf(NETWORK, t, false);
const flat = (/** @type {any[]} */ math) => math.map(([text]) => text).join("");

/** @type {(code: string, factors: number[], more?: any) => any} */
const term = (code, factors, more = {}) => ({ code, factors, args: {}, active: true, point: null, value: factors.reduce((a, b) => a * b, 1), ...more });
/** @type {(quantity: any, terms: any[], more?: any) => any} */
function receipt(quantity, terms, more = {}) {
  const sum = terms.reduce((all, { value }) => all + value, 0);
  return { quantity, terms, rest: null, sum, operations: [], value: sum, parts: [], next: null, ...more };
}
const share = (/** @type {number} */ slope, /** @type {number} */ x, /** @type {number} */ point) => term("sample", [slope, x], { point, active: slope !== 0 });
/** ∂L/∂W₀,₀ of the lecture's frame. */
const X = [0.5, 0.8, 0.3, -0.4, -0.3, -0.7, 0.7, 0.8, -0.4];
const SLOPES = [0, 0, -1, 1, 1, 0, 1, 0, 0];
const STEP = receipt({ kind: "next", name: "W0", index: [0, 0] }, [term("parameter", [1.1239]), term("step", [-0.1, 0.022861666666666655])]);
const GRADIENT = receipt({ kind: "gradient", name: "W0", index: [0, 0] }, SLOPES.map((slope, i) => share(slope, X[i], i)), {
  operations: [
    { code: "divide", operand: 9, value: -0.03333333333333334, args: { what: "samples" } },
    { code: "add", operand: 0.056195, value: 0.022861666666666655, args: { what: "l2", factors: [0.5, 0.1, 1.1239], strength: 0.1, convention: "cs231n" } },
  ],
  value: 0.022861666666666655, next: STEP,
});

test("a number is printed exactly where four decimals are enough, else with four digits that count", () => {
  const cases = /** @type {[number, string][]} */ ([
    [0, "0"], [-0, "0"], [9, "9"], [-1, "−1"], [0.3, "0,30"], [-0.30000000000000004, "−0,30"], [1.1239, "1,1239"], [-0.03333333333333334, "−0,0333"],
    [0.0004902743, "4,903e−4"], [-1e-9, "−1e−9"], [22222.9249, "22222,9249"], [1e6, "1e6"], [1123900, "1,1239e6"], [-9.999999999999999e198, "−1e199"], [Infinity, "infinito"], [-Infinity, "menos infinito"], [NaN, "não é um número"],
  ]);
  for (const [value, text] of cases) assert.equal(printed(value), text);
});

test("products and sums are written as a calculator takes them", () => {
  assert.equal(product([1, -0.4]), "1 · (−0,40)");
  assert.equal(product([0.1, -0.952, -0.952]), "0,10 · (−0,952)²");
  assert.equal(product([-0.001, 0.0168, 1 / 0.0343], 0.0343), "−0,001 · 0,0168 ÷ 0,0343");
  assert.equal(written(STEP.terms), "1,1239 − 0,10 · 0,0229");
  assert.equal(written([term("memory", [0.9, -0.5]), term("fresh", [0.1, 2])]), "0,90 · (−0,50) + 0,10 · 2");
  assert.equal(written([term("memory", [], { value: 0.25 }), term("fresh", [-0.5, -0.5])]), "0,25 + (−0,50)²", "the squares of AdaGrad");
});

test("the gradient of the lecture's frame, line by line", () => {
  const lines = termLines(GRADIENT, linear, t);
  assert.deepEqual(lines.map(({ working }) => working), ["0 · 0,50", "0 · 0,80", "−1 · 0,30", "1 · (−0,40)", "1 · (−0,30)", "0 · (−0,70)", "1 · 0,70", "0 · 0,80", "0 · (−0,40)"]);
  assert.deepEqual(lines.map(({ value }) => value), ["0", "0", "−0,30", "−0,40", "−0,30", "0", "0,70", "0", "0"]);
  assert.deepEqual(lines.map(({ look }) => look === "zero"), SLOPES.map((slope) => slope === 0), "zero terms are faint, not hidden");
  assert.deepEqual([lines[6].share, lines[3].share], [1, -0.4 / 0.7]);
  assert.equal(flat(columnHead(GRADIENT, linear)), "∂Li/∂s0 · x0");
  assert.deepEqual(sumLines(GRADIENT, linear, t).map(({ math, words, value }) => `${flat(math) || words} | ${value}`),
    ["soma −0,30 ÷ 9 | −0,0333", "+ ½λW = 0,05 · 1,1239 | 0,0562", "gradiente | 0,0229", "W ← 1,1239 − 0,10 · 0,0229 | 1,1216"]);
  assert.deepEqual(sumLines(GRADIENT, linear, t).at(-1)?.asks, STEP.quantity, "the last line opens the next value");
});

test("what is printed adds up, or the value says that it is rounded", () => {
  assert.ok(addsUp(GRADIENT) && addsUp(STEP));
  const thirds = receipt({ kind: "data_loss" }, [1, 2, 3, 4, 5].map(() => term("sample", [], { value: 1 / 3, point: 0 })));
  assert.equal(addsUp(thirds), false, "5 · 0,3333 is 1,6665, not 1,6667");
  assert.match(sumLines(thirds, linear, t)[0].words, /arredondado/);
  assert.equal(addsUp({ ...GRADIENT, value: 7, operations: [{ ...GRADIENT.operations[0], value: 7 }] }), false);
});

test("margins that are kept say so and count 0; what is left is named", () => {
  const margin = (/** @type {number} */ unit, /** @type {number} */ score) =>
    term("margin", [], { args: { unit, score, true: 0, true_score: 1.06, excess: score - 0.06 }, value: Math.max(0, score - 0.06), active: score > 0.06 });
  const [active, kept] = termLines(receipt({ kind: "loss", point: 2 }, [margin(1, 0.26), margin(2, -0.7)]), linear, t);
  assert.deepEqual([active.working, active.value, active.look], ["0,26 − 1,06 + 1", "0,20", "violated"]);
  assert.deepEqual([kept.working, kept.value, kept.look], ["−0,70 − 1,06 + 1 ≤ 0", "0", "zero"]);
  const worst = { ...margin(1, 0.26), value: 0, active: false };
  assert.match(termLines(receipt({ kind: "loss", point: 2 }, [worst]), linear, t)[0].working, /não é a pior/);
  const pushes = termLines(receipt({ kind: "delta", layer: 0, unit: 1, point: 2 }, [{ ...margin(1, 0.26), value: 1 }, { ...margin(2, -0.7) }]), linear, t);
  assert.deepEqual(pushes.map(({ working }) => working), ["margem violada", "margem respeitada"]);
  const many = receipt({ kind: "data_loss" }, [term("sample", [], { value: 1, point: 3 })], { rest: { count: 440, value: 0.5 }, sum: 1.5 });
  assert.deepEqual(termLines(many, linear, t).map(({ words, value }) => `${words}: ${value}`), ["amostra 4: 1", "as demais amostras juntas (440): 0,50"]);
});

test("what is left together has no bar: it would make those of the terms too short to see", () => {
  const many = receipt({ kind: "data_loss" }, [1, -0.5].map((value, point) => term("sample", [], { value, point })), { rest: { count: 440, value: 90 } });
  assert.deepEqual(termLines(many, linear, t).map(({ share }) => share), [1, -0.5, undefined]);
});

test("a next value that is too long to be worked out in its line is the sum of its terms there", () => {
  const huge = { ...STEP, terms: [term("parameter", [-79055.5428]), term("step", [-1e6, -7905.9098])] };
  assert.match(flat(sumLines({ ...GRADIENT, next: huge }, linear, t).at(-1)?.math ?? []), /^W ← −79055,5428 \+ 7,9059e9$/);
});

test("a network's numbers are counted as its drawing counts them, and have words", () => {
  const weight = termLines(receipt({ kind: "z", layer: 1, unit: 0, point: 0 }, [term("weight", [2, 3], { args: { name: "W1", index: [0, 1] } })]), network, t)[0];
  assert.equal(flat(weight.math), "W0,2(2) · a2(1)");
  assert.equal(weight.words, "peso de o que manda adiante: neurônio 2 da camada 1 para saída da classe 0 vezes o que manda adiante: neurônio 2 da camada 1");
  assert.equal(flat(network.parameter("W0", [3, 1]).math), "W4,2(1)", "a row of a piece");
  assert.match(network.parameter("b0", [3]).words, /neurônio 2 da camada 1/);
  assert.equal(flat(linear.quantity({ kind: "score", point: 2, unit: 1 }).math), "s1");
});

test("by how much the largest leads is said of the right class of a loss, and of an activation's own unit", () => {
  const args = { what: "lead", largest: 3, score: 1, unit: 0 };
  const words = [{ kind: "loss", point: 2 }, { kind: "score", point: 2, unit: 0 }, { kind: "activation", layer: 0, unit: 0, point: 2 }].map((quantity) =>
    sumLines(receipt(quantity, [term("exp", [2])], { operations: [{ code: "add", operand: 2, value: 4, args }] }), network, t)[0].words);
  assert.deepEqual(words, ["mais o maior escore, menos o certo", "mais o maior, menos o deste neurônio", "mais o maior, menos o deste neurônio"]);
});

test("an optimiser's memory is worked out a line each", () => {
  const g = 0.0242;
  const part = (/** @type {string} */ what, /** @type {any[]} */ terms, /** @type {any[]} */ operations = []) =>
    receipt({ kind: "memory", what, name: "W0", index: [0, 0] }, terms, { operations });
  const parts = [
    part("m", [term("memory", [0.9, 0.0039]), term("fresh", [0.1, g])]),
    part("m_hat", [term("moment", [0.006])], [{ code: "divide", operand: 0.19, value: 0.0313, args: { what: "correction" } }]),
    part("scale", [term("moment", [0.0011])], [{ code: "apply", operand: null, value: 0.0332, args: { what: "sqrt" } }, { code: "add", operand: 1e-8, value: 0.0332, args: { what: "epsilon" } }]),
  ];
  const lines = partLines(receipt({ kind: "next", name: "W0", index: [0, 0] }, [], { parts }), linear, t);
  assert.deepEqual(lines.map(({ math }) => flat(math)), ["m = 0,90 · 0,0039 + 0,10 · 0,0242", "m̂ = 0,006 ÷ 0,19", "√0,0011 + 1e−8"]);
});

test("a receipt comes as text; numbers beyond JSON are numbers again, and no text is no number", () => {
  const section = (/** @type {string} */ data) => receiptOf(/** @type {any} */ ({ data }));
  assert.equal(section(""), "gone");
  const read = /** @type {any} */ (section('{"value":"-Infinity","terms":[{"factors":["NaN",2],"args":{"what":"log"}}]}'));
  assert.equal(read.value, -Infinity);
  assert.deepEqual(read.terms[0].factors, [NaN, 2]);
});

test("both languages know every term, operation and part of the engine", () => {
  const protocol = readFileSync(new URL("../../../docs/protocol.md", import.meta.url), "utf8").split("## 8. Receipts")[1];
  const codes = protocol.split("| code of a term |")[1].split("| code of an operation |")[0].matchAll(/^\| (`[^|]*`) \| (?!parts)/gm);
  const named = [...codes].flatMap(([, cell]) => [...cell.matchAll(/`(\w+)`/g)].map(([, code]) => code));
  assert.ok(named.length > 22);
  for (const code of named) {
    const args = { unit: 1, true: 0, name: "W1", index: [0, 1], score: 1, true_score: 1, target: 1, excess: 1, margin: 1, exponent: 0, probability: 0.5 };
    const [line] = termLines(receipt({ kind: "z", layer: 0, unit: 0, point: 0 }, [term(code, [], { args, value: 1, point: code === "sample" ? 3 : null })]), network, t);
    assert.ok(line.words && !/receipt\.|undefined/.test(line.words + line.working + flat(line.math)), code);
  }
  const work = [["divide", "samples"], ["divide", "outputs"], ["times", "slope"], ["times", "sign"], ["add", "l2"], ["add", "l1"], ["add", "lead"], ["into", "exp"], ["apply", "log"], ["apply", "leaky_relu"]];
  for (const [code, what] of work) {
    const args = { what, factors: [0.1, 2], convention: "half", activation: "tanh", surrogate: false, largest: 1, score: 1 };
    const [line] = sumLines(receipt({ kind: "total" }, [term("penalty", [2])], { operations: [{ code, operand: 2, value: 1, args }] }), network, t);
    assert.ok(!/receipt\.|undefined|NaN/.test(line.words + flat(line.math)), what);
  }
});
