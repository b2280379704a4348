"""Where the best class changes, as line segments between the nodes of a grid of scores.

Marching squares for several classes: an edge of a square is cut where its two ends name different
classes a and b, at the point where s_a = s_b, linear in between. A square with two cuts gets the
segment that joins them; with more, every cut is joined to their mean, where three classes meet. Two
classes that face each other crosswise are parted as the mean of the four corners says. Squares that
share an edge share its cut, so the boundary has no gaps. Sources: Lorensen & Cline 1987, "Marching
cubes"; Maple 2003, "Geometric design and space planning using the marching squares and marching
cube algorithms", for more than two materials.

Corners are numbered around a square from its first row and column; edge e lies between corner e and
the next. It is always gone along the same way, so that both its squares cut it in the same bits.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.params import Array, BoolArray, IntArray

Reals = NDArray[np.floating[Any]]

CORNERS = ((0, 0), (0, 1), (1, 1), (1, 0))  # row and column of each corner
BEGIN, END = [0, 1, 3, 0], [1, 2, 2, 3]  # corners of each edge


def segments(scores: Reals, labels: NDArray[Any], x: Array, y: Array) -> Array:
    """Return the boundary as segments (s, 4) of x_a, y_a, x_b, y_b.

    `scores` (k, rows, columns) are those at the nodes (y[row], x[column]), and `labels` (rows,
    columns) the classes of the largest.
    """
    row, column = _mixed(labels)
    if not len(row):
        return np.empty((0, 4))
    named = np.stack([labels[row + r, column + c] for r, c in CORNERS])
    values = np.stack([scores[:, row + r, column + c] for r, c in CORNERS])
    nodes = np.stack([np.stack([x[column + c], y[row + r]]) for r, c in CORNERS])
    cut = named[BEGIN] != named[END]
    cuts = nodes[BEGIN] + _share(values, named) * (nodes[END] - nodes[BEGIN])
    crossed = cut.all(axis=0) & (named[0] == named[2]) & (named[1] == named[3])
    joined, starred = cut.sum(axis=0) == 2, (cut.sum(axis=0) > 2) & ~crossed
    found: Array = np.concatenate(
        [
            _joined(cuts[:, :, joined], cut[:, joined]),
            _starred(cuts[:, :, starred], cut[:, starred]),
            _parted(cuts[:, :, crossed], values[:, :, crossed], named[:, crossed]),
        ]
    )
    long: BoolArray = (found[:, :2] != found[:, 2:]).any(axis=1)  # a cut may lie on a node
    return found[long]


def _mixed(labels: NDArray[Any]) -> tuple[IntArray, IntArray]:
    """Row and column of the squares whose corners do not all name one class."""
    across, down = labels[:, 1:] != labels[:, :-1], labels[1:] != labels[:-1]
    row, column = np.nonzero(across[1:] | across[:-1] | down[:, 1:] | down[:, :-1])
    return row, column


def _share(values: Reals, named: NDArray[Any]) -> Array:
    """How far along each edge its cut lies (4, 1, m), 0 to 1; the middle where it is unknown."""
    square, edge = np.arange(named.shape[1]), np.arange(4)[:, None]
    own, other = named[BEGIN], named[END]
    with np.errstate(all="ignore"):
        here = values[BEGIN][edge, own, square] - values[BEGIN][edge, other, square]
        there = values[END][edge, other, square] - values[END][edge, own, square]
        share: Array = np.clip(here.astype(np.float64) / (here + there), 0.0, 1.0)
    share[np.isnan(share)] = 0.5
    return share[:, None]


def _joined(cuts: Array, cut: NDArray[np.bool_]) -> Array:
    """One segment a square, from its first cut to its last."""
    first, last = cut.argmax(axis=0), 3 - cut[::-1].argmax(axis=0)
    square = np.arange(cut.shape[1])
    return np.column_stack([cuts[first, :, square], cuts[last, :, square]])


def _starred(cuts: Array, cut: NDArray[np.bool_]) -> Array:
    """Segments from every cut of a square to their mean."""
    edge, square = np.nonzero(cut)
    centre = (cuts * cut[:, None]).sum(axis=0) / cut.sum(axis=0)
    return np.column_stack([cuts[edge, :, square], centre[:, square].T])


def _parted(cuts: Array, values: Reals, named: NDArray[Any]) -> Array:
    """Two segments a square, around the corners of the class that loses at its centre."""
    square = np.arange(named.shape[1])
    mean = values.mean(axis=0)
    wins = mean[named[0], square] >= mean[named[1], square]
    pairs = [
        (np.where(wins, a, b), np.where(wins, c, d)) for a, b, c, d in ((0, 3, 1, 0), (2, 1, 3, 2))
    ]
    return np.concatenate(
        [np.column_stack([cuts[a, :, square], cuts[b, :, square]]) for a, b in pairs]
    )
