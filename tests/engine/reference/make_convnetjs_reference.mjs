/**
 * Writes convnetjs.json: ConvNetJS's default network and trainer of its classify2d demo, on circle data.
 *
 * ConvNetJS is no dependency of ours. To make the file anew, with Node 22 and npm:
 *
 *     node tests/engine/reference/make_convnetjs_reference.mjs
 *
 * The package is installed in a temporary folder. Points and first weights are drawn here, from a generator of our own,
 * so that the file is the same every time. The trainer sees the points in their order, as in the demo, whose batches
 * are what it has seen since the last update.
 */

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const VERSION = "0.3.0";
const SETTINGS = { learning_rate: 0.01, momentum: 0.1, batch_size: 10, l2_decay: 0.001 };
const LAYERS = [
  { type: "input", out_sx: 1, out_sy: 1, out_depth: 2 },
  { type: "fc", num_neurons: 6, activation: "tanh" },
  { type: "fc", num_neurons: 2, activation: "tanh" },
  { type: "softmax", num_classes: 2 },
];
/** Updates after which the parameters are written down; 200 are the demo's 20 passes of one tick. */
const SHOWN = [1, 2, 3, 10, 50, 200];

/** Lehmer 1951, with the constants of Park & Miller 1988. */
let seed = 20140101;
const uniform = (low, high) => {
  seed = (seed * 48271) % 2147483647;
  return low + ((high - low) * seed) / 2147483647;
};

function circle() {
  const at = (radius, angle) => [radius * Math.sin(angle), radius * Math.cos(angle)];
  const inner = Array.from({ length: 50 }, () => at(uniform(0, 2), uniform(0, 2 * Math.PI)));
  const outer = Array.from({ length: 50 }, (_, i) => at(uniform(3, 5), (2 * Math.PI * i) / 50));
  return { points: [...inner, ...outer], labels: [...inner.map(() => 1), ...outer.map(() => 0)] };
}

/** The layers that have weights. */
const dense = (net) => net.layers.filter(({ layer_type }) => layer_type === "fc");

function draw(net) {
  for (const { filters, biases } of dense(net)) {
    for (const { w } of filters) w.forEach((_, i) => (w[i] = uniform(-1, 1)));
    biases.w.forEach((_, i) => (biases.w[i] = uniform(-0.2, 0.2)));
  }
}

const parameters = (net) => Object.fromEntries(dense(net).flatMap(({ filters, biases }, l) => [
  [`W${l}`, filters.map(({ w }) => [...w])],
  [`b${l}`, [...biases.w]],
]));

function run(convnetjs) {
  const net = new convnetjs.Net();
  net.makeLayers(structuredClone(LAYERS));
  draw(net);
  const { points, labels } = circle();
  const start = parameters(net);
  const trainer = new convnetjs.SGDTrainer(net, SETTINGS);
  const input = new convnetjs.Vol(1, 1, 2);
  const shown = [];
  const examples = SHOWN.at(-1) * SETTINGS.batch_size;
  for (let seen = 1, losses = []; seen <= examples; seen += 1) {
    input.w = points[(seen - 1) % points.length];
    losses.push(trainer.train(input, labels[(seen - 1) % points.length]).cost_loss);
    if (seen % SETTINGS.batch_size) continue;
    const update = seen / SETTINGS.batch_size;
    if (SHOWN.includes(update)) shown.push({ update, losses, parameters: parameters(net) });
    losses = [];
  }
  return { version: VERSION, settings: SETTINGS, points, labels, start, shown };
}

const folder = mkdtempSync(join(tmpdir(), "convnetjs-"));
try {
  execFileSync("npm", ["install", "--no-audit", "--no-fund", "--silent", `convnetjs@${VERSION}`], { cwd: folder, stdio: "inherit" });
  const found = run(createRequire(join(folder, "package.json"))("convnetjs"));
  writeFileSync(new URL("convnetjs.json", import.meta.url), `${JSON.stringify(found)}\n`);
} finally {
  rmSync(folder, { recursive: true });
}
