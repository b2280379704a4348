"""The gradient check: backpropagation against central differences, parameter by parameter.

    n_i = (R(θ + h e_i) − R(θ − h e_i)) / 2h,  error_i = |a_i − n_i| / max(|a_i|, |n_i|, floor)

with R the total loss on the training points without dropout, a the gradient as stepped, and h about
the cube root of the rounding unit. Source: CS231n notes, "Gradient checks".

A difference is no derivative where a kink lies between θ − h and θ + h: the derivative of an
activation, of the loss or of a penalty jumps there. Such parameters are named and not counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from engine.data import check_index
from engine.evaluation import Evaluator
from engine.experiment import Experiment
from engine.params import Array, IntArray

STEP = float(np.cbrt(np.finfo(np.float64).eps))  # balances rounding against curvature
TOLERANCE = 1e-6
FLOOR = 1e-3  # times 1 + |R|: below it the difference itself is only rounding
JUMP = 1e-3  # a smooth derivative moves by far less from θ − h to θ + h


class Kink(NamedTuple):
    """A jump between θ − h and θ + h: in a layer at a unit's z, in the loss at an output's score,
    or in a penalty, where point and unit are −1."""

    parameter: str
    element: tuple[int, ...]
    place: str  # "layer 0", "loss" or "penalty"
    point: int
    unit: int


@dataclass(frozen=True)
class GradientCheck:
    """The result, over `indices` of the flat public order.

    `where` is the parameter of the largest relative error, kinks left out. Two things are not meant
    to pass and are named: penalties that step otherwise than they show (`inconsistent`, by name,
    as L2 under the cs231n convention) and layers whose activation passes the signal backwards as it
    is (`surrogate`, by index, as the step).
    """

    passed: bool
    max_relative_error: float
    where: tuple[str, tuple[int, ...]] | None
    kinks: list[Kink]
    inconsistent: list[str]
    surrogate: list[int]
    indices: IntArray
    analytic: Array
    numeric: Array
    errors: Array


def gradcheck(experiment: Experiment, indices: Sequence[int] | None = None) -> GradientCheck:
    """Check the gradient of these parameters (of the flat public order), by default of all.

    The experiment is left as it was.
    """
    setup, network = experiment.setup, experiment.setup.network
    count = network.size
    chosen = range(count) if indices is None else indices
    public = np.array([check_index(index, count, "indices") for index in chosen], np.int64)
    with np.errstate(all="ignore"):
        probe = _Probe(experiment)
        analytic, numeric = probe.compare(network.public[public])
        floor = FLOOR * (1.0 + abs(probe.evaluator.total()))
        size = np.maximum(np.maximum(np.abs(analytic), np.abs(numeric)), floor)
        errors = np.abs(analytic - numeric) / size
        kinks = []
        smooth = np.ones(len(public), np.bool_)
        for i in np.flatnonzero(~(errors <= TOLERANCE)):
            name, place = _name(experiment, int(public[i]))
            found = [Kink(name, place, *jump) for jump in probe.jumps(network.public[public[i]])]
            kinks += found
            smooth[i] = not found
    counted = np.where(smooth, errors, 0.0)
    worst = int(np.argmax(counted)) if len(counted) else -1
    largest = float(counted[worst]) if len(counted) else 0.0
    layers = enumerate(network.layers)
    return GradientCheck(
        passed=largest <= TOLERANCE,
        max_relative_error=largest,
        where=_name(experiment, int(public[worst])) if len(counted) else None,
        kinks=kinks,
        inconsistent=[p.name for p in setup.penalties if not p.consistent],
        surrogate=[index for index, layer in layers if layer.activation.surrogate],
        indices=public,
        analytic=analytic,
        numeric=numeric,
        errors=errors,
    )


class _Probe:
    """The total loss about a copy of the parameters."""

    def __init__(self, experiment: Experiment) -> None:
        self._setup = experiment.setup
        self._theta = experiment.trainer.theta.copy()
        self.evaluator = Evaluator(self._setup, self._theta, self._setup.train)

    def compare(self, places: IntArray) -> tuple[Array, Array]:
        """Return the analytic gradient and the central differences at some parameters."""
        self.evaluator.total()
        analytic = self.evaluator.gradient()[places]
        numeric = np.empty(len(places))
        for i, place in enumerate(places):
            sides = [(value, self.evaluator.total()) for value in self._beside(place)]
            (low, below), (high, above) = sides
            numeric[i] = (above - below) / (high - low)
        return analytic, numeric

    def jumps(self, place: int) -> list[tuple[str, int, int]]:
        """Return where a derivative jumps between the two sides, as (place, point, unit)."""
        low, high = (self._slopes() for _ in self._beside(place))
        found = []
        for name in low:
            jumped = np.abs(high[name] - low[name]) > JUMP * (1.0 + np.abs(low[name]))
            for row, unit in np.argwhere(jumped):
                lonely = name == "penalty"
                point = int(self._setup.train[row])
                found.append((name, -1, -1) if lonely else (name, point, int(unit)))
        return found

    def _slopes(self) -> dict[str, Array]:
        """Every derivative that may jump: of the activations, of the loss, of the penalties."""
        self.evaluator.total()
        plan, layers = self.evaluator.plan, self._setup.network.layers
        slopes = {
            f"layer {index}": layer.activation.derivative(station.z.T)
            for index, (layer, station) in enumerate(zip(layers, plan.stations, strict=True))
        }
        pull = np.zeros_like(self._theta)
        for penalty in self._setup.penalties:
            penalty.bind(self._theta, pull, self._setup.network.weights)()
        loss = self._setup.loss.gradient(plan.scores, plan.targets)
        return slopes | {"loss": loss, "penalty": pull[None, :]}

    def _beside(self, place: int) -> Iterator[float]:
        """Put the parameter at θ − h, then at θ + h, giving its value there, then back."""
        middle = float(self._theta[place])
        step = STEP * max(1.0, abs(middle))
        for value in (middle - step, middle + step):
            self._theta[place] = value
            yield value
        self._theta[place] = middle


def _name(experiment: Experiment, index: int) -> tuple[str, tuple[int, ...]]:
    """The parameter and the place in it of an index of the flat public order."""
    part = next(p for p in reversed(experiment.layout) if p["offset"] <= index)
    place = np.unravel_index(index - part["offset"], part["shape"])
    return part["name"], tuple(int(i) for i in place)
