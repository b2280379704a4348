"""The sections of a frame, each from the engine's numbers. docs/protocol.md says what they mean."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.frames import DIFFERENCES, Id, Section
from engine import (
    ConfigError,
    Evaluation,
    Experiment,
    Region,
    Totals,
    all_maps,
    bands,
    explain,
    fitted,
    histograms,
    plane,
    regions,
    warped,
)

PACKED_CLASSES = 8
WHOLE = 65_535  # the parts of an edge that a cut is counted in
View = tuple[float, ...]  # see wire.Subscribe
NOTHING = np.empty((0, 2), "<f4")


def totals(train: Evaluation | Totals, test: Totals | None) -> Section:
    """Data loss, penalty, total and accuracy; then the test points' data loss and accuracy."""
    tested = (test.data_loss, test.accuracy) if test else (math.nan, math.nan)
    values = (train.data_loss, train.penalty, train.total, train.accuracy, *tested)
    return Section(Id.TOTALS, np.array([values]))


def tables(experiment: Experiment, result: Evaluation, every: Evaluation) -> list[Section]:
    """Every number of the page's tables: the training points' gradients, every point's scores."""
    made = [
        Section(Id.PARAMS, experiment.theta),
        Section(Id.GRADIENTS, _present(result.grad)),
        Section(Id.SCORES, every.scores),
        Section(Id.LOSSES, every.losses[:, None]),
        Section(Id.BATCH, experiment.batch.astype("<i4")),
        Section(Id.ORDER, experiment.order.astype("<i4")),
        Section(Id.SLOPES, _slopes(result, every)),
    ]
    if every.predictions is not None:
        made.append(Section(Id.PREDICTED, every.predictions.astype("u1")[:, None]))
    # Empty where there are none, so that a page forgets those there were.
    margins = np.empty((0, 0), "u1") if every.margins is None else every.margins.view("u1")
    active = experiment.mask
    mask = np.empty(0, "u1") if active is None else active.view("u1")
    return [*made, Section(Id.MARGINS, margins), Section(Id.MASK, mask)]


def _slopes(result: Evaluation, every: Evaluation) -> NDArray[Any]:
    """∂L_i/∂s of every point (n, k); NaN where nothing is learned, at the test points."""
    slopes = np.full_like(every.scores, math.nan)
    slopes[result.indices] = _present(result.slopes)
    return slopes


def _present(grad: NDArray[Any] | None) -> NDArray[Any]:
    assert grad is not None
    return grad


def spread(experiment: Experiment, result: Evaluation) -> Section:
    """The histograms, of parameters that have just been evaluated."""
    return Section(Id.HISTOGRAMS, histograms(experiment, result))


def receipt(experiment: Experiment, quantity: Mapping[str, Any]) -> Section:
    """The arithmetic of a number; empty where there is none such, or not any more."""
    try:
        found = explain(experiment, quantity).as_json()
    except ConfigError:
        return Section(Id.RECEIPT, "")
    return Section(Id.RECEIPT, json.dumps(found, separators=(",", ":"), allow_nan=False))


def samples(experiment: Experiment) -> list[Section]:
    """The points, and their labels or targets."""
    made = [Section(Id.POINTS, experiment.points)]
    if experiment.labels is not None:
        made.append(Section(Id.LABELS, experiment.labels.astype("<i4")[:, None]))
    if experiment.targets is not None:
        made.append(Section(Id.TARGETS, experiment.targets))
    return made


def linear(experiment: Experiment, view: View) -> list[Section]:
    """The polygons of a linear model; empty for another."""
    found = regions(experiment, view) or []
    return _polygons(experiment, found, Id.REGION_VERTICES, Id.REGION_TABLE)


def _polygons(
    experiment: Experiment, found: Sequence[Region], vertices: Id, table: Id
) -> list[Section]:
    order = bands(experiment)
    rows = [(r.label, order.index(r.band), len(r.polygon)) for r in found]
    corners = np.concatenate([NOTHING, *(region.polygon for region in found)])
    return [
        Section(vertices, corners.astype("<f4")),
        Section(table, np.array(rows, "<i4").reshape(-1, 3)),
    ]


def picture(experiment: Experiment, view: View, size: int) -> list[Section]:
    """Class and confidence of every cell, in one byte where the classes are few; the boundary."""
    classes, confidence, cuts = plane(experiment, view, size)
    if experiment.classes > PACKED_CLASSES:
        cells = np.concatenate([classes, confidence])
    else:
        cells = (classes << 5) | (confidence >> 3)
    return [
        Section(Id.CELLS, cells, DIFFERENCES),
        Section(Id.CUTS, np.rint(cuts * WHOLE).astype("<u2")),
    ]


def maps(experiment: Experiment, view: View, size: int) -> list[Section]:
    """A map of every hidden unit, one below the other; and of every input and output."""
    hidden, ends = all_maps(experiment, view, size)
    return [
        Section(Id.UNIT_MAPS, hidden.reshape(-1, size), DIFFERENCES),
        Section(Id.END_MAPS, ends.reshape(-1, size), DIFFERENCES),
    ]


def hidden(experiment: Experiment, view: View, where: Sequence[int], lines: int) -> list[Section]:
    """The plane of two hidden units; empty where the network has not got them."""
    layer, *units = where
    layers = experiment.setup.network.layers[:-1]
    if layer >= len(layers) or max(units) >= layers[layer].units:
        gone = (Id.WARP, Id.WARPED, Id.WARPED_VIEW)
        empty = [Section(part, NOTHING) for part in gone]
        return [*empty, *_polygons(experiment, [], Id.WARPED_VERTICES, Id.WARPED_TABLE)]
    found = warped(experiment, layer, units, view, lines)
    return [
        Section(Id.WARP, found.lines.reshape(2 * lines, 8 * lines)),
        Section(Id.WARPED, found.points),
        Section(Id.WARPED_VIEW, np.array([found.window])),
        *_polygons(experiment, found.regions, Id.WARPED_VERTICES, Id.WARPED_TABLE),
    ]


def covered(view: View) -> Section:
    """The window that the grid, the boundary and the curve are of."""
    return Section(Id.VIEW, np.array([view if len(view) == 4 else (*view, *view)], float))


def curve(experiment: Experiment, view: View, size: int) -> Section:
    """The outputs along x1; empty where x2 or the class matters."""
    found = fitted(experiment, view, size)
    return Section(Id.FITTED, NOTHING if found is None else found)
