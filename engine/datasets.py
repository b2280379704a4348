"""Data sets: points of the plane with a class or a value each.

Fixed sets have no settings. Elsewhere the noise scales draws that do not depend on it, so moving
the noise slider moves every point along its own line and changes nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.params import Array, IntArray, Settings


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

    traits = ("task", "view")
    task: ClassVar[str] = "classification"
    view: ClassVar[tuple[float, float]] = (-6.0, 6.0)

    def generate(self, rng: np.random.Generator) -> Data:
        """Return the data, drawing from `rng`."""
        raise NotImplementedError


class Cs231n(Dataset):
    """Nine points of three classes. Source: CS231n's linear-classify demo, its starting points."""

    name = "cs231n"
    view = (-1.25, 1.25)

    def generate(self, rng: np.random.Generator) -> Data:
        return nine_points(0.50, -0.60)


class LectureFrame(Dataset):
    """The nine points with the eighth dragged, and the parameters of the lecture's slide.

    Source: "Introdução às Redes Neurais", Hands-on Deep Learning, lecture 2, UFMG 2020. The slide
    shows two decimals; these four-decimal parameters round to them and give every number on it.
    """

    name = "lecture_frame"
    view = (-1.25, 1.25)

    def generate(self, rng: np.random.Generator) -> Data:
        data = nine_points(0.80, -1.15)
        weights = np.array([[1.1239, 0.8358], [-0.9520, 0.3030], [0.3504, -1.4391]])
        bias = np.array([0.0579, 0.3006, 0.3489])
        return Data(data.points, data.labels, None, 3, {"W0": weights, "b0": bias})


def nine_points(x1: float, x2: float) -> Data:
    """Return CS231n's nine points with the eighth at (x1, x2)."""
    first = [(0.50, 0.40), (0.80, 0.30), (0.30, 0.80)]
    second = [(-0.40, 0.30), (-0.30, 0.70), (-0.70, 0.20)]
    third = [(0.70, -0.40), (x1, x2), (-0.40, -0.50)]
    return Data(np.array(first + second + third), np.repeat([0, 1, 2], 3), None, 3)
