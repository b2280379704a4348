"""ConvNetJS's own training, number for number, from what its npm package computed.

Its rule, of SGDTrainer: over the examples of a batch g = Σ ∂L_i/∂θ, then v = μ v − α (g + λ θ) / B
and θ += v, λ for weights only. So its decay is divided by the batch size B, with the mean gradient:
λ = 0.001 there is λ = 0.0001 here, where batches of 10 make the step. The momentum is our own. Its
tanh is (e^2x − 1) / (e^2x + 1), off by some units in the last place; ours is the library's.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import Experiment

REFERENCE = json.loads((Path(__file__).parent / "reference" / "convnetjs.json").read_text("utf-8"))
SETTINGS = REFERENCE["settings"]
NETWORK: dict[str, Any] = {
    "hidden": [{"units": 6, "activation": "tanh"}, {"units": 2, "activation": "tanh"}],
    "loss": "softmax",
    "optimizer": {"name": "momentum", "learning_rate": 0.01, "momentum": 0.1},
    "batch_size": 10,
}


class Theirs:
    """Their trainer, on our gradients: the batches are the examples in their order."""

    def __init__(self) -> None:
        samples = {name: REFERENCE[name] for name in ("points", "labels")}
        self.experiment = Experiment(NETWORK | {"data": samples, "start": REFERENCE["start"]})
        self.speed = {name: np.zeros_like(v) for name, v in self.experiment.params.items()}
        self.updates = 0

    def update(self) -> list[float]:
        """Make one; return the losses of its examples, before it."""
        e, size = self.experiment, SETTINGS["batch_size"]
        batch = (np.arange(size) + self.updates * size) % len(e.points)
        losses = e.trace(batch).losses.tolist()
        gradients = e.sample_gradients(batch)
        params = e.params
        for name, value in params.items():
            decay = SETTINGS["l2_decay"] if name.startswith("W") else 0.0
            slope = (decay * value + gradients[name].sum(axis=0)) / size
            move = SETTINGS["momentum"] * self.speed[name] - SETTINGS["learning_rate"] * slope
            self.speed[name], params[name] = move, value + move
        e.set_params(params)
        self.updates += 1
        return losses


def same(params: Mapping[str, Any], expected: Mapping[str, Any], within: float) -> None:
    assert params.keys() == expected.keys()
    for name, value in expected.items():
        assert np.abs(params[name] - np.array(value)).max() <= within, name


def test_their_updates_are_reproduced() -> None:
    theirs = Theirs()
    same(theirs.experiment.params, REFERENCE["start"], within=0.0)
    for shown in REFERENCE["shown"]:
        while theirs.updates < shown["update"]:
            losses = theirs.update()
        assert losses == pytest.approx(shown["losses"], rel=0.0, abs=1e-12)
        same(theirs.experiment.params, shown["parameters"], within=1e-12)


def test_their_rule_is_ours_with_a_tenth_of_the_decay() -> None:
    theirs = Theirs()
    ours = Experiment(
        NETWORK
        | {"data": {name: REFERENCE[name][:10] for name in ("points", "labels")} | {"classes": 2}}
        | {"start": REFERENCE["start"], "penalty": {"l2": SETTINGS["l2_decay"] / 10}}
    )
    theirs.update()
    ours.step()
    same(ours.params, theirs.experiment.params, within=1e-15)


@pytest.mark.parametrize("decay", [1e-3, 1e-4])  # as written there, and as it comes out
@pytest.mark.parametrize("seed", range(1, 5))
def test_their_default_network_learns_their_circle(seed: int, decay: float) -> None:
    e = Experiment(NETWORK | {"data": "convnet_circle", "penalty": {"l2": decay}, "seed": seed})
    e.step(20 * 200)  # twenty ticks of the demo, of twenty passes each
    assert e.evaluate().accuracy >= 0.99
