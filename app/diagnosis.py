"""What is said of a training that diverged: where to go back to, and why it happened."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from app import limits, wire
from app.history import History
from app.keyframes import Keyframe
from engine import Divergence, Experiment, diagnose, totals

Array = NDArray[np.float64]
LOOKED_AT = 64  # states, fewer of a large experiment
WORK = 16_000_000  # n · (P + 40 U) of all of them


class Diverged(wire.Message):
    """Training stopped at `iteration`, because the next step would make `quantity` infinite."""

    iteration: wire.Iteration
    quantity: Annotated[str, Field(max_length=100)]
    best: wire.Iteration | None = None  # where the total was the smallest, of what is kept
    rate: float | None = None  # the step size
    limit: float | None = None  # that from which on it grows without end
    exact: bool = False
    cause: Literal["penalty", "curvature"] | None = None

    def __str__(self) -> str:
        return str(Divergence(self.iteration, self.quantity))


def diagnosed(experiment: Experiment, found: Divergence, history: History) -> Diverged:
    """Compare the step size with its limit at the best of the states kept since the last edit."""
    kept = [frame for frame in history.keyframes if frame.passed == history.passed]
    best, theta = _best(experiment, kept) if kept else _edited(experiment, history)
    why = diagnose(experiment, theta)
    return Diverged(
        iteration=found.iteration,
        quantity=found.quantity,
        best=best,
        rate=experiment.setup.optimizer.learning_rate,
        limit=why.limit,
        exact=why.exact,
        cause=why.cause,
    )


def _best(experiment: Experiment, kept: Sequence[Keyframe]) -> tuple[int, Array]:
    """The smallest total among some of these states."""
    most = min(LOOKED_AT, max(1, WORK // (len(experiment.points) * limits.cost(experiment))))
    some = kept[:: -(-len(kept) // most)]
    sizes = totals(experiment, (frame.state["theta"] for frame in some))
    ranks = [size if math.isfinite(size) else math.inf for size in sizes]
    best = some[ranks.index(min(ranks))]
    return best.iteration, best.state["theta"]


def _edited(experiment: Experiment, history: History) -> tuple[int, Array | None]:
    """The step of the last edit, none after which is kept, and the parameters kept before it."""
    edit = history.last
    frame = history.keyframes[-1] if edit is None else history.current.near(edit.iteration)
    alike = frame.state["theta"].shape == experiment.theta.shape
    at = frame.iteration if edit is None else edit.iteration
    return at, frame.state["theta"] if alike else None
