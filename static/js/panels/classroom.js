/** In the header: asking the class, before an update what it will do, or what a hidden number is. */

/** @import { Context, State } from "../types.js" */
import { h, icon } from "../dom.js";
import { asked, reveal } from "./hide.js";
import { popover } from "./popover.js";
import { showAttribute, showText } from "./show.js";

/**
 * @param {HTMLElement} root
 * @param {Context} context
 */
export function mount(root, context) {
  const { store, actions, t } = context;
  const button = h("button", { "type": "button", "class": "icon-btn", "data-testid": "classroom", "aria-label": t("classroom.name"), "data-t-label": "classroom.name", "title": t("classroom.name"), "data-t-title": "classroom.name" }, icon("ask"));
  const { box, close } = popover(button, { label: t("classroom.name"), fill });
  box.classList.add("classroom");
  root.append(button, box);
  const count = h("span", { class: "label" });

  function fill() {
    const predict = h("input", { "type": "checkbox", "role": "switch", "data-testid": "predict", "aria-describedby": "predict-help" });
    predict.checked = store.get().ui.predict;
    predict.addEventListener("change", () => actions.ui({ predict: predict.checked }));
    const all = h("button", { "type": "button", "class": "btn", "data-testid": "reveal-all", "onclick": () => reveal(context, null) }, t("hide.reveal"));
    all.disabled = !asked(store.get().ui.masks).length;
    return [
      h("label", { class: "classroom-switch" }, predict, t("predict.name")),
      h("p", { class: "label", id: "predict-help" }, t("predict.help")),
      h("div", { class: "row" },
        h("button", { "type": "button", "class": "btn", "data-testid": "hide", "aria-describedby": "hide-help", "onclick": begin }, icon("ask"), t("hide.name")), all),
      h("p", { class: "label", id: "hide-help" }, t("hide.about"), " ", count),
    ];
  }
  function begin() {
    close(true);
    actions.ui({ hiding: true });
  }
  /** @param {State} state */
  function update({ ui }) {
    const hidden = asked(ui.masks).length;
    showAttribute(box, "aria-label", t("classroom.name"));
    showAttribute(button, "aria-pressed", String(ui.predict || ui.hiding || hidden > 0));
    showText(count, hidden ? t("hide.count", { n: hidden }) : "");
  }
  update(store.get());
  return store.subscribe(["ui"], update);
}
