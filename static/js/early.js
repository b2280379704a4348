/*
 * Before the first paint: the theme and the projector mode that this device remembers, else what the system prefers.
 * A classic script, since a module would run after the page has been shown in the wrong colours.
 */
(() => {
  /** @param {string} name */
  const remembered = (name) => {
    try {
      return localStorage.getItem(`fronteira.${name}`);
    } catch {
      return null;
    }
  };
  const { dataset } = document.documentElement;
  dataset.theme = remembered("theme") ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  if (remembered("projector") === "true") dataset.mode = "projector";
})();
