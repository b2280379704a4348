"""What one update did, in a few numbers: the losses, what changed most, and who pulled hardest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.evaluation import Totals
from engine.experiment import Experiment
from engine.params import Array, BoolArray, IntArray
from engine.plan import Plan
from engine.setup import Setup

MOST = 3


@dataclass(frozen=True)
class Moment:
    """An experiment before an update: its losses, parameters (P,) and the batch that it will see.

    The parameters are in the engine's own order.
    """

    iteration: int
    setup: Setup
    theta: Array
    batch: IntArray
    losses: Totals


@dataclass(frozen=True)
class Change:
    """One number of one parameter, as "W0" and (k, d), before and after."""

    name: str
    index: tuple[int, ...]
    before: float
    after: float


@dataclass(frozen=True)
class Pulled:
    """The point whose own gradient was the longest of the batch, and its share of all lengths."""

    point: int
    share: float


@dataclass(frozen=True)
class Cue:
    """One update: `iteration` is the one it led to, `changed` how many parameters are not what
    they were, `changes` the largest of them first. `pulled` is None where no gradient is longer
    than zero, or where one is not finite.
    """

    iteration: int
    before: Totals
    after: Totals
    changed: int
    changes: tuple[Change, ...]
    pulled: Pulled | None


def moment(experiment: Experiment) -> Moment:
    """Return what `cue` needs to know of an experiment before an update; it stays as it is."""
    trainer = experiment.trainer
    theta, batch = trainer.theta.copy(), experiment.batch
    return Moment(experiment.iteration, trainer.setup, theta, batch, experiment.totals())


def cue(before: Moment, experiment: Experiment) -> Cue | None:
    """Return what the update since that moment did; None if it was not one update.

    It is none, too, where the config is another now. The experiment stays as it is: gradients are
    computed anew, with the mask of dropout that the update had. Together with `moment` this costs
    one more update and two evaluations.

    Example:
        start = moment(e)
        e.step()
        cue(start, e).pulled
    """
    setup = experiment.setup
    if experiment.iteration != before.iteration + 1 or setup.config != before.setup.config:
        return None
    theta = experiment.trainer.theta
    with np.errstate(all="ignore"):
        lengths = _lengths(before, experiment.trainer.mask())
    return Cue(
        iteration=experiment.iteration,
        before=before.losses,
        after=experiment.totals(),
        changed=int(np.count_nonzero(theta != before.theta)),
        changes=_largest(setup, before.theta, theta),
        pulled=_longest(before.batch, lengths),
    )


def _largest(setup: Setup, before: Array, after: Array) -> tuple[Change, ...]:
    public = setup.network.public
    was, now = before[public], after[public]
    moved = np.abs(now - was)
    order = np.argsort(-moved, kind="stable")[:MOST]
    return tuple(
        Change(*setup.network.named_place(int(at)), float(was[at]), float(now[at]))
        for at in order
        if moved[at] > 0.0
    )


def _lengths(before: Moment, active: BoolArray | None) -> Array:
    """Return ‖∂L_i/∂θ‖ (n,) of every example of the batch, over the parameters that may move.

    ∂L_i/∂[W | b] = δ_i (a_i, 1)ᵀ, so ‖∂L_i/∂θ‖² = Σ_l ‖δ_i‖² ‖(a_i, 1)‖² over the layers, and no
    matrix of a single example is ever made. Source: Goodfellow 2015, "Efficient per-example
    gradient computations", equation 4.
    """
    setup, network = before.setup, before.setup.network
    masks = None if active is None else _masks(setup, active)
    gradient = np.empty_like(before.theta)
    rows, targets = setup.batch(before.batch)
    plan = Plan(network, before.theta, gradient, rows, targets, setup.loss, 1.0, masks)
    plan.forward()
    plan.backward()
    squares = np.zeros(len(rows))
    for layer, station, inputs in zip(network.layers, plan.stations, plan.inputs, strict=True):
        moving = ~np.isin(layer.unit_of_row, layer.frozen)
        squares += np.square(station.dz[moving]).sum(0) * np.square(inputs).sum(0)
    lengths: Array = np.sqrt(squares)
    return lengths


def _masks(setup: Setup, active: BoolArray) -> list[Array | None]:
    """Dropout's masks of 0 and 1/p, as Plan takes them, from who was active (units,)."""
    masks: list[Array | None] = []
    first = 0
    for layer in setup.network.layers:
        present = active[first : first + layer.units, None].astype(float)
        masks.append(present / layer.active if layer.active < 1.0 else None)
        first += layer.units
    return masks


def _longest(batch: IntArray, lengths: Array) -> Pulled | None:
    whole = float(lengths.sum())
    if not (0.0 < whole < np.inf):
        return None
    at = int(lengths.argmax())
    return Pulled(int(batch[at]), float(lengths[at]) / whole)
