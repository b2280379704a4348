"""Edits of the examples, each a new set: what a hand does on the plane. ConfigError if refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from engine.data import MAX_POINTS, Examples, check_index, numbers, parse
from engine.params import Array, ConfigError

Point = Sequence[float]
Target = int | float | Sequence[float]


def move(examples: Examples, index: int, point: Point) -> Examples:
    """Put one point elsewhere."""
    points = examples.points.copy()
    points[check_index(index, len(points), "index")] = _point(point)
    return replace(examples, points=points)


def add(examples: Examples, point: Point, target: Target) -> Examples:
    """Add a point of a class, or with the value to reach, after the last one."""
    n = len(examples.points)
    if n >= MAX_POINTS:
        rule = f"must have at most {MAX_POINTS} rows"
        raise ConfigError("points", rule, n + 1, "count", low=1, high=MAX_POINTS)
    points = np.vstack([examples.points, _point(point)])
    return _with_target(replace(examples, points=points), n, target)


def remove(examples: Examples, index: int) -> Examples:
    """Take one point away, which must not be the last one."""
    n = len(examples.points)
    check_index(index, n, "index")
    if n == 1:
        raise ConfigError("points", "must have at least 1 row", 0, "count", low=1, high=MAX_POINTS)
    labels, targets = examples.labels, examples.targets
    return replace(
        examples,
        points=np.delete(examples.points, index, axis=0),
        labels=None if labels is None else np.delete(labels, index),
        targets=None if targets is None else np.delete(targets, index, axis=0),
    )


def relabel(examples: Examples, index: int, target: Target) -> Examples:
    """Give one point another class, or another value to reach."""
    return _with_target(examples, check_index(index, len(examples.points), "index"), target)


def exchange(examples: Examples, points: object, targets: object, classes: int | None) -> Examples:
    """Take other points altogether, seen through the same window, for the same task."""
    config = {"points": points, "view": examples.view}
    if examples.labels is None:
        return parse(config | {"targets": targets}, "data")
    return parse(config | {"labels": targets, "classes": classes}, "data")


def _point(point: Point) -> Array:
    found = numbers(point, "point")
    if found.shape != (2,):
        got = list(found.shape)
        raise ConfigError("point", "must have the shape (2,)", got, "shape", expected=[2])
    return found


def _with_target(examples: Examples, index: int, target: Target) -> Examples:
    """Set the class or the value of one point, the rows being made as many as the points."""
    n = len(examples.points)
    if examples.labels is not None:
        labels = np.resize(examples.labels, n)
        labels[index] = check_index(target, examples.classes, "label")
        return replace(examples, labels=labels)
    width = examples.outputs
    found = numbers(target, "target").reshape(-1)
    if found.shape != (width,):
        got = list(found.shape)
        raise ConfigError("target", f"must have {width} numbers", got, "shape", expected=[width])
    targets = np.resize(examples.targets if examples.targets is not None else found, (n, width))
    targets[index] = found
    return replace(examples, targets=targets)
