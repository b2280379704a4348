"""How far training is that commands in a row have asked for; said only of what takes long."""

from __future__ import annotations

import math
from collections.abc import Iterable

from app import limits, wire
from app.learner import Learner
from engine import Experiment

AFTER = 0.5  # seconds from the first of the commands on
EVERY = 0.2


class Progress:
    """Updates made and wanted by a row of commands: those that found others still under way."""

    def __init__(self) -> None:
        self._before = 0  # by the commands of the row that are done
        self._wanted = self.left = 0  # by the one under way
        self._due = math.inf
        self.said = False

    @property
    def done(self) -> int:
        """The updates made."""
        return self._before + self._wanted - self.left

    def note(self, left: int, now: float) -> None:
        """Note that the command under way has so many updates yet to make."""
        if math.isinf(self._due):
            self._due = now + AFTER
        self._wanted = max(self._wanted, left)
        self.left = left

    def finished(self, cancelled: bool) -> None:
        """Note that the command under way has ended, perhaps before it had made them all."""
        self._before += self._wanted - self.left if cancelled else self._wanted
        self._wanted = self.left = 0

    def due(self, now: float) -> bool:
        """Whether it should be said now; then not again for a moment."""
        if now < self._due or not self.left:
            return False
        self._due, self.said = now + EVERY, True
        return True


def destination(command: wire.Command, at: int, experiment: Experiment) -> int:
    """Return the step that a command leads to from step `at`."""
    match command:
        case wire.Goto(iteration=iteration):
            return iteration
        case wire.Back(count=count):
            return max(0, at - count)
        case wire.Reset() | wire.Randomize():
            return 0
    return at + limits.updates(command, experiment)


def ahead(commands: Iterable[wire.Command], at: int, experiment: Experiment) -> int:
    """Return how many updates commands will make, one after the other from step `at`.

    What going back will repeat is not known before it begins, and not counted.
    """
    count = 0
    for command in commands:
        end = destination(command, at, experiment)
        count += max(0, end - at)
        at = end
    return count


def repeated(command: wire.Resume, learner: Learner) -> int:
    """Return how many updates a resumption will make, counted in the same way."""
    at, playing, count = learner.experiment.iteration, learner.playing, 0
    for dated in command.commands:
        seen = command.iteration if playing else at
        begin = max(at, seen if dated.at is None else dated.at)
        count += begin - at + ahead([dated.command], begin, learner.experiment)
        at = destination(dated.command, begin, learner.experiment)
        if isinstance(dated.command, wire.Play | wire.Pause):
            playing = isinstance(dated.command, wire.Play)
    return count + (max(0, command.iteration - at) if playing else 0)
