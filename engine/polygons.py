"""The regions of a linear classifier as exact polygons.

A region is where a class wins by at least a margin, s_k − s_j ≥ m for every other j: the window cut
by half-planes. For a loss of probabilities it is where p_k = softmax(s)_k ≥ τ, that is

    h(x) = log Σ_{j≠k} exp(s_j − s_k) ≤ log((1 − τ) / τ),

a convex set since h is convex: cutting planes of h close in on it from outside until every vertex
is within a fraction of the window. Where each score has a probability of its own, σ(s_k) ≥ τ is one
half-plane more, s_k ≥ −log((1 − τ) / τ). Source: Kelley 1960, "The cutting-plane method".
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from itertools import pairwise
from math import exp, hypot, log
from typing import NamedTuple

import numpy as np

from engine.params import Array

MARGIN_BANDS = (0.0, 0.25, 0.5, 0.75, 1.0)
PROBABILITY_BANDS = (0.0, 0.5, 0.7, 0.85, 0.95)
LARGEST = 1e100  # parameters are scaled down to this, so that their products stay finite
TOLERANCE = 1 / 1000  # of the window's side: below a pixel
SMALLEST = 1e-12  # of the window's area: below it a region is a line or a point
MAX_STEPS, OVERSHOOT = 8, 1.1
MAX_VERTICES = 1000  # judged in a region, far more than any has needed

Point = tuple[float, float]
Polygon = list[Point]
Window = tuple[float, float, float, float]  # low and high of x1, then of x2
Line = tuple[float, float, float]  # (a, b, c) for a·x1 + b·x2 + c


class Region(NamedTuple):
    """Where class `label` wins by `band`, a margin or a probability: a convex polygon (v, 2).

    Vertices run counter-clockwise. Band 0 is the whole region of the class; these tile the window.
    """

    label: int
    band: float
    polygon: Array


def regions_of(
    weights: Array,
    bias: Array,
    window: Window,
    bands: Sequence[float],
    likelihood: str,
) -> list[Region]:
    """Return the regions that are not empty, of s = W·x + b with W (k, 2) and b (k,).

    A band of 0 is the region of the largest score; on a tie over the whole plane the first class
    wins, as with argmax. Other bands are margins where `likelihood` is "none", else probabilities
    in (0, 1), by "softmax" or "sigmoid". What has no area, as a line or a point, is empty.
    """
    left, right, bottom, top = window
    whole = [(left, bottom), (right, bottom), (right, top), (left, top)]
    tolerance = TOLERANCE * max(right - left, top - bottom)
    smallest = SMALLEST * _area(whole)
    table = np.column_stack([weights, bias])
    table = table / max(1.0, float(np.abs(table).max()) / LARGEST)
    lines: list[Line] = [(a, b, c) for a, b, c in table.tolist()]
    found = []
    for k, line in enumerate(lines):
        leads = [_minus(line, other) for other in lines]
        if any(lead == (0.0, 0.0, 0.0) for lead in leads[:k]):
            continue
        del leads[k]
        for band in bands:
            if likelihood == "softmax" and band > 0.0:
                polygon = _likely(whole, leads, band, tolerance)
            else:
                polygon = _ahead(whole, leads, 0.0 if likelihood == "sigmoid" else band)
            if likelihood == "sigmoid" and band > 0.0:
                polygon = _ahead(polygon, [line], _level(band))
            if _area(polygon) > smallest:
                found.append(Region(k, band, np.array(polygon)))
    return found


def clip(polygon: Polygon, line: Line) -> Polygon:
    """Return the part of a convex polygon where a·x1 + b·x2 + c ≥ 0.

    Source: Sutherland & Hodgman 1974, "Reentrant polygon clipping".
    """
    a, b, c = line
    kept: Polygon = []
    for before, vertex in zip([*polygon[-1:], *polygon[:-1]], polygon, strict=True):
        inside = a * vertex[0] + b * vertex[1] + c >= 0.0
        if inside != (a * before[0] + b * before[1] + c >= 0.0):
            kept.append(_crossing(before, vertex, line))
        if inside:
            kept.append(vertex)
    return kept


def _area(polygon: Polygon) -> float:
    """The area within a counter-clockwise polygon, in triangles from the first vertex."""
    fan = [(x - polygon[0][0], y - polygon[0][1]) for x, y in polygon[1:]]
    return 0.5 * sum(px * qy - qx * py for (px, py), (qx, qy) in pairwise(fan))


def _minus(p: Line, q: Line) -> Line:
    return p[0] - q[0], p[1] - q[1], p[2] - q[2]


def _ahead(polygon: Polygon, leads: Sequence[Line], margin: float) -> Polygon:
    """Where every lead s_k − s_j is at least the margin."""
    for a, b, c in leads:
        polygon = clip(polygon, (a, b, c - margin))
    return polygon


def _level(p: float) -> float:
    """The score at which σ is p."""
    return -log((1.0 - p) / p)


def _likely(polygon: Polygon, leads: Sequence[Line], p: float, tolerance: float) -> Polygon:
    """Where the class has at least probability p, no vertex further out than the tolerance.

    The vertices go round in a ring until none has to be cut off; each is judged once.
    """
    level = -_level(p)
    bend = max((a * a + b * b for a, b, _ in leads), default=0.0)
    ring = deque(_ahead(polygon, leads, -level))
    judged: set[Point] = set()
    passed = 0
    while passed < len(ring) and len(judged) < MAX_VERTICES:
        vertex = ring[0]
        cut = None if vertex in judged else _cut(leads, vertex, level, tolerance, bend)
        judged.add(vertex)
        if cut is not None and _value(cut, vertex) < 0.0:
            _cut_off(ring, cut)
            passed = 0
        else:
            ring.rotate(-1)
            passed += 1
    return list(ring)


def _cut_off(ring: deque[Point], line: Line) -> None:
    """Replace the first vertex, and those beside it that are cut off too, by two on the line."""
    first = outside = ring.popleft()
    while ring and _value(line, ring[0]) < 0.0:
        outside = ring.popleft()
    if not ring:
        return
    after = _crossing(outside, ring[0], line)
    outside = first
    while _value(line, ring[-1]) < 0.0:
        outside = ring.pop()
    before = _crossing(outside, ring[-1], line)
    ring.extendleft((after, before))


def _value(line: Line, point: Point) -> float:
    a, b, c = line
    return a * point[0] + b * point[1] + c


def _crossing(p: Point, q: Point, line: Line) -> Point:
    """Where the edge from p to q, on either side of the line, meets it."""
    side = _value(line, p)
    t = side / (side - _value(line, q))
    return p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])


def _cut(
    leads: Sequence[Line], vertex: Point, level: float, tolerance: float, bend: float
) -> Line | None:
    """The half-plane h(v) + ∇h(v)·(x − v) ≤ level, or None if v is close enough.

    It is if a way down the slope meets the level within the tolerance: straight on, where h bends
    too little to prevent it, no second derivative being above `bend` = max |∇lead|²; else in a few
    steps, as where a steep class gives way to a gentle one.
    """
    x, y = vertex
    excess, slope_x, slope_y = _excess(leads, x, y, level)
    if excess <= tolerance * (hypot(slope_x, slope_y) - 0.5 * tolerance * bend):
        return None
    line = -slope_x, -slope_y, slope_x * x + slope_y * y - excess
    for _ in range(MAX_STEPS):
        if excess <= 0.0:
            return None
        stride = OVERSHOOT * excess / (slope_x * slope_x + slope_y * slope_y or 1e-300)
        x, y = x - stride * slope_x, y - stride * slope_y
        if not hypot(x - vertex[0], y - vertex[1]) <= tolerance:
            break
        excess, slope_x, slope_y = _excess(leads, x, y, level)
    return line


def _excess(leads: Sequence[Line], x: float, y: float, level: float) -> tuple[float, float, float]:
    """h(x, y) − level and the slope ∇h, of h = log Σ exp(−lead)."""
    behind = [-(a * x + b * y + c) for a, b, c in leads]
    top = max(behind)
    total = slope_x = slope_y = 0.0
    for value, (a, b, _) in zip(behind, leads, strict=True):
        share = exp(value - top)
        total += share
        slope_x -= share * a
        slope_y -= share * b
    return top + log(total) - level, slope_x / total, slope_y / total
