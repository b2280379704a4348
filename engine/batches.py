"""Which examples each step sees: all of them, or batches of a training set reshuffled every epoch.

An iteration is one step, an epoch every example seen once; 2000 examples in batches of 500 make 4
iterations an epoch. The last batch may be smaller and is not dropped.
"""

from __future__ import annotations

import numpy as np

from engine.params import IntArray


class Batches:
    """The order of this epoch, and the position in it: the batch that comes next.

    A batch that holds every example needs no order and is never shuffled.
    """

    def __init__(self, count: int, size: int | None, rng: np.random.Generator) -> None:
        self.count, self.size = count, min(size or count, count)
        self.whole = self.size == count  # one batch holds every example
        self.per_epoch = -(-count // self.size)
        self.order: IntArray = np.arange(count)
        self.position = 0
        self.epoch = 0
        self._rng = rng

    def alike(self, other: Batches) -> bool:
        """Whether both cut as many examples into batches of the same size."""
        return (self.count, self.size) == (other.count, other.size)

    def slices(self) -> list[slice]:
        """Return the part of the order that each batch of an epoch takes."""
        starts = range(0, self.count, self.size)
        return [slice(start, min(start + self.size, self.count)) for start in starts]

    def shuffle(self) -> None:
        """Begin an epoch in a new order."""
        self.position = 0
        if not self.whole:
            self._rng.shuffle(self.order)

    def advance(self, steps: int) -> bool:
        """Count steps made, at most to the end of an epoch; begin another there, and return True.

        Where a batch is the whole, each step is an epoch.
        """
        epochs, self.position = divmod(self.position + steps, self.per_epoch)
        self.epoch += epochs
        if epochs:
            self.shuffle()
        return epochs > 0

    def current(self) -> IntArray:
        """Return the examples of the next batch."""
        start = self.position * self.size
        return self.order[start : start + self.size]
