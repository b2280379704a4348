"""Receipts of one sample's pass: what units receive and send, the loss, and δ on the way back.

Letters: layer l, unit u, sample i; z = W a + b, sent a = f(z), δ = ∂L_i/∂z of that sample alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import singledispatch

import numpy as np

from engine import receipts_loss
from engine.activations import Activation, Linear
from engine.experiment import Experiment
from engine.mixing_activations import LogSoftmax, Maxout, Softmax
from engine.params import Array, Json
from engine.plan import Plan
from engine.receipt import Receipt, Step, Term, Terms, apply, into, receipt, term, times
from engine.receipts_loss import exponentials

Account = tuple[Terms | list[Term], list[Step]]  # what is added up, and what is done with the sum


class Pass:
    """The pass of one sample. Where a layer has rows of W and units, they differ with maxout.

    By itself, or with all those that the tables show: products of matrices of other shapes round
    otherwise, which shows where large numbers cancel.
    """

    def __init__(self, experiment: Experiment, point: int, with_all: bool) -> None:
        self.setup, self.point = experiment.setup, point
        self.layers = self.setup.network.layers
        self.targets: list[float] = self.setup.targets[point].tolist()
        self._theta = experiment.trainer.theta
        every = np.arange(len(self.setup.rows)) if with_all else np.array([point])
        self._column = point if with_all else 0
        rows, targets = self.setup.batch(every)
        work, loss = np.empty_like(self._theta), self.setup.loss
        plan = Plan(self.setup.network, self._theta, work, rows, targets, loss, 1.0)
        plan.forward()
        if not with_all:
            plan.backward()
        self._inputs, self._stations = plan.inputs[0], plan.stations

    def block(self, layer: int) -> Array:
        """[W | b] of a layer."""
        return self.setup.network.blocks(self._theta)[layer]

    def _of(self, rows: Array) -> Array:
        """The sample's column of some rows."""
        found: Array = rows[:, self._column]
        return found

    def z(self, layer: int) -> Array:
        return self._of(self._stations[layer].z)

    def sent(self, layer: int) -> Array:
        return self._of(self._stations[layer].a)

    def below(self, layer: int) -> Array:
        """What goes into a layer."""
        return self.sent(layer - 1) if layer else self._of(self._inputs[:-1])

    def delta(self, layer: int) -> Array:
        """δ; not where it passes with all."""
        return self._of(self._stations[layer].dz)

    def signals(self, layer: int) -> Array:
        """∂L_i/∂a of every unit of a layer."""
        if layer == len(self.layers) - 1:
            targets = self.setup.targets[[self.point]]
            slopes: Array = self.setup.loss.gradient(self.sent(layer)[None, :], targets)[0]
        else:
            slopes = self.delta(layer + 1) @ self.block(layer + 1)[:, :-1]
        return slopes


def explain(experiment: Experiment, quantity: dict[str, Json], most: int) -> Receipt:
    """Return the receipt of a score, z, activation, δ or loss."""
    made = Pass(experiment, quantity["point"], quantity["kind"] in ("score", "loss"))
    layer = quantity.get("layer", len(made.layers) - 1)
    activation = made.layers[layer].activation
    match quantity["kind"]:
        case "loss":
            scores = made.sent(layer).tolist()
            account: Account = receipts_loss.value(made.setup.loss, scores, made.targets)
        case "z":
            account = received(made, layer, quantity["unit"]), []
        case "delta":
            account = returned(activation, made, layer, quantity["unit"])
        case _:
            account = sent(activation, made, layer, quantity["unit"])
    return receipt(quantity, *account, most)


def received(made: Pass, layer: int, row: int) -> Terms:
    """z = Σ W a + b of a row of W."""
    numbers, below = made.block(layer)[row].tolist(), [*made.below(layer).tolist(), 1.0]
    values = np.array([w * a for w, a in zip(numbers, below, strict=True)])

    def write(i: int) -> Term:
        if i == len(below) - 1:
            return term("bias", numbers[i:], name=f"b{layer}", index=[row])
        return term("weight", (numbers[i], below[i]), name=f"W{layer}", index=[row, i])

    return Terms(values, write)


