"""The plan of a pass: forward, loss and backward over a fixed number of examples.

A plan is a few short lists of calls (calls.py), so that running it allocates nothing. Activations
are feature-major with a last row of ones, (units + 1, n): one product then gives W·a + b for all n
examples and one gives dW and db. Families see the transposed views, rows as examples. On tiny
networks a pass is nothing but calls, and these are the fewest; the textbook form is in the tests,
which compare the two.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
from numpy import multiply

from engine.activations import BySent, Linear
from engine.calls import Call, Calls, Step, calls
from engine.losses import Loss
from engine.network import Layer, Network
from engine.params import Array


class Station:
    """A layer's arrays over n examples, and its calls but for the products.

    z (rows, n) is what the units receive, `out` (units + 1, n) what they send with ones below, `a`
    its first rows; dz, dout and da are the gradients. A linear output sends z itself. `shared` are
    the `out` to use and its f', where somebody else sets that. `in_place` lets what is sent take
    the place of z where it can.
    """

    def __init__(
        self,
        layer: Layer,
        n: int,
        mask: Array | None = None,
        last: bool = False,
        dtype: type[np.floating[Any]] = np.float64,
        shared: tuple[Array, Array] | None = None,
        in_place: bool = False,
    ) -> None:
        self.z, self.dz = np.empty((2, layer.rows, n), dtype)
        if last and isinstance(layer.activation, Linear):
            self.a, self.da = self.z, self.dz
            self.forward = self.backward = Calls()
            return
        self.out, self.dout = np.ones((2, layer.units + 1, n), dtype)
        if shared is not None:
            self.out, derivative = shared
        self.a, self.da = self.out[:-1], self.dout[:-1]
        if in_place and isinstance(layer.activation, BySent):
            self.z = self.a
        if mask is not None:
            self._bind_with_dropout(layer, mask)
            return
        act, back = layer.activation.bind(self.z.T, self.a.T, self.da.T, self.dz.T)
        self.forward, self.backward = calls(act), calls(back)
        if shared is not None:
            self.dz = self.da  # less memory to go through
            self.backward = calls((multiply, self.da, derivative[:-1], self.dz))

    def _bind_with_dropout(self, layer: Layer, mask: Array) -> None:
        """Put the mask (units, 1) of 0 and 1/p between the activation and what is sent."""
        active, dactive = np.empty_like(self.a), np.empty_like(self.a)
        act, back = layer.activation.bind(self.z.T, active.T, dactive.T, self.dz.T)
        self.forward = calls(act, (multiply, active, mask, self.a))
        self.backward = calls((multiply, self.da, mask, dactive), back)


class Plan:
    """Forward and backward for the examples in `rows` (n, d + 1) and `targets` (n, k).

    `forward()` ends with the scores; `value()` then fills `losses` (n,); `backward()` fills `grad`
    with the gradient of weight · Σ L_i, without the penalty. `inputs` are what goes into each
    layer, (inputs + 1, n). `masks` are dropout's, one a layer, and `aims` the loss's.
    """

    def __init__(
        self,
        network: Network,
        theta: Array,
        grad: Array,
        rows: Array,
        targets: Array,
        loss: Loss,
        weight: float,
        masks: Sequence[Array | None] | None = None,
        aims: Array | None = None,
    ) -> None:
        n = len(rows)
        self.rows, self.targets, self.losses = rows, targets, np.empty(n)
        blocks, gradients = network.blocks(theta), network.blocks(grad)
        self.stations, derivatives = _stations(
            network.layers, n, masks or [None] * len(network.layers)
        )
        inputs = self.inputs = [rows.T, *(station.out for station in self.stations[:-1])]

        forward: list[Step | Call] = []
        for block, below, station in zip(blocks, inputs, self.stations, strict=True):
            forward += [(block.dot, below, station.z), station.forward]
        self.forward = calls(*forward)

        self.scores, slopes = self.stations[-1].a.T, self.stations[-1].da.T
        aims = loss.aims(targets) if aims is None else aims
        self.value, slope = loss.bind(self.scores, targets, slopes, self.losses, aims)
        backward: list[Step | Call] = [slope]
        if weight != 1.0:
            backward.append((multiply, slopes, np.full_like(slopes, weight), slopes))
        backward.append(derivatives)
        for index in reversed(range(len(self.stations))):
            station = self.stations[index]
            backward += [station.backward, (station.dz.dot, inputs[index].T, gradients[index])]
            if index > 0:
                dbelow = self.stations[index - 1].dout
                backward.append((blocks[index].T.dot, station.dz, dbelow))
        self.backward = calls(*backward)


def _stations(
    layers: Sequence[Layer], n: int, masks: Sequence[Array | None]
) -> tuple[list[Station], Calls]:
    """The layers' stations, and the calls that set f' of all of them at once if they are alike."""
    straight = isinstance(layers[-1].activation, Linear)
    bent = layers[:-1] if straight else layers
    shared: list[tuple[Array, Array] | None] = [None] * len(layers)
    at_once = Calls()
    kinds = {type(layer.activation) for layer in bent}
    first = layers[0].activation
    if len(kinds) == 1 and isinstance(first, BySent) and all(mask is None for mask in masks):
        rows = list(accumulate((layer.units + 1 for layer in bent), initial=0))
        out, derivative = np.ones((2, rows[-1], n))
        at_once = first.bind_derivative(out, derivative)
        for index, (low, high) in enumerate(pairwise(rows)):
            shared[index] = out[low:high], derivative[low:high]
    stations = [
        Station(layer, n, mask, layer is layers[-1], shared=part)
        for layer, mask, part in zip(layers, masks, shared, strict=True)
    ]
    return stations, at_once
