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

BEGIN, END = np.array([0, 1, 3, 0]), np.array([1, 2, 2, 3])  # corners of each edge


def segments(scores: Reals, labels: NDArray[Any], x: Array, y: Array) -> Array:
    """Return the boundary as segments (s, 4) of x_a, y_a, x_b, y_b.

    `scores` (k, rows, columns) are those at the nodes (y[row], x[column]), and `labels` (rows,
    columns) the classes of the largest.
    """
    corners = _mixed(labels)
    named = labels.ravel()[corners]
    cut = named[:, BEGIN] != named[:, END]
    square, edge = np.nonzero(cut)  # the cuts of a square follow each other
    begin, end = corners[square, BEGIN[edge]], corners[square, END[edge]]
    share = _share(scores, labels, begin, end)
    width = labels.shape[1]
    rows, columns = np.divmod([begin, end], width)
    cuts = np.empty((len(begin), 2))
    for along, (a, b) in enumerate((x[columns], y[rows])):
        cuts[:, along] = a + share * (b - a)
    count = cut.sum(axis=1)
    several = count > 2
    found = cuts[~several[square]].reshape(-1, 4)
    if several.any():
        some = np.flatnonzero(several)
        places = np.zeros((len(some), 4, 2))
        places[cut[some]] = cuts[several[square]]
        found = np.concatenate([found, *_crowded(scores, named[some], corners[some], places)])
    long: BoolArray = (found[:, :2] != found[:, 2:]).any(axis=1)  # a cut may lie on a node
    kept: Array = found[long]
    return kept


def _mixed(labels: NDArray[Any]) -> IntArray:
    """The four corners (m, 4), numbered through, of the squares where not all name one class."""
    across, down = labels[:, 1:] != labels[:, :-1], labels[1:] != labels[:-1]
    row, column = np.nonzero(across[1:] | across[:-1] | down[:, 1:] | down[:, :-1])
    width = labels.shape[1]
    corners: IntArray = (row * width + column)[:, None] + [0, 1, width + 1, width]
    return corners


def _share(scores: Reals, labels: NDArray[Any], begin: IntArray, end: IntArray) -> Array:
    """How far along its edge each cut lies, 0 to 1; the middle where that is unknown."""
    flat, names = scores.reshape(len(scores), -1), labels.ravel()
    own, other = names[begin], names[end]
    with np.errstate(all="ignore"):
        here = flat[own, begin] - flat[other, begin]
        there = flat[other, end] - flat[own, end]
        share: Array = here.astype(np.float64) / (here + there)
    np.copyto(share, 0.5, where=np.isnan(share))
    return np.minimum(np.maximum(share, 0.0), 1.0)


def _crowded(
    scores: Reals, named: NDArray[Any], corners: IntArray, cuts: Array
) -> tuple[Array, Array]:
    """The segments of squares with three cuts or four: `cuts` (m, 4, 2) by edge, 0 where none."""
    cut = named[:, BEGIN] != named[:, END]
    crossed = cut.all(axis=1) & (named[:, 0] == named[:, 2]) & (named[:, 1] == named[:, 3])
    return (
        _starred(cuts[~crossed], cut[~crossed]),
        _parted(scores, named[crossed], corners[crossed], cuts[crossed]),
    )


def _starred(cuts: Array, cut: BoolArray) -> Array:
    """Segments from every cut of a square to their mean."""
    square, edge = np.nonzero(cut)
    centre = cuts.sum(axis=1) / cut.sum(axis=1)[:, None]
    return np.column_stack([cuts[square, edge], centre[square]])


def _parted(scores: Reals, named: NDArray[Any], corners: IntArray, cuts: Array) -> Array:
    """Two segments a square, around the corners of the class that loses at its centre."""
    mean = scores.reshape(len(scores), -1)[:, corners].mean(axis=2)
    square = np.arange(len(named))
    wins = (mean[named[:, 0], square] >= mean[named[:, 1], square])[:, None]
    pairs = [
        (np.where(wins, cuts[:, a], cuts[:, b]), np.where(wins, cuts[:, c], cuts[:, d]))
        for a, b, c, d in ((0, 3, 1, 0), (2, 1, 3, 2))
    ]
    return np.concatenate([np.column_stack(pair) for pair in pairs])
