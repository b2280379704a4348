"""Our engine: its trainer as the app runs it, shuffling and looking for divergence included."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.peers.problem import CELLS, Problem
from bench.peers.serving import serve
from engine import Experiment, config, grid, prepare_kernel
from engine.network import Network
from engine.setup import Setup
from engine.training import Trainer


def config_of(problem: Problem) -> dict[str, Any]:
    """Return the experiment's config; of inputs that are no points, the first two stand for all."""
    data: dict[str, Any] = {"points": problem.inputs[:, :2].tolist(), "view": problem.view}
    if problem.answers.ndim == 1:
        data |= {"labels": problem.labels.tolist(), "classes": problem.sizes[-1]}
    else:
        data |= {"targets": problem.answers.tolist()}
    hidden = [{"units": h, "activation": problem.activation} for h in problem.sizes[1:-1]]
    start = {f"W{i}": block[:, :-1].tolist() for i, block in enumerate(problem.start)}
    start |= {f"b{i}": block[:, -1].tolist() for i, block in enumerate(problem.start)}
    return {
        "data": data,
        "hidden": hidden,
        "output": {"activation": problem.output},
        "loss": problem.loss,
        "penalty": {"l2": problem.l2},
        "optimizer": problem.rule,
        "batch_size": problem.batch,
        "start": start,
    }


class AnyInputs(Setup):
    """A setup whose inputs (n, d) need not be points of the plane, which a config's are."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(config.normalise(config_of(problem)))
        n, d = problem.inputs.shape
        self.rows = np.column_stack([problem.inputs, np.ones(n)])
        layers, offset = [], 0
        for layer in self.network.layers:
            inputs = layer.inputs if layers else d
            layers.append(replace(layer, inputs=inputs, offset=offset))
            offset = layers[-1].end
        self.network = Network(layers)


class OurTraining:
    quantum = 1

    def __init__(self, problem: Problem) -> None:
        self.setup, self.epoch = AnyInputs(problem), len(problem.batches)
        self.restart()

    def restart(self) -> None:
        self.trainer = Trainer(self.setup, self.setup.start())

    def run(self, epochs: int) -> None:
        self.trainer.step(epochs * self.epoch)

    def scores(self) -> NDArray[Any]:
        below = self.setup.rows
        for layer, block in zip(
            self.setup.network.layers, self.setup.network.blocks(self.trainer.theta), strict=True
        ):
            sent = layer.activation.value(below @ block.T)
            below = np.column_stack([sent, np.ones(len(sent))])
        return sent


class OurGrid:
    def __init__(self, problem: Problem) -> None:
        self.experiment = Experiment(config_of(problem))

    def draw(self) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        return grid(self.experiment, size=CELLS)


if __name__ == "__main__":
    kernel = " and the compiled kernel" if prepare_kernel() else ""
    serve(f"NumPy {np.__version__}{kernel}", OurTraining, OurGrid)
