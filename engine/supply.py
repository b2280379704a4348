"""The training examples, for the plan batch by batch, for the kernel an epoch at a time."""

from __future__ import annotations

import numpy as np

from engine.calls import Calls, calls
from engine.params import Array, IntArray
from engine.setup import Setup

WIDE = 64  # inputs: of more, each example's are copied as they lie together, which is a row


class Batch:
    """What a plan reads of n examples: rows (n, d + 1), targets (n, k), and the loss's aims.

    They are views of `columns`, but for wide rows.
    """

    def __init__(self, columns: Array, d: int, k: int) -> None:
        self.columns = columns
        self.rows = columns[:d].T if d <= WIDE else np.empty((columns.shape[1], d))
        self.targets, aims = columns[d : d + k].T, columns[d + k :].T
        self.aims = aims if aims.size else self.targets


class Supply:
    """The training examples in the order of an epoch, as columns of inputs, a one, targets and
    what else the loss aims at.
    """

    def __init__(self, setup: Setup) -> None:
        aims = setup.loss.aims(setup.targets)
        known = [setup.rows, setup.targets, *([] if aims is setup.targets else [aims])]
        self._columns, self._rows = np.hstack(known).T.copy(), setup.rows.copy()
        self._d, self._k = setup.rows.shape[1], setup.targets.shape[1]
        self._train, self._order = setup.train, setup.train.copy()
        self._shuffled: Array | None = None

    def batch(self, n: int) -> Batch:
        """Return arrays for n examples."""
        return Batch(np.empty((len(self._columns), n)), self._d, self._k)

    def take(self, part: slice, batch: Batch) -> Calls:
        """Return calls that fill a batch with a part of the order."""
        order, d = self._order[part], self._d
        if d <= WIDE:
            return calls((self._columns.take, order, 1, batch.columns, "clip"))
        return calls(
            (self._rows.take, order, 0, batch.rows, "clip"),
            (self._columns[d:].take, order, 1, batch.columns[d:], "clip"),
        )

    def shuffled(self) -> Array:
        """Return inputs, ones and targets (d + 1 + k, n), from now on kept in order."""
        self._shuffled = np.empty((self._d + self._k, len(self._order)))
        return self._shuffled

    def arrange(self, order: IntArray) -> None:
        """Put the training examples in this order."""
        self._train.take(order, 0, self._order, "clip")
        if self._shuffled is not None:
            self._columns[: len(self._shuffled)].take(self._order, 1, self._shuffled, "clip")

    def move(self, rows: Array) -> None:
        """Give all examples other inputs; a batch shows them when it is taken again."""
        self._rows[...] = rows
        self._columns[: self._d] = rows.T
