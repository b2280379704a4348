"""What a network says of some examples: scores, losses and gradients, and how they come about.

Letters: n examples, m chosen ones, k outputs, P parameters. Everything here is a copy.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from engine.data import inputs
from engine.params import Array, BoolArray, IntArray, Run
from engine.plan import Plan, Station
from engine.setup import Setup

CHUNK = 512  # points that go through a network together and stay in the cache


class Totals(NamedTuple):
    """The figures of an evaluation of one split: see there what they mean."""

    data_loss: float
    penalty: float
    total: float
    accuracy: float


@dataclass(frozen=True)
class Evaluation:
    """The model on one split.

    `indices` (n,) are the points it speaks of; `scores` (n, k) what the loss reads; `losses` (n,)
    L_i; `data_loss` their mean; `penalty` R(W); `total` the sum of both. `grad` (P,) is the
    gradient as stepped, the mean's and the penalty's, in the public order, and `grads` the same by
    name; `slopes` (n, k) are ∂L_i/∂s, of each example alone. These three are None if not asked for.
    For classification `predictions` (n,) are the classes of the
    largest scores, `accuracy` the part that is right and `margins` (n, k) the scores that violate a
    margin, None for a loss without margins. Over no examples the means are NaN.
    """

    indices: IntArray
    scores: Array
    losses: Array
    data_loss: float
    penalty: float
    total: float
    grad: Array | None
    grads: dict[str, Array] | None
    slopes: Array | None
    predictions: IntArray | None
    accuracy: float
    margins: BoolArray | None

    @property
    def fault(self) -> str | None:
        """The first thing that is not finite, as "data loss" or "gradient of W0", or None."""
        gradients = {f"gradient of {name}": part for name, part in (self.grads or {}).items()}
        found: dict[str, Array | float] = {
            "scores": self.scores,
            "data loss": self.data_loss,
            "penalty": self.penalty,
            "total loss": self.total,
            **gradients,
        }
        return next((name for name, value in found.items() if not np.isfinite(value).all()), None)


@dataclass(frozen=True)
class LayerTrace:
    """One layer on m examples: z (m, rows), a (m, units) and delta = ∂L_i/∂z (m, rows)."""

    z: Array
    a: Array
    delta: Array


@dataclass(frozen=True)
class Trace:
    """The pass of m examples: inputs (m, d), each layer, scores (m, k) and losses (m,)."""

    inputs: Array
    layers: list[LayerTrace]
    scores: Array
    losses: Array


class Evaluator:
    """The plan of evaluating one split, used again until the setup changes."""

    def __init__(self, setup: Setup, theta: Array, indices: IntArray) -> None:
        self._setup, self._theta, self._indices = setup, theta, indices
        self._grad = np.empty_like(theta)
        labels = setup.examples.labels
        self._labels = None if labels is None else labels[indices]
        weight = 1.0 / max(len(indices), 1)
        self.plan = _plan(setup, theta, self._grad, indices, weight)
        bind = (penalty.bind for penalty in setup.penalties)
        self._penalties = [run(theta, self._grad, setup.network.weights) for run in bind]

    def total(self) -> float:
        """Return the data loss and the penalty at the parameters of this moment."""
        return sum(self._losses())

    def totals(self) -> Totals:
        """Return the figures alone, without copying what they come from."""
        with np.errstate(all="ignore"):
            data_loss, penalty = self._losses()
        return Totals(data_loss, penalty, data_loss + penalty, self._accuracy(self._predictions()))

    def gradient(self) -> Array:
        """Return the gradient as stepped, in the engine's order, after a forward pass."""
        self.plan.backward()
        for call in self._penalties:
            call()
        return self._grad

    def evaluate(self, gradients: bool) -> Evaluation:
        """Return everything about this split at the parameters of this moment."""
        setup, plan = self._setup, self.plan
        with np.errstate(all="ignore"):
            data_loss, penalty = self._losses()
            grad = self.gradient()[setup.network.public] if gradients else None
            slopes = self._slopes() if gradients else None
            margins = setup.loss.margins(plan.scores, plan.targets)
        predictions = self._predictions()
        return Evaluation(
            indices=self._indices.copy(),
            scores=plan.scores.copy(),
            losses=plan.losses.copy(),
            data_loss=data_loss,
            penalty=penalty,
            total=data_loss + penalty,
            grad=grad,
            grads=None if grad is None else setup.network.named(grad),
            slopes=slopes,
            predictions=predictions,
            accuracy=self._accuracy(predictions),
            margins=margins,
        )

    def _losses(self) -> tuple[float, float]:
        """The data loss and the penalty, after a forward pass."""
        plan = self.plan
        plan.forward()
        plan.value()
        n = len(plan.losses)
        data_loss = float(np.add.reduce(plan.losses)) / n if n else math.nan
        return data_loss, self._setup.penalty(self._theta)

    def _slopes(self) -> Array:
        """Each example's own slopes, after a forward pass."""
        slopes, fill = self._slope
        fill()
        return slopes.copy()

    @cached_property
    def _slope(self) -> tuple[Array, Run]:
        plan = self.plan
        slopes = np.empty_like(plan.scores)
        loss, targets = self._setup.loss, plan.targets
        aims = loss.aims(targets)
        return slopes, loss.bind(plan.scores, targets, slopes, plan.losses, aims)[1]

    def _predictions(self) -> IntArray | None:
        return None if self._labels is None else self._setup.classify(self.plan.scores)

    def _accuracy(self, predictions: IntArray | None) -> float:
        if predictions is None or not len(predictions):
            return math.nan
        return np.count_nonzero(predictions == self._labels) / len(predictions)


