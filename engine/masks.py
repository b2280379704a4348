"""Who takes part in an iteration: dropout's draws, and the parameters that must not move.

Dropout draws one mask for each unit and iteration, shared by the batch: a unit is active with
probability p and then scaled by 1/p, so that its expectation stays; nothing changes at test time.
An inactive unit is not updated in that iteration, nor is a frozen one ever: its incoming weights,
its bias and what the optimiser remembers of them keep their bits, without decay or momentum.
Source: Srivastava et al. 2014, section 4; the scaling is the inverted form of CS231n's notes.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any, cast

import numpy as np

from engine.calls import Call, Calls, calls
from engine.network import Network
from engine.params import Array, BoolArray, IntArray


class Masks:
    """The masks of one network, all drawn by the calls in `draw`.

    `layers` holds for each layer its mask (units, 1) of 0 and 1/p, or None without dropout; `held`
    (P,) marks the parameters that stay as they are, and is None if every one always moves.
    """

    def __init__(self, network: Network, rng: np.random.Generator) -> None:
        self.active = np.array(
            [layer.active for layer in network.layers for _ in range(layer.units)]
        )
        self.scale = np.ones_like(self.active)
        self.layers = self._views(network)
        still = frozen(network)
        dropout = bool((self.active < 1.0).any())
        self.held: BoolArray | None = still.copy() if dropout or still.any() else None
        self.draw: tuple[Call, ...] = ()
        if dropout and self.held is not None:
            self.draw = (self._draw(network, still, self.held, rng),)

    def last(self, rng: np.random.Generator) -> BoolArray:
        """Return who was active (units,) in the draw that left the generator as it is."""
        bits, state = np.random.PCG64(), rng.bit_generator.state
        bits.state = cast(Any, state)
        draws = np.random.Generator(bits.advance(-len(self.active))).random(len(self.active))
        active: BoolArray = draws < self.active
        return active

    def copies(self, size: int) -> tuple[list[Array | None], BoolArray]:
        """Return copies of `layers` and `held` as they are now."""
        held = np.zeros(size, np.bool_) if self.held is None else self.held.copy()
        return [None if mask is None else mask.copy() for mask in self.layers], held

    def guard(self, arrays: Iterable[Array], update: Calls) -> Calls:
        """Return an update that leaves the held part of all these arrays (P,) as it was."""
        if self.held is None:
            return update
        pairs = [(array, np.empty_like(array)) for array in arrays]
        keep = [(np.copyto, saved, array) for array, saved in pairs]
        put_back = [partial(np.copyto, array, saved, where=self.held) for array, saved in pairs]
        return calls(*keep, update, *put_back)

    def _views(self, network: Network) -> list[Array | None]:
        views: list[Array | None] = []
        first = 0
        for layer in network.layers:
            view = self.scale[first : first + layer.units, None]
            views.append(view if layer.active < 1.0 else None)
            first += layer.units
        return views

    def _draw(
        self, network: Network, still: BoolArray, held: BoolArray, rng: np.random.Generator
    ) -> Call:
        draws = np.empty_like(self.active)
        present, inactive = np.empty(draws.shape, np.bool_), np.empty(draws.shape, np.bool_)
        unit, active, scale = _unit_of(network), self.active, self.scale
        random, less, logical_not, logical_or = rng.random, np.less, np.logical_not, np.logical_or
        divide, copyto = np.divide, np.copyto

        def draw() -> None:
            random(out=draws)
            less(draws, active, out=present)
            copyto(scale, present)
            divide(scale, active, out=scale)
            logical_not(present, out=inactive)
            inactive.take(unit, out=held, mode="clip")
            logical_or(held, still, out=held)

        return draw


def _unit_of(network: Network) -> IntArray:
    """The unit, counted over all layers, that each parameter leads into."""
    owner: IntArray = np.zeros(network.size, np.int64)
    first = 0
    for layer, block in zip(network.layers, network.blocks(owner), strict=True):
        block[...] = first + layer.unit_of_row[:, None]
        first += layer.units
    return owner


def frozen(network: Network) -> BoolArray:
    """Return which parameters (P,) never move, in the engine's order."""
    still: BoolArray = np.zeros(network.size, np.bool_)
    for layer, block in zip(network.layers, network.blocks(still), strict=True):
        block[...] = np.isin(layer.unit_of_row, layer.frozen)[:, None]
    return still
