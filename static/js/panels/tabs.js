/** Tabs: the panels beside the plane on a phone, and the panes of the chart. */

/**
 * @param {HTMLElement} side Says in `data-tab` which is open.
 * @param {Element | null} list Holds the tabs.
 * @param {(name: string) => void} [opened]
 */
export function mount(side, list, opened = () => {}) {
  const tabs = /** @type {HTMLElement[]} */ ([...(list?.querySelectorAll("[role=tab]") ?? [])]);

  /** @param {HTMLElement} chosen */
  function open(chosen) {
    side.dataset.tab = chosen.dataset.tab;
    for (const tab of tabs) {
      tab.setAttribute("aria-selected", String(tab === chosen));
      tab.tabIndex = tab === chosen ? 0 : -1;
    }
    opened(chosen.dataset.tab ?? "");
  }
  tabs.forEach((tab, i) => {
    tab.addEventListener("click", () => open(tab));
    tab.addEventListener("keydown", (event) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!by) return;
      event.preventDefault();
      const next = tabs[(i + by + tabs.length) % tabs.length];
      open(next);
      next.focus();
    });
  });
  open(tabs[0]);
}
