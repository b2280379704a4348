"""Optimisers: one update of the flat parameters θ (P,) from the flat gradient g (P,), in place.

Every hyper-parameter is held as a 0-d array, which NumPy multiplies by faster than a Python float.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy import copyto, multiply

from engine.calls import Calls, calls
from engine.params import Array, Number, Run, Settings

State = dict[str, Array]


def positive_rate(default: float) -> Number:
    return Number(default, 0.0, 1e9, low_open=True, scale="log", slider=(1e-4, 10.0))


class Optimizer(Settings):
    """A rule that moves the parameters; what it remembers between updates is in `state`.

    A name in `state` means the same in every optimiser (`velocity`, `mean_square`, ...), so what is
    remembered can be carried over from one to another. One that is `adaptive` measures each step by
    the gradients: no curvature of the loss limits its learning rate.
    """

    adaptive = True

    learning_rate = positive_rate(0.1)
    state: State

    def bind(self, theta: Array, grad: Array, state: State | None = None) -> Run:
        """Return a call that makes one update of `theta` from `grad`, allocating nothing.

        `state` is what an earlier optimiser remembered: arrays of the same name and shape are
        copied, the others start at zero. The arrays in use are then in `self.state`.
        """
        raise NotImplementedError

    def step_limit(self, curvature: float) -> float | None:
        """Return the learning rate from which on this rule diverges on a quadratic.

        `curvature` > 0 is the largest eigenvalue of its Hessian. None where no rate does that: a
        rule that divides by the gradient's size steps no farther where the slope is steeper.
        """
        return None

    def _remember(self, state: State | None, **fresh: Array) -> list[Array]:
        """Set `self.state` to these arrays, filled from `state` where names and shapes agree."""
        for name, array in fresh.items():
            known = (state or {}).get(name)
            if known is not None and known.shape == array.shape:
                array[...] = known
        self.state = fresh
        return list(fresh.values())


class Pull(NamedTuple):
    """What θ is moved along: weight · g + decay ∘ θ, `decay` (P,) being the penalties' if any."""

    weight: float = 1.0
    decay: Array | None = None


PLAIN = Pull()


def table_of(theta: Array) -> Array:
    """Return a table (4, P) of θ, its velocity, its gradient and a row to spare, the last zero."""
    return np.vstack([theta, np.zeros((3, theta.size))])


class LinearOptimizer(Optimizer):
    """A rule that is linear in all it takes, θ, its velocity v and g: one small matrix product.

    So it takes the factors of the pull for nothing.
    """

    adaptive = False

    def matrix(self) -> list[list[float]]:
        """Return the rows of θ, and of v if there is one, after an update.

        The columns are what they take of θ, of v and of the pull before it.
        """
        raise NotImplementedError

    def bind(self, theta: Array, grad: Array, state: State | None = None) -> Run:
        table = table_of(theta)
        take = calls((copyto, table[0], theta), (copyto, table[2], grad))
        return calls(take, self.bind_table(table, state), (copyto, theta, table[0]))

    def bind_table(self, table: Array, state: State | None, pull: Pull = PLAIN) -> Calls:
        """Return the calls of an update along the pull, in a table (4, P) of θ, v and g, where the
        last row is to spare.
        """
        matrix = np.array(self.matrix())
        fresh = {"velocity": table[1]} if len(matrix) > 1 else {}
        self._remember(state, **fresh)
        factors = np.column_stack([matrix, matrix[:, -1]]) * [1.0, 1.0, pull.weight, 1.0]
        decays = Calls()
        if pull.decay is None:
            table, factors = table[:3], factors[:, :3].copy()
        else:
            decays = calls((multiply, table[0], pull.decay, table[3]))
        moves, moved = table[: len(matrix)], np.empty((len(matrix), table.shape[1]))
        return calls(decays, (factors.dot, table, moved), (moves.__setitem__, ..., moved))


class GradientDescent(LinearOptimizer):
    """θ −= α g. Source: Cauchy 1847; stochastic: Robbins & Monro 1951."""

    name = "gd"

    def step_limit(self, curvature: float) -> float | None:
        """α < 2/λ. Source: LeCun et al. 1998, "Efficient backprop", section 5."""
        return 2.0 / curvature

    def matrix(self) -> list[list[float]]:
        return [[1.0, 0.0, -self.learning_rate]]


class Momentum(LinearOptimizer):
    """v = μ v − α g, θ += v, with v the `velocity`.

    PyTorch's SGD keeps −v / α instead: the same steps until the learning rate changes.
    Source: Polyak 1964; Sutskever et al. 2013, eqs. 1 and 2.
    """

    name = "momentum"
    momentum = Number(0.9, 0.0, 1.0, high_open=True, step=0.01)

    def step_limit(self, curvature: float) -> float | None:
        """α < 2 (1 + μ)/λ. Source: Polyak 1964."""
        return 2.0 * (1.0 + self.momentum) / curvature

    def matrix(self) -> list[list[float]]:
        velocity = [0.0, self.momentum, -self.learning_rate]
        return [[1.0, *velocity[1:]], velocity]


class Nesterov(Momentum):
    """v = μ v − α g(θ + μ v), θ += v, written for the point looked ahead to, θ' = θ + μ v:
    v = μ v − α g(θ'), θ' += μ v − α g(θ').

    The parameters on show are θ'. PyTorch's SGD keeps −v / α, as for momentum.
    Source: Nesterov 1983; Sutskever et al. 2013, eqs. 3 and 4; Bengio et al. 2013, eq. 7.
    """

    name = "nesterov"

    def step_limit(self, curvature: float) -> float | None:
        """α < 2 (1 + μ)/((1 + 2μ) λ): where z² = (1 + μ)(1 − αλ) z − μ (1 − αλ) has z = −1."""
        return 2.0 * (1.0 + self.momentum) / ((1.0 + 2.0 * self.momentum) * curvature)

    def matrix(self) -> list[list[float]]:
        rate, mu = self.learning_rate, self.momentum
        return [[1.0, mu * mu, -(1.0 + mu) * rate], [0.0, mu, -rate]]
