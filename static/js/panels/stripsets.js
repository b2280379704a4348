/** What the strip sets, in its order: a name, the value it shows, the controls it opens. Menus come from the schema. */

/** @import { Config, Context, Member, State } from "../types.js" */
/** @import { Group } from "./settinggroup.js" */
import { control } from "../controls.js";
import { lossesOf, OWN, taskOf } from "../datasets.js";
import { h } from "../dom.js";
import { formatPercent, formatSetting } from "../i18n.js";
import { dataMenu } from "./datamenu.js";
import { memberControls, memberSettings, settingControl, trainingSetting } from "./settinggroup.js";
import { settingOf } from "./settings.js";

/** @typedef {{ key: string, label: string, symbol?: string, value: (config: Config, state: State) => string, fill: () => Group[] }} StripSet */

/** @param {Context} context @returns {StripSet[]} */
export function stripSets(context) {
  const { t } = context;
  const word = (/** @type {string} */ family, /** @type {any} */ member) => t(`${family}.${member.name ?? member}`);
  return [
    { key: "data", label: "family.data", value: ({ data }) => word("data", data.name ?? OWN), fill: () => dataGroups(context) },
    { key: "noise", label: "setting.noise", value: ({ data }) => (data.noise === undefined ? "" : formatSetting(Number(data.noise))), fill: () => [noise(context)] },
    { key: "test", label: "strip.test", value: ({ test_fraction }) => formatPercent(test_fraction), fill: () => [training(context, "test_fraction")] },
    { key: "activation", label: "family.activation", value: (config) => activationWord(config, context), fill: () => [activations(context)] },
    { key: "loss", label: "strip.loss", value: ({ loss }) => word("loss", loss), fill: () => [losses(context)] },
    { key: "optimizer", label: "family.optimizer", value: ({ optimizer }) => word("optimizer", optimizer), fill: () => [optimizers(context)] },
    { key: "batch", label: "strip.batch", value: ({ batch_size }) => (batch_size === null ? t("strip.all") : String(batch_size)), fill: () => [batch(context)] },
    { key: "l1", label: "strip.l1", symbol: "λ", value: ({ penalty }) => formatSetting(Number(penalty.l1)), fill: () => [strength(context, "l1")] },
    { key: "l2", label: "strip.l2", symbol: "λ", value: ({ penalty }) => formatSetting(Number(penalty.l2)), fill: () => [strength(context, "l2"), convention(context)] },
    { key: "initializer", label: "strip.start", value: ({ initializer }) => word("initializer", initializer), fill: () => [initializers(context)] },
    { key: "seed", label: "setting.seed", value: ({ seed }) => String(seed), fill: () => [training(context, "seed")] },
  ];
}

/** @param {Context} context */
const configure = ({ actions }) => (/** @type {Record<string, unknown>} */ changes) => actions.send("configure", { changes });

/** @param {Context} context @param {"test_fraction" | "seed" | "data_seed"} name */
function training(context, name) {
  return settingControl(context, trainingSetting(context.schema, name), {
    read: (config) => config[name], write: (value) => configure(context)({ [name]: value }),
  });
}

/** Which set, its settings, its seed. @param {Context} context @returns {Group[]} */
function dataGroups(context) {
  const { store, t } = context;
  const menu = dataMenu(context, ["classification", "regression"]);
  const settings = h("div", { class: "settings" });
  const again = h("button", { "type": "button", "class": "btn", "data-testid": "btn-new-data", "data-t": "strip.data", "onclick": () => configure(context)({ data_seed: Number(store.get().config?.data_seed) + 1 }) }, t("strip.data"));
  /** @type {Group[]} */
  let own = [];
  let shown = "";
  return [{
    nodes: [menu.element, settings],
    update(config) {
      menu.update(store.get());
      const name = String(config.data.name ?? "");
      if (name !== shown) {
        shown = name;
        own = memberSettings(context, "data", name, { read: ({ data }) => data, write: (data) => configure(context)({ data }) });
        settings.replaceChildren(...own.flatMap(({ nodes }) => nodes));
      }
      own.forEach((group) => group.update(config));
      again.disabled = !name;
    },
  }, training(context, "data_seed"), { nodes: [again], update() {} }];
}

