/** The stages of a bet: asked, waited for, told, and left whenever anything else happens. */

import assert from "node:assert/strict";
import test from "node:test";

import { useWords } from "../../../static/js/i18n.js";
import { Betting } from "../../../static/js/panels/betting.js";

useWords("pt-BR", {});
const layout = [{ name: "W0", shape: [3, 2], offset: 0 }, { name: "b0", shape: [3], offset: 6 }];
const losses = (/** @type {number} */ total) => ({ data: total, penalty: 0, total });
const STEPPED = { iteration: 31, before: losses(0.71), after: losses(0.7), changed: 9, changes: [], pulled: null };
const ID = 40;
/** @type {any} */
const BEFORE = {
  layout, grads: Float64Array.of(0.1, -0.2, 0.3, -0.9, 0, 0, 0, 0, 0), iteration: 30, playing: false, exact: true, stepped: null,
  totals: losses(0.71), diverged: null, refused: 0, config: {}, ui: { predict: true, masks: {} },
};
const AFTER = { ...BEFORE, iteration: 31, stepped: STEPPED, totals: losses(0.7) };

/** A bet that waits for its update. */
function waiting() {
  const betting = new Betting();
  betting.ask(BEFORE, null);
  betting.choose("sign", "minus");
  betting.choose("loss", "rose");
  betting.make(BEFORE, () => ID);
  return betting;
}

test("guesses are told beside the truth, and counted from bet to bet", () => {
  const betting = waiting();
  betting.follow({ ...BEFORE, stepped: STEPPED }, false);
  assert.equal(betting.stage, "waiting", "the frame of the update is not there yet");
  betting.follow(AFTER, false);
  assert.equal(betting.stage, "told");
  assert.deepEqual(betting.outcome?.verdicts.map(({ guess, truth }) => [guess, truth]), [["minus", "minus"], ["rose", "fell"]]);
  assert.deepEqual(betting.tally, { right: 1, of: 2 });
  betting.follow(AFTER, false);
  assert.deepEqual([betting.stage, betting.tally.of], ["told", 2], "once");
  betting.ask(AFTER, null);
  assert.deepEqual(betting.bet, { sign: null, loss: null });
  betting.follow({ ...AFTER, refused: ID }, false);
  assert.equal(betting.stage, "asking", "what was refused before is of no matter");
});

test("an update of which the engine did not tell, as the server was away, is told by its losses", () => {
  const betting = waiting();
  betting.follow({ ...AFTER, stepped: null, exact: false }, false);
  assert.equal(betting.stage, "rest", "the losses shown are not yet those after it");
  const back = waiting();
  for (let i = 0; i < 2; i += 1) back.follow({ ...AFTER, stepped: null }, false);
  assert.deepEqual([back.stage, back.outcome?.verdicts[1]], ["told", { what: "loss", guess: "rose", truth: "fell" }]);
});

test("without a bet there is nothing to tell, but for a line that was drawn", () => {
  for (const drawn of [false, true]) {
    const betting = waiting();
    betting.skip();
    betting.follow(AFTER, drawn);
    assert.equal(betting.stage, drawn ? "told" : "rest");
    assert.equal(betting.tally.of, 0);
  }
});

test("an update that is refused, cancelled or never comes is waited for no longer", () => {
  for (const end of [{ refused: ID }, { refused: ID + 1 }, { diverged: {} }, { iteration: 12 }, { playing: true }, { ui: { predict: false, masks: {} } }]) {
    const betting = waiting();
    betting.follow({ ...BEFORE, refused: ID - 1 }, false);
    assert.equal(betting.stage, "waiting");
    betting.follow({ ...BEFORE, ...end }, false);
    assert.equal(betting.stage, "rest", JSON.stringify(end));
  }
  const betting = waiting();
  betting.follow({ ...BEFORE, stepped: STEPPED, refused: ID + 1 }, false);
  assert.equal(betting.stage, "waiting", "it was made; what is refused came after it");
});

test("whatever leads elsewhere ends what is asked or told", () => {
  const asking = new Betting();
  asking.ask(BEFORE, null);
  asking.follow(BEFORE, true);
  assert.equal(asking.stage, "asking");
  asking.follow({ ...BEFORE, iteration: 29 }, true);
  assert.equal(asking.stage, "rest");
  const told = waiting();
  told.follow(AFTER, false);
  told.follow({ ...AFTER, stepped: null }, false);
  assert.equal(told.stage, "rest", "an edit");
});

test("the gradient is hidden while it can be bet on: the one asked about, else the chosen or the largest", () => {
  const betting = new Betting();
  const largest = { "gradient 1,1 W0": "bet" };
  const chosen = { kind: /** @type {const} */ ("gradient"), name: "b0", index: [1] };
  assert.deepEqual(betting.masks(BEFORE, null), largest);
  assert.deepEqual(betting.masks({ ...BEFORE, ui: { predict: true, masks: { total: "ask", ...largest } } }, chosen), { total: "ask", "gradient 1 b0": "bet" });
  betting.ask(BEFORE, null);
  assert.deepEqual(betting.masks(BEFORE, chosen), largest, "while it is asked the same");
  const masks = { total: "ask", ...largest };
  for (const none of [{ playing: true }, { config: null }]) assert.deepEqual(betting.masks({ ...BEFORE, ...none, ui: { predict: true, masks } }, null), { total: "ask" });
  assert.deepEqual(betting.masks({ ...BEFORE, ui: { predict: false, masks } }, null), { total: "ask" });
  assert.equal(betting.masks({ ...BEFORE, ui: { predict: true, masks } }, null), masks, "the same object where nothing changes");
});
