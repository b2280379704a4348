"""Optimisers that give every parameter a step size of its own, by the squares of its gradients.

They belong to the family of optimizers.py; its letters and conventions hold.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy import add, divide, multiply, sqrt, square, subtract

from engine.calls import Calls, calls
from engine.optimizers import Optimizer, State, positive_rate
from engine.params import Array, Number, Run

PART = 1 << 13  # numbers


def _epsilon(default: float) -> Number:
    return Number(default, 0.0, 1.0, low_open=True, scale="log", slider=(1e-10, 0.01))


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
    learning_rate = positive_rate(0.01)
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
    learning_rate = positive_rate(1.0)
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
    learning_rate = positive_rate(0.001)
    beta1 = Number(0.9, 0.0, 1.0, high_open=True, step=0.01)
    beta2 = Number(0.999, 0.0, 1.0, high_open=True, step=0.001)
    epsilon = _epsilon(1e-8)

    def bind(self, theta: Array, grad: Array, state: State | None = None) -> Run:
        m, v, t = self._remember(
            state, m=np.zeros_like(theta), v=np.zeros_like(theta), t=np.zeros(())
        )
        fresh = np.array(1.0 - self.beta1)
        rate, epsilon = np.empty(()), np.empty(())  # both with the correction of v multiplied in
        work, step = np.empty((2, min(theta.size, PART)))

        def correct() -> None:
            updates = t.item() + 1.0
            t[()] = updates
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

        return calls(correct, _by_parts(move, theta, grad, m, v))


class AdamW(Adam):
    """Adam after θ −= α λ θ: the decay does not pass through the moments. It decays the biases too.

    As in PyTorch λ is multiplied by α; the paper multiplies it by a schedule of its own.
    Source: Loshchilov & Hutter 2019, algorithm 2.
    """

    name = "adamw"
    weight_decay = Number(0.01, 0.0, 1.0, scale="log", slider=(1e-4, 1.0))

    def step_limit(self, curvature: float) -> float | None:
        """α < 2/λ of its own decay, which multiplies θ by 1 − αλ; of the loss there is none."""
        return 2.0 / self.weight_decay if self.weight_decay else None

    def bind(self, theta: Array, grad: Array, state: State | None = None) -> Run:
        kept = np.array(1.0 - self.learning_rate * self.weight_decay)
        return calls((multiply, theta, kept, theta), super().bind(theta, grad, state))


def _by_parts(bind: Callable[..., Calls], *arrays: Array) -> Calls:
    """Bind a rule for each number by itself to parts of the arrays that stay in the cache."""
    firsts = range(0, arrays[0].size, PART)
    return calls(*(bind(*(array[first : first + PART] for array in arrays)) for first in firsts))


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
