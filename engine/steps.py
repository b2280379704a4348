"""The planned steps of an epoch: the calls that make each update, batch after batch."""

from __future__ import annotations

from itertools import chain, islice

import numpy as np

from engine.batches import Batches
from engine.calls import Calls, calls
from engine.masks import Masks
from engine.params import Array
from engine.plan import Plan
from engine.setup import Setup
from engine.supply import Batch, Supply

BLOCK = 128  # steps between two looks at the optimiser's memory, at the most


class Steps:
    """A step is the calls to take the batch, draw dropout, forward, loss, backward, update.

    `update` are the last of them, and a batch of n examples leaves them the sum of its gradients
    times `weight` / n. `plans` are those of the batches in order, one where their sizes agree. The
    examples come from `supply`.
    """

    def __init__(
        self,
        setup: Setup,
        batches: Batches,
        theta: Array,
        grad: Array,
        masks: Masks,
        update: Calls,
        weight: float,
    ) -> None:
        self.supply, self._whole, self._theta = Supply(setup), batches.whole, theta
        self.plans: list[Plan] = []
        self._takes: list[Calls] = []
        made: dict[int, tuple[Batch, Plan]] = {}
        for part in batches.slices():
            n = part.stop - part.start
            if n not in made:
                batch = self.supply.batch(n)
                examples = batch.rows, batch.targets, setup.loss, weight / n
                plan = Plan(setup.network, theta, grad, *examples, masks.layers, batch.aims)
                made[n] = batch, plan
            batch, plan = made[n]
            self.plans.append(plan)
            self._takes.append(self.supply.take(part, batch))
        self._steps = self._planned(masks, update)

    def _planned(self, masks: Masks, update: Calls) -> list[Calls]:
        """The calls of each step of an epoch; of many epochs, where each is a step."""
        takes, plans, theta = self._takes, self.plans, self._theta
        if self._whole:
            self.take()
            takes, plans = [Calls()] * BLOCK, plans * BLOCK
        self._squares, self._ones = np.empty(len(plans)), np.ones(len(plans))
        return [
            calls(
                take,
                *masks.draw,
                plan.forward,
                plan.backward,
                update,
                (theta.dot, theta, self._squares[i, ...]),
            )
            for i, (take, plan) in enumerate(zip(takes, plans, strict=True))
        ]

    def take(self) -> None:
        """Have a batch that is the whole take the examples as they are now."""
        if self._whole:
            self._takes[0]()

    def follow(self, first: int, count: int, safe: float) -> bool:
        """Make the steps of an epoch from one on; return whether θ stayed within the safe size."""
        for call in chain.from_iterable(islice(self._steps, first, first + count)):
            call()
        made = slice(first, first + count)
        return bool(self._ones[made].dot(self._squares[made]) <= safe * safe)
