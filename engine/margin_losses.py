"""Losses that ask for a margin of 1 between the scores, and cost nothing past it.

They belong to the family of losses.py; its letters and conventions hold. `excess` is by how much
the margins are violated.
"""

from __future__ import annotations

import numpy as np
from numpy import (
    add,
    copyto,
    heaviside,
    maximum,
    minimum,
    multiply,
    negative,
    sign,
    square,
    subtract,
)

from engine.calls import Calls, calls
from engine.losses import Loss, PerOutput
from engine.params import Array, BoolArray, Number, Run

FEW = 4  # classes: up to here Weston and Watkins's gradient by pairs is the faster one


class WestonWatkins(Loss):
    """Multiclass hinge over every other class: L = Σ_{j≠y} max(0, s_j − s_y + 1).

    Source: Weston & Watkins 1999, "Support vector machines for multi-class pattern recognition".
    """

    name = "weston_watkins"
    second = 0.0

    def aims(self, t: Array) -> Array:
        """For few classes: of each pair (j, i) the margin of 1 if i is y, else −∞."""
        if t.shape[1] > FEW:
            return t
        _, other = _pairs(t.shape[1])
        return np.asfortranarray(np.where(t @ other.T > 0.0, 1.0, -np.inf))

    def bind(self, s: Array, t: Array, ds: Array, losses: Array, aims: Array) -> tuple[Run, Run]:
        s, t, ds = s.T, t.T, ds.T
        excess = np.empty(s.shape)
        measure = _bind_excess(s, t, excess)

        def value() -> None:
            measure()
            add.reduce(excess, axis=0, out=losses)

        few = len(s) <= FEW
        return value, self._by_pairs(s, aims.T, ds) if few else self._by_classes(s, t, ds, excess)

    def _by_pairs(self, s: Array, aims: Array, ds: Array) -> Run:
        """A pair of classes (j, i) pays where i is y and s_j − s_i + 1 > 0: into j, out of i."""
        one, other = _pairs(len(s))
        difference, spread = (one - other).dot, np.ascontiguousarray((one - other).T).dot
        paying, zero = np.empty(aims.shape), np.zeros(())
        direct = ds.flags.c_contiguous  # as a product's result must be
        result = ds if direct else np.empty(ds.shape)
        return calls(
            (difference, s, paying),
            (add, paying, aims, paying),
            (heaviside, paying, zero, paying),
            (spread, paying, result),
            Calls() if direct else (copyto, ds, result),
        )

    def _by_classes(self, s: Array, t: Array, ds: Array, excess: Array) -> Run:
        work, zero, spread_sum = np.empty(s.shape), np.zeros(()), np.ones((len(s), len(s))).dot
        return calls(
            _bind_lag(s, t, excess),
            (heaviside, excess, zero, excess),  # 1 at every class that pays, and at y,
            (spread_sum, excess, work),
            (multiply, t, work, work),
            (subtract, excess, work, ds),  # which counts itself, to 1 − 1 where none pays
        )

    def margins(self, s: Array, t: Array) -> BoolArray:
        return self.gradient(s, t) > 0.0


class OneVsAll(PerOutput):
    """A binary hinge for every class: L = Σ_j max(0, 1 − t_j s_j), t_j = ±1.

    Source: Rifkin & Klautau 2004, "In defense of one-vs-all classification".
    """

    name = "one_vs_all"
    second = 0.0
    average = False
    coding = "signed"

    def bind_terms(self, s: Array, t: Array, terms: Array, ds: Array) -> tuple[Run, Run]:
        excess, slopes = _bind_negative_hinge(s, t, terms), _bind_negative_hinge(s, t, ds)

        def fill_terms() -> None:
            excess()
            negative(terms, out=terms)

        return fill_terms, calls(slopes, (sign, ds, ds), (multiply, ds, t, ds))

    def margins(self, s: Array, t: Array) -> BoolArray:
        paying: BoolArray = self.gradient(s, t) != 0.0
        return paying


class StructuredSvm(Loss):
    """Multiclass hinge over the worst other class: L = max(0, max_{j≠y}(s_j − s_y + 1)).

    Where several classes are equally bad, the first takes the whole gradient.
    Source: Crammer & Singer 2001, "On the algorithmic implementation of multiclass kernel-based
    vector machines"; Tsochantaridis et al. 2005, margin rescaling with a 0/1 cost.
    """

    name = "structured_svm"
    second = 0.0

    def bind(self, s: Array, t: Array, ds: Array, losses: Array, aims: Array) -> tuple[Run, Run]:
        s, t, ds = s.T, t.T, ds.T
        excess, work, worst = np.empty(s.shape), np.empty(s.shape), np.empty(s.shape[1])
        measure = _bind_excess(s, t, excess)
        later, earlier, rest, one = excess[1:], excess[:-1], work[1:], np.ones(())

        def value() -> None:
            measure()
            maximum.reduce(excess, axis=0, out=losses)

        def gradient() -> None:
            measure()
            maximum.reduce(excess, axis=0, out=worst)
            copyto(work, worst)
            subtract(excess, work, out=work)
            heaviside(work, one, out=work)  # 1 at every worst class,
            maximum.accumulate(work, axis=0, out=excess)  # from the first of them on,
            subtract(later, earlier, out=rest)  # at the first alone
            subtract(work, t, out=work)
            sign(worst, out=worst)
            copyto(excess, worst)
            multiply(work, excess, out=ds)

        return value, gradient

    def margins(self, s: Array, t: Array) -> BoolArray:
        return self.gradient(s, t) > 0.0


