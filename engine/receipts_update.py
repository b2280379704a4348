"""Receipts of a gradient, and of the value that the next update gives a parameter.

The gradient is that of all the training samples, as the tables show it. The update is that of the
next batch, under the dropout that it will draw, by the optimiser with what it remembers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from engine.experiment import Experiment
from engine.mixing_activations import LogSoftmax, Softmax
from engine.params import Array, IntArray, Json
from engine.plan import Plan
from engine.receipt import Receipt, Step, Term, Terms, add, divide, product, receipt, term
from engine.receipts_optimizer import Update, moved
from engine.receipts_total import pull
from engine.setup import Setup

Address = dict[str, Json]
MIXING = Softmax, LogSoftmax  # a slope of theirs is a difference


class Place(NamedTuple):
    """Where a parameter is: row r of layer l's [W | b] and its column."""

    layer: int
    row: int
    column: int  # −1 for the bias
    flat: int  # in the engine's own order

    @classmethod
    def of(cls, setup: Setup, quantity: Address) -> Place:
        name, index = quantity["name"], quantity["index"]
        places = np.arange(setup.network.size, dtype=np.float64)
        order = setup.network.element(places, name, index)
        row, column = (*index, -1)[:2]
        return cls(int(name[1:]), row, column, int(order))


class Samples(NamedTuple):
    """Of some samples: δ of a row of W, and what goes into one of its columns, both (m,)."""

    points: IntArray
    delta: Array
    below: Array | None

    @classmethod
    def at(
        cls,
        experiment: Experiment,
        points: IntArray,
        place: Place,
        masks: Sequence[Array | None] | None = None,
    ) -> Samples:
        """Their pass at the parameters of this moment, under dropout's masks.

        The slopes are weighed as they are for the gradient, which rounds otherwise than without
        where numbers are added up; not those of outputs by themselves, where 1 should be 1.
        """
        setup, theta = experiment.setup, experiment.trainer.theta
        rows, targets = setup.batch(points)
        layers = setup.network.layers
        alone = place.layer == len(layers) - 1 and not isinstance(layers[-1].activation, MIXING)
        work, weight = np.empty_like(theta), 1.0 if alone else 1.0 / len(points)
        plan = Plan(setup.network, theta, work, rows, targets, setup.loss, weight, masks)
        plan.forward()
        plan.backward()
        delta, below = plan.stations[place.layer].dz[place.row], plan.inputs[place.layer]
        return cls(points, delta / weight, None if place.column < 0 else below[place.column])

    def terms(self) -> Terms:
        """Each sample's share δ · a of the gradient of its weight, or δ of its bias."""
        values = self.delta if self.below is None else self.delta * self.below

        def write(i: int) -> Term:
            delta = float(self.delta[i])
            factors = (delta,) if self.below is None else (delta, float(self.below[i]))
            return Term("sample", {}, factors, float(values[i]), delta != 0.0, int(self.points[i]))

        return Terms(values, write)


def explain(experiment: Experiment, quantity: Address, most: int) -> Receipt:
    """Return the receipt of a gradient, with the next value that comes of it, or of that value."""
    if quantity["kind"] == "next":
        return _next(experiment, quantity, most, None)
    setup, place = experiment.setup, Place.of(experiment.setup, quantity)
    found = _gradient(experiment, quantity, Samples.at(experiment, setup.train, place), most)
    after = _next(experiment, quantity | {"kind": "next"}, most, found)
    return found.leading_to(after)


def _gradient(experiment: Experiment, quantity: Address, samples: Samples, most: int) -> Receipt:
    weight = float(experiment.params[quantity["name"]][tuple(quantity["index"])])
    steps = [divide(float(len(samples.points)), "samples")]
    if samples.below is not None:
        steps += [
            _pull(experiment, which, weight) for which in range(len(experiment.setup.penalties))
        ]
    return receipt(quantity, samples.terms(), steps, most)


def _pull(experiment: Experiment, which: int, weight: float) -> Step:
    penalty = experiment.setup.penalties[which]
    factors, settings = pull(penalty, weight), penalty.values()
    return add(product(factors), penalty.name, factors=factors, **settings)


def _next(
    experiment: Experiment, quantity: Address, most: int, gradient: Receipt | None
) -> Receipt:
    """The next value; `gradient` is that of all the samples, where it is told of already."""
    setup, trainer = experiment.setup, experiment.trainer
    place, foreseen = Place.of(setup, quantity), trainer.foresee()
    theta = float(trainer.theta[place.flat])
    if foreseen.held[place.flat]:
        frozen = setup.network.layers[place.layer].frozen
        unit = place.row % setup.network.layers[place.layer].units
        why = "frozen" if unit in frozen else "dropped"
        return receipt(quantity, [term("unchanged", (theta,), why=why)], [], most)
    parts = []
    whole = trainer.batches.whole and all(mask is None for mask in foreseen.masks)
    if gradient is None or not whole:
        address = quantity | {"kind": "gradient", "of": "batch"}
        samples = Samples.at(experiment, experiment.batch, place, foreseen.masks)
        gradient = _gradient(experiment, address, samples, most)
        parts.append(gradient)
    slope = float(foreseen.grad[place.flat])
    memory = {
        name: float(array if array.ndim == 0 else array[place.flat])
        for name, array in trainer.memory.items()
    }
    terms, remembered = moved(setup.optimizer, Update(quantity, theta, slope, memory))
    return receipt(quantity, terms, [], most, [*parts, *remembered])
