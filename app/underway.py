"""What is under way of one page: a command, perhaps one of those that a resumption repeats."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator
from typing import Any

from app import checking, deeds, wire
from app.inbox import Inbox
from app.learner import Job, Learner
from app.progress import repeated
from engine import ConfigError, GradientChecker

Tell = Callable[..., None]  # what became of a command: see Session
Answer = Generator[int, None, dict[str, Any]]  # returns what `applied` says beside the usual


def cancelled() -> ConfigError:
    """Return the refusal of a command that was cancelled before it had done anything."""
    return ConfigError("type", "was cancelled", None, "cancelled")


class Underway:
    """Works until `ends`, and on when that is later."""

    def __init__(self) -> None:
        self.id = 0
        self.cancelled = False  # whether it is to end
        self.trains = True  # or checks
        self.ends = -math.inf

    def _until(self) -> float:
        return self.ends

    def do(self, learner: Learner, command: wire.Command) -> Answer:
        """Carry out a command. Cancelled, it ends with the updates it has made, as `made`.

        What is not `Cancellable` goes on: an edit may have to wait for others that are due.
        """
        at = learner.experiment.iteration
        job = deeds.do(learner, command, self._until)
        for left in job:
            yield left
            if self.cancelled and isinstance(command, wire.Cancellable):
                job.close()
                if learner.experiment.iteration == at:
                    raise cancelled()
                return {"made": learner.experiment.iteration - at}
        return {}

    def check(self, learner: Learner, inbox: Inbox) -> Answer:
        """Check the gradient of every parameter; return what the event says.

        Nobody waits for a long check: it ends as soon as there is something else to do.
        """
        checker, iteration = GradientChecker(learner.experiment), learner.experiment.iteration
        while checker.left:
            yield checker.left
            if self.cancelled:
                raise cancelled()
            checker.proceed()
            while checker.left and learner.clock() < self.ends:
                checker.proceed()
            if checker.left and inbox.pressing:
                raise cancelled()
        return checking.described(iteration, checker.result())

    def catch_up(self, learner: Learner, command: wire.Resume, tell: Tell) -> Job:
        """Repeat what came after the checkpoint, each command at its step, and train on.

        A command that was never answered comes after everything that the page has seen, and only
        such a command can be cancelled.
        """
        count = repeated(command, learner)
        for _ in self._catch_up(learner, command, tell):
            yield max(0, count - learner.made)

    def _catch_up(self, learner: Learner, command: wire.Resume, tell: Tell) -> Job:
        for dated in command.commands:
            yield 0  # an edit takes time as well
            if dated.at is not None:
                yield from learner.train_to(dated.at, self._until)
            elif learner.playing:
                yield from learner.train_to(command.iteration, self._until)
            yield from self._repeat(learner, dated, tell)
        self.id = command.id
        if learner.playing:
            yield from learner.train_to(command.iteration, self._until)

    def _repeat(self, learner: Learner, dated: wire.Dated, tell: Tell) -> Job:
        at, cut = learner.experiment.iteration, dict[str, Any]()
        try:
            if dated.at is not None:
                yield from deeds.do(learner, dated.command, self._until)
            else:
                self.id = dated.command.id
                cut = yield from self.do(learner, dated.command)
        except ConfigError as error:
            tell(dated.command.id, at, error)
        else:
            tell(dated.command.id, at, None, **cut)
