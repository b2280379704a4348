"""ConvNetJS's data sets of two classes, with labels as there: 1 is drawn green, 0 red.

They belong to the family of datasets.py. Source: Karpathy 2014, ConvNetJS, demo/js/classify2d.js.
Its window is ±4 and cuts some of them off; ours are as wide as the points.
"""

from __future__ import annotations

import numpy as np

from engine.datasets import Data, Dataset, polar


class ConvnetSimple(Dataset):
    """Thirteen fixed points."""

    name = "convnet_simple"
    view = (-4.5, 4.5)

    def generate(self, rng: np.random.Generator) -> Data:
        points = [
            (-0.4326, 1.1909),
            (3.0, 4.0),
            (0.1253, -0.0376),
            (0.2877, 0.3273),
            (-1.1465, 0.1746),
            (1.8133, 1.0139),
            (2.7258, 1.0668),
            (1.4117, 0.5593),
            (4.1832, 0.3044),
            (1.8636, 0.1677),
            (0.5, 3.2),
            (0.8, 3.2),
            (1.0, -2.2),
        ]
        return Data(np.array(points), np.repeat([1, 0, 1], [5, 5, 3]), None, 2)


class ConvnetCircle(Dataset):
    """50 points of class 1 within 2 of the origin; 50 of class 0 from 3 to 5, evenly in angle."""

    name = "convnet_circle"
    view = (-5.5, 5.5)

    def generate(self, rng: np.random.Generator) -> Data:
        inner = polar(rng.uniform(0.0, 2.0, 50), rng.uniform(0.0, 2.0 * np.pi, 50))
        outer = polar(rng.uniform(3.0, 5.0, 50), 2.0 * np.pi * np.arange(50) / 50)
        return Data(np.vstack([inner, outer]), np.repeat([1, 0], 50), None, 2)


class ConvnetSpiral(Dataset):
    """Two spirals of 100 points, 1.25 turns out to radius 5, jittered by U(±0.1) in r and angle."""

    name = "convnet_spiral"
    view = (-5.5, 5.5)

    def generate(self, rng: np.random.Generator) -> Data:
        along = np.tile(np.arange(100) / 100, 2)
        labels = np.repeat([1, 0], 100)
        radius = 5.0 * along + rng.uniform(-0.1, 0.1, 200)
        turn = 2.5 * np.pi * along + np.where(labels, 0.0, np.pi) + rng.uniform(-0.1, 0.1, 200)
        return Data(polar(radius, turn), labels, None, 2)


class ConvnetRandom(Dataset):
    """40 points in U(−3, 3)², their labels a fair coin."""

    name = "convnet_random"
    view = (-4.0, 4.0)

    def generate(self, rng: np.random.Generator) -> Data:
        return Data(rng.uniform(-3.0, 3.0, (40, 2)), rng.integers(0, 2, 40), None, 2)
