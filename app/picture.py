"""What a frame shows: the sections that the page subscribed to, and of those what has changed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app import limits, wire
from app.frames import DEFLATE, Id, Section
from app.settings import Settings
from engine import ConfigError, Evaluation, Experiment, bands, grid, regions, unit_maps

SELDOMER, COARSER = 1, 2  # levels of the load: see scheduler.Load
COARSE_GRID = 64
GRID_WORK = 25_000_000  # cells × cost (see limits.cost), about 3 ms, or 8 with gelu
MAP_WORK = 100_000  # cells × hidden units, about 2 ms
PACKED_CLASSES = 8
View = tuple[float, ...]  # see wire.Subscribe


class Picture:
    """One page's subscription, and what that page has already been sent."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.wanted = wire.Subscribe(id=1, type="subscribe")
        self._drawn: tuple[Any, ...] | None = None
        self._data: int | None = None
        self._late = False

    @property
    def empty(self) -> bool:
        """Whether the page asks for nothing, as a hidden one does."""
        wanted = self.wanted
        return not (wanted.tables or wanted.regions or wanted.grid or wanted.units)

    def subscribe(self, wanted: wire.Subscribe) -> None:
        """Ask for other sections from now on; ConfigError if they are too large."""
        check_size("grid", wanted.grid, self.settings.max_grid)
        check_size("units", wanted.units, self.settings.max_unit_map)
        check_view(wanted.view)
        self.wanted = wanted
        self.forget()

    def forget(self) -> None:
        """Send everything again: the page has it no longer."""
        self._drawn = self._data = None

    @np.errstate(all="ignore")  # what is too large for a float32 is shown as infinite
    def sections(self, experiment: Experiment, tables: bool, level: int) -> list[Section]:
        """Return what to show now, with a cheaper canvas at a higher level of load."""
        tables = tables and self.wanted.tables
        result = experiment.evaluate(gradients=tables)
        whole = len(result.indices) == len(experiment.points)
        test = None if whole else experiment.evaluate("test", gradients=False)
        made = [_totals(result, test)]
        if tables:
            every = result if whole else experiment.evaluate("all", gradients=False)
            made += _tables(experiment, result, every)
        return made + self._samples(experiment) + self._canvas(experiment, tables, level)

    def _samples(self, experiment: Experiment) -> list[Section]:
        """The points themselves, when they are not what was last sent."""
        now = experiment.data_revision
        if now == self._data:
            return []
        self._data = now
        made = [Section(Id.POINTS, experiment.points)]
        if experiment.labels is not None:
            made.append(Section(Id.LABELS, experiment.labels.astype("<i4")[:, None]))
        if experiment.targets is not None:
            made.append(Section(Id.TARGETS, experiment.targets))
        return made

    def _canvas(self, experiment: Experiment, exact: bool, level: int) -> list[Section]:
        """Regions, grid and unit maps, when they are not what was last sent."""
        wanted = self.wanted
        finest = wanted.grid if level < COARSER else min(wanted.grid, COARSE_GRID)
        size = affordable(finest, limits.cost(experiment), GRID_WORK)
        self._late = level >= SELDOMER and not exact and not self._late
        view = tuple(wanted.view) if wanted.view else experiment.view
        # Where the points lie changes nothing of it, so dragging one costs no picture.
        model = {part: value for part, value in experiment.setup.config.items() if part != "data"}
        now = (model, experiment.classes, view, experiment.theta.tobytes(), size)
        if now == self._drawn or (size and self._late):
            return []
        self._drawn = now
        made = _regions(experiment, view) if wanted.regions else []
        if made and not exact:
            made.append(Section(Id.PARAMS, experiment.theta))  # for the lines over the regions
        if size:
            made.append(_grid(experiment, view, size))
        if wanted.units and len(experiment.layout) > 2:
            made.append(_unit_maps(experiment, view, wanted.units))
        return made


