"""What every unit of a network sends over a window: its inputs, its hidden units and its outputs.

Maps are grids as in boundary.py, (units, size, size) uint8.
"""

from __future__ import annotations

import numpy as np

from engine.cells import Bytes, as_bytes
from engine.experiment import Experiment
from engine.field import Reals, field_of
from engine.window import View, check_size, window


def unit_maps(experiment: Experiment, view: View | None = None, size: int = 50) -> Bytes:
    """Return the maps of the hidden units, layer by layer.

    Each has its own scale: 128 is 0 or no number, and 1 or 255 the largest finite magnitude in it.
    """
    return all_maps(experiment, view, size)[0]


def end_maps(experiment: Experiment, view: View | None = None, size: int = 50) -> Bytes:
    """Return the maps of the d input features and then of the k outputs.

    They are scaled like those of the hidden units, but for the outputs of a classifier under a loss
    of probabilities: there 255 is probability 1, and no number is 0.
    """
    return all_maps(experiment, view, size)[1]


@np.errstate(all="ignore")
def all_maps(experiment: Experiment, view: View | None, size: int) -> tuple[Bytes, Bytes]:
    """Return what `unit_maps` and `end_maps` do, from one pass."""
    check_size("size", size)
    setup = experiment.setup
    theta = experiment.trainer.theta
    field = field_of(setup, theta, window(experiment, view), size)
    sent = np.empty((sum(len(layer.a) for layer in field.stations), size, size), field.kind)
    for rows in field.blocks(theta):
        first = 0
        for layer in field.stations:
            units = len(layer.a)
            sent[first : first + units, rows] = layer.a.reshape(units, -1, size)
            first += units
    hidden, scores = sent[: -setup.examples.outputs], sent[-setup.examples.outputs :]
    likely = setup.probabilistic and setup.examples.labels is not None
    outputs = _probabilities(scores, setup.loss.likelihood) if likely else _scaled(scores)
    return _scaled(hidden), np.concatenate([_scaled(field.features()), outputs])


def _scaled(sent: Reals) -> Bytes:
    size = np.abs(sent)
    np.copyto(size, 0.0, where=~np.isfinite(size))
    largest = size.max(axis=(1, 2), keepdims=True, initial=1e-30)
    return as_bytes(128.5 + sent * (127.0 / largest), unknown=128)


def _probabilities(scores: Reals, likelihood: str) -> Bytes:
    """255 · softmax over the first axis, or 255 · σ of each score."""
    if likelihood == "sigmoid":
        return as_bytes(255.0 / (1.0 + np.exp(-scores)) + 0.5)
    odds = np.exp(scores - scores.max(axis=0))
    return as_bytes(odds * (255.0 / odds.sum(axis=0)) + 0.5)
