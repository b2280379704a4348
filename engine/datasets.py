"""Data sets: points of the plane with a class or a value each.

Fixed sets have no settings. Elsewhere the noise scales draws that do not depend on it, so moving
the noise slider moves every point along its own line and changes nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.params import Array, BoolArray, IntArray, Integer, Number, Settings


@dataclass(frozen=True)
class Data:
    """Points (n, 2) with labels (n,) in 0..classes−1, or with targets (n, m).

    `start` holds the parameters to start from, {"W0": (k, d), "b0": (k,)}, where the set has some.
    """

    points: Array
    labels: IntArray | None = None
    targets: Array | None = None
    classes: int = 0
    start: dict[str, Array] | None = None


class Dataset(Settings):
    """A source of points. `view` is the square window (low, high) that shows it."""

    traits = ("task", "view", "inputs")
    task: ClassVar[str] = "classification"
    inputs: ClassVar[int] = 2  # 1 where x2 is always 0
    view: ClassVar[tuple[float, float]] = (-6.0, 6.0)

    def generate(self, rng: np.random.Generator) -> Data:
        """Return the data, drawing from `rng`."""
        raise NotImplementedError


class TwoClasses(Dataset):
    """Base of the generated sets of two classes: `balance` is the share of class 1."""

    balance = Number(0.5, 0.05, 0.95, step=0.05)

    def tipped(self, labels: IntArray, rng: np.random.Generator) -> BoolArray:
        """Return which of labels drawn by halves to exchange for the other, to have the share.

        Half of them are of the rarer class; of those a part 1 − 2 · min(balance, 1 − balance) tips.
        """
        rarer = 0 if self.balance > 0.5 else 1
        chosen: BoolArray = rng.random(len(labels)) < abs(2.0 * self.balance - 1.0)
        chosen &= labels == rarer
        return chosen


class Cs231n(Dataset):
    """Nine points of three classes. Source: CS231n's linear-classify demo, its starting points."""

    name = "cs231n"
    view = (-1.25, 1.25)

    def generate(self, rng: np.random.Generator) -> Data:
        return Data(nine_points(0.50, -0.60), np.repeat([0, 1, 2], 3), None, 3)


class LectureFrame(Dataset):
    """The nine points with the eighth dragged, and the parameters of the lecture's slide.

    Source: "Introdução às Redes Neurais", Hands-on Deep Learning, lecture 2, UFMG 2020. The slide
    shows two decimals; these four-decimal parameters round to them and give every number on it.
    """

    name = "lecture_frame"
    view = (-1.25, 1.25)

    def generate(self, rng: np.random.Generator) -> Data:
        weights = np.array([[1.1239, 0.8358], [-0.9520, 0.3030], [0.3504, -1.4391]])
        bias = np.array([0.0579, 0.3006, 0.3489])
        start = {"W0": weights, "b0": bias}
        return Data(nine_points(0.80, -1.15), np.repeat([0, 1, 2], 3), None, 3, start)


class Separable(TwoClasses):
    """Two classes in discs of radius 1 about ±(1, 1): a line separates them with room to spare."""

    name = "separable"
    view = (-2.5, 2.5)
    count = Integer(40, 4, 400, step=2)

    def generate(self, rng: np.random.Generator) -> Data:
        labels = parted(self.count, self.balance)
        return Data(np.where(labels, 1.0, -1.0)[:, None] + disc(rng, self.count), labels, None, 2)


class Overlapping(TwoClasses):
    """Two Gaussian classes about ±(0.7, 0.7), too close for any line; `noise` is the deviation."""

    name = "overlapping"
    view = (-4.0, 4.0)
    count = Integer(80, 4, 400, step=2)
    noise = Number(0.8, 0.0, 2.0, step=0.05)

    def generate(self, rng: np.random.Generator) -> Data:
        labels = parted(self.count, self.balance)
        points = self.noise * rng.standard_normal((self.count, 2))
        return Data(np.where(labels, 0.7, -0.7)[:, None] + points, labels, None, 2)


class Outlier(Separable):
    """The separable discs and one far point on the right side of the line x1 + x2 = 0.

    Losses that punish "too right" scores turn the line for its sake. Source: Bishop 2006, Pattern
    Recognition and Machine Learning, figure 4.4.
    """

    name = "outlier"
    view = (-5.5, 5.5)

    def generate(self, rng: np.random.Generator) -> Data:
        usual = super().generate(rng)
        points = np.vstack([usual.points, [5.0, -4.0]])
        return Data(points, np.append(parted(self.count, self.balance), 1), None, 2)


