"""Penalties on the weights, added to the data loss. Biases are never penalised."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy import add, multiply, sign

from engine.calls import calls
from engine.params import Array, BoolArray, Choice, Number, Run, Settings


class Penalty(Settings):
    """A term R(W) of the total loss. Every penalty has a `strength`, λ; 0 turns it off."""

    strength = Number(0.0, 0.0, 1e9, scale="log", slider=(0.001, 10.0))

    @property
    def consistent(self) -> bool:
        """Whether the step is the gradient of the value that is shown."""
        return True

    @property
    def decay(self) -> float:
        """The factor c of a step's pull cW that is linear in the weights; 0 for any other pull."""
        return 0.0

    def value(self, weights: Array) -> float:
        """Return R for the weights, an array of any shape without the biases."""
        raise NotImplementedError

    def bind(self, theta: Array, grad: Array, weights: BoolArray) -> Run:
        """Return a call that adds dR/dθ to `grad` (P,) where `weights` (P,) is true."""
        raise NotImplementedError


class L2(Penalty):
    """Weight decay by Σ W², under one of three conventions in use.

    convention  value shown  stepped with  source
    half        ½λΣW²        λW            Goodfellow et al. 2016, section 7.1.1
    full        λΣW²         2λW           CS231n notes, "Linear classification", 2016
    cs231n      λΣW²         ½λW           CS231n's linear-classify demo as it was published

    The last steps with a quarter of the derivative of what it shows, so it is not `consistent`.
    """

    name = "l2"
    convention = Choice("half", ["half", "full", "cs231n"])

    VALUE: ClassVar = {"half": 0.5, "full": 1.0, "cs231n": 1.0}
    STEP: ClassVar = {"half": 1.0, "full": 2.0, "cs231n": 0.5}

    @property
    def consistent(self) -> bool:
        return self.convention != "cs231n"

    @property
    def decay(self) -> float:
        return float(self.STEP[self.convention] * self.strength)

    def value(self, weights: Array) -> float:
        return float(self.VALUE[self.convention] * self.strength * np.sum(weights * weights))

    def bind(self, theta: Array, grad: Array, weights: BoolArray) -> Run:
        decay = np.where(weights, self.decay, 0.0)
        work = np.empty_like(theta)

        return calls((multiply, theta, decay, work), (add, grad, work, grad))


class L1(Penalty):
    """λΣ|W|, which drives weights to exactly zero; at W = 0 the subgradient is 0.

    Source: Tibshirani 1996, "Regression shrinkage and selection via the lasso".
    """

    name = "l1"

    def value(self, weights: Array) -> float:
        return float(self.strength * np.sum(np.abs(weights)))

    def bind(self, theta: Array, grad: Array, weights: BoolArray) -> Run:
        pull = np.where(weights, self.strength, 0.0)
        work = np.empty_like(theta)

        return calls((sign, theta, work), (multiply, work, pull, work), (add, grad, work, grad))
