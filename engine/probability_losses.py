"""Losses of probabilities: what a class was thought likely, against what it is.

They belong to the family of losses.py; its letters and conventions hold.
"""

from __future__ import annotations

import numpy as np
from numpy import (
    absolute,
    add,
    copyto,
    divide,
    exp,
    log,
    log1p,
    maximum,
    multiply,
    negative,
    subtract,
)

from engine.calls import calls
from engine.losses import Loss, PerOutput
from engine.params import Array, IntArray, Number, Run

FEW = 4  # classes: up to here the softmax by differences is the faster one


class Softmax(Loss):
    """Cross-entropy of the softmax: L = log Σ_j exp(s_j) − Σ_j t_j s_j = −log softmax(s)_y.

    The largest score is subtracted before the exponential, so that nothing overflows.
    Source: Bridle 1990; Goodfellow et al. 2016, Deep Learning, section 6.2.2.3.
    """

    name = "softmax"
    likelihood = "softmax"

    def bind(self, s: Array, t: Array, ds: Array, losses: Array, aims: Array) -> tuple[Run, Run]:
        s, t, ds = s.T, t.T, ds.T
        shifted, work = np.empty(s.shape), np.empty(s.shape)
        top, reached = np.empty(s.shape[1]), np.empty(s.shape[1])
        shift = _bind_shift(s, top, shifted)
        if 1 < len(s) <= FEW:
            likely = _bind_likely_by_differences(s, ds)
        else:
            likely = _bind_likely(s, shifted, shift, ds)

        def value() -> None:
            shift()
            exp(shifted, out=shifted)
            add.reduce(shifted, axis=0, out=losses)
            log(losses, out=losses)
            multiply(t, s, out=work)
            add.reduce(work, axis=0, out=reached)
            subtract(top, reached, out=top)  # before it meets the small logarithm
            add(losses, top, out=losses)

        return value, calls(likely, (subtract, ds, t, ds))


class BinaryCrossEntropy(PerOutput):
    """A yes or no for every output: L = −(1/k) Σ_j [t_j log σ(s_j) + (1 − t_j) log(1 − σ(s_j))],
    computed as (1/k) Σ_j [max(0, s_j) − t_j s_j + log(1 + e^−|s_j|)], which is precise for any s.

    Source: Goodfellow et al. 2016, section 6.2.2.2; PyTorch's BCEWithLogitsLoss.
    """

    name = "binary_cross_entropy"
    likelihood = "sigmoid"

    def bind_terms(self, s: Array, t: Array, terms: Array, ds: Array) -> tuple[Run, Run]:
        work, zero, one = np.empty_like(s), np.zeros(()), np.ones(())
        lowest = np.array(-700.0)  # e^700 is finite

        def fill_terms() -> None:
            maximum(s, zero, out=terms)
            multiply(t, s, out=work)
            subtract(terms, work, out=terms)
            absolute(s, out=work)
            negative(work, out=work)
            exp(work, out=work)
            log1p(work, out=work)
            add(terms, work, out=terms)

        likely = calls(
            lambda: maximum(s, lowest, out=ds),
            (negative, ds, ds),
            (exp, ds, ds),
            (add, ds, one, ds),
            (divide, one, ds, ds),
        )
        return fill_terms, calls(likely, (subtract, ds, t, ds))


class NegativeLogLikelihood(PerOutput):
    """L = −Σ_j t_j s_j of log-probabilities s. Source: Fisher 1922; PyTorch's NLLLoss."""

    name = "negative_log_likelihood"
    expects = "log_probabilities"
    likelihood = "softmax"
    average = False

    def bind_terms(self, s: Array, t: Array, terms: Array, ds: Array) -> tuple[Run, Run]:

        def fill_terms() -> None:
            multiply(t, s, out=terms)
            negative(terms, out=terms)

        return fill_terms, calls((negative, t, ds))


class KlDivergence(PerOutput):
    """L = Σ_j t_j (log t_j − s_j) of log-probabilities s, with 0 log 0 = 0.

    `smoothing` ε spreads the target: t = (1 − ε) one_hot + ε / k. Without it the divergence is the
    negative log-likelihood, because a certain target has no entropy.
    Source: Kullback & Leibler 1951; Szegedy et al. 2016, section 7; PyTorch's KLDivLoss.
    """

    name = "kl_divergence"
    expects = "log_probabilities"
    likelihood = "softmax"
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

        return fill_terms, calls((negative, t, ds))


def _bind_shift(s: Array, top: Array, shifted: Array) -> Run:
    """Return a call that sets top (n,) = max_j s_j and shifted = s − top; s is (k, n) here."""

    return calls(
        lambda: maximum.reduce(s, axis=0, out=top),
        (copyto, shifted, top),
        (subtract, s, shifted, shifted),
    )


def _bind_likely(s: Array, shifted: Array, shift: Run, out: Array) -> Run:
    """Return a call that sets out = softmax(s), all (k, n)."""
    sums, spread_sum = np.empty(s.shape), np.ones((len(s), len(s))).dot

    return calls(
        shift, (exp, shifted, shifted), (spread_sum, shifted, sums), (divide, shifted, sums, out)
    )


def _bind_likely_by_differences(s: Array, out: Array) -> Run:
    """The same as 1 / (1 + Σ_{i≠j} exp(s_i − s_j)): k − 1 times the work in fewer calls.

    One product gives the differences to the next class, the one after it, and so on around. What
    overflows becomes infinite, and its inverse the 0 that it should be.
    """
    k, n = s.shape
    each = np.eye(k)
    around = np.concatenate([np.roll(each, turn, axis=1) - each for turn in range(1, k)])
    differences, others, one = around.dot, np.empty((k - 1, k, n)), np.ones(())
    flat, sums = others.reshape(k * (k - 1), n), others[0]
    return calls(
        (differences, s, flat),
        (exp, flat, flat),
        *[(add, sums, other, sums) for other in others[1:]],
        (add, sums, one, sums),
        (divide, one, sums, out),
    )
