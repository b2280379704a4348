"""Receipts of the data loss, of the penalties and of their sum."""

from __future__ import annotations

import math
from functools import singledispatch
from typing import Any

import numpy as np

from engine.experiment import Experiment
from engine.params import Json
from engine.penalties import L1, L2, Penalty
from engine.receipt import Receipt, Term, Terms, divide, receipt, term, unwritten


def explain(experiment: Experiment, quantity: dict[str, Json], most: int) -> Receipt:
    """Return the receipt of the data loss, the penalty or the total."""
    match quantity["kind"]:
        case "data_loss":
            return _data_loss(experiment, quantity, most)
        case "penalty":
            return _penalty(experiment, quantity, most)
    parts = [
        _data_loss(experiment, {"kind": "data_loss"}, most),
        _penalty(experiment, {"kind": "penalty"}, most),
    ]
    terms = [term(str(part.quantity["kind"]), (part.value,)) for part in parts]
    return receipt(quantity, terms, [], most, parts)


def _data_loss(experiment: Experiment, quantity: dict[str, Json], most: int) -> Receipt:
    result = experiment.evaluate(gradients=False)
    losses, points = result.losses, result.indices

    def write(i: int) -> Term:
        value = float(losses[i])
        return Term("sample", {}, (), value, value != 0.0, int(points[i]))

    return receipt(quantity, Terms(losses, write), [divide(float(len(losses)), "samples")], most)


def _penalty(experiment: Experiment, quantity: dict[str, Json], most: int) -> Receipt:
    weights = {name: part for name, part in experiment.params.items() if name[0] == "W"}
    ends = np.cumsum([part.size for part in weights.values()])
    flat = np.concatenate([part.ravel() for part in weights.values()])
    penalties = experiment.setup.penalties

    def write(i: int) -> Term:
        which, place = divmod(i, len(flat))
        block = int(np.searchsorted(ends, place, side="right"))
        name, part = list(weights.items())[block]
        index = np.unravel_index(place - int(ends[block]) + part.size, part.shape)
        penalty = penalties[which]
        factors = cost(penalty, float(flat[place]))
        return term(penalty.name, factors, name=name, index=[int(i) for i in index])

    values = [np.empty(0), *(math.prod(cost(penalty, flat)) for penalty in penalties)]
    return receipt(quantity, Terms(np.concatenate(values), write), [], most)


@singledispatch
def cost(penalty: Penalty, weight: Any) -> tuple[Any, ...]:
    """Return the factors of what a weight costs, or each of an array of them."""
    raise unwritten(penalty.name)


@singledispatch
def pull(penalty: Penalty, weight: float) -> tuple[float, ...]:
    """Return the factors of what is added to the gradient of one weight."""
    raise unwritten(penalty.name)


@cost.register
def _(penalty: L2, weight: Any) -> tuple[Any, ...]:
    return *_unless_one(penalty.VALUE[penalty.convention]), penalty.strength, weight, weight


@pull.register
def _(penalty: L2, weight: float) -> tuple[float, ...]:
    return *_unless_one(penalty.STEP[penalty.convention]), penalty.strength, weight


def _unless_one(factor: float) -> tuple[float, ...]:
    """A factor of 1 is not written."""
    return () if factor == 1.0 else (factor,)


@cost.register
def _(penalty: L1, weight: Any) -> tuple[Any, ...]:
    return penalty.strength, abs(weight)


@pull.register
def _(penalty: L1, weight: float) -> tuple[float, ...]:
    return penalty.strength, float(np.sign(weight))