class Hinge(OneVsAll):
    """The binary hinges averaged: L = (1/k) Σ_j max(0, 1 − t_j s_j), t_j = ±1.

    Source: Cortes & Vapnik 1995, "Support-vector networks"; Keras's Hinge.
    """

    name = "hinge"
    average = True


class SquaredHinge(PerOutput):
    """L = (1/k) Σ_j max(0, 1 − t_j s_j)², t_j = ±1: smooth, and harder on large violations.

    Source: Tang 2013, "Deep learning using linear support vector machines"; Keras's
    SquaredHinge.
    """

    name = "squared_hinge"
    coding = "signed"

    def bind_terms(self, s: Array, t: Array, terms: Array, ds: Array) -> tuple[Run, Run]:
        excess, slopes = _bind_negative_hinge(s, t, terms), _bind_negative_hinge(s, t, ds)

        def fill_terms() -> None:
            excess()
            square(terms, out=terms)

        return fill_terms, calls(slopes, (add, ds, ds, ds), (multiply, ds, t, ds))

    def margins(self, s: Array, t: Array) -> BoolArray:
        paying: BoolArray = self.gradient(s, t) != 0.0
        return paying


class HingeEmbedding(PerOutput):
    """Scores are distances: 0 is asked of the true class, at least the margin Δ of the others.

    L = (1/k) Σ_j ℓ_j with ℓ_j = s_j where t_j = +1 and max(0, Δ − s_j) where t_j = −1. Only
    non-negative scores make sense; below 0 there is no minimum.
    Source: Hadsell, Chopra & LeCun 2006 (with squares); PyTorch's HingeEmbeddingLoss.
    """

    name = "hinge_embedding"
    coding = "signed"
    expects = "distances"
    predicts = "smallest"
    second = 0.0
    margin = Number(1.0, 0.0, 100.0, low_open=True, scale="log", slider=(0.01, 100.0))

    def bind_terms(self, s: Array, t: Array, terms: Array, ds: Array) -> tuple[Run, Run]:
        true, work = np.empty_like(s), np.empty_like(s)
        zero, margin = np.zeros(()), np.array(self.margin)

        def measure(raw: Array) -> None:
            """raw = s_j where t_j = +1, Δ − s_j where t_j = −1; true = 1 and 0 there."""
            maximum(t, zero, out=true)
            multiply(true, margin, out=work)
            subtract(margin, work, out=work)
            multiply(t, s, out=raw)
            add(raw, work, out=raw)

        def fill_terms() -> None:
            measure(terms)
            multiply(true, terms, out=work)
            maximum(terms, work, out=terms)

        def fill_slopes() -> None:
            measure(ds)
            sign(ds, out=ds)
            maximum(ds, true, out=ds)
            multiply(ds, t, out=ds)

        return fill_terms, fill_slopes

    def margins(self, s: Array, t: Array) -> BoolArray:
        return self.gradient(s, t) < 0.0


def _pairs(k: int) -> tuple[Array, Array]:
    """Return the two classes of every ordered pair, each as rows of a one (k (k − 1), k)."""
    each = np.eye(k)
    turns = [np.roll(each, turn, axis=1) for turn in range(1, k)]
    return np.tile(each, (k - 1, 1)), np.array(turns).reshape(-1, k)


def _bind_lag(s: Array, t: Array, lag: Array) -> Run:
    """Return a call that sets lag = s_j − (s_y − 1), which is 1 at y; all are (k, n) here.

    One product spreads s_y − 1 to every class: Σ_j t_j s_j, less a row of ones.
    """
    k = len(s)
    terms = np.ones((k + 1, s.shape[1]))
    spread = np.hstack([np.ones((k, k)), -np.ones((k, 1))]).dot
    return calls((multiply, s, t, terms[:k]), (spread, terms, lag), (subtract, s, lag, lag))


def _bind_excess(s: Array, t: Array, excess: Array) -> Run:
    """Return a call that sets excess = max(0, s_j − s_y + 1), and 0 at y; all are (k, n) here."""
    zero = np.zeros(())
    return calls(
        _bind_lag(s, t, excess),
        (subtract, excess, t, excess),
        lambda: maximum(excess, zero, out=excess),
    )


def _bind_negative_hinge(s: Array, t: Array, out: Array) -> Run:
    """Return a call that sets out (n, k) = min(0, t s − 1), the hinge with its sign turned."""
    zero, one = np.zeros(()), np.ones(())
    return calls(
        (multiply, t, s, out), (subtract, out, one, out), lambda: minimum(out, zero, out=out)
    )
