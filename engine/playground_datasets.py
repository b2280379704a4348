"""TensorFlow Playground's data sets: four of two classes, two of values.

They belong to the family of datasets.py. Source: Smilkov & Carter 2016, playground.tensorflow.org,
dataset.ts. There the noise slider runs to 50 %, here to 0.5; +1 is class 1 and −1 class 0.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from engine.datasets import Data, Dataset, TwoClasses, parted, polar
from engine.params import Array, Integer, Number


class PlaygroundSet(Dataset):
    """Base: how many points, and how much noise."""

    count = Integer(250, 10, 2000, step=10)
    noise = Number(0.0, 0.0, 0.5, step=0.05)


class PlaygroundClasses(PlaygroundSet, TwoClasses):
    """Base of the four of two classes."""


class PlaygroundCircle(PlaygroundClasses):
    """Class 1 within 2.5 of the origin, class 0 on the ring from 3.5 to 5.

    The label is that of the point after moving it by noise · U(±5): noise flips labels at the edge.
    """

    name = "playground_circle"

    def generate(self, rng: np.random.Generator) -> Data:
        ones, zeros = np.bincount(parted(self.count, 1.0 - self.balance))
        inner, outer = rng.uniform(0.0, 2.5, ones), rng.uniform(3.5, 5.0, zeros)
        angle = rng.uniform(0.0, 2.0 * np.pi, self.count)
        points = polar(np.concatenate([inner, outer]), angle)
        judged = points + self.noise * rng.uniform(-5.0, 5.0, points.shape)
        return Data(points, (np.hypot(*judged.T) < 2.5).astype(np.int64), None, 2)


class PlaygroundXor(PlaygroundClasses):
    """Class 1 where x1 and x2 have the same sign, with a gap of 0.3 on both sides of the axes.

    The label is that of the point after moving it by noise · U(±5). For another `balance` points
    are mirrored.
    """

    name = "playground_xor"

    def generate(self, rng: np.random.Generator) -> Data:
        points = rng.uniform(-5.0, 5.0, (self.count, 2))
        points += np.where(points > 0.0, 0.3, -0.3)
        shift = self.noise * rng.uniform(-5.0, 5.0, points.shape)
        points[self.tipped((points.prod(axis=1) > 0.0).astype(np.int64), rng), 0] *= -1.0
        judged = points + shift
        return Data(points, (judged[:, 0] * judged[:, 1] >= 0.0).astype(np.int64), None, 2)


class PlaygroundGauss(PlaygroundClasses):
    """Two Gaussians, at (2, 2) and (−2, −2), with variance 0.5 + 7 · noise."""

    name = "playground_gauss"

    def generate(self, rng: np.random.Generator) -> Data:
        labels = parted(self.count, 1.0 - self.balance)
        centres = np.where(labels, -2.0, 2.0)[:, None]
        spread = np.sqrt(0.5 + 7.0 * self.noise)
        points = centres + spread * rng.standard_normal((self.count, 2))
        return Data(points, 1 - labels, None, 2)


class PlaygroundSpiral(PlaygroundClasses):
    """Two spirals of 1.75 turns out to radius 5, each point moved by noise · U(±1)."""

    name = "playground_spiral"

    def generate(self, rng: np.random.Generator) -> Data:
        ones, zeros = np.bincount(parted(self.count, 1.0 - self.balance))
        along = np.concatenate([np.arange(n) / n for n in (ones, zeros)])
        labels = np.repeat([1, 0], [ones, zeros])
        points = polar(5.0 * along, 3.5 * np.pi * along + np.where(labels, 0.0, np.pi))
        points += self.noise * rng.uniform(-1.0, 1.0, points.shape)
        return Data(points, labels, None, 2)


class PlaygroundRegression(PlaygroundSet):
    """Base of the two for regression: points in U(±6)², the value that of the moved point."""

    task: ClassVar[str] = "regression"

    def generate(self, rng: np.random.Generator) -> Data:
        points = rng.uniform(-6.0, 6.0, (self.count, 2))
        judged = points + self.noise * rng.uniform(-6.0, 6.0, points.shape)
        return Data(points, None, self.target(judged)[:, None])

    def target(self, points: Array) -> Array:
        """Return the value (n,) at the points (n, 2)."""
        raise NotImplementedError


class PlaygroundPlane(PlaygroundRegression):
    """The value is (x1 + x2) / 10, in [−1.2, 1.2] and with all the noise in [−1.8, 1.8]."""

    name = "playground_plane"

    def target(self, points: Array) -> Array:
        return (points[:, 0] + points[:, 1]) / 10.0


class PlaygroundGaussian(PlaygroundRegression):
    """Six cones of height ±1 and radius 2, alternating in sign; between them the value is 0.

    It is in [−1, 1].
    """

    name = "playground_gaussian"

    CENTRES: ClassVar = [
        (-4.0, 2.5),
        (0.0, 2.5),
        (4.0, 2.5),
        (-4.0, -2.5),
        (0.0, -2.5),
        (4.0, -2.5),
    ]
    SIGNS: ClassVar = [1.0, -1.0, 1.0, -1.0, 1.0, -1.0]

    def target(self, points: Array) -> Array:
        apart = np.linalg.norm(points[:, None] - np.array(self.CENTRES), axis=2)
        heights = np.clip(1.0 - apart / 2.0, 0.0, 1.0)
        value: Array = (heights * self.SIGNS).sum(axis=1)  # no two of them overlap
        return value
