"""What a page has been told of the branches."""

from __future__ import annotations

import math
from typing import Any

from app.learner import Learner

EVERY = 0.25  # seconds, while it plays and only edits are added


class Roll:
    """Says when there is something to tell, and what."""

    def __init__(self) -> None:
        self._told: tuple[int, int, int] = (-1, 0, 0)
        self._at = -math.inf

    def news(self, learner: Learner, now: float) -> dict[str, Any] | None:
        """Return the fields of the event that is due; None if there is nothing new."""
        stamp = learner.history.stamp
        edited = learner.playing and stamp[0] == self._told[0]
        if stamp == self._told or (edited and now < self._at + EVERY):
            return None
        self._told, self._at = stamp, now
        return learner.history.told(learner.experiment.iteration)
