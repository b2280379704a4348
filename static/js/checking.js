/** The last gradient check that was asked for: under way, done, or of something that has changed since. No DOM in here. */

/** @import { Check, Checked, CommandType, State } from "./types.js" */

/** Commands that leave what was checked as it was, or lead to another step, which is told by its number. */
const NEUTRAL = new Set([
  "check", "answer", "ping", "play", "pause", "step", "epoch", "back", "goto", "fork", "rename", "drop",
]);

/** @typedef {"none" | "running" | "passed" | "kinks" | "infinite" | "convention" | "surrogate" | "wrong"} Verdict */

/**
 * After a command was sent.
 * @param {Check | null} check
 * @param {CommandType} type
 * @param {number} id
 * @returns {Check | null}
 */
export function sent(check, type, id) {
  if (type === "check") return { id, result: null, edits: [], changed: false };
  if (type === "start" || type === "resume") return null;
  return check && !check.changed && !NEUTRAL.has(type) ? { ...check, edits: [...check.edits, id] } : check;
}

/** An edit that was made is one for good. @type {(check: Check | null, id: number) => Check | null} */
export const made = (check, id) => (check?.edits.includes(id) ? { ...check, edits: [], changed: true } : check);

/** A check that was refused, cancelled or lost leaves nothing, and an edit that was refused has changed nothing. @type {(check: Check | null, id: number) => Check | null} */
export function refused(check, id) {
  if (check?.id === id) return null;
  return check?.edits.includes(id) ? { ...check, edits: check.edits.filter((one) => one !== id) } : check;
}

/** What the engine has found. @type {(check: Check | null, result: Checked) => Check | null} */
export const found = (check, result) => check && { ...check, result };

/** Whether parameters, samples or settings are others than those checked. @param {Pick<State, "check" | "iteration">} state */
export const isStale = ({ check, iteration }) => Boolean(check?.result && (check.changed || check.edits.length || check.result.iteration !== iteration));

/** What to say of it. @param {Check | null} check @returns {Verdict} */
export function verdict(check) {
  if (!check) return "none";
  const { result } = check;
  if (!result) return "running";
  if (result.passed) return "passed";
  if (result.max_relative_error === null) return "infinite";
  if (result.excused === result.count) return "kinks";
  if (result.surrogate.length) return "surrogate";
  return result.inconsistent.length ? "convention" : "wrong";
}
