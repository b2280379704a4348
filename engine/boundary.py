"""What the plane looks like to a model: regions, class and confidence, hidden units, warped space.

A view is a window of the plane: (low, high) of both x1 and x2, or (low1, high1, low2, high2). A
grid covers it with size × size cells and is taken at their centres. Row 0 is the top, where x2 is
largest; column 0 the left, where x1 is smallest. field.py says how it is computed.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine import polygons
from engine.data import parse_view
from engine.evaluation import activations_at
from engine.experiment import Experiment
from engine.field import Field, Reals
from engine.params import Array, ConfigError, parse_number
from engine.polygons import MARGIN_BANDS, PROBABILITY_BANDS, Region, Window
from engine.setup import Setup

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
View = tuple[float, ...]

MAX_SIZE = 1024
LARGEST = float(np.finfo(np.float32).max)


def bands(experiment: Experiment) -> tuple[float, ...]:
    """Return the bands that suit the loss: margins, or probabilities where it has no margins."""
    return PROBABILITY_BANDS if experiment.setup.probabilistic else MARGIN_BANDS


@np.errstate(all="ignore")
def regions(
    experiment: Experiment, view: View | None = None, margins: Sequence[float] | None = None
) -> list[Region] | None:
    """Return the regions of a linear classifier of x1 and x2, exactly; None for any other model.

    `margins` are the bands to cut at, by default those of `bands`; 0 is a whole region. See
    polygons.py for what they mean. ConfigError if one is no margin, or no probability.
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
    chosen = bands(experiment) if margins is None else _margins(margins, setup.probabilistic)
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
    Where the scores are no numbers, the class is 0 and the confidence 0, for regression 128.
    """
    field = _field(experiment, view, size)
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

    Units come layer by layer. Each map has its own scale: 128 is 0 or no number, and 1 or 255 the
    largest finite magnitude in it.
    """
    field = _field(experiment, view, size)
    layers = field.stations[:-1]
    sent = np.empty((sum(len(layer.a) for layer in layers), size, size), field.kind)
    for rows in field.blocks():
        first = 0
        for layer in layers:
            units = len(layer.a)
            sent[first : first + units, rows] = layer.a.reshape(units, -1, size)
            first += units
    finite = np.isfinite(sent)
    largest = np.abs(sent).max(axis=(1, 2), keepdims=True, initial=1e-30, where=finite)
    return _bytes(128.5 + sent * (127.0 / largest), unknown=128)


def warp(experiment: Experiment, layer: int, view: View | None = None, lines: int = 25) -> Floats:
    """Return where a hidden layer sends the grid lines of the window.

    (2 · lines, 4 · lines, units) float32: for each line its points from one end to the other, first
    the lines of constant x1 from left to right, then those of constant x2 from bottom to top. What
    is beyond the range of float32 is put at its end, what is no number at 0.
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
    shown = np.nan_to_num(sent).clip(-LARGEST, LARGEST).astype(np.float32)
    return shown.reshape(2 * lines, 4 * lines, -1)


def _lines(fixed: tuple[float, float], along: tuple[float, float], lines: int) -> Array:
    """Points of lines at `lines` values of one input, from end to end of the other (·, 2)."""
    grid = np.meshgrid(np.linspace(*fixed, lines), np.linspace(*along, 4 * lines), indexing="ij")
    return np.column_stack([part.ravel() for part in grid])


def _classify(scores: Reals, setup: Setup) -> tuple[Bytes, Bytes]:
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


def _values(values: Reals, setup: Setup) -> Bytes:
    """Values as bytes, from the lowest target to the highest."""
    targets = setup.targets[:, 0]
    low, high = float(targets.min()), float(targets.max())
    return _bytes((values - low) * (255.0 / (high - low or 1.0)), unknown=128)


def _bytes(values: Reals, unknown: int = 0) -> Bytes:
    """Values cut to 0..255; what is not a number becomes `unknown`."""
    return np.where(np.isnan(values), unknown, np.clip(values, 0.0, 255.0)).astype(np.uint8)


def _field(experiment: Experiment, view: View | None, size: int) -> Field:
    _check_size("size", size)
    return Field(experiment.setup, experiment.trainer.theta, _window(experiment, view), size)


def _margins(margins: Sequence[float], probabilities: bool) -> Sequence[float]:
    """The bands asked for; ConfigError if one is none."""
    below = {"high": 1.0, "high_open": True} if probabilities else {}
    for margin in margins:
        if not 0.0 <= parse_number("margins", margin) < below.get("high", np.inf):
            rule = "must be in [0, 1)" if probabilities else "must be at least 0"
            raise ConfigError("margins", rule, margin, "range", low=0.0, **below)
    return margins


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
