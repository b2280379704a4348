"""The forward pass of a model over a grid of points.

It runs in blocks of rows that stay in the cache, and in single precision where that is enough. What
depends only on the network's shape and the grid is kept, so that the next picture, or another
learner's of the same kind, begins with the pass itself.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine import bounds, catalog
from engine.calls import Call, Step, calls
from engine.data import inputs
from engine.params import Array
from engine.plan import Station
from engine.polygons import Window
from engine.setup import Setup

Reals = NDArray[np.floating[Any]]
Kind = type[np.float32] | type[np.float64]

CACHED = 1 << 16  # numbers that all layers receive for a block of rows
KEPT = 8  # fields, for each thread
SINGLE_PRODUCT, SINGLE_RANGE = 1e4, 1e30  # beyond, single precision is too coarse or overflows


class Field:
    """The pass over the points at x (columns) and y (rows), in the type `kind`.

    `blocks` runs it, leaving each block's layers in `stations`.
    """

    def __init__(self, setup: Setup, x: Array, y: Array, kind: Kind) -> None:
        self.shape, self.kind = (len(y), len(x)), kind
        self._layers = layers = setup.network.layers
        received = sum(layer.rows for layer in layers) * len(x)
        height = -(-len(y) // -(-len(y) * received // CACHED))
        points = np.column_stack([np.tile(x, len(y)), np.repeat(y, len(x))])
        self._inputs = inputs(points, setup.features).T.astype(kind)
        self._largest = float(np.abs(self._inputs).max())
        self._blocks = list(self._cut(height))
        self._theta = np.empty(setup.network.size, kind)
        self._first, *blocks = setup.network.blocks(self._theta)
        n, last = height * len(x), len(layers) - 1
        self.stations = [
            Station(layer, n, None, index == last, kind, in_place=True)
            for index, layer in enumerate(layers)
        ]
        pass_on: list[Step | Call] = [self.stations[0].forward]
        for block, below, station in zip(blocks, self.stations, self.stations[1:], strict=False):
            pass_on += [(block.dot, below.out, station.z), station.forward]
        self._pass_on = calls(*pass_on)

    def suits(self, theta: Array) -> bool:
        """Whether its type is precise enough for these parameters, and holds what comes of them."""
        if self.kind is np.float64:
            return True
        size = float(np.abs(theta).max())
        reach = bounds.sent(self._layers, size, self._largest)[-1]
        return size * self._largest <= SINGLE_PRODUCT and reach <= SINGLE_RANGE

    def features(self) -> Array:
        """Return what goes into the first layer, (d, rows, columns)."""
        return self._inputs[:-1].reshape(-1, *self.shape).astype(np.float64)

    def _cut(self, height: int) -> Iterator[tuple[slice, Reals]]:
        """The rows of each block and what goes in there, one array as a product wants it.

        The last block reaches back to be as high as the others.
        """
        rows, width = self.shape
        for top in range(0, rows, height):
            first = min(top, rows - height)
            part = slice(first * width, (first + height) * width)
            yield slice(first, first + height), np.ascontiguousarray(self._inputs[:, part])

    def blocks(self, theta: Array) -> Iterator[slice]:
        """Run block after block of rows."""
        self._theta[...] = theta
        z = self.stations[0].z
        for rows, below in self._blocks:
            self._first.dot(below, z)
            self._pass_on()
            yield rows


class _Kept(threading.local):
    """The fields of a thread, the one used last at the end."""

    def __init__(self) -> None:
        self.fields: OrderedDict[tuple[Any, ...], Field] = OrderedDict()


_kept = _Kept()


def field_of(setup: Setup, theta: Array, edges: Window, size: int, rim: bool = False) -> Field:
    """Return the field of the centres of size × size cells, and perhaps a rim of the window's edge.

    The thread's next field may be the same one, for other parameters: finish a pass first.
    """
    kinds: tuple[Kind, ...] = (np.float32, np.float64)
    for kind in kinds:
        key = (setup.outline, *setup.features, edges, size, rim, kind)
        if key not in _kept.fields:
            x, y = nodes(edges, size, rim)
            _kept.fields[key] = Field(setup, x, y, kind)
            if len(_kept.fields) > KEPT:
                _kept.fields.popitem(last=False)
        _kept.fields.move_to_end(key)
        if _kept.fields[key].suits(theta):
            break
    return _kept.fields[key]


def nodes(edges: Window, size: int, rim: bool = False) -> tuple[Array, Array]:
    """Return x of the columns and y of the rows, the top row first; with a rim also the edges."""
    left, right, bottom, top = edges
    x, y = centres(left, right, size), centres(bottom, top, size)[::-1]
    if rim:
        x, y = np.concatenate([[left], x, [right]]), np.concatenate([[top], y, [bottom]])
    return x, y


def centres(low: float, high: float, size: int) -> Array:
    """Return the middles of `size` equal parts."""
    return np.linspace(low, high, 2 * size + 1)[1::2]


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
