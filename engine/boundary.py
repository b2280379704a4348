"""What the plane looks like to a model: regions, class and confidence, hidden units, warped space.

A view is a window of the plane: (low, high) of both x1 and x2, or (low1, high1, low2, high2). A
grid covers it with size × size cells and is taken at their centres. Row 0 is the top, where x2 is
largest; column 0 the left, where x1 is smallest. Grids are computed in float32, in blocks of rows
that stay in the cache. The first layer is separable: a feature of x1 alone is multiplied once a
column, a feature of x2 alone once a row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray

from engine import catalog, polygons
from engine.data import parse_view
from engine.evaluation import activations_at
from engine.experiment import Experiment
from engine.params import Array, ConfigError
from engine.plan import Station
from engine.polygons import MARGIN_BANDS, PROBABILITY_BANDS, Region, Window
from engine.setup import Setup

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
View = tuple[float, ...]

CELLS = 4096  # of a block of rows
MAX_SIZE = 1024


def bands(experiment: Experiment) -> tuple[float, ...]:
    """Return the bands that suit the loss: margins, or probabilities where it has no margins."""
    return PROBABILITY_BANDS if experiment.setup.probabilistic else MARGIN_BANDS


@np.errstate(all="ignore")
def regions(
    experiment: Experiment, view: View | None = None, margins: Sequence[float] | None = None
) -> list[Region] | None:
    """Return the regions of a linear classifier of x1 and x2, exactly; None for any other model.

    `margins` are the bands to cut at, by default those of `bands`; 0 is a whole region. See
    polygons.py for what they mean.
    """
    setup, theta = experiment.setup, experiment.trainer.theta
    layers, features = setup.network.layers, setup.features
    straight = len(layers) == 1 and layers[0].activation.name in ("linear", "log_softmax")
    if not straight or not set(features) <= {"x1", "x2"} or setup.examples.labels is None:
        return None
    block = setup.network.blocks(theta)[0]
    weights = np.zeros((len(block), 2))
    for column, name in enumerate(features):
        weights[:, ("x1", "x2").index(name)] = block[:, column]
    sign = 1.0 if setup.loss.predicts == "largest" else -1.0
    chosen = bands(experiment) if margins is None else margins
    window = _window(experiment, view)
    return polygons.regions_of(
        sign * weights, sign * block[:, -1], window, chosen, setup.probabilistic
    )


@np.errstate(all="ignore")
def grid(experiment: Experiment, view: View | None = None, size: int = 100) -> tuple[Bytes, Bytes]:
    """Return the class and the confidence of each cell, both (size, size) uint8.

    Confidence 255 is certain: the largest softmax probability for a loss of probabilities, else the
    lead of the best score over the second, a margin of 1 or more being 255. For regression the
    class is 0 and the confidence is the first output, from the lowest target (0) to the highest.
    """
    field = _Field(experiment, view, size)
    labels, confidence = np.zeros((2, size, size), np.uint8)
    for rows in field.blocks():
        scores = field.stations[-1].a
        if experiment.labels is None:
            confidence[rows] = _values(scores[0], experiment.setup).reshape(-1, size)
        else:
            label, sure = _classify(scores, experiment.setup)
            labels[rows], confidence[rows] = label.reshape(-1, size), sure.reshape(-1, size)
    return labels, confidence


@np.errstate(all="ignore")
def unit_maps(experiment: Experiment, view: View | None = None, size: int = 50) -> Bytes:
    """Return what every hidden unit sends over the window, (units, size, size) uint8.

    Units come layer by layer. Each map has its own scale: 128 is 0, and 1 or 255 the largest
    magnitude in it.
    """
    field = _Field(experiment, view, size)
    layers = field.stations[:-1]
    sent = np.empty((sum(len(layer.a) for layer in layers), size, size), np.float32)
    for rows in field.blocks():
        first = 0
        for layer in layers:
            units = len(layer.a)
            sent[first : first + units, rows] = layer.a.reshape(units, -1, size)
            first += units
    largest = np.abs(sent).max(axis=(1, 2), keepdims=True, initial=1e-30)
    return _bytes(128.5 + sent * (127.0 / largest))


def warp(experiment: Experiment, layer: int, view: View | None = None, lines: int = 25) -> Floats:
    """Return where a hidden layer sends the grid lines of the window.

    (2 · lines, 4 · lines, units) float32: for each line its points from one end to the other, first
    the lines of constant x1 from left to right, then those of constant x2 from bottom to top.
    """
    hidden = len(experiment.setup.network.layers) - 1
    if not 0 <= layer < hidden:
        rule = f"must be one of the {hidden} hidden layers, from 0"
        raise ConfigError("layer", rule, layer, "range", low=0, high=hidden - 1)
    _check_size("lines", lines)
    left, right, bottom, top = _window(experiment, view)
    across = _lines((left, right), (bottom, top), lines)
    points = np.concatenate([across, _lines((bottom, top), (left, right), lines)[:, ::-1]])
    sent = activations_at(experiment.setup, experiment.trainer.theta, points)[layer]
    return sent.reshape(2 * lines, 4 * lines, -1).astype(np.float32)


def _lines(fixed: tuple[float, float], along: tuple[float, float], lines: int) -> Array:
    """Points of lines at `lines` values of one input, from end to end of the other (·, 2)."""
    grid = np.meshgrid(np.linspace(*fixed, lines), np.linspace(*along, 4 * lines), indexing="ij")
    return np.column_stack([part.ravel() for part in grid])


class _Field:
    """The forward pass over a grid: `blocks` runs it, leaving each block's layers in `stations`."""

    def __init__(self, experiment: Experiment, view: View | None, size: int) -> None:
        _check_size("size", size)
        setup, layers = experiment.setup, experiment.setup.network.layers
        theta = experiment.trainer.theta.astype(np.float32)
        blocks = setup.network.blocks(theta)
        self.size, self.height = size, min(size, max(1, CELLS // size))
        n, last = self.height * size, len(layers) - 1
        self.stations = [
            Station(layer, n, None, index == last, np.float32) for index, layer in enumerate(layers)
        ]
        self._calls = [*self.stations[0].forward]
        for block, below, station in zip(
            blocks[1:], self.stations[:-1], self.stations[1:], strict=True
        ):
            self._calls += [partial(block.dot, below.out, station.z), *station.forward]
        self._sum_up(setup, blocks[0], _window(experiment, view))

    def _sum_up(self, setup: Setup, block: Floats, window: Window) -> None:
        """Add the first layer up by column, by row and, for features of both, by cell."""
        x, y = self._centres(*window[:2]), self._centres(*window[2:])[::-1]
        zero = np.zeros(self.size)
        column, row = np.column_stack([x, zero]), np.column_stack([zero, y])
        cells = np.column_stack([np.tile(x, self.size), np.repeat(y, self.size)])
        self._across, self._down = np.zeros((2, len(block), self.size), np.float32)
        self._down += block[:, -1:]
        self._mixed: list[tuple[Floats, Floats]] = []
        for index, name in enumerate(setup.features):
            feature, weights = catalog.make("feature", name, "features"), block[:, index, None]
            axis = _axis(name)
            if axis == 0:
                self._across += weights * feature.value(column).astype(np.float32)
            elif axis == 1:
                self._down += weights * feature.value(row).astype(np.float32)
            else:
                self._mixed.append((weights, feature.value(cells).astype(np.float32)))

    def _centres(self, low: float, high: float) -> Array:
        return np.linspace(low, high, 2 * self.size + 1)[1::2]

    def blocks(self) -> Iterator[slice]:
        """Run block after block of rows; the last one reaches back to be as high as the others."""
        z = self.stations[0].z.reshape(-1, self.height, self.size)
        for top in range(0, self.size, self.height):
            first = min(top, self.size - self.height)
            rows = slice(first, first + self.height)
            np.add(self._across[:, None, :], self._down[:, rows, None], out=z)
            for weights, values in self._mixed:
                cells = values[first * self.size : rows.stop * self.size]
                self.stations[0].z += weights * cells
            for call in self._calls:
                call()
            yield rows


@lru_cache
def _axis(name: str) -> int | None:
    """Which coordinate alone the feature depends on, seen at a few points; None if on both."""
    feature = catalog.make("feature", name, "features")
    x, one, other = np.array([-1.7, -0.4, 0.9, 2.3]), np.full(4, 0.6), np.full(4, -1.1)
    if np.array_equal(*(feature.value(np.column_stack([x, y])) for y in (one, other))):
        return 0
    if np.array_equal(*(feature.value(np.column_stack([y, x])) for y in (one, other))):
        return 1
    return None


def _classify(scores: Floats, setup: Setup) -> tuple[Bytes, Bytes]:
    """The class and the confidence of each column of scores (k, cells)."""
    if setup.loss.predicts != "largest":
        scores = -scores
    labels = np.zeros(scores.shape[1], np.uint8)
    best, second = scores[0].copy(), np.full_like(scores[0], -np.inf)
    for label, score in enumerate(scores[1:], start=1):
        np.maximum(second, np.minimum(best, score), out=second)
        np.copyto(labels, np.uint8(label), where=score > best)
        np.maximum(best, score, out=best)
    if setup.probabilistic:
        sure = 255.0 / np.exp(scores - best).sum(axis=0)
    else:
        sure = 255.0 * (best - second)
    return labels, _bytes(sure)


def _values(values: Floats, setup: Setup) -> Bytes:
    """Values as bytes, from the lowest target to the highest."""
    targets = setup.targets[:, 0]
    low, high = float(targets.min()), float(targets.max())
    return _bytes((values - low) * (255.0 / (high - low or 1.0)))


def _bytes(values: Floats) -> Bytes:
    """Values cut to 0..255; what is not a number becomes 0."""
    return np.fmin(np.fmax(values, 0.0), 255.0).astype(np.uint8)


def _window(experiment: Experiment, view: View | None) -> Window:
    if view is None:
        view = experiment.view
    if isinstance(view, Sequence) and len(view) == 4:
        return *parse_view(view[:2], "view"), *parse_view(view[2:], "view")
    both = parse_view(view, "view")
    return *both, *both


def _check_size(field: str, size: int) -> None:
    if isinstance(size, bool) or not isinstance(size, int) or not 2 <= size <= MAX_SIZE:
        rule = f"must be an integer in [2, {MAX_SIZE}]"
        raise ConfigError(field, rule, size, "range", low=2, high=MAX_SIZE)
