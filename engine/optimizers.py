"""Optimisers: one update of the flat parameters θ (P,) from the flat gradient g (P,), in place.

Every hyper-parameter is held as a 0-d array, which NumPy multiplies by faster than a Python float.
"""

from __future__ import annotations

import numpy as np
from numpy import multiply, subtract

from engine.params import Array, Number, Run, Settings

State = dict[str, Array]


class Optimizer(Settings):
    """A rule that moves the parameters; what it remembers between updates is in `state`.

    A name in `state` means the same in every optimiser (`velocity`, `mean_square`, ...), so what is
    remembered can be carried over from one to another.
    """

    learning_rate = Number(0.1, 0.0, 10.0, low_open=True, scale="log")
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


class GradientDescent(Optimizer):
    """θ −= α g. Source: Cauchy 1847."""

    name = "gd"

    def bind(self, theta: Array, grad: Array, state: State | None = None) -> Run:
        self._remember(state)
        rate, step = np.array(self.learning_rate), np.empty_like(theta)

        def run() -> None:
            multiply(grad, rate, out=step)
            subtract(theta, step, out=theta)

        return run
