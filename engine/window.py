"""The window of the plane that is looked at, and how finely: what callers may ask for."""

from __future__ import annotations

from collections.abc import Sequence

from engine.data import parse_view
from engine.experiment import Experiment
from engine.params import ConfigError
from engine.polygons import Window

View = tuple[float, ...]

MAX_SIZE = 1024


def window(experiment: Experiment, view: View | None) -> Window:
    """Return low and high of x1, then of x2, of a view: either (low, high) of both, or these four.

    None is the window of the data. ConfigError if it is none.
    """
    if view is None:
        view = experiment.view
    if isinstance(view, Sequence) and len(view) == 4:
        return *parse_view(view[:2], "view"), *parse_view(view[2:], "view")
    both = parse_view(view, "view")
    return *both, *both


def check_size(field: str, size: int) -> None:
    """Refuse a number of cells or lines that is not in [2, MAX_SIZE]."""
    if isinstance(size, bool) or not isinstance(size, int) or not 2 <= size <= MAX_SIZE:
        rule = f"must be an integer in [2, {MAX_SIZE}]"
        raise ConfigError(field, rule, size, "range", low=2, high=MAX_SIZE)
