"""The gradient check: backpropagation against central differences, parameter by parameter.

    n_i = (R(θ + h e_i) − R(θ − h e_i)) / 2h,  error_i = |a_i − n_i| / max(|a_i|, |n_i|, floor)

with R the total loss on the training points without dropout, a the gradient as stepped, and h about
the cube root of the rounding unit, divided by what the parameter is multiplied by. Where the two
disagree h is made smaller, twice. Source: CS231n notes, "Gradient checks".

A difference is no derivative where a kink lies between θ − h and θ + h: the derivative of an
activation, of the loss or of a penalty jumps there, however small h is. Such a parameter is named
and not counted if its difference lies between the derivatives on both sides.
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
SMALLER = (1.0, 1.0 / 16.0, 1.0 / 256.0)  # the steps tried
TOLERANCE = 1e-6
FLOOR = 1e-3  # times the size of what is computed: slopes below it are known less precisely
ROUNDING = 4.0 * float(np.finfo(np.float64).eps)  # times that size: the error of a loss
JUMP = 1e-9  # derivatives that differ by less do so from rounding


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

    `where` is the parameter of the largest relative error, kinks left out; `excused` says how many
    parameters are left out so, and if it is all of them nothing has passed. Two things are not
    meant to pass and are named: penalties that step otherwise than they show (`inconsistent`, by
    name, as L2 under the cs231n convention) and layers whose activation passes the signal backwards
    as it is (`surrogate`, by index, as the step).
    """

    passed: bool
    max_relative_error: float
    where: tuple[str, tuple[int, ...]] | None
    kinks: list[Kink]
    excused: int
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
    numeric, errors = np.zeros((2, len(public)))
    smooth, kinks = np.ones(len(public), np.bool_), []
    with np.errstate(all="ignore"):
        probe = _Probe(experiment)
        for i, place in enumerate(network.public[public]):
            errors[i], numeric[i] = probe.compare(place)
            if not errors[i] <= TOLERANCE:
                name, element = _name(experiment, int(public[i]))
                jumps = probe.jumps(place)
                kinks += [Kink(name, element, *jump) for jump in jumps]
                smooth[i] = not jumps
    counted = np.where(smooth, errors, 0.0)
    worst = int(np.argmax(counted)) if len(counted) else -1
    largest = float(counted[worst]) if len(counted) else 0.0
    layers = enumerate(network.layers)
    return GradientCheck(
        passed=largest <= TOLERANCE and bool(smooth.any() or not len(public)),
        max_relative_error=largest,
        where=_name(experiment, int(public[worst])) if len(counted) else None,
        kinks=kinks,
        excused=int(np.sum(~smooth)),
        inconsistent=[p.name for p in setup.penalties if not p.consistent],
        surrogate=[index for index, layer in layers if layer.activation.surrogate],
        indices=public,
        analytic=probe.analytic[network.public[public]],
        numeric=numeric,
        errors=errors,
    )


class _Probe:
    """The total loss about a copy of the parameters, all in the engine's order."""

    def __init__(self, experiment: Experiment) -> None:
        self._setup = experiment.setup
        self._theta = experiment.trainer.theta.copy()
        self._evaluator = Evaluator(self._setup, self._theta, self._setup.train)
        plan = self._evaluator.plan
        total = self._evaluator.total()
        self.analytic = self._evaluator.gradient().copy()
        self._size = 1.0 + abs(total) + float(np.abs(plan.scores).max())
        factors = np.ones_like(self._theta)
        for block, values in zip(self._setup.network.blocks(factors), plan.inputs, strict=True):
            block *= np.maximum(1.0, np.abs(values).max(axis=1))
        self._steps = STEP * np.maximum(1.0, np.abs(self._theta)) / factors

    def compare(self, place: int) -> tuple[float, float]:
        """Return the relative error at a parameter and the difference it is measured by.

        A smaller step overrules the first one where it agrees and can tell: what its rounding may
        hide is left out of the error, and must be less than half of what is to be explained.
        """
        analytic = float(self.analytic[place])
        floor = FLOOR * self._size * max(1.0, STEP / float(self._steps[place]))
        first, to_explain = (np.inf, 0.0), np.inf
        for smaller in SMALLER:
            numeric, noise = self._difference(place, smaller)
            apart, size = abs(analytic - numeric), max(abs(analytic), abs(numeric), floor)
            if smaller == SMALLER[0]:
                first, to_explain = (apart / size, numeric), apart
            elif noise < 0.5 * to_explain and apart - noise <= TOLERANCE * size:
                return max(0.0, apart - noise) / size, numeric
            if first[0] <= TOLERANCE:
                break
        return first

    def jumps(self, place: int) -> list[tuple[str, int, int]]:
        """Return where a derivative jumps at a parameter, as (place, point, unit).

        A jump is as large for a smaller step, unlike what comes of curvature; and the difference
        lies between the gradients on both sides, or else it is the gradient that is wrong.
        """
        wide, narrow = ([self._slopes() for _ in self._beside(place, s)] for s in SMALLER[1:])
        numeric, noise = self._difference(place, SMALLER[-1])
        low, high = sorted(float(side.pop("gradient")[place]) for side in narrow)
        slack = TOLERANCE * max(abs(low), abs(high)) + noise
        if not low - slack <= numeric <= high + slack:
            return []
        found = []
        for name, below in narrow[0].items():
            jump = np.abs(narrow[1][name] - below)
            before = np.abs(wide[1][name] - wide[0][name])
            jumped = (jump > JUMP * (1.0 + np.abs(below))) & (jump > 0.5 * before)
            for row, unit in np.argwhere(jumped):
                lonely = name == "penalty"
                point = int(self._setup.train[row])
                found.append((name, -1, -1) if lonely else (name, point, int(unit)))
        return found

    def _difference(self, place: int, smaller: float) -> tuple[float, float]:
        """The central difference at a parameter, and about how much of it may be rounding."""
        sides = ((value, self._evaluator.total()) for value in self._beside(place, smaller))
        (low, below), (high, above) = sides
        return (above - below) / (high - low), ROUNDING * self._size / (high - low)

    def _slopes(self) -> dict[str, Array]:
        """The gradient, and all that may jump: slopes of activations, loss and penalties."""
        self._evaluator.total()
        plan, layers = self._evaluator.plan, self._setup.network.layers
        slopes = {
            f"layer {index}": layer.activation.derivative(station.z.T)
            for index, (layer, station) in enumerate(zip(layers, plan.stations, strict=True))
        }
        pull = np.zeros_like(self._theta)
        for penalty in self._setup.penalties:
            penalty.bind(self._theta, pull, self._setup.network.weights)()
        slopes["loss"] = self._setup.loss.gradient(plan.scores, plan.targets)
        slopes["penalty"] = pull[None, :]
        return slopes | {"gradient": self._evaluator.gradient().copy()}

    def _beside(self, place: int, smaller: float) -> Iterator[float]:
        """Put the parameter at θ − h, then at θ + h, giving its value there, then back."""
        middle = float(self._theta[place])
        step = smaller * float(self._steps[place])
        for value in (middle - step, middle + step):
            self._theta[place] = value
            yield value
        self._theta[place] = middle


def _name(experiment: Experiment, index: int) -> tuple[str, tuple[int, ...]]:
    """The parameter and the place in it of an index of the flat public order."""
    part = next(p for p in reversed(experiment.layout) if p["offset"] <= index)
    place = np.unravel_index(index - part["offset"], part["shape"])
    return part["name"], tuple(int(i) for i in place)
