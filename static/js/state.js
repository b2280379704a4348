/** The state of the page before anything has arrived. */

/** @import { State } from "./types.js" */
import { NO_TIME } from "./branches.js";

/**
 * @param {State["ui"]} ui
 * @returns {State}
 */
export function emptyState(ui) {
  return {
    connection: "connecting",
    attempt: 0,
    waiting: false,
    config: null,
    layout: [],
    classes: 0,
    view: [-1, 1],
    viewport: null,
    loss: {},
    points: new Float64Array(),
    labels: new Int32Array(),
    targets: null,
    params: new Float64Array(),
    grads: new Float64Array(),
    scores: new Float64Array(),
    losses: new Float64Array(),
    margins: new Uint8Array(),
    predicted: new Uint8Array(),
    slopes: new Float64Array(),
    regions: [],
    grid: null,
    gridView: new Float64Array(),
    segments: new Float32Array(),
    unitMaps: null,
    endMaps: null,
    warp: null,
    warped: new Float32Array(),
    warpedRegions: [],
    warpedView: [],
    histograms: null,
    fitted: new Float32Array(),
    mask: new Uint8Array(),
    batch: new Int32Array(),
    order: new Int32Array(),
    totals: { data: NaN, penalty: NaN, total: NaN, accuracy: NaN, testLoss: NaN, testAccuracy: NaN },
    iteration: 0,
    epoch: 0,
    playing: false,
    exact: false,
    diverged: null,
    stepped: null,
    answered: null,
    progress: null,
    check: null,
    refusal: null,
    refused: 0,
    notice: null,
    receipt: null,
    ...NO_TIME,
    undoable: false,
    redoable: false,
    ui,
  };
}
