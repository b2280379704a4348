/** Over the diagram's columns: units and layers added and removed, and the sheets of inputs and layers. */

/** @import { Context, State } from "../types.js" */
/** @import { Plan } from "../draw/networkplan.js" */
/** @import { Layer } from "./networkmodel.js" */
/** @import { Group } from "./settinggroup.js" */
import { field } from "../controls.js";
import { h, icon } from "../dom.js";
import { formatShort } from "../i18n.js";
import { featureControls } from "./networkfeatures.js";
import { layerControls, layerSetting } from "./networklayer.js";
import { inserted, MOST_LAYERS, MOST_UNITS, removed, withLayer } from "./networkmodel.js";
import { popover } from "./popover.js";
import { showText } from "./show.js";

/** Columns this near to each other, in rem, have no room for − and + beside the number of units. */
const ROOMY = 6.2;
const ROOMY_FOR_FINGERS = 11.25;
/** After this the config has what was asked for, milliseconds. */
const ANSWERED = 500;

/** @param {Context} context */
export function layerEditor(context) {
  const { actions, store, t } = context;
  const element = h("div", { "class": "net-head", "role": "group", "aria-label": t("network.editor"), "data-t-label": "network.editor" });
  /** The layers asked for last, and when: presses come faster than the engine's answers. */
  let asked = { hidden: /** @type {Layer[]} */ ([]), time: -Infinity };
  /** What the open popover holds. @type {Group | null} */
  let open = null;
  let built = "";
  /** Whether a layer's number of units is in its popover, for want of room. */
  let folded = false;
  /** @type {{ update: (layer: Layer) => void }[]} */
  let heads = [];

  function current() {
    const { config, refusal } = store.get();
    return performance.now() < asked.time + ANSWERED && !refusal ? asked.hidden : config?.hidden ?? [];
  }
  /** @param {(hidden: Layer[]) => Layer[]} alter */
  function change(alter) {
    asked = { hidden: alter(current()), time: performance.now() };
    actions.send("configure", { changes: { hidden: asked.hidden } });
  }
  /** @param {number} l @returns {Hands} */
  const handsOf = (l) => ({ by: (step) => change(grown(l, step)), set: (changes) => change((hidden) => withLayer(hidden, l, changes)) });

  /** A button's box, which follows the config while it is open. @param {HTMLButtonElement} button @param {string} label @param {() => Group} fill */
  function hang(button, label, fill) {
    return popover(button, {
      label,
      fill() {
        open = fill();
        const { config } = store.get();
        if (config) open.update(config);
        return open.nodes;
      },
      changed: (opened) => (open = opened ? open : null),
    }).box;
  }
  /** @param {number} l @returns {Group} */
  function layerGroup(l) {
    const { nodes, update } = layerControls(context, l, {
      current: () => current()[l], change: handsOf(l).set, remove: () => change((hidden) => removed(hidden, l)),
    });
    if (!folded) return { nodes, update };
    const pill = unitsPill(context, l, true, handsOf(l));
    return { nodes: [pill.element, ...nodes], update: (config) => [update(config), pill.update(config.hidden[l])] };
  }
  /** @param {Layer[]} hidden @param {Plan} plan */
  function build(hidden, plan) {
    const focused = element.contains(document.activeElement) ? document.activeElement?.getAttribute("data-testid") : null;
    const room = plan.spacing / rem();
    const fingers = matchMedia("(pointer: coarse)").matches;
    folded = fingers && room < ROOMY_FOR_FINGERS;
    element.parentElement?.classList.toggle("is-tight", room < ROOMY);
    element.classList.toggle("is-folded", folded);
    const made = hidden.map((_, l) => layerHead(context, l, folded ? null : unitsPill(context, l, fingers || room >= ROOMY, handsOf(l))));
    heads = made;
    const plus = Array.from({ length: hidden.length + 1 }, (_, l) => plusButton(context, l, hidden.length < MOST_LAYERS, () => change((now) => inserted(now, l))));
    const inputs = opener("features");
    inputs.dataset.t = "network.input";
    inputs.textContent = t("network.input");
    const output = h("span", { "class": "label", "data-t": "network.output.short" }, t("network.output.short"));
    const between = (/** @type {number} */ l) => (plan.xs[l] + plan.xs[l + 1]) / 2;
    open = null;
    element.replaceChildren(
      at(inputs, plan.xs[0]), ...made.flatMap((head, l) => [at(plus[l], between(l)), at(head.element, plan.xs[l + 1])]),
      at(plus[hidden.length], between(hidden.length)), at(output, plan.xs[hidden.length + 1]),
      hang(inputs, t("network.features"), () => featureControls(context)),
      ...made.map((head, l) => hang(head.words, t("network.layer", { layer: l + 1 }), () => layerGroup(l))));
    /** @type {HTMLElement | null} */ (focused && element.querySelector(`[data-testid="${focused}"]`))?.focus();
  }
  /** @param {State} state @param {Plan} plan */
  function update({ config, ui }, plan) {
    if (!config) return;
    const shape = `${config.hidden.length} ${plan.xs} ${ui.lang}`;
    if (shape !== built) build(config.hidden, plan);
    built = shape;
    heads.forEach((head, l) => head.update(config.hidden[l]));
    open?.update(config);
  }
  return { element, update, change, current };
}

