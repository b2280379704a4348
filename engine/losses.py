"""Losses: a number for each example, and its gradient with respect to the scores.

Letters: n examples, k outputs, s (n, k) the scores, t (n, k) the targets, L (n,) the losses. Every
loss takes scores and targets of the same shape; what a target looks like is the loss's `coding`:

    one_hot   1 at the true class y, else 0
    signed    +1 at the true class y, else −1
    values    the numbers to reach; a classifier's are one_hot

The data loss is the mean of L over the examples; the gradients here are not divided by n. At a kink
(a margin of exactly 0, an error of exactly 0) the subgradient is 0. NaN in, NaN out.

Targets change far less often than scores. So what the gradient takes of them, its `aims`, is made
once, which saves calls of every step.

A ufunc that broadcasts allocates a buffer, and costs as much as two that do not. So a number for
each example is first copied to every class, and a sum over the classes is a product with a (k, k)
of ones, which reaches every class at once; the arrays are turned to (k, n) for it.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy import add, multiply

from engine.calls import calls
from engine.params import Array, BoolArray, IntArray, Run, Settings


class Loss(Settings):
    """A loss function of scores and targets.

    `expects` says what the scores must be: any "scores", "log_probabilities" (the output layer is a
    log_softmax), or "distances" (non-negative). `predicts` says which score names the class, and
    `likelihood` how scores become the probabilities that the loss compares, if it does. No loss,
    nor its slope, exceeds k (2|s| + |t| + 1000)²: what may overflow is judged by that.
    """

    traits = ("tasks", "coding", "expects", "predicts", "likelihood")
    tasks: ClassVar[tuple[str, ...]] = ("classification",)
    coding: ClassVar[str] = "one_hot"
    expects: ClassVar[str] = "scores"
    predicts: ClassVar[str] = "largest"
    second: ClassVar[float | None] = None  # see curvature; of a term, where there are terms
    likelihood: ClassVar[str] = "none"  # or "softmax", or "sigmoid" for each output by itself

    def encode(self, labels: IntArray, k: int) -> Array:
        """Return the targets (n, k) of the labels (n,); a single output means "is class 1"."""
        classes = np.arange(k) if k > 1 else np.ones(1, int)
        hit: Array = (labels[:, None] == classes).astype(np.float64)
        return 2.0 * hit - 1.0 if self.coding == "signed" else hit

    def aims(self, t: Array) -> Array:
        """Return what the gradient takes of the targets, a row for each: here they themselves."""
        return t

    def bind(self, s: Array, t: Array, ds: Array, losses: Array, aims: Array) -> tuple[Run, Run]:
        """Return (value, gradient): losses (n,) = L from s and t, ds (n, k) = dL/ds from s and
        the aims.

        Both read these afresh at every run, allocate nothing, and do not depend on each other.
        """
        raise NotImplementedError

    def value(self, s: Array, t: Array) -> Array:
        """Return L (n,)."""
        losses = np.empty(len(s))
        self.bind(s, t, np.empty_like(s), losses, self.aims(t))[0]()
        return losses

    def gradient(self, s: Array, t: Array) -> Array:
        """Return dL/ds (n, k)."""
        ds = np.empty_like(s)
        with np.errstate(over="ignore"):  # of an exponential, whose inverse is then the 0 meant
            self.bind(s, t, ds, np.empty(len(s)), self.aims(t))[1]()
        return ds

    def curvature(self, k: int) -> float | None:
        """Return d²L/ds_j² where it is the same for every score and target; else None.

        It is 0 for a loss of straight pieces, whatever happens at its kinks.
        """
        return self.second

    def margins(self, s: Array, t: Array) -> BoolArray | None:
        """Return which scores (n, k) pay for a violated margin; None if the loss has no margins."""
        return None


class PerOutput(Loss):
    """Base of the losses that average a term ℓ(s_j, t_j) over the outputs, or add it up."""

    average: ClassVar[bool] = True

    def bind_terms(self, s: Array, t: Array, terms: Array, ds: Array) -> tuple[Run, Run]:
        """Return calls that fill terms (n, k) = ℓ and ds (n, k) = dℓ/ds."""
        raise NotImplementedError

    def curvature(self, k: int) -> float | None:
        return self.second if self.second is None or not self.average else self.second / k

    def bind(self, s: Array, t: Array, ds: Array, losses: Array, aims: Array) -> tuple[Run, Run]:
        terms = np.empty_like(s)
        fill_terms, fill_slopes = self.bind_terms(s, t, terms, ds)
        share = np.array(1.0 / s.shape[1] if self.average else 1.0)

        def value() -> None:
            fill_terms()
            add.reduce(terms, axis=1, out=losses)
            multiply(losses, share, out=losses)

        averaged = calls(fill_slopes, (multiply, ds, share, ds))
        return value, averaged if share != 1.0 else fill_slopes
