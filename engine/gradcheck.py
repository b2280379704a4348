"""The gradient check: backpropagation against central differences, parameter by parameter.

    n_i = (R(θ + h e_i) − R(θ − h e_i)) / 2h,  error_i = |a_i − n_i| / max(|a_i|, |n_i|, floor)

with R the total loss on the training points without dropout, a the gradient as stepped, and h about
the cube root of the rounding unit, divided by what the parameter is multiplied by. Where the two
disagree h is made smaller, a few times. Source: CS231n notes, "Gradient checks".

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
SMALLER = tuple(2.0**-power for power in (2, *range(4, 61, 4)))  # the steps tried after h
SMALLEST = 2.0**-16  # of them, for a parameter no larger than 1
SIDES = (2.0**-4, 2.0**-8), (1.0, 2.0**-2)  # wide and narrow ones that tell jumps from curvature
LARGE = 1000.0  # what a parameter is multiplied by, when its step is that part of it no longer
TOLERANCE = 1e-6
FLOOR = 1e-3  # times the size of what is computed: slopes below it are known less precisely
TINY = 1e-290  # and those below it not at all
ROUNDING = 4.0 * float(np.finfo(np.float64).eps)  # times that and Σ |a θ|: a loss's error
NAMED = 1000  # kinks
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
    parameters are left out so, and if it is all of them nothing has passed. There are `kink_count`
    kinks, of which the first ones are named. Two things are not meant to pass and are named:
    penalties that step otherwise than they show (`inconsistent`, by name, as L2 under the cs231n
    convention) and layers whose activation passes the signal backwards as it is (`surrogate`, by
    index, as the step).
    """

    passed: bool
    max_relative_error: float
    where: tuple[str, tuple[int, ...]] | None
    kinks: list[Kink]
    kink_count: int
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
    check = GradientChecker(experiment, indices)
    while check.left:
        check.proceed()
    return check.result()


class GradientChecker:
    """A check of the gradient at the parameters of this moment, one after the other.

    What becomes of the experiment meanwhile does not matter.
    """

    def __init__(self, experiment: Experiment, indices: Sequence[int] | None = None) -> None:
        self._setup, self._network = experiment.setup, experiment.setup.network
        count = self._network.size
        chosen = range(count) if indices is None else indices
        self.indices = np.array([check_index(index, count, "indices") for index in chosen], int)
        self._numeric, self._errors = np.zeros((2, len(self.indices)))
        self._smooth = np.ones(len(self.indices), np.bool_)
        self._kinks: list[Kink] = []
        self._kink_count = self.done = 0
        with np.errstate(all="ignore"):
            self._probe = _Probe(experiment)

    @property
    def left(self) -> int:
        """How many parameters have not been checked yet."""
        return len(self.indices) - self.done

    def proceed(self) -> None:
        """Check the next parameter."""
        i, index = self.done, int(self.indices[self.done])
        place = int(self._network.public[index])
        with np.errstate(all="ignore"):
            self._errors[i], self._numeric[i] = self._probe.compare(place)
            if not self._errors[i] <= TOLERANCE:
                count, jumps = self._probe.jumps(place, NAMED - len(self._kinks))
                name, element = self._network.named_place(index)
                self._kinks += [Kink(name, element, *jump) for jump in jumps]
                self._kink_count += count
                self._smooth[i] = count == 0
        self.done += 1

    def result(self) -> GradientCheck:
        """Return what has been found of those checked so far."""
        seen = slice(self.done)
        counted = np.where(self._smooth, self._errors, 0.0)[seen]
        worst = int(np.argmax(counted)) if self.done else -1
        largest = float(counted[worst]) if self.done else 0.0
        layers, public = enumerate(self._network.layers), self.indices[seen]
        return GradientCheck(
            passed=largest <= TOLERANCE and bool(self._smooth[seen].any() or not self.done),
            max_relative_error=largest,
            where=self._network.named_place(int(public[worst])) if self.done else None,
            kinks=self._kinks,
            kink_count=self._kink_count,
            excused=int(np.sum(~self._smooth[seen])),
            inconsistent=[p.name for p in self._setup.penalties if not p.consistent],
            surrogate=[index for index, layer in layers if layer.activation.surrogate],
            indices=public,
            analytic=self._probe.analytic[self._network.public[public]],
            numeric=self._numeric[seen],
            errors=self._errors[seen],
        )


