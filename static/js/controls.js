/**
 * Controls made from the engine's schema. A control is an element with `.value` and an "input" event, and with
 * `.error`, a sentence to show beside it. Labels are i18n keys, so that changing the language rewrites them.
 */

/** @import { Json, Setting } from "./types.js" */
import { h } from "./dom.js";
import { sentence } from "./errors.js";
import { formatSetting, parseNumber, t } from "./i18n.js";
import { fromSlider, problem, toSlider, STEPS } from "./ranges.js";

/** @typedef {HTMLElement & { value: any, error: string }} Control */
/**
 * @typedef {object} Options
 * @property {string} label i18n key
 * @property {Json} [value] The setting's default where not given.
 * @property {(value: any) => void} [onInput]
 * @property {"field" | "slider" | "number" | "segmented" | "select" | "flag"} [look]
 * @property {string} [symbol] Shown in italics after the label, e.g. "α".
 * @property {string} [testid] On the element that holds the value; it carries `data-value` too.
 * @property {(choice: string) => string} [word] The i18n key of a choice; `${setting.name}.${choice}` where not given.
 */

/** @type {Record<string, (setting: Setting, options: Options) => Control>} */
const LOOKS = { field, slider, number, segmented, select, flag };

/**
 * @param {Setting} setting
 * @param {Options} options
 * @returns {Control}
 */
export const control = (setting, options) => LOOKS[options.look ?? usualLook(setting)](setting, options);

/** @param {Setting} setting */
function usualLook({ kind, choices }) {
  if (kind === "choice") return (choices ?? []).length > 4 ? "select" : "segmented";
  return kind === "flag" ? "flag" : "number";
}

/**
 * Give an element the face of a control. `show` writes a value; `commit` is for the person's own changes.
 * @param {HTMLElement} root
 * @param {HTMLElement} holder Carries `data-value` and the test id.
 * @param {Setting} setting
 * @param {Options} options
 * @param {(value: any) => void} show
 */
function face(root, holder, setting, options, show) {
  let value = options.value ?? setting.default;
  const entry = root.querySelector("input, select") ?? root;
  const error = h("span", { class: "control-error", role: "status" });
  root.append(error);
  if (options.testid) holder.dataset.testid = options.testid;
  const control = /** @type {Control} */ (Object.defineProperties(root, {
    value: { get: () => value, set: (next) => write(next) },
    error: { get: () => error.textContent, set: complain },
  }));

  /** @param {any} next */
  function write(next) {
    value = next;
    holder.dataset.value = String(next);
    show(next);
  }
  /** @param {string} text */
  function complain(text) {
    error.textContent = text;
    if (text) entry.setAttribute("aria-invalid", "true");
    else entry.removeAttribute("aria-invalid");
  }
  /** @param {any} next */
  function commit(next) {
    complain("");
    if (next === value) return show(value);
    write(next);
    options.onInput?.(next);
    control.dispatchEvent(new Event("input", { bubbles: true }));
  }
  root.addEventListener("words", () => write(value));
  write(value);
  return { control, commit, complain };
}

/** The accessible name of what has no label of its own. @param {Options} options */
const named = ({ label }) => ({ "aria-label": t(label), "data-t-label": label });

/** @param {Options} options */
function caption({ label, symbol }) {
  const words = h("span", { "data-t": label }, t(label));
  return h("span", { class: "label" }, words, ...(symbol ? [" ", h("span", { class: "m" }, symbol)] : []));
}

/**
 * A typed value: comma or point; Enter or leaving commits, Esc reverts, nonsense is refused with a sentence.
 * @param {Setting} setting
 * @param {Options} options
 */
export function field(setting, options) {
  const input = h("input", {
    type: "text", inputmode: "decimal", class: "field num", autocomplete: "off", spellcheck: "false", ...named(options),
  });
  const root = h("span", { class: "control control-field" }, input);
  let typing = false; // what is half typed is the person's, whatever arrives meanwhile
  const made = face(root, input, setting, options, (value) => {
    if (!typing) input.value = formatSetting(value);
  });

  function commit() {
    if (input.value === formatSetting(made.control.value)) return revert();
    const value = parseNumber(input.value);
    const wrong = problem(setting, value, input.value);
    if (wrong) return made.complain(sentence({ field: setting.name, ...wrong }));
    typing = false;
    made.commit(value);
  }
  function revert() {
    typing = false;
    made.complain("");
    input.value = formatSetting(made.control.value);
  }
  input.addEventListener("input", (event) => {
    event.stopPropagation();
    typing = true;
  });
  input.addEventListener("blur", commit);
  input.addEventListener("focus", () => input.select());
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") commit();
    else if (event.key === "Escape" && (typing || made.control.error)) revert();
    else return;
    event.stopPropagation();
  });
  return made.control;
}