class ThreeInARow(Dataset):
    """Three classes in discs of radius 0.8 along a diagonal; least squares masks the middle one.

    Source: Hastie, Tibshirani & Friedman 2009, The Elements of Statistical Learning, figure 4.2.
    """

    name = "three_in_a_row"
    view = (-3.5, 3.5)
    count = Integer(60, 6, 600, step=3)

    def generate(self, rng: np.random.Generator) -> Data:
        labels = evenly(self.count, 3)
        points = 2.0 * (labels[:, None] - 1) + 0.8 * disc(rng, self.count)
        return Data(points, labels, None, 3)


class OverlappingRow(Dataset):
    """Three classes of eight points, side by side and mixed: no class holds the majority between.

    There the largest violated margin alone loses the middle class, and the sum of all does not.
    Source: Liu 2007, Fisher consistency of multicategory support vector machines, theorem 3.
    """

    name = "overlapping_row"
    view = (-1.25, 1.25)

    def generate(self, rng: np.random.Generator) -> Data:
        across = [-0.32, -0.24, -0.16, 0.0, 0.05, 0.16, 0.25, 0.32]
        height = [0.18, 0.02, -0.26, 0.3, -0.4, -0.12, -0.3, 0.22]
        middles = np.repeat([-0.55, 0.0, 0.55], 8)
        points = np.column_stack([middles + np.tile(across, 3), np.tile(height, 3)])
        return Data(np.round(points, 2), evenly(24, 3), None, 3)


class Blobs(Dataset):
    """Gaussian classes evenly around a circle of radius 3. `noise` is their deviation."""

    name = "blobs"
    classes = Integer(3, 2, 6)
    count = Integer(150, 12, 2000, step=6)
    noise = Number(0.8, 0.0, 3.0, step=0.05)

    def generate(self, rng: np.random.Generator) -> Data:
        labels = evenly(self.count, self.classes)
        centres = polar(np.full(self.count, 3.0), 2.0 * np.pi * labels / self.classes)
        points = centres + self.noise * rng.standard_normal((self.count, 2))
        return Data(points, labels, None, self.classes)


class Moons(TwoClasses):
    """Two half circles that reach into each other. Source: scikit-learn's make_moons."""

    name = "moons"
    view = (-1.5, 2.5)
    count = Integer(200, 4, 2000, step=2)
    noise = Number(0.1, 0.0, 0.5, step=0.01)

    def generate(self, rng: np.random.Generator) -> Data:
        labels = parted(self.count, self.balance)
        first = self.count - labels.sum()
        angle = np.concatenate([np.linspace(0.0, np.pi, n) for n in (first, self.count - first)])
        points = np.column_stack([np.cos(angle), np.sin(angle)])
        points[first:] = [1.0, 0.5] - points[first:]
        points += self.noise * rng.standard_normal(points.shape)
        return Data(points, labels, None, 2)


class Cs231nSpiral(Dataset):
    """Spiral arms, one a class: radius 0 to 1, 4 radians of turn, `noise` radians of deviation.

    Source: CS231n notes, "Putting it together: minimal neural network case study", 2016.
    """

    name = "cs231n_spiral"
    view = (-1.25, 1.25)
    classes = Integer(3, 2, 6)
    count = Integer(300, 12, 2000, step=6)
    noise = Number(0.2, 0.0, 0.5, step=0.01)

    def generate(self, rng: np.random.Generator) -> Data:
        labels = evenly(self.count, self.classes)
        sizes = np.bincount(labels)
        along = np.concatenate([np.linspace(0.0, 1.0, n) for n in sizes])
        angle = 4.0 * (labels + along) + self.noise * rng.standard_normal(self.count)
        return Data(polar(along, angle), labels, None, self.classes)


def nine_points(x1: float, x2: float) -> Array:
    """Return CS231n's nine points, three a class, with the eighth at (x1, x2)."""
    first = [(0.50, 0.40), (0.80, 0.30), (0.30, 0.80)]
    second = [(-0.40, 0.30), (-0.30, 0.70), (-0.70, 0.20)]
    third = [(0.70, -0.40), (x1, x2), (-0.40, -0.50)]
    return np.array(first + second + third)


def evenly(count: int, classes: int) -> IntArray:
    """Return labels (count,) class by class, the classes as equal in size as can be."""
    return np.arange(count) * classes // count


def parted(count: int, share: float) -> IntArray:
    """Return labels (count,), class 0 first, a share of them 1; at least one of each."""
    ones = min(max(int(share * count + 1e-9), 1), count - 1)
    return np.repeat([0, 1], [count - ones, ones])


def disc(rng: np.random.Generator, count: int) -> Array:
    """Return points (count, 2) uniform in the disc of radius 1."""
    radius = np.sqrt(rng.uniform(0.0, 1.0, count))
    return polar(radius, rng.uniform(0.0, 2.0 * np.pi, count))


def polar(radius: Array, angle: Array) -> Array:
    """Return points (n, 2), the angle clockwise from the x2 axis as both playgrounds have it."""
    return np.column_stack([radius * np.sin(angle), radius * np.cos(angle)])
