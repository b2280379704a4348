/**
 * The branches of a session as the page shows them: the curve of each, where two of them part, and what a change of
 * them does to the timeline. Before its fork a branch is its parent. No DOM in here.
 */

/** @import { Branch, Change, Command, Config, State } from "./types.js" */
import { cut, NOTHING, since, through } from "./curve.js";
import { differences, kindOf } from "./forks.js";

/** So many of those left last are overlaid without being asked for. */
const BY_ITSELF = 3;

/** Commands after which the steps are counted from 0. */
const BEGIN = new Set(["reset", "randomize"]);

const DASHES = [[7, 4], [2, 3], [9, 3, 2, 3]];

/** The part of the state that is about steps and branches, as it is before any was seen. */
export const NO_TIME = Object.freeze({
  curve: NOTHING, ticks: [], earliest: 0, branch: 0, branches: [], curves: {}, overlaid: [], changed: {},
});

/** That part of a state. @param {State} state @returns {Pick<State, keyof typeof NO_TIME>} */
export const timeOf = ({ curve, ticks, earliest, branch, branches, curves, overlaid, changed }) =>
  ({ curve, ticks, earliest, branch, branches, curves, overlaid, changed });

/** @param {Branch[]} branches @param {number | null} id */
export const branchOf = (branches, id) => branches.find((one) => one.id === id);

/**
 * From which branch to which a session has come, and where the two part; null where it is still on the same.
 * @param {Pick<State, "branch" | "branches">} state
 * @param {{ current: number, branches: Branch[] }} event
 */
export function crossing({ branch: from, branches: before }, { current: to, branches }) {
  if (!from || from === to) return null;
  return { from, to, at: branchOf(branches, to)?.at ?? 0, born: !branchOf(before, to), known: branches.map(({ id }) => id) };
}

/**
 * A branch and those it came from, each with the last step that belongs to it.
 * @param {Branch[]} branches
 * @param {number} id
 */
function ancestry(branches, id) {
  /** @type {[id: number, until: number][]} */
  const found = [];
  let until = Infinity;
  for (let one = branchOf(branches, id); one && found.length < branches.length; one = branchOf(branches, one.parent)) {
    found.push([one.id, until]);
    until = Math.min(until, one.at);
  }
  return found;
}

/** The last step that two branches share; −∞ where they share none. @type {(branches: Branch[], a: number, b: number) => number} */
export function parting(branches, a, b) {
  const other = new Map(ancestry(branches, b));
  const shared = ancestry(branches, a).find(([id]) => other.has(id));
  return shared ? Math.min(shared[1], other.get(shared[0]) ?? Infinity) : -Infinity;
}

/** The curves laid over the current one, from where they are no longer the same. @param {State} state */
export function laidOver({ branches, branch, curves, overlaid }) {
  const shown = overlaid.filter((id) => curves[id]).map((id) => ({ id, curve: since(curves[id], parting(branches, branch, id)) }));
  return shown.filter(({ curve }) => curve.iteration.length > 1);
}

/** How a branch is dashed where it is laid over. @param {number} id */
export const dashOf = (id) => DASHES[(id - 1) % DASHES.length];

/** The steps of the edits on the way to a branch's newest step, rising. @param {Branch[]} branches @param {number} id */
function editsOf(branches, id) {
  const all = ancestry(branches, id).flatMap(([one, until]) => branchOf(branches, one)?.edits.filter((step) => step <= until) ?? []);
  return [...new Set(all)].sort((a, b) => a - b);
}

/** @template T @param {Record<number, T>} all @param {Branch[]} branches */
const ofThose = (all, branches) => Object.fromEntries(branches.filter(({ id }) => id in all).map(({ id }) => [id, all[id]]));

export class Branches {
  /** The command carried out last, and the config before it. @type {{ command: Command, at: number, config: Config | null } | null} */
  #last = null;
  /** The current branch's fork, while it is not left. @type {{ branch: number, at: number, config: Config | null, kinds: Set<string> } | null} */
  #fork = null;

  /** @param {Command} command @param {number} at @param {State} state @returns {Partial<State>} */
  applied(command, at, { config }) {
    this.#last = { command, at: BEGIN.has(command.type) ? 0 : at, config };
    if (command.type !== "start") return {};
    this.#fork = null;
    return { ...NO_TIME, earliest: Number(command.iteration ?? 0) };
  }

  /**
   * @param {{ current: number, branches: Branch[] }} event
   * @param {State} state
   * @returns {Partial<State>}
   */
  told({ current, branches }, state) {
    const left = state.branch !== current && state.branch ? state.branch : 0;
    const seen = left && Number.isFinite(state.totals.total) ? through(state.curve, state.iteration, state.totals) : state.curve;
    const all = { ...state.curves, ...(state.branch ? { [state.branch]: seen } : {}) };
    const patch = {
      branch: current, branches, ticks: editsOf(branches, current),
      overlaid: overlaid(state.overlaid, left, current, branches),
      curves: ofThose(all, branches.filter(({ id }) => id !== current)),
      changed: ofThose(state.changed, branches),
    };
    if (!left) return { ...patch, ...this.#described(current, patch.changed, state.config) };
    const mine = branchOf(branches, current);
    const born = !branchOf(state.branches, current);
    this.#fork = born && mine && this.#last ? { branch: current, at: mine.at, config: this.#last.config, kinds: new Set() } : null;
    return {
      ...patch,
      ...this.#described(current, patch.changed, state.config),
      curve: all[current] ?? cut(all[mine?.parent ?? 0] ?? NOTHING, Number(mine?.at) + 1),
      earliest: born ? (mine?.parent === null ? mine.at : state.earliest) : 0,
      ...(born && this.#edited() ? { notice: { key: "branches.forked", args: { iteration: Number(mine?.at) } } } : {}),
    };
  }

  /** The config is another: perhaps what the current branch was begun for. @param {Config} config @param {State} state @returns {Partial<State>} */
  configured(config, { branch, changed }) {
    return this.#described(branch, changed, config);
  }

  /** Whether the command carried out last was an edit. */
  #edited() {
    const kind = this.#last && kindOf(this.#last.command);
    return kind !== null && kind !== "reset" && kind !== "randomize";
  }

  /**
   * What made the current branch another, as far as it was done at its first step.
   * @type {(branch: number, changed: Record<number, Change[]>, config: Config | null) => Partial<State>}
   */
  #described(branch, changed, config) {
    const kind = this.#last && kindOf(this.#last.command);
    if (!kind || this.#fork?.branch !== branch || this.#fork.at !== this.#last?.at) return {};
    this.#fork.kinds.add(kind);
    return { changed: { ...changed, [branch]: differences(this.#fork.kinds, this.#fork.config, config) } };
  }
}

/** The branch just left is shown beside the one that was come to. @type {(chosen: number[], left: number, current: number, branches: Branch[]) => number[]} */
function overlaid(chosen, left, current, branches) {
  const here = chosen.filter((id) => id !== current && id !== left && branchOf(branches, id));
  return left && branchOf(branches, left) ? [...here.slice(1 - BY_ITSELF), left] : here;
}
