/**
 * One bet after the other: asked before an update, waiting for it, told after it. Nothing of it is kept beyond the tab.
 * No DOM in here; bet.js is its card.
 */

/** @import { Losses, Masks, State, Stepped } from "../types.js" */
/** @import { Bet, Gradient, Sign, Verdict, Way } from "./betrules.js" */
import { flatIndex } from "../edits.js";
import { keyOf } from "../masks.js";
import { gradientToBet, judge } from "./betrules.js";
import { justStepped } from "./cuewords.js";

/** @typedef {"rest" | "asking" | "waiting" | "told"} Stage */
/** @typedef {Pick<State, "stepped" | "iteration" | "totals" | "playing" | "exact" | "diverged" | "refused" | "ui">} Seen */
/** @typedef {Pick<Stepped, "iteration" | "before" | "after">} Told */

/** @type {Bet} */
const NONE = { sign: null, loss: null };

export class Betting {
  /** @type {Stage} */ stage = "rest";
  /** What is bet on, and what it was. @type {{ gradient: Gradient | null, slope: number }} */ subject = { gradient: null, slope: NaN };
  bet = NONE;
  /** @type {{ stepped: Told, verdicts: Verdict[] } | null} */ outcome = null;
  tally = { right: 0, of: 0 };
  /** The step before the update. */ #from = 0;
  /** The losses there. @type {Losses} */ #before = { data: NaN, penalty: NaN, total: NaN };
  /** Whether the engine itself told of the update. */ #whole = false;
  /** The command that makes it. */ #id = 0;

  /** Whether an update asked for by hand is bet on first. @param {State} state */
  static wanted = ({ ui, playing, config }) => ui.predict && !playing && config !== null;

  /** @param {State} state @param {Gradient | null} chosen The gradient looked at last. */
  ask(state, chosen) {
    this.subject = { gradient: gradientToBet(state, chosen, state.ui.masks), slope: NaN };
    this.bet = NONE;
    this.#from = state.iteration;
    this.stage = "asking";
  }

  /** @param {"sign" | "loss"} what @param {Sign | Way} guess */
  choose(what, guess) {
    this.bet = { ...this.bet, [what]: guess };
  }

  /**
   * The bets are made, as they are; now the update.
   * @param {Pick<State, "layout" | "grads" | "totals">} state
   * @param {() => number} send Returns the command's id.
   */
  make({ layout, grads, totals }, send) {
    const { gradient } = this.subject;
    this.subject.slope = gradient ? grads[flatIndex(layout, gradient.name, gradient.index)] : NaN;
    this.#before = totals;
    this.stage = "waiting";
    this.#id = send();
  }

  /** Let it be an update without a bet. */
  skip() {
    this.bet = NONE;
  }

  rest() {
    this.stage = "rest";
  }

  /**
   * Follow what has happened to the session.
   * @param {Seen} state
   * @param {boolean} drawn Whether a line was bet on.
   */
  follow(state, drawn) {
    const story = justStepped(state);
    const stepped = story ?? this.#untold(state);
    if (this.stage === "waiting" && stepped) {
      this.#whole = story !== null;
      this.#tell(stepped, drawn);
    } else if (this.stage !== "rest" && this.#over(state, this.#whole ? story : stepped)) this.rest();
  }

  /** An update that was made when the server came back has no story: the losses tell of it, too. @param {Seen} state @returns {Told | null} */
  #untold = ({ iteration, totals, exact }) => (iteration === this.#from + 1 && exact ? { iteration, before: this.#before, after: totals } : null);

  /** @param {Told} stepped @param {boolean} drawn */
  #tell(stepped, drawn) {
    const verdicts = judge(this.bet, this.subject.slope, stepped);
    if (!verdicts.length && !drawn) return this.rest();
    this.tally.of += verdicts.length;
    this.tally.right += verdicts.filter(({ guess, truth }) => guess === truth).length;
    this.outcome = { stepped, verdicts };
    this.stage = "told";
  }

  /** Whether anything but the update came to pass. @param {Seen} state @param {Told | null} stepped */
  #over({ iteration, playing, diverged, refused, ui, stepped: told }, stepped) {
    if (playing || !ui.predict) return true;
    const made = told?.iteration === this.#from + 1; // its frame is on the way
    if (this.stage === "waiting" && (diverged || (refused >= this.#id && !made))) return true;
    return this.stage === "told" ? !stepped : iteration !== this.#from;
  }

  /**
   * The masks, with the gradient that is hidden until the update: it is, whenever an update could be bet on. The same
   * object where nothing changes.
   * @param {State} state
   * @param {Gradient | null} chosen
   * @returns {Masks}
   */
  masks(state, chosen) {
    const { masks } = state.ui;
    const open = this.stage === "asking" || this.stage === "waiting";
    const gradient = !Betting.wanted(state) ? null : open ? this.subject.gradient : gradientToBet(state, chosen, masks);
    const hidden = gradient ? [keyOf(gradient)] : [];
    const before = Object.keys(masks).filter((key) => masks[key] === "bet");
    if (String(before) === String(hidden)) return masks;
    const others = Object.entries(masks).filter(([key]) => !before.includes(key));
    return Object.fromEntries([...others, ...hidden.map((key) => /** @type {const} */ ([key, "bet"]))]);
  }
}
