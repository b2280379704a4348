"""Optimisers: one update of the flat parameters θ (P,) from the flat gradient g (P,), in place.

Every hyper-parameter is held as a 0-d array, which NumPy multiplies by faster than a Python float.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy import add, divide, multiply, sqrt, square, subtract

from engine.calls import Calls, calls
from engine.params import Array, Number, Run, Settings

State = dict[str, Array]

PART = 1 << 13  # numbers


def _rate(default: float) -> Number:
    return Number(default, 0.0, 1e9, low_open=True, scale="log", slider=(1e-4, 10.0))


def _epsilon(default: float) -> Number:
    return Number(default, 0.0, 1.0, low_open=True, scale="log", slider=(1e-10, 0.01))


class Optimizer(Settings):
    """A rule that moves the parameters; what it remembers between updates is in `state`.

    A name in `state` means the same in every optimiser (`velocity`, `mean_square`, ...), so what is
    remembered can be carried over from one to another.
    """

    learning_rate = _rate(0.1)
    state: State

    def bind(self, theta: Array, grad: Array, state: State | None = None) -> Run:
        """Return a call that makes one update of `theta` from `grad`, allocating nothing.

        `state` is what an earlier optimiser remembered: arrays of the same name and shape are
        copied, the others start at zero. The arrays in use are then in `self.state`.
        """
        raise NotImplementedError

    def _remember(self, state: State | None, **fresh: Array) -> list[Array]:
        """Set `self.state` to these arrays, filled from `state` where names and shapes agree."""
        for name, array in fresh.items():
            known = (state or {}).get(name)
            if known is not None and known.shape == array.shape:
                array[...] = known
        self.state = fresh
        return list(fresh.values())


class LinearOptimizer(Optimizer):
    """A rule that is linear in θ and g: it also takes their factors, which saves calls."""

    def bind(
        self,
        theta: Array,
        grad: Array,
        state: State | None = None,
        weight: float = 1.0,
        decay: Array | None = None,
    ) -> Run:
        """Return a call that makes one update by the gradient weight · g + decay ∘ θ.

        `decay` (P,) is what the penalties pull by, if they do.
        """
        raise NotImplementedError


class GradientDescent(LinearOptimizer):
    """θ −= α g. Source: Cauchy 1847; stochastic: Robbins & Monro 1951."""

    name = "gd"

    def bind(
        self,
        theta: Array,
        grad: Array,
        state: State | None = None,
        weight: float = 1.0,
        decay: Array | None = None,
    ) -> Run:
        self._remember(state)
        rate, step = np.array(self.learning_rate * weight), np.empty_like(theta)
        shrink = Calls()
        if decay is not None:
            shrink = calls((multiply, theta, 1.0 - self.learning_rate * decay, theta))
        return calls(shrink, (multiply, grad, rate, step), (subtract, theta, step, theta))


class Momentum(LinearOptimizer):
    """v = μ v − α g, θ += v, with v the `velocity`.

    PyTorch's SGD keeps −v / α instead: the same steps until the learning rate changes.
    Source: Polyak 1964; Sutskever et al. 2013, eqs. 1 and 2.
    """

    name = "momentum"
    momentum = Number(0.9, 0.0, 1.0, high_open=True, step=0.01)

    def bind(
        self,
        theta: Array,
        grad: Array,
        state: State | None = None,
        weight: float = 1.0,
        decay: Array | None = None,
    ) -> Run:
        (velocity,) = self._remember(state, velocity=np.zeros_like(theta))
        mu, step = np.array(self.momentum), np.empty_like(theta)
        return calls(
            _bind_step(theta, grad, self.learning_rate, weight, decay, step),
            (multiply, velocity, mu, velocity),
            (subtract, velocity, step, velocity),
            (add, theta, velocity, theta),
        )


class Nesterov(Momentum):
    """v = μ v − α g(θ + μ v), θ += v, written for the point looked ahead to, θ' = θ + μ v:
    v = μ v − α g(θ'), θ' += μ v − α g(θ').

    The parameters on show are θ'. PyTorch's SGD keeps −v / α, as for momentum.
    Source: Nesterov 1983; Sutskever et al. 2013, eqs. 3 and 4; Bengio et al. 2013, eq. 7.
    """

    name = "nesterov"

    def bind(
        self,
        theta: Array,
        grad: Array,
        state: State | None = None,
        weight: float = 1.0,
        decay: Array | None = None,
    ) -> Run:
        (velocity,) = self._remember(state, velocity=np.zeros_like(theta))
        mu, step = np.array(self.momentum), np.empty_like(theta)
        return calls(
            _bind_step(theta, grad, self.learning_rate, weight, decay, step),
            (multiply, velocity, mu, velocity),
            (subtract, velocity, step, velocity),
            (subtract, theta, step, theta),
            (multiply, velocity, mu, step),
            (add, theta, step, theta),
        )


class AdaGrad(Optimizer):
    """G += g², θ −= α g / (√G + ε). Source: Duchi, Hazan & Singer 2011, section 1.3."""

    name = "adagrad"
    epsilon = _epsilon(1e-8)

    def bind(self, theta: Array, grad: Array, state: State | None = None) -> Run:
        (total,) = self._remember(state, sum_of_squares=np.zeros_like(theta))
        rate, epsilon = np.array(self.learning_rate), np.array(self.epsilon)
        root, step = np.empty_like(theta), np.empty_like(theta)

        return calls(
            (square, grad, step),
            (add, total, step, total),
            _bind_scaled_step(theta, grad, total, rate, epsilon, root, step),
        )


class RmsProp(Optimizer):
    """G = ρ G + (1 − ρ) g², θ −= α g / (√G + ε).

    Source: Tieleman & Hinton 2012, Neural Networks for Machine Learning, lecture 6.5.
    """

    name = "rmsprop"
    learning_rate = _rate(0.01)
    decay = Number(0.9, 0.0, 1.0, high_open=True, step=0.01)
    epsilon = _epsilon(1e-8)

    def bind(self, theta: Array, grad: Array, state: State | None = None) -> Run:
        (mean,) = self._remember(state, mean_square=np.zeros_like(theta))
        rate, epsilon = np.array(self.learning_rate), np.array(self.epsilon)
        root, step = np.empty_like(theta), np.empty_like(theta)
        return calls(
            _bind_mean_square(mean, grad, self.decay, step),
            _bind_scaled_step(theta, grad, mean, rate, epsilon, root, step),
        )


class AdaDelta(Optimizer):
    """G = ρ G + (1 − ρ) g², Δ = −√(D + ε) / √(G + ε) g, D = ρ D + (1 − ρ) Δ², θ += α Δ.

    D is `mean_square_step`. The paper has no α, that is α = 1. Source: Zeiler 2012, algorithm 1.
    """

    name = "adadelta"
    learning_rate = _rate(1.0)
    decay = Number(0.95, 0.0, 1.0, high_open=True, step=0.01)
    epsilon = _epsilon(1e-6)

    def bind(self, theta: Array, grad: Array, state: State | None = None) -> Run:
        mean, mean_step = self._remember(
            state, mean_square=np.zeros_like(theta), mean_square_step=np.zeros_like(theta)
        )
        rate, epsilon = np.array(self.learning_rate), np.array(self.epsilon)
        work, step = np.empty_like(theta), np.empty_like(theta)
        return calls(
            _bind_mean_square(mean, grad, self.decay, work),
            (add, mean_step, epsilon, step),
            (add, mean, epsilon, work),
            (divide, step, work, step),
            (sqrt, step, step),
            (multiply, step, grad, step),
            _bind_mean_square(mean_step, step, self.decay, work),
            (multiply, step, rate, step),
            (subtract, theta, step, theta),
        )


class Adam(Optimizer):
    """m = β₁ m + (1 − β₁) g, v = β₂ v + (1 − β₂) g², θ −= α m̂ / (√v̂ + ε), with the bias
    corrected: m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ), t the number of the update.

    Source: Kingma & Ba 2015, algorithm 1.
    """

    name = "adam"
    learning_rate = _rate(0.001)
    beta1 = Number(0.9, 0.0, 1.0, high_open=True, step=0.01)
    beta2 = Number(0.999, 0.0, 1.0, high_open=True, step=0.001)
    epsilon = _epsilon(1e-8)

    def bind(self, theta: Array, grad: Array, state: State | None = None) -> Run:
        m, v, t = self._remember(
            state, m=np.zeros_like(theta), v=np.zeros_like(theta), t=np.zeros(())
        )
        fresh, one = np.array(1.0 - self.beta1), np.ones(())
        rate, epsilon = np.empty(()), np.empty(())  # both with the correction of v multiplied in
        work, step = np.empty((2, min(theta.size, PART)))

        def correct() -> None:
            updates = t.item()
            root = math.sqrt(1.0 - self.beta2**updates)
            rate[()] = self.learning_rate * root / (1.0 - self.beta1**updates)
            epsilon[()] = self.epsilon * root

        def move(theta: Array, grad: Array, m: Array, v: Array) -> Calls:
            here, there = step[: theta.size], work[: theta.size]
            return calls(
                (subtract, grad, m, here),
                (multiply, here, fresh, here),
                (add, m, here, m),
                _bind_mean_square(v, grad, self.beta2, there),
                _bind_scaled_step(theta, m, v, rate, epsilon, there, here),
            )

        return calls((add, t, one, t), correct, _by_parts(move, theta, grad, m, v))


class AdamW(Adam):
    """Adam after θ −= α λ θ: the decay does not pass through the moments. It decays the biases too.

    As in PyTorch λ is multiplied by α; the paper multiplies it by a schedule of its own.
    Source: Loshchilov & Hutter 2019, algorithm 2.
    """

    name = "adamw"
    weight_decay = Number(0.01, 0.0, 1.0, scale="log", slider=(1e-4, 1.0))

    def bind(self, theta: Array, grad: Array, state: State | None = None) -> Run:
        kept = np.array(1.0 - self.learning_rate * self.weight_decay)
        return calls((multiply, theta, kept, theta), super().bind(theta, grad, state))


def _by_parts(bind: Callable[..., Calls], *arrays: Array) -> Calls:
    """Bind a rule for each number by itself to parts of the arrays that stay in the cache."""
    firsts = range(0, arrays[0].size, PART)
    return calls(*(bind(*(array[first : first + PART] for array in arrays)) for first in firsts))


def _bind_step(
    theta: Array, grad: Array, rate: float, weight: float, decay: Array | None, step: Array
) -> Calls:
    """Return calls that set step = rate · (weight · g + decay ∘ θ)."""
    scaled = calls((multiply, grad, np.array(rate * weight), step))
    if decay is None:
        return scaled
    pull = np.empty_like(theta)
    return calls(scaled, (multiply, theta, rate * decay, pull), (add, step, pull, step))


def _bind_scaled_step(
    theta: Array, along: Array, mean: Array, rate: Array, epsilon: Array, root: Array, step: Array
) -> Calls:
    """Return calls that make the step θ −= rate · along / (√mean + ε)."""
    return calls(
        (sqrt, mean, root),
        (add, root, epsilon, root),
        (multiply, along, rate, step),
        (divide, step, root, step),
        (subtract, theta, step, theta),
    )


def _bind_mean_square(mean: Array, values: Array, decay: float, work: Array) -> Calls:
    """Return calls that move `mean` to decay · mean + (1 − decay) · values²."""
    kept, fresh = np.array(decay), np.array(1.0 - decay)
    return calls(
        (multiply, mean, kept, mean),
        (square, values, work),
        (multiply, work, fresh, work),
        (add, mean, work, mean),
    )
