"""ConvNetJS's data sets: four of two classes, with labels as there, and one of values.

They belong to the family of datasets.py. Source: Karpathy 2014, ConvNetJS, demo/js/classify2d.js
and regression.js. There 1 is drawn green, 0 red; the counts are fixed, here they may be others. Its
window is ±4 and cuts some of them off; ours are as wide as the points.
"""

from __future__ import annotations

import numpy as np

from engine.datasets import Data, Dataset, TwoClasses, parted, polar
from engine.params import Integer, Number


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


class ConvnetCircle(TwoClasses):
    """Class 1 within 2 of the origin; class 0 from 3 to 5, evenly in angle."""

    name = "convnet_circle"
    view = (-5.5, 5.5)
    count = Integer(100, 10, 2000, step=10)

    def generate(self, rng: np.random.Generator) -> Data:
        zeros, ones = np.bincount(parted(self.count, self.balance))
        inner = polar(rng.uniform(0.0, 2.0, ones), rng.uniform(0.0, 2.0 * np.pi, ones))
        outer = polar(rng.uniform(3.0, 5.0, zeros), 2.0 * np.pi * np.arange(zeros) / zeros)
        return Data(np.vstack([inner, outer]), np.repeat([1, 0], [ones, zeros]), None, 2)


class ConvnetSpiral(TwoClasses):
    """Two spirals, 1.25 turns out to radius 5, jittered by U(±0.1) in radius and angle."""

    name = "convnet_spiral"
    view = (-5.5, 5.5)
    count = Integer(200, 10, 2000, step=10)

    def generate(self, rng: np.random.Generator) -> Data:
        zeros, ones = np.bincount(parted(self.count, self.balance))
        along = np.concatenate([np.arange(n) / n for n in (ones, zeros)])
        labels = np.repeat([1, 0], [ones, zeros])
        radius = 5.0 * along + rng.uniform(-0.1, 0.1, self.count)
        jitter = rng.uniform(-0.1, 0.1, self.count)
        turn = 2.5 * np.pi * along + np.where(labels, 0.0, np.pi) + jitter
        return Data(polar(radius, turn), labels, None, 2)


class ConvnetRandom(TwoClasses):
    """Points in U(−3, 3)², their labels a coin, fair unless `balance` is another."""

    name = "convnet_random"
    view = (-4.0, 4.0)
    count = Integer(40, 4, 500, step=2)

    def generate(self, rng: np.random.Generator) -> Data:
        points, labels = rng.uniform(-3.0, 3.0, (self.count, 2)), rng.integers(0, 2, self.count)
        return Data(points, np.where(self.tipped(labels, rng), 1 - labels, labels), None, 2)


class ConvnetSine(Dataset):
    """The curve x1 · sin x1 at x1 = U(−5, 5); x2 is 0. `noise` is the deviation of the values."""

    name = "convnet_sine"
    task = "regression"
    inputs = 1
    view = (-5.5, 5.5)
    count = Integer(20, 2, 500)
    noise = Number(0.0, 0.0, 2.0, step=0.05)

    def generate(self, rng: np.random.Generator) -> Data:
        x = rng.uniform(-5.0, 5.0, self.count)
        values = x * np.sin(x) + self.noise * rng.standard_normal(self.count)
        return Data(np.column_stack([x, np.zeros(self.count)]), None, values[:, None])
