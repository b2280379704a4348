"""Writes the problems that all sides read: `python -m bench.engine.problems FOLDER`."""

from __future__ import annotations

import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from bench.peers.ours import config_of
from bench.peers.problem import Array, Problem, write
from engine import Experiment

CONVNETJS_DECAY = 0.0001  # its 0.001 is divided by the batch size of 10
ADAM = {"name": "adam", "learning_rate": 0.001, "epsilon": 1e-8}
GRIDS_AFTER = 2000  # updates, so that there is a boundary to draw


def start(rng: np.random.Generator, *sizes: int) -> tuple[Array, ...]:
    """Return blocks [W | b] (k, d + 1), W in N(0, 1/d), b = 0."""
    blocks = []
    for inputs, units in pairwise(sizes):
        weights = rng.standard_normal((units, inputs)) / np.sqrt(inputs)
        blocks.append(np.column_stack([weights, np.zeros(units)]))
    return tuple(blocks)


def points_of(data: dict[str, Any]) -> dict[str, Any]:
    """Return the inputs, labels and view of one of the app's data sets."""
    made = Experiment({"data": data})
    return {"inputs": made.points, "answers": np.array(made.labels, float), "view": made.view}


def linear(rng: np.random.Generator, loss: str) -> Problem:
    """Return W1: CS231n's nine points, all of them in each update, as its demo trains them."""
    return Problem(
        name=f"W1-{'softmax' if loss == 'softmax' else 'hinge'}",
        **points_of({"name": "cs231n"}),
        start=start(rng, 2, 3),
        activation="tanh",
        loss=loss,
        rule={"name": "gd", "learning_rate": 0.1},
        batch=9,
        l2=0.1,
    )


def convnetjs(rng: np.random.Generator) -> Problem:
    """Return W2: the network and trainer of ConvNetJS's classify2d, on its circle."""
    return Problem(
        name="W2",
        **points_of({"name": "convnet_circle", "count": 100}),
        start=start(rng, 2, 6, 2, 2),
        activation="tanh",
        loss="softmax",
        rule={"name": "momentum", "learning_rate": 0.01, "momentum": 0.1},
        batch=10,
        l2=CONVNETJS_DECAY,
    )


def playground(rng: np.random.Generator) -> Problem:
    """Return W3: TensorFlow Playground's first network, ½(tanh − ±1)², on its circle."""
    data = points_of({"name": "playground_circle", "count": 250})
    data["answers"] = 2.0 * data["answers"][:, None] - 1.0
    return Problem(
        name="W3",
        **data,
        start=start(rng, 2, 4, 2, 1),
        activation="tanh",
        output="tanh",
        loss="squared_error",
        rule={"name": "gd", "learning_rate": 0.03},
        batch=10,
    )


def wide(rng: np.random.Generator) -> Problem:
    """Return W4: two layers of 20 on CS231n's spiral, all points in each update."""
    return Problem(
        name="W4",
        **points_of({"name": "cs231n_spiral", "count": 300}),
        start=start(rng, 2, 20, 20, 3),
        activation="relu",
        loss="softmax",
        rule=ADAM,
        batch=300,
    )


def images(rng: np.random.Generator, batch: int, n: int) -> Problem:
    """Return W5: as many inputs as a digit of MNIST has pixels, of noise."""
    return Problem(
        name=f"W5-{batch}",
        inputs=rng.uniform(0.0, 1.0, (n, 784)),
        answers=rng.integers(0, 10, n).astype(float),
        start=start(rng, 784, 128, 64, 10),
        activation="relu",
        loss="softmax",
        rule=ADAM,
        batch=batch,
    )


def grid(problem: Problem) -> Problem:
    """Return W6: a problem after some training, to be drawn."""
    trained = Experiment(config_of(problem))
    trained.step(GRIDS_AFTER)
    blocks = trained.setup.network.blocks(trained.trainer.theta)
    return replace(problem, name=f"W6-{problem.name}", start=tuple(map(np.copy, blocks)))


def main(folder: Path) -> None:
    rng = np.random.default_rng(1)
    folder.mkdir(parents=True, exist_ok=True)
    nets = convnetjs(rng), wide(rng)
    for problem in (
        *(linear(rng, loss) for loss in ("softmax", "weston_watkins")),
        playground(rng),
        images(rng, 64, 1280),
        images(rng, 500, 1000),
        *nets,
        *map(grid, nets),
    ):
        write(problem, folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
