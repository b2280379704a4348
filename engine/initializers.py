"""Starting weights. Rows of W are units: weights (k, d) read d inputs (fan-in) and feed k units."""

from __future__ import annotations

import numpy as np

from engine.params import Array, Number, Settings


class Initializer(Settings):
    """A rule for the starting weights and biases of one layer."""

    def fill(self, rng: np.random.Generator, weights: Array, bias: Array) -> None:
        """Overwrite `weights` (k, d) and `bias` (k,), drawing from `rng`."""
        raise NotImplementedError


class Zero(Initializer):
    """All zeros: every unit of a layer then learns the same thing."""

    name = "zero"

    def fill(self, rng: np.random.Generator, weights: Array, bias: Array) -> None:
        weights[...] = 0.0
        bias[...] = 0.0


class Small(Initializer):
    """W ~ 0.01 · N(0, 1), b = 0. Source: CS231n notes, "Setting up the data and the model"."""

    name = "small"

    def fill(self, rng: np.random.Generator, weights: Array, bias: Array) -> None:
        weights[...] = 0.01 * rng.standard_normal(weights.shape)
        bias[...] = 0.0


class Xavier(Initializer):
    """W ~ U(±√(6 / (d + k))), b = 0: keeps the variance of tanh layers.

    Source: Glorot & Bengio 2010, eq. 16.
    """

    name = "xavier"

    def fill(self, rng: np.random.Generator, weights: Array, bias: Array) -> None:
        limit = np.sqrt(6.0 / sum(weights.shape))
        weights[...] = rng.uniform(-limit, limit, weights.shape)
        bias[...] = 0.0


class He(Initializer):
    """W ~ N(0, 2 / d), b = 0: keeps the variance of ReLU layers. Source: He et al. 2015, eq. 10."""

    name = "he"

    def fill(self, rng: np.random.Generator, weights: Array, bias: Array) -> None:
        weights[...] = np.sqrt(2.0 / weights.shape[1]) * rng.standard_normal(weights.shape)
        bias[...] = 0.0


class TooLarge(Initializer):
    """W ~ 10 · N(0, 1), b = 0: saturates tanh and sigmoid units, to be seen going wrong.

    Source: Glorot & Bengio 2010, section 3, on the saturation that large weights cause.
    """

    name = "too_large"

    def fill(self, rng: np.random.Generator, weights: Array, bias: Array) -> None:
        weights[...] = 10.0 * rng.standard_normal(weights.shape)
        bias[...] = 0.0


class Normal(Initializer):
    """W and b ~ N(mean 0, deviation²)."""

    name = "normal"
    deviation = Number(1.0, 0.0, 100.0, scale="log", slider=(0.01, 100.0))

    def fill(self, rng: np.random.Generator, weights: Array, bias: Array) -> None:
        weights[...] = self.deviation * rng.standard_normal(weights.shape)
        bias[...] = self.deviation * rng.standard_normal(bias.shape)


class Uniform(Initializer):
    """W and b ~ U(−limit, limit)."""

    name = "uniform"
    limit = Number(1.0, 0.0, 100.0, scale="log", slider=(0.01, 100.0))

    def fill(self, rng: np.random.Generator, weights: Array, bias: Array) -> None:
        weights[...] = rng.uniform(-self.limit, self.limit, weights.shape)
        bias[...] = rng.uniform(-self.limit, self.limit, bias.shape)
