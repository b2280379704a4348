"""Where the best class changes, between the nodes of a grid of scores.

Marching squares for several classes: an edge of the grid is cut where its two ends name different
classes a and b, at the point where s_a = s_b, linear in between. `cuts` finds these points, and
`segments` joins them in each square: two by a segment; more by one each to their mean, where three
classes meet. Where two classes face each other crosswise, the hyperbola on which their scores,
bilinear in the square, are equal says which cuts belong together. Squares that share an edge share
its cut, so the boundary has no gaps. Sources: Lorensen & Cline 1987, "Marching cubes"; Nielson &
Hamann 1991, "The asymptotic decider"; Maple 2003, "Geometric design and space planning using the
marching squares and marching cube algorithms", for more than two materials.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.params import Array, BoolArray

Reals = NDArray[np.floating[Any]]

TOP, RIGHT, BOTTOM, LEFT = range(4)  # edges of a square


def cuts(scores: Reals, labels: NDArray[Any]) -> Array:
    """Return how far along its edge each cut lies, 0 to 1; the middle where that is unknown.

    `scores` (k, rows, columns) are those at the nodes, and `labels` (rows, columns) the classes of
    the largest. First come the edges from a column to the next, row by row; then those from a row
    to the next.
    """
    width = labels.shape[1]
    across, downward = map(np.flatnonzero, _differing(labels))
    begin = np.concatenate([across + across // (width - 1), downward])
    end = begin + np.repeat([1, width], [len(across), len(downward)])
    names, flat = labels.ravel(), scores.ravel()
    own, other = (labels.size * names.take(ends).astype(np.intp) for ends in (begin, end))
    with np.errstate(all="ignore"):
        here = flat.take(own + begin) - flat.take(other + begin)
        there = flat.take(other + end) - flat.take(own + end)
        share: Array = here.astype(np.float64) / (here + there)
    np.copyto(share, 0.5, where=np.isnan(share))
    return np.minimum(np.maximum(share, 0.0), 1.0)


def segments(labels: NDArray[Any], shares: Array, x: Array, y: Array) -> Array:
    """Return the boundary as segments (s, 4) of x_a, y_a, x_b, y_b.

    `shares` are the cuts of `labels`, whose nodes are at (x[column], y[row]).
    """
    across, down = _differing(labels)
    cut, places = _around(across, down), _around(*_places(across, down, shares))
    count = cut.sum(axis=2)
    crossed = (count == 4) & (labels[:-1, :-1] == labels[1:, 1:])
    crossed &= labels[:-1, 1:] == labels[1:, :-1]

    def of(squares: BoolArray, several: int) -> Array:
        chosen: Array = places[cut & squares[:, :, None]].reshape(-1, several, 2)
        return chosen

    found = np.concatenate(
        [
            of(count == 2, 2),
            _parted(of(crossed, 4)),
            _starred(of(count == 3, 3)),
            _starred(of((count == 4) & ~crossed, 4)),
        ]
    )
    found = found[(found[:, 0] != found[:, 1]).any(axis=1)]  # a cut may lie on a node
    columns, rows = np.moveaxis(found, 2, 0)
    ends = np.interp(columns, range(len(x)), x), np.interp(rows, range(len(y)), y)
    return np.stack(ends, axis=2).reshape(-1, 4)


def _differing(labels: NDArray[Any]) -> tuple[BoolArray, BoolArray]:
    """Whether an edge is cut: of those from column to column, and of those from row to row."""
    return labels[:, 1:] != labels[:, :-1], labels[1:] != labels[:-1]


def _around(across: NDArray[Any], down: NDArray[Any]) -> NDArray[Any]:
    """What is known of edges, for the four of every square."""
    return np.stack([across[:-1], down[:, 1:], across[1:], down[:, :-1]], axis=2)


def _places(across: BoolArray, down: BoolArray, shares: Array) -> tuple[Array, Array]:
    """Where the cuts lie, as (column, row) counted in nodes; 0 where there is none."""
    (row, column), (upper, below) = np.nonzero(across), np.nonzero(down)
    along, between = np.zeros((*across.shape, 2)), np.zeros((*down.shape, 2))
    along[across] = np.column_stack([column + shares[: len(row)], row])
    between[down] = np.column_stack([below, upper + shares[len(row) :]])
    return along, between


def _starred(places: Array) -> Array:
    """Segments from every cut of a square to their mean."""
    centre = np.broadcast_to(places.mean(axis=1, keepdims=True), places.shape)
    return np.stack([places, centre], axis=2).reshape(-1, 2, 2)


def _parted(places: Array) -> Array:
    """Two segments a square: its left cut goes with the upper or lower one, whichever is nearer."""
    order = np.argsort(places[:, [TOP, BOTTOM], 0], axis=1)
    inner = np.take_along_axis(places[:, [TOP, BOTTOM]], order[:, :, None], axis=1)
    return np.stack([places[:, [LEFT, RIGHT]], inner], axis=2).reshape(-1, 2, 2)
