"""The regions of a linear classifier as exact polygons.

A region is where a class wins by at least a margin, s_k − s_j ≥ m for every other j: the window cut
by half-planes. For a loss of probabilities it is where p_k = softmax(s)_k ≥ τ, that is

    h(x) = log Σ_{j≠k} exp(s_j − s_k) ≤ log((1 − τ) / τ),

a convex set since h is convex: cutting planes of h close in on it from outside until every vertex
is within a fraction of the window. Source: Kelley 1960, "The cutting-plane method".
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from engine.params import Array

MARGIN_BANDS = (0.0, 0.25, 0.5, 0.75, 1.0)
PROBABILITY_BANDS = (0.0, 0.5, 0.7, 0.85, 0.95)
LARGEST = 1e100  # parameters are scaled down to this, so that their products stay finite
TOLERANCE = 1 / 1000  # of the window's side: below a pixel
MAX_CUTS = 256  # far more than any region has needed

Polygon = list[tuple[float, float]]
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
    probabilities: bool,
) -> list[Region]:
    """Return the regions that are not empty, of s = W·x + b with W (k, 2) and b (k,).

    A band of 0 is the region of the largest score; on a tie over the whole plane the first class
    wins, as with argmax. Other bands are margins, or probabilities in [½, 1).
    """
    left, right, bottom, top = window
    whole = [(left, bottom), (right, bottom), (right, top), (left, top)]
    tolerance = TOLERANCE * max(right - left, top - bottom)
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
            if probabilities and band > 0.0:
                polygon = _likely(whole, leads, band, tolerance)
            else:
                polygon = _ahead(whole, leads, band)
            if len(polygon) > 2:
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


def _minus(p: Line, q: Line) -> Line:
    return p[0] - q[0], p[1] - q[1], p[2] - q[2]


def _ahead(polygon: Polygon, leads: Sequence[Line], margin: float) -> Polygon:
    """Where every lead s_k − s_j is at least the margin."""
    for a, b, c in leads:
        polygon = clip(polygon, (a, b, c - margin))
    return polygon


def _likely(polygon: Polygon, leads: Sequence[Line], p: float, tolerance: float) -> Polygon:
    """Where the class has at least probability p, no vertex further out than the tolerance.

    The vertices go round in a ring; `settled` of them, those at its end, need no more cuts.
    """
    level = math.log((1.0 - p) / p)
    ring = deque(_ahead(polygon, leads, -level))
    settled = cuts = 0
    while settled < len(ring) and cuts < MAX_CUTS:
        cut = _cut(leads, *ring[0], level, tolerance)
        if cut is None:
            ring.rotate(-1)
            settled += 1
        else:
            settled = max(0, settled - _cut_off(ring, cut))
            cuts += 1
    return list(ring)


def _cut_off(ring: deque[tuple[float, float]], line: Line) -> int:
    """Replace the first vertex, and those beside it that are cut off, by two on the line.

    Returns how many went from the end of the ring.
    """
    a, b, c = line
    outside = first = ring.popleft()
    while ring and a * ring[0][0] + b * ring[0][1] + c < 0.0:
        outside = ring.popleft()
    if not ring:
        return 0
    after = _crossing(outside, ring[0], line)
    outside, left = first, len(ring)
    while a * ring[-1][0] + b * ring[-1][1] + c < 0.0:
        outside = ring.pop()
    before = _crossing(outside, ring[-1], line)
    gone = left - len(ring)
    ring.extendleft((after, before))
    return gone


def _crossing(p: tuple[float, float], q: tuple[float, float], line: Line) -> tuple[float, float]:
    """Where the edge from p to q, on either side of the line, meets it."""
    a, b, c = line
    side = a * p[0] + b * p[1] + c
    t = side / (side - (a * q[0] + b * q[1] + c))
    return p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])


def _cut(leads: Sequence[Line], x: float, y: float, level: float, tolerance: float) -> Line | None:
    """The half-plane h(v) + ∇h(v)·(x − v) ≤ level, or None if v = (x, y) is close enough."""
    behind = [-(a * x + b * y + c) for a, b, c in leads]
    top = max(behind)
    total = slope_x = slope_y = 0.0
    for value, (a, b, _) in zip(behind, leads, strict=True):
        share = math.exp(value - top)
        total += share
        slope_x -= share * a
        slope_y -= share * b
    excess = (top + math.log(total) - level) * total
    if not excess > tolerance * math.hypot(slope_x, slope_y):
        return None
    return -slope_x, -slope_y, slope_x * x + slope_y * y - excess
