"""What a config means: examples, network, loss and the rest, which training only reads."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import replace
from functools import cached_property

import numpy as np

from engine import catalog, data
from engine.data import Examples
from engine.initializers import Initializer
from engine.losses import Loss
from engine.network import Layer, Network
from engine.optimizers import Optimizer
from engine.params import Array, ConfigError, IntArray, Json
from engine.penalties import Penalty

MAX_ACTIVATIONS = 4_000_000  # units · points: a pass keeps four numbers for each
_STREAMS = ("data", "split", "weights", "batches", "dropout")


def generator(seed: int, stream: str, *key: int) -> np.random.Generator:
    """Return the generator of one use of a seed, so that no use disturbs another."""
    path = (_STREAMS.index(stream), *key)
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=path)))


class Setup:
    """Everything a normalised config stands for.

    `rows` (n, d + 1) are the inputs of all the points with a last column of ones, `targets` (n, k)
    what the loss compares with; `train` and `test` index both. An earlier setup lends its examples
    if they are the same.
    """

    def __init__(self, config: Mapping[str, Json], earlier: Setup | None = None) -> None:
        self.config = dict(config)
        self.seed: int = config["seed"]
        if earlier is not None and _same_data(config, earlier.config):
            self.examples: Examples = earlier.examples
        else:
            draw = generator(config["data_seed"], "data")
            self.examples = data.load(config["data"], draw)
        n, tested = len(self.examples.points), config["test_fraction"]
        self.train, self.test = np.arange(n), np.arange(0)
        if tested:
            self.train, self.test = data.split(n, tested, generator(config["data_seed"], "split"))
        self.features: list[str] = config["features"]
        self.loss: Loss = catalog.make("loss", config["loss"], "loss")
        self.rows = data.inputs(self.examples.points, self.features)
        self.targets = self._targets()
        self.network = _network(config, len(self.features), self.examples.outputs, n)
        penalties: list[Penalty] = catalog.make_penalties(config["penalty"], "penalty")
        self.penalties = [penalty for penalty in penalties if penalty.strength > 0.0]
        self.optimizer: Optimizer = catalog.make("optimizer", config["optimizer"], "optimizer")

    def batch(self, indices: IntArray) -> tuple[Array, Array]:
        """Return the inputs (m, d + 1) and the targets (m, k), feature-major, of some points."""
        return self.rows[indices], np.asfortranarray(self.targets[indices])

    def split(self, name: object) -> IntArray:
        """Return the points of the split "train", "test" or "all"."""
        splits = {"train": self.train, "test": self.test, "all": np.arange(len(self.rows))}
        if not isinstance(name, str) or name not in splits:
            rule = f"must be one of {', '.join(splits)}"
            raise ConfigError("split", rule, name, "choice", choices=list(splits))
        return splits[name]

    def holding(self, examples: Examples) -> dict[str, Json]:
        """Return the config of edited examples, with the start that came with the data set."""
        config = self.config | {"data": data.explicit(examples)}
        start = self.examples.start
        if config["start"] == "preset" and start is not None and self.fits(start):
            config["start"] = {name: value.tolist() for name, value in start.items()}
        return config

    def moved(self, examples: Examples) -> Setup:
        """Return the setup of the same examples at other places; it shares all that is alike."""
        other = copy(self)
        other.config = self.holding(examples)
        other.examples = replace(examples, start=None)
        other.rows = data.inputs(examples.points, self.features)
        return other

    def start(self) -> Array:
        """Return the parameters of iteration 0, in the engine's order; ConfigError if wrong."""
        theta = np.zeros(self.network.size)
        fill: Initializer = catalog.make("initializer", self.config["initializer"], "initializer")
        for index, block in enumerate(self.network.blocks(theta)):
            weights, bias = np.empty(block[:, :-1].shape), np.empty(len(block))
            fill.fill(generator(self.seed, "weights", index), weights, bias)
            block[:, :-1], block[:, -1] = weights, bias
        start = self.config["start"]
        if isinstance(start, Mapping):
            return self.network.parse(start, theta, "start")
        if start == "preset" and self.examples.start is not None and self.fits(self.examples.start):
            return self.network.parse(self.examples.start, theta, "start")
        return theta

    def forget_start_that_does_not_fit(self) -> None:
        """Go back to the preset start if the one given as parameters is for another shape."""
        if not isinstance(self.config["start"], Mapping):
            return
        try:
            self.start()
        except ConfigError:
            self.config["start"] = "preset"

    def fits(self, params: Mapping[str, Array]) -> bool:
        """Whether these are all the parameters of this network, of the same shapes."""
        views = self.network.params(self.network.public)
        return {name: view.shape for name, view in views.items()} == {
            name: np.shape(value) for name, value in params.items()
        }

    @cached_property
    def outline(self) -> str:
        """All that shapes the layers, as text; dropout is in it too."""
        return repr((self.config["hidden"], self.config["output"], self.examples.outputs))

    @property
    def probabilistic(self) -> bool:
        """Whether the loss compares probabilities rather than margins or values."""
        return self.loss.likelihood != "none"

    def classify(self, scores: Array) -> IntArray:
        """Return the class (n,) that the scores (n, k) name; the first of equals."""
        largest = self.loss.predicts == "largest"
        chosen: IntArray = scores.argmax(axis=1) if largest else scores.argmin(axis=1)
        return chosen

    def penalty(self, theta: Array) -> float:
        """Return Σ R(W), the weights taken from a vector in the engine's order."""
        if not self.penalties:
            return 0.0
        weights = theta[self.network.weights]
        return sum((penalty.value(weights) for penalty in self.penalties), 0.0)

    def _targets(self) -> Array:
        examples = self.examples
        if examples.targets is not None:
            return examples.targets
        if examples.labels is None:
            raise ConfigError("data", "must have labels or targets", None)
        encoded: Array = self.loss.encode(examples.labels, examples.classes)
        return encoded


def _same_data(config: Mapping[str, Json], other: Mapping[str, Json]) -> bool:
    return all(config[key] == other[key] for key in ("data", "data_seed"))


def _network(config: Mapping[str, Json], inputs: int, outputs: int, points: int) -> Network:
    layers: list[Layer] = []
    offset = 0
    for hidden in [*config["hidden"], {"units": outputs, **config["output"]}]:
        units, frozen = hidden["units"], hidden.get("frozen_units", ())
        frozen = range(units) if hidden.get("frozen") else frozen
        activation = catalog.make("activation", hidden["activation"], "activation")
        active = hidden.get("dropout", 1.0)
        layers.append(Layer(activation, inputs, units, offset, active, tuple(frozen)))
        inputs, offset = units, layers[-1].end
    most = MAX_ACTIVATIONS // points
    if sum(layer.rows for layer in layers) > most:
        rule = f"must have at most {most} units in all for {points} points"
        found = sum(layer.rows for layer in layers)
        raise ConfigError("hidden", rule, found, "count", low=0, high=most)
    return Network(layers)
