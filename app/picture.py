"""What a frame shows: the sections that the page subscribed to, and of those what has changed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from app import limits, sections, wire
from app.frames import Id, Section
from app.sections import View
from app.settings import Settings
from engine import ConfigError, Evaluation, Experiment

SELDOMER, COARSER = 1, 2  # levels of the load: see scheduler.Load
COARSE_GRID = 64
GRID_WORK = 34_000_000  # cells × cost (see limits.cost), about 3 ms, or 8 with gelu
MAP_WORK = 100_000  # cells × units, about 2 ms
WARP_LINES = 17
WARP_WORK = 8_000_000  # points on lines × cost, about 2 ms
MAX_CURVE = 1024
Model = tuple[Any, ...]  # all that a picture of it depends on


class Picture:
    """One page's subscription, and what that page has already been sent."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.wanted = wire.Subscribe(id=1, type="subscribe")
        self.empty = False  # whether the page asks for nothing, as a hidden one does
        self._drawn: dict[str, Any] = {}
        self._late = False
        self.owing = False  # what is drawn of the units, that did not come with the tables
        self._setup: object = None  # that `_shape` is of
        self._shape: tuple[Any, ...] = ()

    def subscribe(self, wanted: wire.Subscribe) -> None:
        """Ask for other sections from now on; ConfigError if they are too large."""
        check_size("grid", wanted.grid, self.settings.max_grid)
        check_size("units", wanted.units, self.settings.max_unit_map)
        check_size("curve", wanted.curve, MAX_CURVE)
        check_view(wanted.view)
        asked = wanted.model_dump(exclude={"id", "type", "view"}).values()
        self.wanted, self.empty = wanted, not any(asked)
        self.forget()

    def forget(self) -> None:
        """Send everything again: the page has it no longer."""
        self._drawn = {}

    @np.errstate(all="ignore")  # what is too large for a float32 is shown as infinite
    def sections(
        self, experiment: Experiment, exact: bool, level: int, apart: bool = False
    ) -> list[Section]:
        """Return what to show now, with a cheaper canvas at a higher level of load.

        Tables, histograms and maps come with the exact frames only; `apart`, all that is drawn of
        the units comes with the frame behind those, so that no frame is large.
        """
        wanted, tested = self.wanted, len(experiment.setup.test) > 0
        test = experiment.totals("test") if tested else None
        if exact and (wanted.tables or wanted.histograms):
            result = experiment.evaluate()
            made = [sections.totals(result, test)]
            made += self._numbers(experiment, result)
        else:
            made = [sections.totals(experiment.totals(), test)]
        if exact and wanted.explain is not None:
            made.append(sections.receipt(experiment, wanted.explain))
        if self._changed("data", experiment.data_revision):
            made += sections.samples(experiment)
        view = tuple(wanted.view) if wanted.view else experiment.view
        model = self._model(experiment, view)
        made += self._canvas(experiment, view, model, exact, level)
        if apart and (exact or not self.owing):
            self.owing = exact and bool(wanted.units or wanted.warp)
            return made
        maps, self.owing = exact or self.owing, False
        return made + self._units(experiment, view, model, maps)

    def _numbers(self, experiment: Experiment, result: Evaluation) -> list[Section]:
        """The tables and the histograms."""
        made: list[Section] = []
        if self.wanted.tables:
            tested = len(experiment.setup.test) > 0
            every = experiment.evaluate("all", gradients=False) if tested else result
            made += sections.tables(experiment, result, every)
        if self.wanted.histograms:
            made.append(sections.spread(experiment, result))
        return made

    def _canvas(
        self, experiment: Experiment, view: View, model: Model, exact: bool, level: int
    ) -> list[Section]:
        """What is drawn on the plane, when it is not what was last sent."""
        finest = self.wanted.grid if level < COARSER else min(self.wanted.grid, COARSE_GRID)
        size = affordable(finest, limits.cost(experiment), GRID_WORK)
        self._late = level >= SELDOMER and not exact and not self._late
        if (size and self._late) or not self._changed("plane", (*model, size)):
            return []
        return self._plane(experiment, view, size, exact)

    def _units(self, experiment: Experiment, view: View, model: Model, maps: bool) -> list[Section]:
        """What is drawn of the units, when it is not what was last sent."""
        wanted, made = self.wanted, list[Section]()
        if wanted.units and maps and self._changed("maps", model):
            size = affordable(wanted.units, limits.units(experiment), MAP_WORK)
            made += sections.maps(experiment, view, size)
        moved = (*model, experiment.data_revision)
        if wanted.warp and not self._late and self._changed("hidden", moved):
            lines = affordable(WARP_LINES, 8 * limits.cost(experiment), WARP_WORK)
            made += sections.hidden(experiment, view, wanted.warp, lines)
        return made

    def _plane(self, experiment: Experiment, view: View, size: int, exact: bool) -> list[Section]:
        wanted = self.wanted
        made = sections.linear(experiment, view) if wanted.regions else []
        if wanted.regions and not (exact and wanted.tables) and len(experiment.layout) == 2:
            made.append(Section(Id.PARAMS, experiment.theta))  # for the lines over the regions
        if size or wanted.curve:
            made.append(sections.covered(view))
        if size:
            made += sections.picture(experiment, view, size)
        if wanted.curve:
            made.append(sections.curve(experiment, view, wanted.curve))
        return made

    def _model(self, experiment: Experiment, view: View) -> Model:
        """All that a picture of the model depends on; dragging a point of a class costs none."""
        if self._setup is not experiment.setup:
            self._setup, self._shape = experiment.setup, _shape(experiment)
        return self._shape, view, experiment.trainer.theta.tobytes()

    def _changed(self, part: str, now: object) -> bool:
        """Whether a part of the picture is not what was last sent, and is sent now."""
        before = self._drawn.get(part)
        self._drawn[part] = now
        return bool(before != now)


def _shape(experiment: Experiment) -> tuple[Any, ...]:
    """All but the parameters that a picture of the model depends on; of the points, nothing."""
    setup = experiment.setup
    config = {part: value for part, value in setup.config.items() if part != "data"}
    targets = setup.examples.targets
    scale = () if targets is None else (float(targets.min()), float(targets.max()))
    return config, setup.examples.classes, scale


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


def affordable(size: int, work: int, budget: int) -> int:
    """Return the cells across that a frame can afford, at so much work for each cell."""
    return min(size, math.isqrt(budget // work))