def _plan(setup: Setup, theta: Array, grad: Array, indices: IntArray, weight: float) -> Plan:
    rows, targets = setup.batch(indices)
    return Plan(setup.network, theta, grad, rows, targets, setup.loss, weight)


def trace(setup: Setup, theta: Array, indices: IntArray) -> Trace:
    """Return the pass of these examples, each with the loss of its own (not the mean's share)."""
    plan = _plan(setup, theta, np.empty_like(theta), indices, weight=1.0)
    with np.errstate(all="ignore"):
        plan.forward()
        plan.value()
        plan.backward()
    layers = [LayerTrace(_rows(s.z), _rows(s.a), _rows(s.dz)) for s in plan.stations]
    return Trace(plan.rows[:, :-1].copy(), layers, layers[-1].a, plan.losses)


def activations_at(
    setup: Setup, theta: Array, points: Array, last: int | None = None
) -> list[Array]:
    """Return what the units of every layer send at these points (n, 2), each (n, units).

    With `last`, of the layers up to that one. Nothing is dropped out.
    """
    layers = setup.network.layers[: None if last is None else last + 1]
    n, size = len(points), min(len(points), CHUNK)
    stations = [Station(layer, size) for layer in layers]
    sent = [np.empty((n, layer.units)) for layer in layers]
    rows = inputs(points, setup.features).T
    with np.errstate(all="ignore"):
        for first in range(0, n, size):
            part = slice(min(first, n - size), min(first + size, n))
            below = rows[:, part]
            for block, station, out in zip(
                setup.network.blocks(theta), stations, sent, strict=False
            ):
                block.dot(below, station.z)
                for call in station.forward:
                    call()
                below, out[part] = station.out, station.a.T
    return sent


def sample_gradients(setup: Setup, theta: Array, indices: IntArray) -> dict[str, Array]:
    """Return ∂L_i/∂W and ∂L_i/∂b of each example, {"W0": (m, rows, inputs), "b0": (m, rows), ...}.

    The penalty is not in them; the mean over a split's examples plus the penalty's is the gradient.
    """
    passed = trace(setup, theta, indices)
    gradients: dict[str, Array] = {}
    below = passed.inputs
    for index, layer in enumerate(passed.layers):
        gradients[f"W{index}"] = layer.delta[:, :, None] * below[:, None, :]
        gradients[f"b{index}"] = layer.delta
        below = layer.a
    return gradients


def _rows(feature_major: Array) -> Array:
    return feature_major.T.copy()
