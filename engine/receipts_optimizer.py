"""Receipts of what an optimiser makes of a parameter θ by its gradient g, and what it remembers.

The value after the update is a sum, its first term θ; in a `step` the last factor is the inverse of
`over` where that is given. Formulas and letters are those of the optimisers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import singledispatch

import numpy as np

from engine.adaptive_optimizers import AdaDelta, AdaGrad, Adam, AdamW, RmsProp
from engine.optimizers import GradientDescent, Momentum, Nesterov, Optimizer
from engine.params import Json
from engine.receipt import (
    Receipt,
    Step,
    Term,
    add,
    apply,
    divide,
    product,
    receipt,
    term,
    unwritten,
)

Account = tuple[list[Term], list[Receipt]]  # what is added up, and what goes into it


@dataclass(frozen=True)
class Update:
    """One parameter's update: its address, θ, g, and what is remembered before."""

    quantity: Mapping[str, Json]
    theta: float
    grad: float
    memory: Mapping[str, float]

    @property
    def parameter(self) -> Term:
        return term("parameter", (self.theta,))

    def part(self, what: str, terms: Sequence[Term], *steps: Step) -> Receipt:
        """The receipt of a number beside the parameter."""
        return receipt(
            {**self.quantity, "kind": "memory", "what": what}, terms, steps, most=len(terms)
        )

    def mean_square(self, what: str, kept: float, value: float) -> Receipt:
        """kept · before + (1 − kept) · value²."""
        before = term("memory", (kept, self.memory[what]))
        return self.part(what, [before, term("fresh", (1.0 - kept, value, value))])

    def scale(self, square: float, epsilon: float) -> Receipt:
        """√square + ε."""
        root = apply(_root(square), "sqrt")
        return self.part("scale", [term("moment", (square,))], root, add(epsilon, "epsilon"))


def _root(square: float) -> float:
    return math.sqrt(square) if not square < 0.0 else math.nan


def _step(*factors: float, over: float) -> Term:
    """A product that is divided: the inverse of a tiny number is infinite, and 0 · ∞ no number."""
    inverse, value = float(np.divide(1.0, over)), float(np.divide(product(factors), over))
    return Term("step", {"over": over}, (*factors, inverse), value)


@singledispatch
def moved(optimizer: Optimizer, update: Update) -> Account:
    """Return the terms of θ after the update, and the receipts of what goes into them."""
    raise unwritten(optimizer.name)


@moved.register
def _(optimizer: GradientDescent, update: Update) -> Account:
    return [update.parameter, term("step", (-optimizer.learning_rate, update.grad))], []


@moved.register
def _(optimizer: Momentum, update: Update) -> Account:
    velocity = _velocity(optimizer, update)
    return [update.parameter, term("velocity", (velocity.value,))], [velocity]


@moved.register
def _(optimizer: Nesterov, update: Update) -> Account:
    velocity = _velocity(optimizer, update)
    ahead = term("velocity", (optimizer.momentum, velocity.value))
    step = term("step", (-optimizer.learning_rate, update.grad))
    return [update.parameter, ahead, step], [velocity]


def _velocity(optimizer: Momentum, update: Update) -> Receipt:
    kept = term("memory", (optimizer.momentum, update.memory["velocity"]))
    return update.part("velocity", [kept, term("step", (-optimizer.learning_rate, update.grad))])


@moved.register
def _(optimizer: AdaGrad, update: Update) -> Account:
    kept = term("memory", (update.memory["sum_of_squares"],))
    fresh = term("fresh", (update.grad, update.grad))
    squares = update.part("sum_of_squares", [kept, fresh])
    scale = update.scale(squares.value, optimizer.epsilon)
    step = _step(-optimizer.learning_rate, update.grad, over=scale.value)
    return [update.parameter, step], [squares, scale]


@moved.register
def _(optimizer: RmsProp, update: Update) -> Account:
    square = update.mean_square("mean_square", optimizer.decay, update.grad)
    scale = update.scale(square.value, optimizer.epsilon)
    step = _step(-optimizer.learning_rate, update.grad, over=scale.value)
    return [update.parameter, step], [square, scale]


@moved.register
def _(optimizer: AdaDelta, update: Update) -> Account:
    square = update.mean_square("mean_square", optimizer.decay, update.grad)
    before = update.memory["mean_square_step"]
    reach = _sum_root(update, "reach", before, optimizer.epsilon)
    scale = _sum_root(update, "scale", square.value, optimizer.epsilon)
    step = _step(-optimizer.learning_rate, reach.value, update.grad, over=scale.value)
    taken = float(np.divide(reach.value * update.grad, scale.value))
    after = update.mean_square("mean_square_step", optimizer.decay, taken)
    return [update.parameter, step], [square, scale, reach, after]


def _sum_root(update: Update, what: str, square: float, epsilon: float) -> Receipt:
    """√(square + ε)."""
    root = apply(_root(square + epsilon), "sqrt")
    return update.part(what, [term("moment", (square,))], add(epsilon, "epsilon"), root)


@moved.register
def _(optimizer: Adam, update: Update) -> Account:
    return _adam(optimizer, update)


def _adam(optimizer: Adam, update: Update) -> Account:
    count = update.memory["t"] + 1.0
    kept = term("memory", (optimizer.beta1, update.memory["m"]))
    m = update.part("m", [kept, term("fresh", (1.0 - optimizer.beta1, update.grad))])
    v = update.mean_square("v", optimizer.beta2, update.grad)
    m_hat = _corrected(update, "m_hat", m.value, optimizer.beta1, count)
    v_hat = _corrected(update, "v_hat", v.value, optimizer.beta2, count)
    scale = update.scale(v_hat.value, optimizer.epsilon)
    step = _step(-optimizer.learning_rate, m_hat.value, over=scale.value)
    return [update.parameter, step], [m, m_hat, v, v_hat, scale]


def _corrected(update: Update, what: str, moment: float, beta: float, count: float) -> Receipt:
    """moment / (1 − βᵗ)."""
    correction = divide(1.0 - beta**count, "correction", beta=beta, updates=count)
    return update.part(what, [term("moment", (moment,))], correction)


@moved.register
def _(optimizer: AdamW, update: Update) -> Account:
    decay = term("decay", (-optimizer.learning_rate, optimizer.weight_decay, update.theta))
    (parameter, step), parts = _adam(optimizer, update)
    return [parameter, decay, step], parts
