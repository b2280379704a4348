"""Class and confidence of many points, from their scores."""

from __future__ import annotations

import numpy as np
from numpy import (
    absolute,
    add,
    divide,
    exp,
    fmax,
    greater,
    maximum,
    minimum,
    multiply,
    negative,
    subtract,
)
from numpy.typing import NDArray

from engine.field import Reals

Bytes = NDArray[np.uint8]


def classify(scores: Reals, likelihood: str, labels: Bytes, confidence: Bytes) -> None:
    """Set the class of the largest score, and its confidence, (n,) both, of scores (k, n).

    Confidence 255 is certain: probability 1, or without probabilities a lead of 1 over the second.
    Where the scores are no numbers, both are 0.
    """
    if likelihood == "softmax" and len(scores) == 2:
        sure = _likelier_of_two(scores, labels)
    elif likelihood == "none":
        sure = minimum(_lead(scores, labels), 1.0)
    else:
        best = _best(scores, labels)
        sure = _sigmoid(best) if likelihood == "sigmoid" else _likely(scores, best)
    multiply(sure, 255.0, out=sure)
    confidence[...] = fmax(sure, 0.0, out=sure)  # 0 where it is not a number


def as_bytes(values: Reals, unknown: int = 0) -> Bytes:
    """Return values cut to 0..255; what is not a number becomes `unknown`."""
    cut = np.fmin(np.fmax(values, 0.0), 255.0)  # 0 where it is not a number
    if unknown:
        cut[np.isnan(values)] = unknown
    return cut.astype(np.uint8)


def _likelier_of_two(scores: Reals, labels: Bytes) -> Reals:
    """Set the class; return its probability, σ of how far it leads."""
    lead = subtract(scores[1], scores[0])
    greater(lead, 0.0, out=labels.view(np.bool_))
    return _sigmoid(absolute(lead, out=lead))


def _best(scores: Reals, labels: Bytes) -> Reals:
    """Set the class, the first of equals; return the largest score."""
    best: Reals = scores[0].copy()
    labels[...] = 0
    for label, score in enumerate(scores[1:], start=1):
        ahead = greater(score, best).view(np.uint8)
        maximum(labels, multiply(ahead, label, out=ahead), out=labels)  # later ones are larger
        maximum(best, score, out=best)
    return best


def _lead(scores: Reals, labels: Bytes) -> Reals:
    """Set the class; return its score less the second largest."""
    largest, second = scores[0], np.full_like(scores[0], -np.inf)
    for score in scores[1:]:
        maximum(second, minimum(largest, score), out=second)
        largest = maximum(largest, score)
    lead: Reals = subtract(_best(scores, labels), second, out=second)
    return lead


def _likely(scores: Reals, best: Reals) -> Reals:
    """Return the probability of the largest score."""
    odds = subtract(scores, best)
    exp(odds, out=odds)
    likely: Reals = divide(1.0, add.reduce(odds, axis=0, out=best), out=best)
    return likely


def _sigmoid(values: Reals) -> Reals:
    """Set values to σ of them, 1 / (1 + e^−x)."""
    negative(values, out=values)
    exp(values, out=values)
    add(values, 1.0, out=values)
    inverse: Reals = divide(1.0, values, out=values)
    return inverse
