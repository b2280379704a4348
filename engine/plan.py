"""The plan of a pass: forward, loss and backward over a fixed number of examples.

A plan is a few short lists of calls (calls.py), so that running it allocates nothing. Activations
are feature-major with a last row of ones, (units + 1, n): one product then gives W·a + b for all n
examples and one gives dW and db. Families see the transposed views, rows as examples. On tiny
networks a pass is nothing but calls, and these are the fewest; the textbook form is in the tests,
which compare the two.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy import multiply

from engine.activations import Linear
from engine.calls import Call, Calls, Step, calls
from engine.losses import Loss
from engine.network import Layer, Network
from engine.params import Array


class Station:
    """A layer's arrays over n examples, and its calls but for the products.

    z (rows, n) is what the units receive, `out` (units + 1, n) what they send with ones below, `a`
    its first rows; dz, dout and da are the gradients. A linear output sends z itself.
    """

    def __init__(
        self,
        layer: Layer,
        n: int,
        mask: Array | None = None,
        last: bool = False,
        dtype: type[np.floating[Any]] = np.float64,
    ) -> None:
        self.z, self.dz = np.empty((2, layer.rows, n), dtype)
        if last and isinstance(layer.activation, Linear):
            self.a, self.da = self.z, self.dz
            self.forward = self.backward = Calls()
            return
        self.out, self.dout = np.ones((2, layer.units + 1, n), dtype)
        self.a, self.da = self.out[:-1], self.dout[:-1]
        if mask is None:
            act, back = layer.activation.bind(self.z.T, self.a.T, self.da.T, self.dz.T)
            self.forward, self.backward = calls(act), calls(back)
        else:
            self._bind_with_dropout(layer, mask)

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
    layer, (inputs + 1, n). `masks` are dropout's, one a layer.
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
    ) -> None:
        n, last = len(rows), len(network.layers) - 1
        self.rows, self.targets, self.losses = rows, targets, np.empty(n)
        blocks, gradients = network.blocks(theta), network.blocks(grad)
        self.stations = [
            Station(layer, n, masks[index] if masks else None, index == last)
            for index, layer in enumerate(network.layers)
        ]
        inputs = self.inputs = [rows.T, *(station.out for station in self.stations[:-1])]

        forward: list[Step | Call] = []
        for block, below, station in zip(blocks, inputs, self.stations, strict=True):
            forward += [(block.dot, below, station.z), station.forward]
        self.forward = calls(*forward)

        self.scores, slopes = self.stations[-1].a.T, self.stations[-1].da.T
        self.value, slope = loss.bind(self.scores, targets, slopes, self.losses)
        backward: list[Step | Call] = [slope]
        if weight != 1.0:
            backward.append((multiply, slopes, np.full_like(slopes, weight), slopes))
        for index in reversed(range(len(self.stations))):
            station = self.stations[index]
            backward += [station.backward, (station.dz.dot, inputs[index].T, gradients[index])]
            if index > 0:
                dbelow = self.stations[index - 1].dout
                backward.append((blocks[index].T.dot, station.dz, dbelow))
        self.backward = calls(*backward)
