/** Both languages say everything that the page asks for, with the same placeholders. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test from "node:test";

import { t, useWords } from "../../static/js/i18n.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const read = (/** @type {string} */ path) => readFileSync(join(ROOT, path), "utf8");
/** @type {Record<string, string>} */
const PT = JSON.parse(read("static/i18n/pt-BR.json"));
/** @type {Record<string, string>} */
const EN = JSON.parse(read("static/i18n/en.json"));

/** @param {string} text */
const placeholders = (text) => (text.match(/\{\w+\}/g) ?? []).sort().join();

/** @param {string} folder @param {RegExp} wanted @returns {string[]} */
function files(folder, wanted) {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => wanted.test(name) && !name.startsWith("vendor"))
    .map((name) => join(folder, name));
}

/** Keys as scripts and templates name them: `t("a.b")`, `data-t="a.b"`, `label: "a.b"`, `words("a.b")`, and so on. */
const USES = [
  /\bt\(\s*["']([a-z][\w.]*\.[\w.]+)["']/g,
  /data-t(?:-label|-title)?"?(?:=|:\s*)"([a-z][\w.]*\.[\w.]+)"/g,
  /\b(?:words|named|label)\("([a-z][\w.]*\.[\w.]+)"\)/g,
  /\b(?:label|key): "([a-z][\w.]*\.[\w.]+)"/g,
];
/** The beginnings of keys that are put together: t(`shape.${k}`). */
const BEGINNINGS = [/\bt\(`([a-z]\w*\.)\$\{/g, /=> `([a-z]\w*\.)\$\{/g, /words\("([a-z]\w*\.)" ~/g];

test("the two files have the same keys in the same order, and no text is empty", () => {
  assert.deepEqual(Object.keys(EN), Object.keys(PT));
  for (const texts of [PT, EN]) for (const [key, text] of Object.entries(texts)) assert.ok(text.trim(), key);
});

test("placeholders agree", () => {
  for (const [key, text] of Object.entries(PT)) assert.equal(placeholders(EN[key]), placeholders(text), key);
});

test("no exclamation marks, and a minus is a minus", () => {
  for (const texts of [PT, EN]) {
    for (const [key, text] of Object.entries(texts)) assert.doesNotMatch(text, /!|(?<![\w\p{L}])-\d/u, key);
  }
});

test("every key that a script or a template names exists", () => {
  const sources = [...files("static/js", /\.js$/), ...files("templates", /\.(html|svg)$/)].map(read).join("\n");
  const used = USES.flatMap((use) => [...sources.matchAll(use)].map(([, key]) => key));
  assert.ok(used.length > 40, `only ${used.length} keys found: the patterns are wrong`);
  for (const key of used) assert.ok(key in PT, `"${key}" is in no language`);
  const beginnings = BEGINNINGS.flatMap((use) => [...sources.matchAll(use)].map(([, start]) => start));
  assert.ok(beginnings.length > 5);
  for (const start of beginnings) assert.ok(Object.keys(PT).some((key) => key.startsWith(start)), `nothing begins with "${start}"`);
});

test("arguments are filled in, numbers in the language's own way, whole ones in groups; what is missing shows", () => {
  useWords("pt-BR", { a: "passo {n}, perda {x}, {x}", b: "{missing}" });
  assert.equal(t("a", { n: 30, x: 0.5 }), "passo 30, perda 0,5, 0,5");
  assert.equal(t("a", { n: "{x}", x: -1 }), "passo {x}, perda −1, −1");
  assert.equal(t("a", { n: 100_000, x: -2000 }), "passo 100.000, perda −2000, −2000");
  assert.equal(t("b"), "{missing}");
  assert.equal(t("no.such.key"), "no.such.key");
  useWords("en", { c: "{constructor}" });
  assert.equal(t("c"), "{constructor}");
});
