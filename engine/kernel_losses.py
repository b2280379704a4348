"""The kernel's losses: their gradients with respect to the scores, those of losses.py compiled.

s (k, n) are the scores, t (k, n) the targets; ds = scale · dL/ds.
"""

from __future__ import annotations

from engine.jit import compiled
from engine.kernel_codes import (
    BINARY_CROSS_ENTROPY,
    CROSS_ENTROPY,
    HINGE,
    HINGE_EMBEDDING,
    HUBER,
    MEAN_ABSOLUTE_ERROR,
    MEAN_SQUARED_ERROR,
    ONE_VS_ALL,
    SQUARED_ERROR,
    SQUARED_HINGE,
    STRUCTURED_SVM,
    WESTON_WATKINS,
)
from engine.kernel_functions import exponential, larger, positive, sigmoid, sign, smaller
from engine.params import Array


@compiled
def fill_slopes(
    code: int,
    setting: float,
    scale: float,
    s: Array,
    t: Array,
    ds: Array,
    spare: Array,
    k: int,
    n: int,
) -> None:
    """ds = scale · dL/ds for a batch."""
    if code == CROSS_ENTROPY:
        cross_entropy(scale, s, t, ds, spare, k, n)
    elif code == WESTON_WATKINS:
        every_violation(scale, s, t, ds, spare, k, n)
    elif code == STRUCTURED_SVM:
        for j in range(n):
            worst_violation(scale, s, t, ds, k, j)
    else:
        for c in range(k):
            for j in range(n):
                ds[c, j] = scale * slope(code, setting, s[c, j], t[c, j])


@compiled
def slope(code: int, setting: float, s: float, t: float) -> float:
    """dℓ/ds of the losses that add up a term ℓ(s, t) for each output."""
    if code == SQUARED_ERROR:
        return s - t
    if code == MEAN_SQUARED_ERROR:
        return 2.0 * (s - t)
    if code == MEAN_ABSOLUTE_ERROR:
        return sign(s - t)
    if code == HUBER:
        return larger(smaller(s - t, setting), -setting)
    if code in (ONE_VS_ALL, HINGE):
        return -t * positive(1.0 - t * s)
    if code == SQUARED_HINGE:
        return -2.0 * t * larger(1.0 - t * s, 0.0)
    if code == HINGE_EMBEDDING:
        return 1.0 if t > 0.0 else -positive(setting - s)
    if code == BINARY_CROSS_ENTROPY:
        return sigmoid(s) - t
    return -t  # negative log-likelihood and Kullback-Leibler divergence, of log-probabilities


@compiled
def cross_entropy(
    scale: float, s: Array, t: Array, ds: Array, spare: Array, k: int, n: int
) -> None:
    """ds = scale (softmax(s) − t), the largest score subtracted first."""
    for j in range(n):
        spare[0, j], spare[1, j] = s[0, j], 0.0
    for c in range(1, k):
        for j in range(n):
            spare[0, j] = larger(s[c, j], spare[0, j])
    for c in range(k):
        for j in range(n):
            ds[c, j] = exponential(s[c, j] - spare[0, j])
            spare[1, j] += ds[c, j]
    for c in range(k):
        for j in range(n):
            ds[c, j] = scale * (ds[c, j] / spare[1, j] - t[c, j])


@compiled
def every_violation(
    scale: float, s: Array, t: Array, ds: Array, spare: Array, k: int, n: int
) -> None:
    """Every class that pays is pushed down by 1, and the true one up as much in all."""
    for j in range(n):
        spare[0, j], spare[1, j] = 0.0, 0.0
    for c in range(k):
        for j in range(n):
            spare[0, j] += t[c, j] * s[c, j]
    for c in range(k):
        for j in range(n):
            ds[c, j] = positive(s[c, j] - spare[0, j] + 1.0 - t[c, j])
            spare[1, j] += ds[c, j]
    for c in range(k):
        for j in range(n):
            ds[c, j] = scale * (ds[c, j] - spare[1, j] * t[c, j])


@compiled
def worst_violation(scale: float, s: Array, t: Array, ds: Array, k: int, j: int) -> None:
    """The class that pays most is pushed down by 1, the first of equals, and the true one up."""
    reached, worst, at = 0.0, 0.0, -1
    for c in range(k):
        reached += t[c, j] * s[c, j]
    for c in range(k):
        excess = s[c, j] - reached + 1.0 - t[c, j]
        if not excess <= worst:
            worst, at = excess, c
    for c in range(k):
        ds[c, j] = scale * sign(worst) * ((c == at) - t[c, j])
