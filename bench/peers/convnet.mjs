/**
 * ConvNetJS, as a side of the benchmark: serving.py says what is asked and answered, problem.py what a problem is.
 *
 *     node convnet.mjs FOLDER_OF_PROBLEMS FOLDER_OF_PACKAGES
 *
 * Its npm release knows no Adam; where a problem asks for it, plain gradient descent takes its place, which is less work.
 */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { join } from "node:path";

const [folder, packages] = process.argv.slice(2);
const require = createRequire(join(packages, "package.json"));
const { Net, TanhLayer, Trainer, Vol } = require("convnetjs");
const CHECKED = 100, UPDATES = 20, CELLS = 100, LOOK = 0.02;
const ENDS = { softmax: "softmax", weston_watkins: "svm", squared_error: "regression" };

function readProblem(name) {
  const problem = JSON.parse(readFileSync(join(folder, `${name}.json`), "utf-8"));
  const bytes = readFileSync(join(folder, `${name}.bin`));
  let numbers = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const [inputs, answers, ...start] = problem.shapes.map((shape) => {
    const size = shape.reduce((product, length) => product * length, 1), width = shape[1] ?? 1;
    const rows = Array.from({ length: shape[0] }, (_, row) => numbers.slice(row * width, (row + 1) * width));
    numbers = numbers.subarray(size);
    return rows;
  });
  return { ...problem, inputs, answers, start };
}

/** The network at its start. */
function network({ inputs, start, activation, output, loss }) {
  const net = new Net(), last = start.at(-1).length;
  const hidden = start.slice(0, -1).map((block) => ({ type: "fc", num_neurons: block.length, activation }));
  const input = { type: "input", out_sx: 1, out_sy: 1, out_depth: inputs[0].length };
  net.makeLayers([input, ...hidden, { type: ENDS[loss], num_classes: last, num_neurons: last }]);
  if (output === "tanh") net.layers.splice(-1, 0, new TanhLayer({ in_sx: 1, in_sy: 1, in_depth: last }));
  net.layers.filter(({ layer_type }) => layer_type === "fc").forEach(({ filters, biases }, layer) => {
    start[layer].forEach((row, unit) => {
      filters[unit].w.set(row.subarray(0, -1));
      biases.w[unit] = row.at(-1);
    });
  });
  return net;
}

class Training {
  constructor(problem) {
    this.problem = problem;
    this.examples = problem.inputs.map((row) => {
      const vol = new Vol(1, 1, row.length, 0);
      vol.w.set(row);
      return vol;
    });
    this.answers = problem.loss === "squared_error" ? problem.answers : problem.answers.map(([label]) => label);
  }

  restart() {
    const { rule, batch, l2 } = this.problem;
    this.net = network(this.problem);
    this.trainer = new Trainer(this.net, {
      method: "sgd", learning_rate: rule.learning_rate, momentum: rule.momentum ?? 0, batch_size: batch,
      l2_decay: l2 * batch, // which it divides by the batch size
    });
  }

  run(epochs) {
    for (let epoch = 0; epoch < epochs; epoch += 1) {
      for (let i = 0; i < this.examples.length; i += 1) this.trainer.train(this.examples[i], this.answers[i]);
    }
  }

  /** What goes into the softmax, or into the loss. */
  scores() {
    return this.examples.map((vol) => {
      this.net.forward(vol);
      return [...this.net.layers.at(-1).in_act.w];
    });
  }
}

class Grid {
  constructor(problem) {
    const [low, high] = problem.view, step = (high - low) / CELLS;
    this.net = network(problem);
    this.centres = Float64Array.from({ length: CELLS }, (_, i) => low + (i + 0.5) * step);
    this.labels = new Uint8Array(CELLS * CELLS);
    this.sure = new Uint8Array(CELLS * CELLS);
  }

  draw() {
    const vol = new Vol(1, 1, 2, 0), { centres, labels, sure, net } = this;
    for (let cell = 0; cell < CELLS * CELLS; cell += 1) {
      vol.w[0] = centres[cell % CELLS];
      vol.w[1] = centres[CELLS - 1 - Math.floor(cell / CELLS)];
      const shares = net.forward(vol).w;
      let best = 0;
      for (let label = 1; label < shares.length; label += 1) if (shares[label] > shares[best]) best = label;
      labels[cell] = best;
      sure[cell] = 255 * shares[best];
    }
    return this;
  }

  restart() {}

  run(count) {
    for (let i = 0; i < count; i += 1) this.draw();
  }
}

const seconds = () => performance.now() / 1000;

/** How much to do between two looks at the clock. */
function calibrate(work) {
  work.restart();
  work.run(1);
  for (let count = 1; ; count *= 2) {
    const begin = seconds();
    work.run(count);
    if (seconds() - begin >= LOOK) return count;
  }
}

function measure({ work, count }, wanted) {
  work.restart();
  work.run(1);
  const processor = process.cpuUsage(), begin = seconds();
  let done = 0, past = 0;
  for (; past < wanted; past = seconds() - begin) {
    work.run(count);
    done += count;
  }
  const { user, system } = process.cpuUsage(processor);
  return { rate: done / past, threads: (user + system) / 1e6 / past };
}

function check(problem, grid) {
  if (grid) {
    const { labels, sure } = new Grid(problem).draw();
    return { cells: [[...labels], [...sure]] };
  }
  const every = Math.max(1, Math.floor(problem.inputs.length / CHECKED)), some = (_, i) => i % every === 0;
  const inputs = problem.inputs.filter(some), answers = problem.answers.filter(some);
  const work = new Training({ ...problem, inputs, answers, batch: inputs.length });
  work.restart();
  work.run(UPDATES);
  return { scores: work.scores() };
}

const atWork = new Map();
for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line), { problem, grid = false } = command, key = `${problem} ${grid}`;
  let answer = { about: `ConvNetJS 0.3.0, Node.js ${process.version}` };
  if (problem && !command.seconds) answer = check(readProblem(problem), grid);
  else if (problem) {
    if (!atWork.has(key)) {
      const work = new (grid ? Grid : Training)(readProblem(problem));
      atWork.set(key, { work, count: calibrate(work) });
    }
    answer = measure(atWork.get(key), command.seconds);
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