/**
 * Linear or logarithmic as the schema says. Double click brings the default back.
 * @param {Setting} setting
 * @param {Options} options
 */
export function slider(setting, options) {
  const input = h("input", {
    type: "range", class: "slider", min: 0, max: STEPS, step: 1, ...named(options),
  });
  const root = h("span", { class: "control control-slider" }, input);
  const made = face(root, input, setting, options, (value) => {
    const position = toSlider(setting, value);
    input.value = String(position);
    input.setAttribute("aria-valuetext", formatSetting(value));
    input.style.setProperty("--filled", `${(position / STEPS) * 100}%`);
  });
  input.addEventListener("input", (event) => {
    event.stopPropagation();
    made.commit(fromSlider(setting, Number(input.value)));
  });
  input.addEventListener("dblclick", () => made.commit(setting.default));
  return made.control;
}

/**
 * A label, a slider and a field that show one number.
 * @param {Setting} setting
 * @param {Options} options
 */
export function number(setting, options) {
  const { onInput, testid, ...same } = options;
  const parts = [slider(setting, same), field(setting, { ...same, testid })];
  const root = h("div", { class: "control control-number" }, caption(options), ...parts);
  root.addEventListener("input", (event) => {
    const part = /** @type {Control} */ (event.target);
    if (!parts.includes(part)) return;
    event.stopPropagation();
    for (const other of parts) if (other !== part) other.value = part.value;
    onInput?.(part.value);
    root.dispatchEvent(new Event("input", { bubbles: true }));
  });
  return /** @type {any} */ (Object.defineProperties(root, {
    value: { get: () => parts[1].value, set: (value) => parts.forEach((part) => (part.value = value)) },
    error: { get: () => parts[1].error, set: (text) => (parts[1].error = text) },
  }));
}

/** @param {Setting} setting @param {Options} options */
const wordOf = (setting, options) => options.word ?? ((/** @type {string} */ choice) => `${setting.name}.${choice}`);

/**
 * Every choice in view; the arrow keys move and choose.
 * @param {Setting} setting
 * @param {Options} options
 */
export function segmented(setting, options) {
  const choices = setting.choices ?? [];
  const word = wordOf(setting, options);
  const buttons = choices.map((choice) => {
    const words = { "data-choice": choice, "data-t": word(choice), "onclick": () => made.commit(choice) };
    return h("button", { type: "button", role: "radio", ...words }, t(word(choice)));
  });
  const root = h("div", { class: "control seg", role: "radiogroup", ...named(options) }, ...buttons);
  const made = face(root, root, setting, options, (value) => {
    for (const button of buttons) {
      const chosen = button.dataset.choice === value;
      button.setAttribute("aria-checked", String(chosen));
      button.tabIndex = chosen ? 0 : -1;
    }
  });
  root.addEventListener("keydown", (event) => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    const at = (choices.indexOf(made.control.value) + by + choices.length) % choices.length;
    buttons[at].focus();
    made.commit(choices[at]);
  });
  return made.control;
}

/**
 * @param {Setting} setting
 * @param {Options} options
 */
export function select(setting, options) {
  const word = wordOf(setting, options);
  const choices = setting.choices ?? [];
  const list = choices.map((choice) => h("option", { "value": choice, "data-t": word(choice) }, t(word(choice))));
  const input = h("select", { class: "select", ...named(options) }, ...list);
  const root = h("span", { class: "control control-select" }, input);
  const made = face(root, input, setting, options, (value) => (input.value = value));
  input.addEventListener("input", (event) => {
    event.stopPropagation();
    made.commit(input.value);
  });
  return made.control;
}

/**
 * @param {Setting} setting
 * @param {Options} options
 */
export function flag(setting, options) {
  const input = h("input", { type: "checkbox" });
  const root = h("label", { class: "control control-flag" }, input, caption(options));
  const made = face(root, input, setting, options, (value) => (input.checked = value));
  input.addEventListener("input", (event) => {
    event.stopPropagation();
    made.commit(input.checked);
  });
  return made.control;
}