Jump = tuple[str, int, int]  # place, point, unit
Sides = Sequence[dict[str, Array]]  # what may jump, by place, below and above a parameter


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
        pulls = float(np.abs(self.analytic) @ np.abs(self._theta))
        self._noises = ROUNDING * self._size, ROUNDING * (self._size + pulls)
        factors = np.ones_like(self._theta)
        for block, values in zip(self._setup.network.blocks(factors), plan.inputs, strict=True):
            block *= np.maximum(1.0, np.abs(values).max(axis=1))
        sizes = np.abs(self._theta)
        self._steps = STEP * np.maximum(np.maximum(1.0, sizes) / factors, sizes / LARGE)

    def compare(self, place: int) -> tuple[float, float]:
        """Return the relative error at a parameter and the difference it is measured by.

        A smaller step overrules the first one where it agrees and can tell: what its rounding may
        hide is left out of the error, and must be less than half of what is to be explained.
        """
        numeric, apart, size, _ = self._measured(place, 1.0)
        error, least = apart / size, SMALLEST / max(1.0, abs(float(self._theta[place])))
        for smaller in SMALLER:
            if error <= TOLERANCE or smaller < least:
                break
            other, left, size, noises = self._measured(place, smaller)
            for noise in noises:
                if noise < 0.5 * apart and left - noise <= TOLERANCE * size:
                    return max(0.0, left - noise) / size, other
        return error, numeric

    def _measured(self, place: int, smaller: float) -> tuple[float, float, float, list[float]]:
        """The difference at a parameter, how far the gradient is from it, what that is measured
        by, and about how much of it may be rounding: at least and at most."""
        analytic = float(self.analytic[place])
        numeric, width = self._difference(place, smaller)
        floor = float(FLOOR * self._size * STEP / self._steps[place])
        size = max(abs(analytic), abs(numeric), floor, TINY)
        return numeric, abs(analytic - numeric), size, [noise / width for noise in self._noises]

    def jumps(self, place: int, most: int) -> tuple[int, list[Jump]]:
        """Return how many derivatives jump at a parameter, and `most` of them at most.

        A jump is as large for a smaller step, unlike what comes of curvature; and the difference
        lies between the gradients on both sides, or else it is the gradient that is wrong.
        """
        for sides in SIDES:
            wide, narrow = ([self._slopes(place) for _ in self._beside(place, s)] for s in sides)
            numeric, width = self._difference(place, sides[1])
            low, high = sorted(gradient for gradient, _ in narrow)
            slack = TOLERANCE * max(abs(low), abs(high)) + self._noises[0] / width
            if not low - slack <= numeric <= high + slack:
                break
            around = [[slopes for _, slopes in each] for each in (wide, narrow)]
            count, found = self._jumped(around[0], around[1], most)
            if count:
                return count, found
        return 0, []

    def _jumped(self, wide: Sides, narrow: Sides, most: int) -> tuple[int, list[Jump]]:
        """What jumps between the slopes below and above a parameter."""
        count, found = 0, list[Jump]()
        for name, below in narrow[0].items():
            jump = np.abs(narrow[1][name] - below)
            before = np.abs(wide[1][name] - wide[0][name])
            jumped = (jump > JUMP * (1.0 + np.abs(below))) & (jump > 0.5 * before)
            places = np.argwhere(jumped)
            count += len(places)
            for row, unit in places[: max(0, most - len(found))]:
                lonely = name == "penalty"
                point = -1 if lonely else int(self._setup.train[row])
                found.append((name, point, -1 if lonely else int(unit)))
        return count, found

    def _difference(self, place: int, smaller: float) -> tuple[float, np.float64]:
        """The central difference at a parameter, and how far apart its two sides are."""
        sides = ((value, self._evaluator.total()) for value in self._beside(place, smaller))
        (low, below), (high, above) = sides
        return float((above - below) / (high - low)), high - low

    def _slopes(self, place: int) -> tuple[float, dict[str, Array]]:
        """The gradient at a parameter, and what may jump: slopes of activations, loss, penalty."""
        self._evaluator.total()
        plan, layers = self._evaluator.plan, self._setup.network.layers
        slopes = {
            f"layer {index}": layer.activation.derivative(station.z.T)
            for index, (layer, station) in enumerate(zip(layers, plan.stations, strict=True))
        }
        slopes["loss"] = self._setup.loss.gradient(plan.scores, plan.targets)
        slopes["penalty"] = pulls = np.zeros((len(self._setup.penalties), len(self._theta)))
        for penalty, pull in zip(self._setup.penalties, pulls, strict=True):
            penalty.bind(self._theta, pull, self._setup.network.weights)()
        return float(self._evaluator.gradient()[place]), slopes

    def _beside(self, place: int, smaller: float) -> Iterator[np.float64]:
        """Put the parameter at θ − h, then at θ + h, giving its value there, then back."""
        middle: np.float64 = self._theta[place]
        step = smaller * self._steps[place]
        for value in (middle - step, middle + step):
            self._theta[place] = value
            yield value
        self._theta[place] = middle
