"""What is said of a training that diverged: where to go back to, and why it happened."""

from __future__ import annotations

import math
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from app import limits, wire
from app.history import History
from engine import Divergence, Experiment, diagnose

Array = NDArray[np.float64]
LOOKED_AT = 512  # states, fewer of a large experiment
WORK = 16_000_000  # n · (P + 40 U) of all of them


class Diverged(wire.Message):
    """Training stopped at `iteration`, because the next step would make `quantity` infinite."""

    iteration: wire.Iteration
    quantity: Annotated[str, Field(max_length=100)]
    best: wire.Iteration  # where the total was the smallest, of what is kept
    rate: float  # the step size
    limit: float | None  # that from which on it grows without end
    exact: bool
    cause: Literal["penalty", "curvature"] | None
    adaptive: bool  # the optimiser measures each step by the gradients

    def __str__(self) -> str:
        return str(Divergence(self.iteration, self.quantity))


def diagnosed(experiment: Experiment, found: Divergence, history: History) -> Diverged:
    """Compare the step size with its limit at the best of the states kept since the last edit."""
    best, theta = _best(experiment, history)
    why, optimizer = diagnose(experiment, theta), experiment.setup.optimizer
    return Diverged(
        iteration=found.iteration,
        quantity=found.quantity,
        best=best,
        rate=optimizer.learning_rate,
        limit=why.limit,
        exact=why.exact,
        cause=why.cause,
        adaptive=optimizer.adaptive,
    )


def _best(experiment: Experiment, history: History) -> tuple[int, Array | None]:
    """The smallest total among the states kept since the last edit.

    Where none was kept at that edit itself, the parameters kept before it stand in for its own.
    """
    kept = [frame for frame in history.keyframes if frame.passed == history.passed]
    most = min(LOOKED_AT, max(1, WORK // (len(experiment.points) * limits.cost(experiment))))
    states = [(f.iteration, f.state["theta"]) for f in kept[:: -(-len(kept) // most) or 1]]
    edit = history.last
    if edit is not None and (not kept or kept[0].iteration > edit.iteration):
        before = history.current.near(edit.iteration).state["theta"]
        if before.shape == experiment.theta.shape:
            states.append((edit.iteration, before))
    if not states:
        return experiment.iteration if edit is None else edit.iteration, None
    sizes = experiment.totals_at(theta for _, theta in states)
    ranks = [size if math.isfinite(size) else math.inf for size in sizes]
    return states[ranks.index(min(ranks))]