/** The one setting of the data that is moved while training. @param {Context} context @returns {Group} */
function noise(context) {
  const { config } = context.store.get();
  const [group] = memberSettings(context, "data", String(config?.data.name), {
    read: ({ data }) => data, write: (data) => configure(context)({ data }), only: "noise",
  });
  return group;
}

/** The same for all hidden layers. @param {Context} context */
function activations(context) {
  const { store } = context;
  const first = (/** @type {Config} */ { hidden }) => /** @type {Member | undefined} */ (hidden[0]?.activation);
  return memberControls(context, "activation", {
    read: first,
    write(changes) {
      const { config } = store.get();
      if (!config?.hidden.length) return;
      const activation = changes.name ? changes : { ...first(config), ...changes };
      configure(context)({ hidden: config.hidden.map((layer) => ({ ...layer, activation })) });
    },
  });
}

/** @type {(config: Config, context: Context) => string} */
function activationWord({ hidden }, { t }) {
  const names = new Set(hidden.map(({ activation }) => String(/** @type {Member} */ (activation).name)));
  if (!names.size) return t("strip.none");
  return names.size > 1 ? t("strip.mixed") : t(`activation.${[...names][0]}`);
}

/** Those that can learn what the data hold. @param {Context} context */
function losses(context) {
  const { config } = context.store.get();
  return memberControls(context, "loss", {
    choices: config ? lossesOf(context.schema, taskOf(config, context.schema)) : [],
    read: ({ loss }) => loss,
    write: (loss) => configure(context)({ loss }),
  });
}

/** The learning rate is in the transport. @param {Context} context */
function optimizers(context) {
  return memberControls(context, "optimizer", {
    read: ({ optimizer }) => optimizer,
    write: (optimizer) => configure(context)({ optimizer }),
    without: ["learning_rate"],
  });
}

/** @param {Context} context */
function initializers(context) {
  return memberControls(context, "initializer", {
    read: ({ initializer }) => initializer,
    write: (initializer) => configure(context)({ initializer, start: "random" }),
  });
}

/** @param {Context} context @param {"l1" | "l2"} name */
function strength(context, name) {
  return settingControl(context, settingOf(context.schema, "penalty", name, "strength"), {
    testid: name, label: `penalty.${name}`,
    read: ({ penalty }) => penalty[name],
    write: (value) => configure(context)({ penalty: { [name]: value } }),
  });
}

/** @param {Context} context @returns {Group} */
function convention(context) {
  const { t } = context;
  const note = h("p", { "class": "note", "data-t": "convention.cs231n.help" }, t("convention.cs231n.help"));
  const group = settingControl(context, settingOf(context.schema, "penalty", "l2", "convention"), {
    testid: "l2-convention", word: (choice) => `convention.${choice}`,
    read: ({ penalty }) => penalty.l2_convention,
    write: (value) => configure(context)({ penalty: { l2_convention: value } }),
  });
  return {
    nodes: [...group.nodes, note],
    update(config) {
      group.update(config);
      note.hidden = config.penalty.l2_convention !== "cs231n";
    },
  };
}

/** How many samples an update sees, or all of them. @param {Context} context @returns {Group} */
function batch(context) {
  const { store, schema } = context;
  const setting = trainingSetting(schema, "batch_size");
  const samples = () => Math.max(1, store.get().points.length / 2);
  const ranged = { ...setting, slider: /** @type {[number, number]} */ ([1, samples()]), scale: /** @type {"log"} */ ("log") };
  const size = settingControl(context, ranged, {
    read: ({ batch_size }) => batch_size ?? samples(),
    write: (value) => configure(context)({ batch_size: value }),
  });
  const whole = control({ name: "whole", kind: "flag", default: false }, {
    label: "strip.whole", testid: "batch-all", onInput: (all) => configure(context)({ batch_size: all ? null : setting.default }),
  });
  return {
    nodes: [...size.nodes, whole],
    update(config) {
      size.update(config);
      if (whole.value !== (config.batch_size === null)) whole.value = config.batch_size === null;
    },
  };
}
