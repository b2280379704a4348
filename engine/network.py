"""The shape of a network: its layers on one flat parameter vector.

Layer l holds one block [W | b] of the vector, (rows, inputs + 1), rows being units · pieces. A
linear classifier is the network with no hidden layer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.activations import Activation
from engine.data import check_index, numbers
from engine.params import Array, BoolArray, ConfigError, IntArray, Json


@dataclass(frozen=True)
class Layer:
    """One layer: `inputs` numbers in, `units` out, its block at `offset` of the flat vector."""

    activation: Activation
    inputs: int
    units: int
    offset: int
    active: float = 1.0  # the probability that dropout leaves a unit active
    frozen: tuple[int, ...] = ()  # units that are not trained

    @property
    def rows(self) -> int:
        return self.units * self.activation.pieces

    @property
    def unit_of_row(self) -> IntArray:
        """Which unit each row of W leads into; maxout's pieces lie one after the other."""
        return np.arange(self.rows) % self.units

    @property
    def shape(self) -> tuple[int, int]:
        return self.rows, self.inputs + 1

    @property
    def end(self) -> int:
        return self.offset + self.rows * (self.inputs + 1)


class Network:
    """Layers and the place of each parameter.

    The flat vector has two orders. The engine's own keeps each [W | b] together; the public one is
    W0 (row by row), b0, W1, b1, ...: `vector[network.public]` is in public order.
    """

    def __init__(self, layers: Sequence[Layer]) -> None:
        self.layers = tuple(layers)
        self.size = self.layers[-1].end
        index = self.params(np.arange(self.size))
        self.public: IntArray = np.concatenate([part.ravel() for part in index.values()])
        ends = accumulate(part.size for part in index.values())
        self._places = [
            (name, slice(end - part.size, end), part.shape)
            for (name, part), end in zip(index.items(), ends, strict=True)
        ]
        self.weights: BoolArray = np.zeros(self.size, np.bool_)
        for block in self.blocks(self.weights):
            block[:, :-1] = True

    def blocks(self, flat: NDArray[Any]) -> list[NDArray[Any]]:
        """Return each layer's [W | b] as a view of a flat vector in the engine's order."""
        return [flat[layer.offset : layer.end].reshape(layer.shape) for layer in self.layers]

    def pieces(self, flat: NDArray[Any]) -> list[NDArray[Any]]:
        """Return each layer's [W | b] as a view (pieces, units, inputs + 1)."""
        return [
            block.reshape(-1, layer.units, layer.inputs + 1)
            for layer, block in zip(self.layers, self.blocks(flat), strict=True)
        ]

    def params(self, flat: NDArray[Any]) -> dict[str, NDArray[Any]]:
        """Return {"W0": (rows, inputs), "b0": (rows,), ...} as views of a flat vector."""
        views = {}
        for index, block in enumerate(self.blocks(flat)):
            views[f"W{index}"], views[f"b{index}"] = block[:, :-1], block[:, -1]
        return views

    def layout(self) -> list[dict[str, Json]]:
        """Return the name, shape and offset of each parameter in the public order."""
        return [
            {"name": name, "shape": list(shape), "offset": part.start}
            for name, part, shape in self._places
        ]

    def named(self, vector: Array) -> dict[str, Array]:
        """Return a vector in public order as {"W0": (rows, inputs), ...}, views of it."""
        return {name: vector[part].reshape(shape) for name, part, shape in self._places}

    def private(self, vector: Array) -> Array:
        """Return a vector in public order in the engine's own."""
        flat = np.empty(self.size)
        flat[self.public] = vector
        return flat

    def name_of(self, index: int) -> str:
        """Return which parameter holds this element of the engine's vector, as in "W0"."""
        return self.named_place(int(np.flatnonzero(self.public == index)[0]))[0]

    def named_place(self, order: int) -> tuple[str, tuple[int, ...]]:
        """Return the parameter and the index in it, as "W0" and (1, 0), of a place in the public
        order.
        """
        name, part, shape = next(p for p in reversed(self._places) if p[1].start <= order)
        return name, tuple(int(i) for i in np.unravel_index(order - part.start, shape))

    def place(self, name: object, field: str) -> int:
        """Return the position of a parameter in `params`, or ConfigError if there is none."""
        names = list(self.params(self.weights))
        if name not in names:
            rule = f"must be one of {', '.join(names)}"
            raise ConfigError(field, rule, name, "unknown_name", choices=names)
        return names.index(str(name))

    def element(self, flat: Array, name: object, index: Sequence[int]) -> Array:
        """Return one number of one parameter as a 0-d view of `flat`; ConfigError if it is none."""
        self.place(name, "name")
        view = self.params(flat)[str(name)]
        if isinstance(index, str) or len(index) != view.ndim:
            rule, expected = f"must have {view.ndim} numbers", [view.ndim]
            raise ConfigError("index", rule, index, "shape", expected=expected)
        pairs = zip(index, view.shape, strict=True)
        place: tuple[Any, ...] = (*(check_index(i, n, "index") for i, n in pairs), ...)
        return np.asarray(view[place])

    def parse(self, params: object, base: Array, path: str) -> Array:
        """Return `base` with the given parameters put in; ConfigError if one does not fit."""
        if not isinstance(params, Mapping):
            raise ConfigError(path, "must be an object", params, "type", expected="object")
        flat = base.copy()
        views = self.params(flat)
        for name, value in params.items():
            self.place(name, path)
            field, shape = f"{path}.{name}", views[name].shape
            found = numbers(value, field)
            if found.shape != shape:
                got, expected = list(found.shape), list(shape)
                raise ConfigError(
                    field, f"must have the shape {shape}", got, "shape", expected=expected
                )
            views[name][...] = found
        return flat


def carry(old: Network, old_flat: Array, columns: Sequence[int], new: Network, flat: Array) -> None:
    """Copy into `flat` what `old_flat` holds for the units that both networks have.

    Columns of W are kept where the layer below goes on from the one that was below; of the first
    layer, column `columns[c]` of the old network is column c of the new one, −1 where it is new.
    """
    sources, targets = old.pieces(old_flat), new.pieces(flat)
    below = -1
    for j, i in enumerate(ancestors(old, new)):
        if i >= 0:
            shapes = zip(sources[i].shape, targets[j].shape, strict=True)
            pieces, units, width = (min(sizes) for sizes in shapes)
            source, target = sources[i][:pieces, :units], targets[j][:pieces, :units]
            target[..., -1] = source[..., -1]
            if i == j == 0:
                for to, column in enumerate(columns):
                    if column >= 0:
                        target[..., to] = source[..., column]
            elif j > 0 and i > 0 and below == i - 1:
                target[..., : width - 1] = source[..., : width - 1]
        below = i


def ancestors(old: Network, new: Network) -> list[int]:
    """Return, for each layer of `new`, the layer of `old` that it goes on from, −1 where it is new.

    Of networks as deep as each other all layers do; where one was put in or taken out, those before
    it are alike, and those after it are found from the end. The output goes on from the output.
    """
    hidden = min(len(old.layers), len(new.layers)) - 1
    pairs = zip(old.layers[:hidden], new.layers[:hidden], strict=True)
    ahead = next((i for i, pair in enumerate(pairs) if not _alike(*pair)), hidden)
    deeper = len(new.layers) - len(old.layers)
    ends = range(len(new.layers) - 1 - (hidden - ahead), len(new.layers))
    return [j if j < ahead else j - deeper if j in ends else -1 for j in range(len(new.layers))]


def _alike(one: Layer, other: Layer) -> bool:
    return one.units == other.units and one.activation.name == other.activation.name
