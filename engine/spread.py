"""How a network's numbers are spread: weights, their gradients and what the units send."""

from __future__ import annotations

import numpy as np

from engine.boundary import Floats
from engine.evaluation import Evaluation, activations_at
from engine.experiment import Experiment
from engine.params import Array

PARTS = 24
NARROW = 1e-3  # of the magnitude: so wide is half a histogram of equal numbers, or 0.5


@np.errstate(all="ignore")
def histograms(experiment: Experiment, result: Evaluation | None = None) -> Floats:
    """Return histograms of every layer, hidden or output, (3 · layers, 2 + PARTS) float32.

    A layer's three rows are its weights (without biases), the gradient of the total with respect to
    them, as stepped, and what its units send for the training examples, without dropout; the output
    sends the scores. A row is low, high and how many numbers lie in each of the equal parts
    between; what is no finite number is not counted. `result` is the training examples'
    evaluation, where there is one already.
    """
    setup, theta = experiment.setup, experiment.trainer.theta
    grads = (result or experiment.evaluate()).grads
    assert grads is not None
    weights = setup.network.params(theta)
    sent = activations_at(setup, theta, setup.examples.points[setup.train])
    rows: list[Array] = []
    for index, values in enumerate(sent):
        name = f"W{index}"
        rows += [_histogram(values) for values in (weights[name], grads[name], values)]
    return np.stack(rows).astype(np.float32)


def _histogram(values: Array) -> Array:
    """Low, high and the counts (2 + PARTS,)."""
    values = values[np.isfinite(values)]
    if not values.size:
        return np.zeros(2 + PARTS)
    low, high = float(values.min()), float(values.max())
    if not 0.5 * high - 0.5 * low > 0.0:
        half = max(0.5, NARROW * abs(low))
        low, high = low - half, high + half
    share = (0.5 * values - 0.5 * low) / (0.5 * high - 0.5 * low)
    part = np.minimum(share * PARTS, PARTS - 1).astype(np.intp)
    return np.concatenate([[low, high], np.bincount(part, minlength=PARTS)])
