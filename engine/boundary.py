"""What the plane looks like to a model: its regions, class and confidence, and the boundary.

A view is a window of the plane: (low, high) of both x1 and x2, or (low1, high1, low2, high2). A
grid covers it with size × size cells and is taken at their centres. Row 0 is the top, where x2 is
largest; column 0 the left, where x1 is smallest. field.py says how it is computed.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine import contour, polygons
from engine.cells import Bytes, as_bytes, classify
from engine.experiment import Experiment
from engine.field import Field, Reals, field_of, nodes
from engine.params import Array, ConfigError, parse_number
from engine.polygons import MARGIN_BANDS, PROBABILITY_BANDS, Region, Window
from engine.setup import Setup
from engine.window import View, check_size, window

Floats = NDArray[np.float32]


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
    setup = experiment.setup
    features = setup.features
    if len(setup.network.layers) > 1 or not set(features) <= {"x1", "x2"}:
        return None
    block = output_lines(experiment)
    if block is None:
        return None
    table = np.zeros((len(block), 3))
    for column, name in enumerate(features):
        table[:, ("x1", "x2").index(name)] = block[:, column]
    table[:, 2] = block[:, -1]
    chosen = bands(experiment) if margins is None else _margins(margins, setup.probabilistic)
    return polygons.regions_of(
        table[:, :2], table[:, 2], window(experiment, view), chosen, setup.loss.likelihood
    )


def output_lines(experiment: Experiment) -> Array | None:
    """Return [W | b] of a classifier's output, larger being likelier, where it sends that itself.

    None for regression, and where an activation bends it.
    """
    setup = experiment.setup
    straight = setup.network.layers[-1].activation.name in ("linear", "log_softmax")
    if not straight or setup.examples.labels is None:
        return None
    sign = 1.0 if setup.loss.predicts == "largest" else -1.0
    block: Array = sign * setup.network.blocks(experiment.trainer.theta)[-1]
    return block


@np.errstate(all="ignore")
def grid(experiment: Experiment, view: View | None = None, size: int = 100) -> tuple[Bytes, Bytes]:
    """Return the class and the confidence of each cell, both (size, size) uint8.

    Confidence 255 is certain: the largest softmax probability for a loss of probabilities, else the
    lead of the best score over the second, a margin of 1 or more being 255. For regression the
    class is 0 and the confidence is the first output, from the lowest target (0) to the highest.
    Where the scores are no numbers, the class is 0 and the confidence 0, for regression 128.
    """
    labels, confidence, _ = _classified(experiment, window(experiment, view), size, rim=False)
    return labels, confidence


def boundary(experiment: Experiment, view: View | None = None, size: int = 100) -> Array:
    """Return the decision boundary, (s, 4): segments x_a, y_a, x_b, y_b.

    On it the two best scores are equal, each taken as linear between the centres of neighbouring
    cells, and from the outer ones to the window's edge. For regression there is none. See
    contour.py.
    """
    edges = window(experiment, view)
    labels, _, cuts = plane(experiment, edges, size)
    return contour.segments(labels, cuts, *nodes(edges, size, rim=True))


@np.errstate(all="ignore")
def plane(
    experiment: Experiment, view: View | None = None, size: int = 100
) -> tuple[Bytes, Bytes, Array]:
    """Return what `grid` does with a rim of the window's edge, (size + 2, size + 2), and the cuts.

    The cuts are where the boundary crosses the lines through these points: see contour.py.
    """
    labels, confidence, scores = _classified(experiment, window(experiment, view), size, rim=True)
    return labels, confidence, contour.cuts(scores, labels)


def _classified(
    experiment: Experiment, edges: Window, size: int, rim: bool
) -> tuple[Bytes, Bytes, Reals]:
    """Class and confidence at the points of a field, and the scores, larger being likelier."""
    check_size("size", size)
    setup, theta = experiment.setup, experiment.trainer.theta
    scores = _scores(field_of(setup, theta, edges, size, rim), theta)
    labels, confidence = np.zeros((2, *scores.shape[1:]), np.uint8)
    if setup.examples.labels is None:
        return labels, _values(scores[0], setup), scores
    if setup.loss.predicts != "largest":
        np.negative(scores, out=scores)
    flat = scores.reshape(len(scores), -1), labels.ravel(), confidence.ravel()
    classify(flat[0], setup.loss.likelihood, *flat[1:])
    return labels, confidence, scores


def _scores(field: Field, theta: Array) -> Reals:
    """The outputs at all points of the field (k, rows, columns)."""
    outputs = field.stations[-1].a
    scores = np.empty((len(outputs), *field.shape), field.kind)
    for rows in field.blocks(theta):
        scores[:, rows] = outputs.reshape(len(outputs), -1, field.shape[1])
    return scores


def _values(values: Reals, setup: Setup) -> Bytes:
    """Values as bytes, from the lowest target to the highest."""
    targets = setup.targets[:, 0]
    low, high = float(targets.min()), float(targets.max())
    return as_bytes((values - low) * (255.0 / (high - low or 1.0)), unknown=128)


def _margins(margins: Sequence[float], probabilities: bool) -> Sequence[float]:
    """The bands asked for; ConfigError if one is none."""
    below = {"high": 1.0, "high_open": True} if probabilities else {}
    for margin in margins:
        if not 0.0 <= parse_number("margins", margin) < below.get("high", np.inf):
            rule = "must be in [0, 1)" if probabilities else "must be at least 0"
            raise ConfigError("margins", rule, margin, "range", low=0.0, **below)
    return margins
