"""How many updates play owes: its rate times the time that has passed, but never much."""

from __future__ import annotations

import math

from app.learner import Clock, Learner
from app.settings import Settings

MANY = 1_000_000_000


class Pace:
    """The debt of one session that plays."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._owed, self._looked_at = 0.0, clock()
        self._frame_rate = settings.frame_rate

    @property
    def owed(self) -> int:
        """Whole updates to make now."""
        return int(min(self._owed, MANY))

    def forgive(self) -> None:
        """Owe nothing."""
        self._owed = 0.0

    def owe(self, learner: Learner | None, now: float) -> None:
        """Add the updates that the time since the last look is worth. Debt beyond two frames is
        dropped, so that an overloaded server falls behind in updates and never in answers.
        """
        elapsed, self._looked_at = now - self._looked_at, now
        if learner is None or not learner.playing:
            self._owed = 0.0
        elif learner.rate is None:
            self._owed = math.inf
        else:
            most = max(1.0, 2.0 * learner.rate / self._frame_rate)
            self._owed = min(self._owed + learner.rate * elapsed, most)

    def made(self, count: int) -> None:
        """Note that so many have been made."""
        self._owed -= count
