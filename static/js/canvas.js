/** Canvases that stay sharp, and the theme's tokens, read once per change. */

const THEME = { attributes: true, attributeFilter: ["data-theme", "data-mode"] };
const CLASSES = 6;

/**
 * Keep a canvas's backing store at its box × the device's pixel ratio. `redraw` runs in the same frame as the resize,
 * because resizing clears.
 * @param {HTMLCanvasElement} canvas
 * @param {() => void} redraw
 */
export function sharpCanvas(canvas, redraw) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const sheet = { context, width: 0, height: 0, stop: () => observer.disconnect() };
  const observer = new ResizeObserver(([entry]) => {
    const { inlineSize, blockSize } = entry.contentBoxSize[0];
    canvas.width = Math.round(inlineSize * devicePixelRatio);
    canvas.height = Math.round(blockSize * devicePixelRatio);
    if (!canvas.width || !canvas.height) return;
    Object.assign(sheet, { width: inlineSize, height: blockSize });
    context.setTransform(canvas.width / inlineSize, 0, 0, canvas.height / blockSize, 0, 0);
    redraw();
  });
  // This box also tells of a new pixel ratio, where the browser knows it.
  const told = "devicePixelContentBoxSize" in ResizeObserverEntry.prototype;
  observer.observe(canvas, { box: told ? "device-pixel-content-box" : "content-box" });
  return sheet;
}

/** @typedef {{fill: string, text: string}} ClassColour */
/** @typedef {ReturnType<typeof readTokens>} Tokens */

/** What drawing needs of the style sheet: colours, alphas, line widths in design pixels, `unit` canvas pixels each. */
export function readTokens(root = document.documentElement) {
  const style = getComputedStyle(root);
  const word = (/** @type {string} */ name) => style.getPropertyValue(`--${name}`).trim();
  const number = (/** @type {string} */ name) => parseFloat(word(name));
  return {
    unit: parseFloat(style.fontSize) / 16,
    projector: root.dataset.mode === "projector",
    paper: word("surface"), wash: word("surface-control"), edge: word("control-border"),
    text: word("text"), text2: word("text-2"), text3: word("text-3"),
    axis: word("axis"), boundary: word("boundary"), gradient: word("gradient"),
    classes: Array.from({ length: CLASSES }, (_, k) => ({ fill: word(`class-${k}`), text: word(`class-${k}-text`) })),
    regionLow: number("region-low"), regionHigh: number("region-high"),
    scoreWidth: number("line-score"), boundaryWidth: number("line-boundary"),
    axisWidth: number("line-axis"), curveWidth: number("line-curve"), mark: number("mark"),
  };
}

/**
 * Read the tokens now and again whenever the theme, the mode or the fonts change.
 * @param {() => void} onChange
 */
export function watchTokens(onChange) {
  const watch = { tokens: readTokens(), stop };
  const refresh = () => {
    watch.tokens = readTokens();
    onChange();
  };
  const observer = new MutationObserver(refresh);
  observer.observe(document.documentElement, THEME);
  const contrast = matchMedia("(forced-colors: active)");
  contrast.addEventListener("change", refresh);
  document.fonts.addEventListener("loadingdone", refresh);
  function stop() {
    observer.disconnect();
    contrast.removeEventListener("change", refresh);
    document.fonts.removeEventListener("loadingdone", refresh);
  }
  return watch;
}
