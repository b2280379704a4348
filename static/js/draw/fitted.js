/** Regression on one input: the network's answer as a curve over x, and what is missing from it to each sample. */

/** @import { Pen } from "./view.js" */
/** @import { Box } from "./field.js" */

const RESIDUAL = 1.5;

/**
 * Layer 3.
 * @param {Pen} pen
 * @param {Float32Array} fitted The answers at the centres of equal parts of the window, a row of outputs each.
 * @param {number} outputs
 * @param {Box} box
 */
export function drawFitted({ g, u, at, tokens }, fitted, outputs, [left, right]) {
  const parts = fitted.length / outputs;
  g.strokeStyle = tokens.boundary;
  g.lineWidth = tokens.curveWidth * u;
  g.lineJoin = "round";
  for (let output = 0; output < outputs; output++) {
    g.beginPath();
    for (let i = 0; i < parts; i++) g.lineTo(at.x(left + ((i + 0.5) / parts) * (right - left)), at.y(fitted[i * outputs + output]));
    g.stroke();
  }
}

/**
 * Layer 6: from each sample straight up or down to the curve.
 * @param {Pen} pen
 * @param {Float64Array} places n × 2
 * @param {Float64Array} scores n × 1
 */
export function drawResiduals({ g, u, at, tokens }, places, scores) {
  g.strokeStyle = tokens.text3;
  g.lineWidth = RESIDUAL * u;
  g.beginPath();
  for (let i = 0; 2 * i < places.length; i++) {
    g.moveTo(at.x(places[2 * i]), at.y(places[2 * i + 1]));
    g.lineTo(at.x(places[2 * i]), at.y(scores[i] ?? NaN));
  }
  g.stroke();
}