/** @type {(l: number, step: number) => (hidden: Layer[]) => Layer[]} */
const grown = (l, step) => (hidden) => withLayer(hidden, l, { units: Math.max(1, Math.min(MOST_UNITS, Number(hidden[l].units) + step)) });

/** @type {(element: HTMLElement, x: number) => HTMLElement} */
function at(element, x) {
  element.classList.add("net-at");
  element.style.left = `${x}px`;
  return element;
}

const rem = () => parseFloat(getComputedStyle(document.documentElement).fontSize);

/** @typedef {{ by: (step: number) => void, set: (changes: Layer) => void }} Hands */

/** − n +, where there is room for the signs. @param {Context} context @param {number} l @param {boolean} signs @param {Hands} hands */
function unitsPill({ schema, t }, l, signs, { by, set }) {
  const layer = { layer: l + 1 };
  const units = field({ ...layerSetting(schema, "units"), high: MOST_UNITS }, {
    label: "network.units", testid: `units-${l}`, onInput: (value) => set({ units: value }),
  });
  const minus = square(`remove-unit-${l}`, "minus", t("network.removeUnit", layer), () => by(-1));
  const plus = square(`add-unit-${l}`, "plus", t("network.addUnit", layer), () => by(1));
  return {
    element: h("div", { class: "net-pill" }, ...(signs ? [minus, units, plus] : [units])),
    /** @param {Layer} layer */
    update({ units: count }) {
      if (units.value !== count) units.value = count;
      minus.disabled = Number(count) <= 1;
      plus.disabled = Number(count) >= MOST_UNITS;
    },
  };
}

/** The activation, under the number of units or with it, opens the rest. @param {Context} context @param {number} l @param {ReturnType<typeof unitsPill> | null} pill */
function layerHead({ t }, l, pill) {
  const words = opener(`layer-${l}`);
  return {
    element: h("div", { class: "net-col" }, ...(pill ? [pill.element] : []), words), words,
    /** @param {Layer} layer */
    update(layer) {
      const { activation, dropout, frozen, units } = layer;
      const { name } = /** @type {{ name: string }} */ (activation);
      const parts = [t(`activation.${name}`), ...(Number(dropout) < 1 ? [`p ${formatShort(Number(dropout))}`] : [])];
      showText(words, (pill ? "" : `${units}\n`) + parts.join(" · "));
      words.classList.toggle("is-frozen", Boolean(frozen));
      pill?.update(layer);
    },
  };
}

/** @type {(testid: string, look: string, label: string, act: () => void) => HTMLButtonElement} */
const square = (testid, look, label, act) =>
  h("button", { "type": "button", "data-testid": testid, "aria-label": label, "title": label, "onclick": act }, icon(look));

/** @type {(context: Context, l: number, room: boolean, act: () => void) => HTMLButtonElement} */
function plusButton({ t }, l, room, act) {
  const button = square(`add-layer-${l}`, "plus", room ? t("network.addLayer") : t("network.mostLayers", { most: MOST_LAYERS }), act);
  button.className = "net-add";
  button.disabled = !room;
  return button;
}

/** What opens a popover. @param {string} testid */
const opener = (testid) => h("button", { "type": "button", "class": "net-opener", "data-testid": testid });
