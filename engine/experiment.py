"""The experiment: a config and a seed, training one step at a time, and edited while it runs."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from engine import edits, evaluation
from engine import snapshot as snapshots
from engine.config import MAX_SEED, merge, normalise
from engine.data import Examples, check_index
from engine.edits import Point, Target
from engine.evaluation import Evaluation, Evaluator, Totals, Trace
from engine.network import Network
from engine.params import Array, BoolArray, ConfigError, IntArray, Json, parse_number
from engine.setup import Setup
from engine.training import Trainer


class Experiment:
    """A model in training, as a plain object that knows nothing of time, sockets or pixels.

    The same config and the same calls give the same bits. A call that is refused raises ConfigError
    and changes nothing. Letters: n points, d inputs, k classes or outputs, P parameters; rows of W
    (k, d) are the units it leads into.

    Example:
        e = Experiment({"data": "cs231n", "loss": "softmax", "penalty": {"l2": 0.1}})
        e.step(10)
        e.evaluate().total
    """

    def __init__(self, config: Mapping[str, Json] | None = None) -> None:
        setup = Setup(normalise({} if config is None else config))
        self.trainer = Trainer(setup, setup.start())
        self._evaluators: dict[str, Evaluator] = {}
        self.config_revision = 0
        self.data_revision = 0

    # What it is now

    @property
    def config(self) -> dict[str, Json]:
        """The whole config, defaults filled in: Experiment(e.config) is the same experiment."""
        return copy.deepcopy(self.setup.config)

    @property
    def seed(self) -> int:
        return self.setup.seed

    @property
    def points(self) -> Array:
        """The points (n, 2), of both splits."""
        return self._examples.points.copy()

    @property
    def labels(self) -> IntArray | None:
        """The classes (n,), or None for regression."""
        labels = self._examples.labels
        return None if labels is None else labels.copy()

    @property
    def targets(self) -> Array | None:
        """The values to reach (n, m), or None for classification."""
        targets = self._examples.targets
        return None if targets is None else targets.copy()

    @property
    def classes(self) -> int:
        """How many classes there are, 0 for regression."""
        return self._examples.classes

    @property
    def view(self) -> tuple[float, float]:
        """The square window (low, high) that shows the points."""
        return self._examples.view

    @property
    def iteration(self) -> int:
        """How many updates have been made."""
        return self.trainer.iteration

    @property
    def epoch(self) -> int:
        """How many times every training example has been seen."""
        return self.trainer.batches.epoch

    @property
    def epoch_length(self) -> int:
        """How many updates see every training example once."""
        return self.trainer.batches.per_epoch

    @property
    def batch(self) -> IntArray:
        """The points that the next step sees."""
        chosen: IntArray = self.setup.train[self.trainer.batches.current()]
        return chosen

    @property
    def order(self) -> IntArray:
        """The training points (n_train,) in the order of this epoch; `batch` is a part of it."""
        chosen: IntArray = self.setup.train[self.trainer.batches.order]
        return chosen

    @property
    def mask(self) -> BoolArray | None:
        """Which hidden units (U,) dropout left active in the iteration just made.

        None where that is not known: without dropout, at the start, after a change of the network.
        """
        mask = self.trainer.mask()
        return None if mask is None else mask[: -self._examples.outputs]

    @property
    def layout(self) -> list[dict[str, Json]]:
        """Name, shape and offset of each parameter in `theta`."""
        return self._network.layout()

    @property
    def theta(self) -> Array:
        """All the parameters (P,), in the order of `layout`; a copy that cannot be written to."""
        vector: Array = self.trainer.theta[self._network.public]
        vector.flags.writeable = False
        return vector

    @property
    def params(self) -> dict[str, Array]:
        """The parameters by name, {"W0": (k, d), "b0": (k,), ...}; copies."""
        return self._network.named(self.trainer.theta[self._network.public])

    # Looking

    def evaluate(self, split: str = "train", gradients: bool = True) -> Evaluation:
        """Return scores, losses and gradients on the "train", "test" or "all" points."""
        return self._evaluator(split).evaluate(gradients)

    def totals(self, split: str = "train") -> Totals:
        """Return the loss and the accuracy alone, in half the time."""
        return self._evaluator(split).totals()

    def totals_at(self, thetas: Iterable[Array]) -> list[float]:
        """Return the total loss on the training points at each of these parameters (P,), given in
        the order of `theta`.
        """
        theta = np.empty_like(self.trainer.theta)
        evaluator = Evaluator(self.setup, theta, self.setup.train)
        found = []
        with np.errstate(all="ignore"):
            for given in thetas:
                theta[self._network.public] = given
                found.append(evaluator.total())
        return found

    def trace(self, indices: Sequence[int]) -> Trace:
        """Return every z, a and δ of some points' passes, without dropout."""
        return evaluation.trace(self.setup, self.trainer.theta, self._indices(indices))

    def sample_gradients(self, indices: Sequence[int]) -> dict[str, Array]:
        """Return each point's gradient of its own loss, {"W0": (m, k, d), "b0": (m, k), ...}."""
        chosen = self._indices(indices)
        return evaluation.sample_gradients(self.setup, self.trainer.theta, chosen)

    # Training

    def step(self, n: int = 1) -> None:
        """Make n updates. Raises Divergence in the last finite state, the same however sliced."""
        if isinstance(n, bool) or not isinstance(n, int) or n < 0:
            raise ConfigError("n", "must be an integer of at least 0", n, "integer")
        self.trainer.step(n)

    def reset(self) -> None:
        """Go back to iteration 0 and the same start."""
        self._install(Trainer(self.setup, self.setup.start()))

    def randomize(self, seed: int | None = None) -> None:
        """Draw a new start, from the seed given or the next one; the data stay as they are."""
        chosen = (self.seed + 1) % (MAX_SEED + 1) if seed is None else seed
        config = merge(self.setup.config, {"seed": chosen, "start": "random"})
        setup = Setup(config, self.setup)
        self._install(Trainer(setup, setup.start()))

    def count_from(self, iteration: int) -> None:
        """Call the present state that of an iteration, as if so many updates had led here."""
        if isinstance(iteration, bool) or not isinstance(iteration, int) or iteration < 0:
            rule = "must be an integer of at least 0"
            raise ConfigError("iteration", rule, iteration, "integer")
        self.trainer.count_from(iteration)

    # Editing the parameters

    def set_params(self, params: Mapping[str, object]) -> None:
        """Set some parameters by name, each a finite array of its own shape."""
        self.trainer.theta[...] = self._network.parse(params, self.trainer.theta, "params")

    def set_param(self, name: str, index: Sequence[int], value: float) -> None:
        """Set one number of one parameter, as in set_param("W0", (1, 0), 0.5)."""
        element = self._network.element(self.trainer.theta, name, index)
        element[...] = parse_number("value", value)

    def nudge(self, name: str, index: Sequence[int], by: float) -> None:
        """Add to one number of one parameter, to 14 decimals: 0.7 + 0.1 + 0.1 + 0.1 is 1."""
        element = self._network.element(self.trainer.theta, name, index)
        moved = round(float(element) + parse_number("by", by), 14)
        element[...] = parse_number("by", moved)

    # Editing the experiment: parameters and the optimiser's memory stay where they fit

    def configure(self, changes: Mapping[str, Json]) -> None:
        """Merge changes into the config, as {"optimizer": {"learning_rate": 0.3}}.

        Units, layers and inputs that both networks have keep what they learned.
        """
        self._become(merge(self.setup.config, changes), keep_start="start" in changes)

    def move_point(self, index: int, point: Point) -> None:
        """Put a point elsewhere."""
        setup = self.setup.moved(edits.move(self._examples, index, point))
        if setup.config != self.setup.config:
            self._install(self.trainer.moved(setup))

    def add_point(self, point: Point, label: Target) -> None:
        """Add a point of a class (for regression, with the value to reach) after the last one."""
        self._hold(edits.add(self._examples, point, label))

    def remove_point(self, index: int) -> None:
        """Take a point away; the last one stays."""
        self._hold(edits.remove(self._examples, index))

    def relabel(self, index: int, label: Target) -> None:
        """Give a point another class, or another value to reach."""
        self._hold(edits.relabel(self._examples, index, label))

    def set_points(self, points: object, labels: object, classes: int | None = None) -> None:
        """Take other points altogether; without `classes` as many as the labels name."""
        self._hold(edits.exchange(self._examples, points, labels, classes))

    # Keeping

    def snapshot(self) -> dict[str, Any]:
        """Return everything needed to continue bit for bit, as JSON values and arrays.

        Its config is the experiment's own: read it, do not write.
        """
        return snapshots.take(self.trainer)

    @classmethod
    def restore(cls, state: object) -> Experiment:
        """Return the experiment of a snapshot; ConfigError if anything in it is wrong."""
        experiment = cls()
        experiment.load(state)
        return experiment

    def load(self, state: object) -> None:
        """Become the experiment of a snapshot, or raise ConfigError and change nothing."""
        self._install(snapshots.read(state, self.setup))

    # How

    @property
    def setup(self) -> Setup:
        """What the config stands for; like `trainer`, for the engine's own modules to read."""
        return self.trainer.setup

    @property
    def _examples(self) -> Examples:
        return self.setup.examples

    @property
    def _network(self) -> Network:
        return self.setup.network

    def _evaluator(self, split: str) -> Evaluator:
        if split not in self._evaluators:
            chosen = self.setup.split(split)
            self._evaluators[split] = Evaluator(self.setup, self.trainer.theta, chosen)
        return self._evaluators[split]

    def _indices(self, indices: Sequence[int]) -> IntArray:
        n = len(self._examples.points)
        return np.array([check_index(index, n, "indices") for index in indices], np.int64)

    def _hold(self, examples: Examples) -> None:
        self._become(self.setup.holding(examples), keep_start=False)

    def _become(self, config: dict[str, Json], keep_start: bool) -> None:
        """Go on under a normalised config, or raise ConfigError and change nothing."""
        setup = Setup(config, self.setup)
        if not keep_start:
            setup.forget_start_that_does_not_fit()
        self._install(self.trainer.under(setup))

    def _install(self, trainer: Trainer) -> None:
        self.config_revision += trainer.setup.config != self.setup.config
        self.data_revision += trainer.setup.examples is not self._examples
        self.trainer, self._evaluators = trainer, {}
