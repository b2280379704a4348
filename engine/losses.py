"""Losses: a number for each example, and its gradient with respect to the scores.

Letters: n examples, k outputs, s (n, k) the scores, t (n, k) the targets, L (n,) the losses. Every
loss takes scores and targets of the same shape; what a target looks like is the loss's `coding`:

    one_hot   1 at the true class y, else 0
    signed    +1 at the true class y, else −1
    values    the numbers to reach; a classifier's are one_hot

The data loss is the mean of L over the examples; the gradients here are not divided by n. At a kink
(a margin of exactly 0, an error of exactly 0) the subgradient is 0. NaN in, NaN out.

A ufunc that broadcasts allocates a buffer, and costs as much as two that do not. So a number for
each example is first copied to every class, and a sum over the classes is a product with a (k, k)
of ones, which reaches every class at once; the arrays are turned to (k, n) for it.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy import (
    add,
    copyto,
    divide,
    exp,
    log,
    logaddexp,
    maximum,
    multiply,
    negative,
    subtract,
)

from engine.params import Array, BoolArray, IntArray, Number, Run, Settings


class Loss(Settings):
    """A loss function of scores and targets.

    `expects` says what the scores must be: any "scores", "log_probabilities" (the output layer is a
    log_softmax), or "distances" (non-negative). `predicts` says which score names the class.
    """

    traits = ("tasks", "coding", "expects", "predicts")
    tasks: ClassVar[tuple[str, ...]] = ("classification",)
    coding: ClassVar[str] = "one_hot"
    expects: ClassVar[str] = "scores"
    predicts: ClassVar[str] = "largest"

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
        """Return which scores (n, k) pay for a violated margin; None if the loss has no margins."""
        return None


class Softmax(Loss):
    """Cross-entropy of the softmax: L = log Σ_j exp(s_j) − Σ_j t_j s_j = −log softmax(s)_y.

    The largest score is subtracted before the exponential, so that nothing overflows.
    Source: Bridle 1990; Goodfellow et al. 2016, Deep Learning, section 6.2.2.3.
    """

    name = "softmax"

    def bind(self, s: Array, t: Array, ds: Array, losses: Array) -> tuple[Run, Run]:
        s, t, ds = s.T, t.T, ds.T
        shifted, work, row = np.empty(s.shape), np.empty(s.shape), np.empty(s.shape[1])
        spread_sum = np.ones((len(s), len(s))).dot

        def shift() -> None:
            maximum.reduce(s, axis=0, out=row)
            copyto(work, row)
            subtract(s, work, out=shifted)

        def value() -> None:
            shift()
            multiply(t, shifted, out=work)
            add.reduce(work, axis=0, out=row)
            exp(shifted, out=work)
            add.reduce(work, axis=0, out=losses)
            log(losses, out=losses)
            subtract(losses, row, out=losses)

        def gradient() -> None:
            shift()
            exp(shifted, out=shifted)
            spread_sum(shifted, out=work)
            divide(shifted, work, out=ds)
            subtract(ds, t, out=ds)

        return value, gradient


class PerOutput(Loss):
    """Base of the losses that average a term ℓ(s_j, t_j) over the outputs, or add it up."""

    average: ClassVar[bool] = True

    def bind_terms(self, s: Array, t: Array, terms: Array, ds: Array) -> tuple[Run, Run]:
        """Return calls that fill terms (n, k) = ℓ and ds (n, k) = dℓ/ds."""
        raise NotImplementedError

    def bind(self, s: Array, t: Array, ds: Array, losses: Array) -> tuple[Run, Run]:
        terms = np.empty_like(s)
        fill_terms, fill_slopes = self.bind_terms(s, t, terms, ds)
        share = np.array(1.0 / s.shape[1] if self.average else 1.0)

        def value() -> None:
            fill_terms()
            add.reduce(terms, axis=1, out=losses)
            multiply(losses, share, out=losses)

        def gradient() -> None:
            fill_slopes()
            multiply(ds, share, out=ds)

        return value, gradient if share != 1.0 else fill_slopes


class BinaryCrossEntropy(PerOutput):
    """A yes or no for every output: L = −(1/k) Σ_j [t_j log σ(s_j) + (1 − t_j) log(1 − σ(s_j))],
    computed as (1/k) Σ_j [log(1 + e^s_j) − t_j s_j].

    Source: Goodfellow et al. 2016, section 6.2.2.2; PyTorch's BCEWithLogitsLoss.
    """

    name = "binary_cross_entropy"

    def bind_terms(self, s: Array, t: Array, terms: Array, ds: Array) -> tuple[Run, Run]:
        work, zero, one = np.empty_like(s), np.zeros(()), np.ones(())
        lowest = np.array(-700.0)  # e^700 is finite

        def fill_terms() -> None:
            logaddexp(s, zero, out=terms)
            multiply(t, s, out=work)
            subtract(terms, work, out=terms)

        def fill_slopes() -> None:
            maximum(s, lowest, out=ds)
            negative(ds, out=ds)
            exp(ds, out=ds)
            add(ds, one, out=ds)
            divide(one, ds, out=ds)
            subtract(ds, t, out=ds)

        return fill_terms, fill_slopes


class NegativeLogLikelihood(PerOutput):
    """L = −Σ_j t_j s_j of log-probabilities s. Source: Fisher 1922; PyTorch's NLLLoss."""

    name = "negative_log_likelihood"
    expects = "log_probabilities"
    average = False

    def bind_terms(self, s: Array, t: Array, terms: Array, ds: Array) -> tuple[Run, Run]:

        def fill_terms() -> None:
            multiply(t, s, out=terms)
            negative(terms, out=terms)

        def fill_slopes() -> None:
            negative(t, out=ds)

        return fill_terms, fill_slopes


class KlDivergence(PerOutput):
    """L = Σ_j t_j (log t_j − s_j) of log-probabilities s, with 0 log 0 = 0.

    `smoothing` ε spreads the target: t = (1 − ε) one_hot + ε / k. Without it the divergence is the
    negative log-likelihood, because a certain target has no entropy.
    Source: Kullback & Leibler 1951; Szegedy et al. 2016, section 7; PyTorch's KLDivLoss.
    """

    name = "kl_divergence"
    expects = "log_probabilities"
    average = False
    smoothing = Number(0.0, 0.0, 1.0, high_open=True, step=0.01)

    def encode(self, labels: IntArray, k: int) -> Array:
        return (1.0 - self.smoothing) * super().encode(labels, k) + self.smoothing / k

    def bind_terms(self, s: Array, t: Array, terms: Array, ds: Array) -> tuple[Run, Run]:
        tiny = np.array(np.finfo(np.float64).tiny)

        def fill_terms() -> None:
            maximum(t, tiny, out=terms)
            log(terms, out=terms)
            subtract(terms, s, out=terms)
            multiply(t, terms, out=terms)

        def fill_slopes() -> None:
            negative(t, out=ds)

        return fill_terms, fill_slopes