def check_view(view: Sequence[float] | None) -> None:
    """Refuse a window that is not one or two pairs of a lower and a higher number."""
    pairs = [] if view is None else [view[i : i + 2] for i in range(0, len(view), 2)]
    if not all(len(pair) == 2 and pair[0] < pair[1] for pair in pairs):
        raise ConfigError("view", "must be a lower and a higher number", view)


def check_size(field: str, size: int, high: int) -> None:
    """Refuse a number of cells across that is not 0 or 2 to `high`."""
    if size == 1 or size > high:
        bounds = {"low": 2, "high": high, "low_open": False, "high_open": False}
        raise ConfigError(field, f"must be 0, or in [2, {high}]", size, "range", **bounds)


def _totals(train: Evaluation, test: Evaluation | None) -> Section:
    """Data loss, penalty, total and accuracy; then the test points' data loss and accuracy."""
    tested = (test.data_loss, test.accuracy) if test else (math.nan, math.nan)
    values = (train.data_loss, train.penalty, train.total, train.accuracy, *tested)
    return Section(Id.TOTALS, np.array([values]))


def _tables(experiment: Experiment, result: Evaluation, every: Evaluation) -> list[Section]:
    """Every number of the page's tables: the training points' gradients, every point's scores."""
    made = [
        Section(Id.PARAMS, experiment.theta),
        Section(Id.GRADIENTS, _present(result.grad)),
        Section(Id.SCORES, every.scores),
        Section(Id.LOSSES, every.losses[:, None]),
        Section(Id.BATCH, experiment.batch.astype("<i4")),
        Section(Id.SLOPES, _slopes(result, every)),
    ]
    if every.predictions is not None:
        made.append(Section(Id.PREDICTED, every.predictions.astype("u1")[:, None]))
    # Empty where the loss has no margins, so that a page forgets those of the loss before.
    margins = np.empty((0, 0), "u1") if every.margins is None else every.margins.view("u1")
    return [*made, Section(Id.MARGINS, margins)]


def _slopes(result: Evaluation, every: Evaluation) -> NDArray[Any]:
    """∂L_i/∂s of every point (n, k); NaN where nothing is learned, at the test points."""
    slopes = np.full_like(every.scores, math.nan)
    slopes[result.indices] = _present(result.slopes)
    return slopes


def affordable(size: int, work: int, budget: int) -> int:
    """Return the cells across that a frame can afford, at so much work for each cell."""
    return min(size, math.isqrt(budget // work))


def _present(grad: NDArray[Any] | None) -> NDArray[Any]:
    assert grad is not None
    return grad


def _regions(experiment: Experiment, view: View) -> list[Section]:
    """The polygons of a linear model; none for another."""
    found = regions(experiment, view)
    if found is None:
        return []
    order = bands(experiment)
    table = [(r.label, order.index(r.band), len(r.polygon)) for r in found]
    vertices = [region.polygon for region in found]
    return [
        Section(Id.REGION_VERTICES, np.concatenate([np.empty((0, 2)), *vertices]).astype("<f4")),
        Section(Id.REGION_TABLE, np.array(table, "<i4").reshape(-1, 3)),
    ]


def _unit_maps(experiment: Experiment, view: View, wanted: int) -> Section:
    """A map of every hidden unit, one below the other."""
    size = affordable(wanted, limits.hidden_units(experiment), MAP_WORK)
    return Section(Id.UNIT_MAPS, unit_maps(experiment, view, size).reshape(-1, size), DEFLATE)


def _grid(experiment: Experiment, view: View, size: int) -> Section:
    """Class and confidence of every cell, in one byte where the classes are few."""
    classes, confidence = grid(experiment, view, size)
    if experiment.classes > PACKED_CLASSES:
        cells = np.concatenate([classes, confidence])
    else:
        cells = (classes << 5) | (confidence >> 3)
    return Section(Id.GRID, cells, DEFLATE)
