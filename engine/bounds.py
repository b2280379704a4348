"""How large the numbers of a pass can become when no parameter is larger than a given size.

With |θ| ≤ m, a layer of w inputs (the ones included) no larger than a receives |z| ≤ w m a, and no
activation sends more than 2|z| + h. No loss, nor its slope, is more than k (2|s| + |t| + 1000)².
Backwards the products are bounded likewise. Partial sums are within the same bounds, so that where
a bound is finite nothing overflows on the way either. Bounds are crude, but they hold for every
member of the families: the contract tests of activations and losses check the two lines above.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import partial

import numpy as np

from engine.network import Layer
from engine.setup import Setup

LARGEST = 1e300
DECADES = range(151)  # the square of a safe size is finite too


def sent(layers: Sequence[Layer], size: float, inputs: float) -> list[float]:
    """Return bounds of what goes into each layer, and of what the last one sends."""
    bounds = [max(1.0, inputs)]
    for layer in layers:
        bounds.append(2.0 * (layer.inputs + 1) * size * bounds[-1] + layer.units)
    return bounds


def largest(setup: Setup, inputs: float, targets: float, size: float) -> float:
    """Return a bound of all that an evaluation of the training examples computes, for size ≥ 1."""
    layers, n = setup.network.layers, len(setup.train)
    *below, scores = sent(layers, size, inputs)
    reach = 2.0 * scores + targets + 1000.0
    slope = layers[-1].units * reach * reach
    bound = n * slope
    for layer, values in zip(reversed(layers), reversed(below), strict=True):
        slope *= 2.0 * (layer.units + 1)
        bound = max(bound, n * slope * values)
        slope *= layer.rows * size
    strength = sum(penalty.strength for penalty in setup.penalties)
    return bound + 2.0 * strength * setup.network.size * size * size


def safe_size(setup: Setup) -> float:
    """Return a size of parameters at which an evaluation is sure to be finite; 0 if none is.

    It is a power of ten.
    """
    inputs = float(np.abs(setup.rows[setup.train]).max())
    targets = float(np.abs(setup.targets[setup.train]).max())
    bound = partial(largest, setup, inputs, targets)
    safe = bisect_left(DECADES, LARGEST, key=lambda decade: bound(10.0**decade))
    return 10.0 ** (safe - 1) if safe else 0.0
