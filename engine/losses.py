"""Losses: a number for each example, and its gradient with respect to the scores.

Letters: n examples, k outputs, s (n, k) the scores, t (n, k) the targets, L (n,) the losses. Every
loss takes scores and targets of the same shape; what a target looks like is the loss's `coding`:

    one_hot   1 at the true class, else 0
    signed    +1 at the true class, else −1
    values    the numbers to reach (regression); classes are coded one_hot

The data loss is the mean of L over the examples; the gradients here are not divided by n. At a kink
(a margin of exactly 0, an error of exactly 0) the subgradient is 0.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from engine.params import Array, BoolArray, IntArray, Run, Settings


class Loss(Settings):
    """A loss function of scores and targets."""

    traits = ("tasks", "coding", "expects")
    tasks: ClassVar[tuple[str, ...]] = ("classification",)
    coding: ClassVar[str] = "one_hot"
    expects: ClassVar[str] = "scores"

    def encode(self, labels: IntArray, k: int) -> Array:
        """Return the targets (n, k) of the labels (n,); a single output means "is class 1"."""
        classes = np.arange(k) if k > 1 else np.ones(1, int)
        hit: Array = (labels[:, None] == classes).astype(np.float64)
        return 2.0 * hit - 1.0 if self.coding == "signed" else hit

    def bind(self, s: Array, t: Array, ds: Array, losses: Array) -> tuple[Run, Run]:
        """Return (value, gradient): losses (n,) = L, and ds (n, k) = dL/ds.

        Both read s and t afresh at every run, allocate nothing, and do not depend on each other.
        """
        raise NotImplementedError

    def value(self, s: Array, t: Array) -> Array:
        """Return L (n,)."""
        losses = np.empty(len(s))
        self.bind(s, t, np.empty_like(s), losses)[0]()
        return losses

    def gradient(self, s: Array, t: Array) -> Array:
        """Return dL/ds (n, k)."""
        ds = np.empty_like(s)
        self.bind(s, t, ds, np.empty(len(s)))[1]()
        return ds

    def margins(self, s: Array, t: Array) -> BoolArray | None:
        """Return which scores (n, k) violate a margin, or None if the loss has no margins."""
        return None


class WestonWatkins(Loss):
    """Multiclass hinge over all pairs: L = Σ_{j≠y} max(0, s_j − s_y + 1).

    Source: Weston & Watkins 1999, "Support vector machines for multi-class pattern recognition".
    """

    name = "weston_watkins"

    def bind(self, s: Array, t: Array, ds: Array, losses: Array) -> tuple[Run, Run]:
        excess, column = np.empty_like(s), np.empty((len(s), 1))
        zero, one = np.zeros(()), np.ones(())
        add, subtract, multiply, maximum, sign = (
            np.add, np.subtract, np.multiply, np.maximum, np.sign,
        )  # fmt: skip

        def rectify() -> None:
            """excess = max(0, s_j − s_y + 1), and 0 at y."""
            multiply(s, t, out=excess)
            add.reduce(excess, axis=1, out=column, keepdims=True)
            subtract(s, column, out=excess)
            subtract(excess, t, out=excess)
            add(excess, one, out=excess)
            maximum(excess, zero, out=excess)

        def value() -> None:
            rectify()
            add.reduce(excess, axis=1, out=losses)

        def gradient() -> None:
            rectify()
            sign(excess, out=ds)
            add.reduce(ds, axis=1, out=column, keepdims=True)
            multiply(t, column, out=excess)
            subtract(ds, excess, out=ds)

        return value, gradient

    def margins(self, s: Array, t: Array) -> BoolArray:
        return self.gradient(s, t) > 0


class Softmax(Loss):
    """Cross-entropy of the softmax: L = log Σ_j exp(s_j) − Σ_j t_j s_j = −log softmax(s)_y.

    The largest score is subtracted before the exponential, so that nothing overflows.
    Source: Bridle 1990; Goodfellow et al. 2016, Deep Learning, section 6.2.2.3.
    """

    name = "softmax"

    def bind(self, s: Array, t: Array, ds: Array, losses: Array) -> tuple[Run, Run]:
        shifted, work = np.empty_like(s), np.empty_like(s)
        column, row = np.empty((len(s), 1)), np.empty(len(s))
        add, subtract, multiply, divide = np.add, np.subtract, np.multiply, np.divide
        maximum, exp, log = np.maximum, np.exp, np.log

        def value() -> None:
            maximum.reduce(s, axis=1, out=column, keepdims=True)
            subtract(s, column, out=shifted)
            multiply(t, shifted, out=work)
            add.reduce(work, axis=1, out=row)
            exp(shifted, out=work)
            add.reduce(work, axis=1, out=losses)
            log(losses, out=losses)
            subtract(losses, row, out=losses)

        def gradient() -> None:
            maximum.reduce(s, axis=1, out=column, keepdims=True)
            subtract(s, column, out=ds)
            exp(ds, out=ds)
            add.reduce(ds, axis=1, out=column, keepdims=True)
            divide(ds, column, out=ds)
            subtract(ds, t, out=ds)

        return value, gradient
