"""Optimisers: one update of the flat parameters θ (P,) from the flat gradient g (P,), in place.

Every hyper-parameter is held as a 0-d array, which NumPy multiplies by faster than a Python float.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy import add, multiply, subtract

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


class LinearOptimizer(Optimizer):
    """A rule that is linear in θ and g: it also takes their factors, which saves calls."""

    adaptive = False

    def bind(
        self, theta: Array, grad: Array, state: State | None = None, pull: Pull = PLAIN
    ) -> Run:
        """Return a call that makes one update along the pull."""
        raise NotImplementedError


class GradientDescent(LinearOptimizer):
    """θ −= α g. Source: Cauchy 1847; stochastic: Robbins & Monro 1951."""

    name = "gd"

    def step_limit(self, curvature: float) -> float | None:
        """α < 2/λ. Source: LeCun et al. 1998, "Efficient backprop", section 5."""
        return 2.0 / curvature

    def bind(
        self, theta: Array, grad: Array, state: State | None = None, pull: Pull = PLAIN
    ) -> Run:
        self._remember(state)
        rate, step = np.array(self.learning_rate * pull.weight), np.empty_like(theta)
        shrink = Calls()
        if pull.decay is not None:
            shrink = calls((multiply, theta, 1.0 - self.learning_rate * pull.decay, theta))
        return calls(shrink, (multiply, grad, rate, step), (subtract, theta, step, theta))


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

    def bind(
        self, theta: Array, grad: Array, state: State | None = None, pull: Pull = PLAIN
    ) -> Run:
        (velocity,) = self._remember(state, velocity=np.zeros_like(theta))
        mu, step = np.array(self.momentum), np.empty_like(theta)
        return calls(
            _bind_step(theta, grad, self.learning_rate, pull, step),
            (multiply, velocity, mu, velocity),
            (subtract, velocity, step, velocity),
            self._move(theta, velocity, mu, step),
        )

    def _move(self, theta: Array, velocity: Array, mu: Array, step: Array) -> Calls:
        """θ += v, once v = μ v − step has been set."""
        return calls((add, theta, velocity, theta))


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

    def _move(self, theta: Array, velocity: Array, mu: Array, step: Array) -> Calls:
        """θ' += μ v − step."""
        return calls(
            (subtract, theta, step, theta),
            (multiply, velocity, mu, step),
            (add, theta, step, theta),
        )


def _bind_step(theta: Array, grad: Array, rate: float, pull: Pull, step: Array) -> Calls:
    """Return calls that set step = rate · (weight · g + decay ∘ θ)."""
    scaled = calls((multiply, grad, np.array(rate * pull.weight), step))
    if pull.decay is None:
        return scaled
    work = np.empty_like(theta)
    return calls(scaled, (multiply, theta, rate * pull.decay, work), (add, step, work, step))
