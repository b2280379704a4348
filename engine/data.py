"""The examples of an experiment: a named set or points given one by one, their split and inputs.

Explicit data are {"points": [[x1, x2], ...], "labels": [...], "classes": 3} for classification and
{"points": ..., "targets": [[...], ...]} for regression; `view`, the square window (low, high), may
be given in both. Letters: n points, m targets each, d inputs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine import catalog
from engine.params import Array, ConfigError, IntArray, Json, parse_number

MAX_POINTS = 20_000
MIN_CLASSES, MAX_CLASSES = 2, 10
_KEYS = ("points", "labels", "classes", "targets", "view")


@dataclass(frozen=True)
class Examples:
    """Points (n, 2) with labels (n,) of `classes` classes, or with targets (n, m)."""

    points: Array
    labels: IntArray | None
    targets: Array | None
    classes: int
    view: tuple[float, float]
    start: dict[str, Array] | None = None

    @property
    def outputs(self) -> int:
        """How many numbers a model must give for each point."""
        return self.classes if self.targets is None else self.targets.shape[1]


def normalise(config: object, path: str = "data") -> dict[str, Json]:
    """Return the data's config with every default filled in; ConfigError where it is wrong."""
    if isinstance(config, Mapping) and "points" in config:
        return explicit(parse(config, path))
    return catalog.normalise("data", config, path)


def task(config: Mapping[str, Json]) -> str:
    """Return "classification" or "regression" for a normalised config."""
    if "points" in config:
        return "regression" if "targets" in config else "classification"
    return str(catalog.make("data", config, "data").task)


def load(config: Mapping[str, Json], rng: np.random.Generator) -> Examples:
    """Return the examples of a normalised config; a named set draws from `rng`."""
    if "points" in config:
        return parse(config, "data")
    source = catalog.make("data", config, "data")
    data = source.generate(rng)
    return Examples(data.points, data.labels, data.targets, data.classes, source.view, data.start)


def explicit(examples: Examples) -> dict[str, Json]:
    """Return the examples as an explicit config, the inverse of `parse`."""
    config: dict[str, Json] = {"points": examples.points.tolist(), "view": list(examples.view)}
    if examples.labels is None:
        return config | {"targets": _rows(examples.targets)}
    return config | {"labels": examples.labels.tolist(), "classes": examples.classes}


def _rows(targets: Array | None) -> list[list[float]]:
    return [] if targets is None else targets.tolist()


def parse(config: Mapping[str, Json], path: str) -> Examples:
    """Return explicit data as arrays; ConfigError where anything is missing or wrong."""
    for key in config:
        if key not in _KEYS:
            rule = f"is no field of explicit data (it has {', '.join(_KEYS)})"
            raise ConfigError(f"{path}.{key}", rule, config[key], "unknown_field", choices=_KEYS)
    points = matrix(config["points"], f"{path}.points", width=2)
    view = config.get("view")
    view = _view_of(points) if view is None else parse_view(view, f"{path}.view")
    if ("labels" in config) == ("targets" in config):
        raise ConfigError(path, "must have either labels or targets", sorted(config))
    if "targets" in config:
        targets = matrix(config["targets"], f"{path}.targets", len(points))
        return Examples(points, None, targets, 0, view)
    labels, classes = _labels(config["labels"], config.get("classes"), len(points), path)
    return Examples(points, labels, None, classes, view)


def matrix(values: object, field: str, rows: int | None = None, width: int | None = None) -> Array:
    """Return rows of finite numbers as an array (rows, width), or ConfigError about `field`."""
    found = numbers(values, field)
    if found.size == 0 or (found.ndim > 0 and len(found) > MAX_POINTS):
        rule = f"must have 1 to {MAX_POINTS} rows"
        raise ConfigError(field, rule, len(found), "count", low=1, high=MAX_POINTS)
    if found.ndim == 1 and width is None:
        found = found[:, None]
    limit = width or MAX_CLASSES
    wide = found.ndim == 2 and (found.shape[1] == width if width else found.shape[1] <= limit)
    if not wide or (rows is not None and len(found) != rows):
        expected = [rows or "n", limit]
        rule = f"must have the shape ({expected[0]}, {expected[1]})"
        raise ConfigError(field, rule, list(found.shape), "shape", expected=expected)
    return found


