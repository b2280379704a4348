"""The forward pass of a model over a grid of cells, taken at their centres.

It runs in blocks of rows that stay in the cache, and in single precision where that is enough. The
first layer is separable: a feature of x1 alone is multiplied once a column, a feature of x2 alone
once a row.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine import bounds, catalog
from engine.calls import Call
from engine.params import Array
from engine.plan import Station
from engine.polygons import Window
from engine.setup import Setup

Reals = NDArray[np.floating[Any]]

CELLS = 1024  # of a block of rows
SINGLE_PRODUCT, SINGLE_RANGE = 1e4, 1e30  # beyond, single precision is too coarse or overflows


class Field:
    """The pass: `blocks` runs it, leaving each block's layers in `stations`, of the type `kind`."""

    def __init__(self, setup: Setup, theta: Array, window: Window, size: int) -> None:
        layers = setup.network.layers
        self.size, self.height = size, min(size, max(1, CELLS // size))
        n, last = self.height * size, len(layers) - 1
        inputs = self._inputs = [self._input(name, window) for name in setup.features]
        self.kind = _kind(setup, theta, inputs)
        blocks = setup.network.blocks(theta.astype(self.kind))
        self.stations = [
            Station(layer, n, None, index == last, self.kind) for index, layer in enumerate(layers)
        ]
        self._calls: list[Call] = [*self.stations[0].forward]
        for block, below, station in zip(
            blocks[1:], self.stations[:-1], self.stations[1:], strict=True
        ):
            self._calls += [partial(block.dot, below.out, station.z), *station.forward]
        self._sum_up(blocks[0], inputs)

    def _input(self, name: str, window: Window) -> tuple[int | None, Array]:
        """A feature by column (axis 0), by row (1) or, where it needs both, by cell (None)."""
        x, y = centres(*window[:2], self.size), centres(*window[2:], self.size)[::-1]
        zero, axis = np.zeros(self.size), axis_of(name)
        if axis is None:
            points = np.column_stack([np.tile(x, self.size), np.repeat(y, self.size)])
        else:
            points = np.column_stack([(x, zero), (zero, y)][axis])
        values: Array = catalog.make("feature", name, "features").value(points)
        return axis, values

    def features(self) -> Array:
        """Return what goes into the first layer, (d, size, size)."""
        shapes = {None: (self.size, self.size), 0: (1, self.size), 1: (self.size, 1)}
        table = np.empty((len(self._inputs), self.size, self.size))
        for row, (axis, values) in zip(table, self._inputs, strict=True):
            row[...] = values.reshape(shapes[axis])
        return table

    def _sum_up(self, block: Reals, inputs: list[tuple[int | None, Array]]) -> None:
        """Add the first layer up by column, by row and, for features of both, by cell."""
        self._across, self._down = np.zeros((2, len(block), self.size), self.kind)
        self._down += block[:, -1:]
        self._mixed: list[tuple[Reals, Reals]] = []
        for (axis, values), column in zip(inputs, block.T[:-1], strict=True):
            weights, values = column[:, None], values.astype(self.kind)
            if axis is None:
                self._mixed.append((weights, values))
            else:
                (self._across, self._down)[axis][...] += weights * values

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


def centres(low: float, high: float, size: int) -> Array:
    """Return the middles of `size` equal parts."""
    return np.linspace(low, high, 2 * size + 1)[1::2]


def _kind(setup: Setup, theta: Array, inputs: list[tuple[int | None, Array]]) -> type[Any]:
    """The type to calculate in."""
    size, largest = np.abs(theta).max(), max(np.abs(values).max() for _, values in inputs)
    reach = bounds.sent(setup.network.layers, size, largest)[-1]
    single = size * largest <= SINGLE_PRODUCT and reach <= SINGLE_RANGE
    return np.float32 if single else np.float64


@lru_cache
def axis_of(name: str) -> int | None:
    """Return which coordinate alone a feature depends on, seen at a few points; None if on both."""
    feature = catalog.make("feature", name, "features")
    x, one, other = np.array([-1.7, -0.4, 0.9, 2.3]), np.full(4, 0.6), np.full(4, -1.1)
    if np.array_equal(*(feature.value(np.column_stack([x, y])) for y in (one, other))):
        return 0
    if np.array_equal(*(feature.value(np.column_stack([y, x])) for y in (one, other))):
        return 1
    return None