@singledispatch
def sent(activation: Activation, made: Pass, layer: int, unit: int) -> Account:
    """a = f(z) of a unit; the value of f is the engine's own."""
    value = float(made.sent(layer)[unit])
    return received(made, layer, unit), [apply(value, activation.name, **activation.values())]


@sent.register
def _(activation: Linear, made: Pass, layer: int, unit: int) -> Account:
    return received(made, layer, unit), []


@sent.register
def _(activation: Maxout, made: Pass, layer: int, unit: int) -> Account:
    """The first of the largest pieces, counted once, the others not at all."""
    rows = range(unit, made.layers[layer].rows, made.layers[layer].units)
    pieces = made.z(layer)[rows].tolist()
    chosen = pieces.index(max(pieces))
    found = enumerate(zip(rows, pieces, strict=True))
    return [term("piece", (1.0 * (i == chosen), z), i == chosen, unit=r) for i, (r, z) in found], []


@sent.register
def _(activation: Softmax, made: Pass, layer: int, unit: int) -> Account:
    terms = exponentials(made.z(layer).tolist())
    return terms, [into(terms[unit].value, "exp", unit=unit)]


@sent.register
def _(activation: LogSoftmax, made: Pass, layer: int, unit: int) -> Account:
    terms, steps = receipts_loss.unlikely(made.z(layer).tolist(), unit)
    return terms, [*steps, times(-1.0, "sign")]


@singledispatch
def returned(activation: Activation, made: Pass, layer: int, row: int) -> Account:
    """δ = ∂L_i/∂a · f'(z) of a row of W; where f' is not what is stepped with, what is."""
    terms, steps = arriving(made, layer, row % made.layers[layer].units)
    surrogate = activation.surrogate
    slope = 1.0 if surrogate else float(activation.derivative(made.z(layer)[None, :])[0, row])
    args = {"activation": activation.name, "surrogate": surrogate}
    return terms, [*steps, times(slope, "slope", **args)]


@returned.register
def _(activation: Linear, made: Pass, layer: int, row: int) -> Account:
    return arriving(made, layer, row)


@returned.register
def _(activation: Softmax, made: Pass, layer: int, row: int) -> Account:
    """δ_u = a_u ∂L_i/∂a_u − Σ_j a_u a_j ∂L_i/∂a_j."""
    a = made.sent(layer).tolist()
    return _mixed(made, layer, row, (a[row],), [(a[row], -other) for other in a]), []


@returned.register
def _(activation: LogSoftmax, made: Pass, layer: int, row: int) -> Account:
    """δ_u = ∂L_i/∂a_u − Σ_j p_u ∂L_i/∂a_j with p = exp(a)."""
    likely = float(np.exp(made.sent(layer)[row]))
    return _mixed(made, layer, row, (), [(-likely,)] * made.layers[layer].units), []


def _mixed(
    made: Pass, layer: int, row: int, own: tuple[float, ...], across: Sequence[tuple[float, ...]]
) -> list[Term]:
    """δ of a unit that every other one of its layer depends on."""
    signals = made.signals(layer).tolist()
    others = enumerate(zip(signals, across, strict=True))
    return [
        term("own", (signals[row], *own), unit=row),
        *(term("across", (signal, *by), signal != 0.0, unit=j) for j, (signal, by) in others),
    ]


def arriving(made: Pass, layer: int, unit: int) -> Account:
    """∂L_i/∂a of a unit: the loss's slope of an output, Σ δ W over the next layer of others."""
    if layer == len(made.layers) - 1:
        scores = made.sent(layer).tolist()
        return receipts_loss.slope(made.setup.loss, scores, made.targets, unit)
    deltas = made.delta(layer + 1).tolist()
    weights, name = made.block(layer + 1)[:, unit].tolist(), f"W{layer + 1}"
    pairs = enumerate(zip(deltas, weights, strict=True))
    return [term("path", (d, w), d != 0.0, name=name, index=[r, unit]) for r, (d, w) in pairs], []
