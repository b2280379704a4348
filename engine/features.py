"""Input features computed from a point (x1, x2), as on TensorFlow Playground.

Source: Smilkov & Carter 2016, playground.tensorflow.org (x1, x2, their squares, product and sines);
the cosines are ours.
"""

from __future__ import annotations

import numpy as np

from engine.params import Array, Settings


class Feature(Settings):
    """One number computed from each point."""

    def value(self, points: Array) -> Array:
        """Return the feature (n,) of the points (n, 2)."""
        raise NotImplementedError


class X1(Feature):
    """The first coordinate."""

    name = "x1"

    def value(self, points: Array) -> Array:
        return points[:, 0]


class X2(Feature):
    """The second coordinate."""

    name = "x2"

    def value(self, points: Array) -> Array:
        return points[:, 1]


class X1Squared(Feature):
    """x1²"""

    name = "x1_squared"

    def value(self, points: Array) -> Array:
        return points[:, 0] * points[:, 0]


class X2Squared(Feature):
    """x2²"""

    name = "x2_squared"

    def value(self, points: Array) -> Array:
        return points[:, 1] * points[:, 1]


class X1X2(Feature):
    """x1 · x2"""

    name = "x1_x2"

    def value(self, points: Array) -> Array:
        return points[:, 0] * points[:, 1]


class SinX1(Feature):
    """sin x1, x1 in radians"""

    name = "sin_x1"

    def value(self, points: Array) -> Array:
        return np.sin(points[:, 0])


class SinX2(Feature):
    """sin x2, x2 in radians"""

    name = "sin_x2"

    def value(self, points: Array) -> Array:
        return np.sin(points[:, 1])


class CosX1(Feature):
    """cos x1, x1 in radians"""

    name = "cos_x1"

    def value(self, points: Array) -> Array:
        return np.cos(points[:, 0])


class CosX2(Feature):
    """cos x2, x2 in radians"""

    name = "cos_x2"

    def value(self, points: Array) -> Array:
        return np.cos(points[:, 1])
