"""Losses of an error, score minus target, for numbers to reach; they train classifiers too.

They belong to the family of losses.py; its letters and conventions hold.
"""

from __future__ import annotations

import numpy as np
from numpy import absolute, add, maximum, minimum, multiply, sign, square, subtract

from engine.calls import calls
from engine.losses import PerOutput
from engine.params import Array, Number, Run


class SquaredError(PerOutput):
    """Half the squared distance: L = ½ Σ_j (s_j − t_j)².

    Source: Rumelhart, Hinton & Williams 1986, "Learning representations by back-propagating
    errors", eq. 3.
    """

    name = "squared_error"
    tasks = ("classification", "regression")
    coding = "values"
    average = False
    second = 1.0

    def bind_terms(self, s: Array, t: Array, terms: Array, ds: Array) -> tuple[Run, Run]:
        half = np.array(0.5)

        def fill_terms() -> None:
            subtract(s, t, out=terms)
            square(terms, out=terms)
            multiply(terms, half, out=terms)

        return fill_terms, calls((subtract, s, t, ds))


class MeanSquaredError(PerOutput):
    """L = (1/k) Σ_j (s_j − t_j)². Source: Goodfellow et al. 2016, eq. 5.4; PyTorch's MSELoss."""

    name = "mean_squared_error"
    tasks = ("classification", "regression")
    coding = "values"
    second = 2.0

    def bind_terms(self, s: Array, t: Array, terms: Array, ds: Array) -> tuple[Run, Run]:

        def fill_terms() -> None:
            subtract(s, t, out=terms)
            square(terms, out=terms)

        return fill_terms, calls((subtract, s, t, ds), (add, ds, ds, ds))


class MeanAbsoluteError(PerOutput):
    """L = (1/k) Σ_j |s_j − t_j|. Source: Boscovich 1757; PyTorch's L1Loss."""

    name = "mean_absolute_error"
    tasks = ("classification", "regression")
    coding = "values"
    second = 0.0

    def bind_terms(self, s: Array, t: Array, terms: Array, ds: Array) -> tuple[Run, Run]:

        def fill_terms() -> None:
            subtract(s, t, out=terms)
            absolute(terms, out=terms)

        return fill_terms, calls((subtract, s, t, ds), (sign, ds, ds))


class Huber(PerOutput):
    """Squared near the target, absolute far from it: with e = s_j − t_j and c = e clipped to ±δ,
    L = (1/k) Σ_j c (e − ½c), that is ½e² where |e| ≤ δ and δ(|e| − ½δ) elsewhere.

    Source: Huber 1964, "Robust estimation of a location parameter"; PyTorch's HuberLoss.
    """

    name = "huber"
    tasks = ("classification", "regression")
    coding = "values"
    delta = Number(1.0, 0.0, 100.0, low_open=True, scale="log", slider=(0.01, 100.0))

    def bind_terms(self, s: Array, t: Array, terms: Array, ds: Array) -> tuple[Run, Run]:
        clipped, half = np.empty_like(s), np.array(0.5)
        low, high = np.array(-self.delta), np.array(self.delta)

        def clip(error: Array, out: Array) -> None:
            minimum(error, high, out=out)
            maximum(out, low, out=out)

        def fill_terms() -> None:
            subtract(s, t, out=terms)
            clip(terms, out=clipped)
            multiply(terms, clipped, out=terms)
            multiply(clipped, clipped, out=clipped)
            multiply(clipped, half, out=clipped)
            subtract(terms, clipped, out=terms)

        def fill_slopes() -> None:
            subtract(s, t, out=ds)
            clip(ds, out=ds)

        return fill_terms, fill_slopes
