"""What is said of a training that diverged: where to go back to, and why it happened."""

from __future__ import annotations

import math
from collections.abc import Sequence
from operator import itemgetter
from typing import Annotated, Literal

from pydantic import Field

from app import limits, wire
from app.keyframes import Keyframe
from engine import Divergence, Experiment, diagnose, totals

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


def diagnosed(experiment: Experiment, found: Divergence, kept: Sequence[Keyframe]) -> Diverged:
    """Compare the step size with its limit at the best of the states kept under this config."""
    best = _best(experiment, kept)
    why = diagnose(experiment, None if best is None else best.state["theta"])
    return Diverged(
        iteration=found.iteration,
        quantity=found.quantity,
        best=None if best is None else best.iteration,
        rate=experiment.setup.optimizer.learning_rate,
        limit=why.limit,
        exact=why.exact,
        cause=why.cause,
    )


def _best(experiment: Experiment, kept: Sequence[Keyframe]) -> Keyframe | None:
    config = experiment.setup.config
    alike = [frame for frame in kept if frame.config == config]
    most = min(LOOKED_AT, max(1, WORK // (len(experiment.points) * limits.cost(experiment))))
    alike = alike[:: -(-len(alike) // most) or 1]
    sizes = totals(experiment, (frame.state["theta"] for frame in alike))
    finite = [pair for pair in zip(sizes, alike, strict=True) if math.isfinite(pair[0])]
    return min(finite, key=itemgetter(0), default=(0.0, None))[1]
