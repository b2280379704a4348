/** The plane as two hidden units see it: the grid lines of the window, bent, and regions where the next layer cuts this one. */

/** @import { Warp } from "../types.js" */
/** @import { Pen } from "./view.js" */
import { haloSymbol } from "./text.js";

const LINE = 0.8;
const FAINT = 0.3;
const TICK = 12;

/**
 * @param {Pen} pen
 * @param {Warp} warp
 */
export function drawWarp({ g, u, at, tokens }, { lines, count, per }) {
  g.strokeStyle = tokens.text;
  g.lineWidth = LINE * u;
  g.lineJoin = "round";
  g.globalAlpha = FAINT;
  for (let line = 0; line < count; line++) {
    g.beginPath();
    for (let i = 2 * line * per; i < 2 * (line + 1) * per; i += 2) g.lineTo(at.x(lines[i]), at.y(lines[i + 1]));
    g.stroke();
  }
  g.globalAlpha = 1;
}

/**
 * The same where a layer has one unit: where the grid lines meet its axis.
 * @param {Pen} pen
 * @param {Warp} warp
 */
export function drawStrip({ g, u, at, tokens }, { lines, count, per }) {
  g.strokeStyle = tokens.text;
  g.lineWidth = LINE * u;
  g.globalAlpha = FAINT;
  g.beginPath();
  for (let i = 0; i < 2 * count * per; i += 2 * per) {
    const x = at.x(lines[i + 2 * (per >> 1)]);
    g.moveTo(x, at.height);
    g.lineTo(x, at.height - TICK * u);
  }
  g.stroke();
  g.globalAlpha = 1;
}

/**
 * The units that the axes are, at the ends of the axes.
 * @param {Pen} pen
 * @param {(number | null)[]} units To the right and up; null where there is none.
 */
export function nameAxes(pen, [right, up]) {
  const { at, u, tokens } = pen;
  const size = (tokens.projector ? 16 : 15) * u;
  if (right !== null) haloSymbol(pen, { letter: "a", index: right + 1 }, at.width - 14 * u, at.height - 12 * u, size, tokens.text);
  if (up !== null) haloSymbol(pen, { letter: "a", index: up + 1 }, 14 * u, 12 * u, size, tokens.text);
}
