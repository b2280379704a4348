/** What is open and what is hidden stays with its sample. */

import assert from "node:assert/strict";
import test from "node:test";

import { withoutSample } from "../../static/js/removed.js";

const open = { kind: /** @type {const} */ ("loss"), point: 5 };
const masks = { "loss 5": /** @type {const} */ ("ask"), "score 2 1": /** @type {const} */ ("ask"), "gradient 0,1 W0": /** @type {const} */ ("bet"), "total": /** @type {const} */ ("ask") };

test("samples after the one that goes take theirs along, those before it keep theirs", () => {
  assert.deepEqual(withoutSample({ open, masks }, 3), {
    open: { kind: "loss", point: 4 }, masks: { "loss 4": "ask", "score 2 1": "ask", "gradient 0,1 W0": "bet", "total": "ask" },
  });
  assert.deepEqual(withoutSample({ open, masks }, 6), { open, masks });
});

test("what was the sample's own goes with it; of other numbers nothing does", () => {
  assert.deepEqual(withoutSample({ open, masks }, 5), { open: null, masks: { "score 2 1": "ask", "gradient 0,1 W0": "bet", "total": "ask" } });
  assert.deepEqual(withoutSample({ open, masks }, 2).masks, { "loss 4": "ask", "gradient 0,1 W0": "bet", "total": "ask" });
  const total = { kind: /** @type {const} */ ("total") };
  assert.deepEqual(withoutSample({ open: total, masks: {} }, 0), { open: total, masks: {} });
  assert.deepEqual(withoutSample({ open: null, masks: {} }, 0), { open: null, masks: {} });
});