def numbers(values: object, field: str) -> Array:
    """Return nested lists of finite numbers as a new float64 array, or ConfigError."""
    found = _array(values)
    if found.dtype.kind not in "iuf":
        raise ConfigError(field, "must be numbers, in rows of one length", values, "number")
    result = np.array(found, np.float64, order="C")
    if not np.isfinite(result).all():
        raise ConfigError(field, "must be finite", values, "finite")
    return result


def _array(values: object) -> NDArray[Any]:
    """The values as NumPy understands them; an array of objects if they are no regular array."""
    try:
        return np.asarray(values)
    except ValueError:
        return np.empty(0, object)  # rows of different lengths


def _labels(values: object, classes: object, n: int, path: str) -> tuple[IntArray, int]:
    """The labels, and the number of classes as given or else as many as the labels name."""
    field = f"{path}.labels"
    found = _array(values)
    if found.dtype.kind not in "iu":
        raise ConfigError(field, "must be integers", values, "integer")
    if found.shape != (n,):
        expected = [n]
        raise ConfigError(
            field, f"must have the shape ({n},)", list(found.shape), "shape", expected=expected
        )
    if classes is None:
        classes = _classes_named(found, field)
    count = _classes(classes, f"{path}.classes")
    for label in (found.min(), found.max()):
        check_index(int(label), count, field)
    return found.astype(np.int64), count


def _classes_named(labels: IntArray, field: str) -> int:
    """As many classes as the labels name, which must be two different ones at least."""
    lowest = check_index(int(labels.min()), MAX_CLASSES, field)
    if labels.max() == lowest:
        rule = f"must name at least {MIN_CLASSES} classes"
        raise ConfigError(field, rule, lowest, "count", low=MIN_CLASSES, high=MAX_CLASSES)
    return int(labels.max()) + 1


def _classes(classes: object, field: str) -> int:
    if isinstance(classes, bool) or not isinstance(classes, int):
        raise ConfigError(field, "must be an integer", classes, "integer")
    if not MIN_CLASSES <= classes <= MAX_CLASSES:
        rule = f"must be in [{MIN_CLASSES}, {MAX_CLASSES}]"
        raise ConfigError(field, rule, classes, "range", low=MIN_CLASSES, high=MAX_CLASSES)
    return classes


def check_index(index: object, count: int, field: str) -> int:
    """Return an index (or a label) in 0..count−1, or ConfigError about `field`."""
    if isinstance(index, bool) or not isinstance(index, int | np.integer):
        raise ConfigError(field, "must be an integer", index, "integer")
    if not 0 <= index < count:
        rule = f"must be in [0, {count - 1}]"
        raise ConfigError(field, rule, int(index), "range", low=0, high=count - 1)
    return int(index)


def _view_of(points: Array) -> tuple[float, float]:
    """The smallest window about the origin that shows every point with some room."""
    half = min(1.1 * float(np.abs(points).max()) or 1.0, 1e300)
    return -half, half


def parse_view(view: object, field: str) -> tuple[float, float]:
    """Return a square window (low, high), or ConfigError about `field`."""
    if not isinstance(view, Sequence) or isinstance(view, str) or len(view) != 2:
        raise ConfigError(field, "must be [low, high]", view, "shape", expected=[2])
    low, high = (parse_number(field, edge) for edge in view)
    if not low < high:
        raise ConfigError(field, "must have low < high", list(view))
    return low, high


def split(n: int, fraction: float, rng: np.random.Generator) -> tuple[IntArray, IntArray]:
    """Return the indices of the training and of the test examples, both rising.

    Every index draws a number and the round(fraction · n) smallest are the test set, at least one
    example staying to train on. The numbers of the first n do not depend on those after them, so
    that a point added disturbs the split as little as possible.
    """
    tests = min(round(fraction * n), n - 1)
    chosen = np.zeros(n, np.bool_)
    chosen[np.argsort(rng.random(n), kind="stable")[:tests]] = True
    return np.flatnonzero(~chosen), np.flatnonzero(chosen)


@np.errstate(all="ignore")  # x² of the farthest points is infinite, and the loss says so
def inputs(points: Array, features: Sequence[str]) -> Array:
    """Return the features of the points and a last column of ones, (n, d + 1)."""
    table = np.ones((len(points), len(features) + 1))
    for column, name in enumerate(features):
        table[:, column] = catalog.make("feature", name, "features").value(points)
    return table
