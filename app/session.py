"""One learner's session: commands in, events and frames out. No socket, no clock of its own.

Whoever holds it calls `submit` with what came up, `advance` to give it time, and takes `events` and
`frame` down. A command is a job, a generator that yields after every slice of work; the commands
behind it wait, so that the order is always the one given.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Iterator
from typing import Any

from app import limits, wire
from app.complaints import described
from app.feed import Feed
from app.inbox import Inbox, Message
from app.learner import Clock, Diverged, Learner
from app.settings import Settings
from engine import ConfigError, schema

Event = dict[str, Any]
MANY = 1_000_000_000
SAVED_AT_ONCE = (
    wire.Start,
    wire.Resume,
    wire.Pause,
    wire.Back,
    wire.Goto,
    wire.Reset,
    wire.Randomize,
)
SAMPLES = ("points", "labels", "targets")
LOSSES = {loss["name"]: loss for loss in schema()["families"]["loss"]}


class Session:
    """What one connection talks to."""

    def __init__(self, settings: Settings, clock: Clock = time.monotonic) -> None:
        self.settings, self.clock = settings, clock
        self.slice = settings.slice_ms / 1000.0
        self.learner: Learner | None = None
        self.inbox = Inbox(settings)
        self.events: deque[Event] = deque()
        self.feed = Feed(settings)
        self.ack = self._heard = 0
        self._job: Iterator[None] | None = None
        self._owed, self._paced = 0.0, clock()
        self._slice_ends = -math.inf
        self._told: Diverged | None = None
        self._config: Event = {}
        self._revision = -1

    @property
    def playing(self) -> bool:
        return self.learner is not None and self.learner.playing

    @property
    def greedy(self) -> bool:
        """Whether it would train on if it were let."""
        return self.playing and (self._owed >= 1.0 or self._unlimited)

    @property
    def _unlimited(self) -> bool:
        return self.learner is not None and self.learner.rate is None

    @property
    def busy(self) -> bool:
        """Whether there are commands that are not carried out yet."""
        return self._job is not None or bool(self.inbox)

    def submit(self, command: Message, size: int = 0) -> None:
        """Put a command, that came as `size` characters, behind those that wait."""
        self.inbox.put(command, size)

    def end(self) -> None:
        """Forget what is under way, which holds on to the session itself."""
        self.inbox.clear()
        self._job = None

    def advance(self, training: float = 1.0) -> None:
        """Work for a slice: on the job and the next commands, else on the updates that play owes.

        `training` is the part of the slice that those may take. After a command comes its answer,
        so that nobody who drags a point waits for a slice of training as well.
        """
        now = self.clock()
        self._owe(now)
        self._slice_ends = now + self.slice
        if not self.busy:
            self._train(now + training * self.slice)
        while self._work() and self.clock() < self._slice_ends:
            pass

    def _until(self) -> float:
        return self._slice_ends

    def _work(self) -> bool:
        """Do one piece of a command; False if there is none."""
        if self._job is None:
            if not self.inbox:
                return False
            self._job = self._answer(self.inbox.take())
        try:
            next(self._job)
        except StopIteration:
            self._job = None
        return True

    def _train(self, until: float) -> None:
        """Make the updates that play owes, as many as there is time for."""
        if self.learner is None or self.busy or not self.greedy or self.clock() >= until:
            return
        self._owed -= self.learner.train(int(min(self._owed, MANY)), until)
        self.feed.moved()
        self._tell_divergence(self.learner)

    def _owe(self, now: float) -> None:
        """Add the updates that the time since the last look is worth. Debt beyond two frames is
        dropped, so that an overloaded server falls behind in updates and never in answers.
        """
        elapsed, self._paced = now - self._paced, now
        if self.learner is None or not self.learner.playing:
            self._owed = 0.0
        elif self.learner.rate is None:
            self._owed = math.inf
        else:
            most = max(1.0, 2.0 * self.learner.rate / self.settings.frame_rate)
            self._owed = min(self._owed + self.learner.rate * elapsed, most)

    # Down

    def due(self) -> float:
        """Return when the next frame should go; inf while a job is under way."""
        return math.inf if self._job or self.learner is None else self.feed.due()

    def frame(self) -> bytes | None:
        """Return the frame of this moment; None where there is nothing whole to show."""
        if self._job or self.learner is None:
            return None
        return self.feed.frame(self.learner, self.ack, self.clock())

    def last_frame(self) -> bytes | None:
        """Return a frame with a checkpoint; None where the last one is as good."""
        if not self.feed.unsaved:
            return None
        self.feed.edited(save=True)
        return self.frame()

    # Up

    def _answer(self, command: Message) -> Iterator[None]:
        """Carry out one command and say what became of it."""
        if isinstance(command, wire.Unreadable):
            self._refuse(command.id, command.error)
            return
        at = self.learner.experiment.iteration if self.learner else 0
        try:
            self._check(command)
            yield from self._do(command)
        except ConfigError as error:
            self._refuse(command.id, error)
            return
        self.ack = command.id
        self._say("applied", id=command.id, iteration=at)
        if self.learner is not None:
            self._tell_config(self.learner)
            self._tell_divergence(self.learner)
            self.feed.edited(save=isinstance(command, SAVED_AT_ONCE))

    def _check(self, command: wire.Command) -> None:
        last, self._heard = self._heard, max(self._heard, command.id)
        if command.id <= last:
            raise ConfigError("id", f"must be above {last}, the last one", command.id, "order")
        opens = isinstance(command, wire.Start | wire.Resume | wire.Subscribe | wire.Ping)
        if self.learner is None and not opens:
            raise ConfigError("type", "needs an open session: start or resume", None, "closed")

    def _do(self, command: wire.Command) -> Iterator[None]:
        match command:
            case wire.Start():
                self._begin(Learner.start(command, self.settings, self.clock))
            case wire.Resume():
                yield from self._resume(command)
            case wire.Subscribe():
                self.feed.picture.subscribe(command)
            case wire.Ping():
                pass
            case _:
                assert self.learner is not None
                if isinstance(command, wire.Play):
                    self._owed = 0.0
                yield from self.learner.do(command, self._until)

    def _begin(self, learner: Learner) -> None:
        self.learner, self._told = learner, None
        self._config, self._revision, self._owed = {}, -1, 0.0
        self.feed.picture.forget()

    def _resume(self, command: wire.Resume) -> Iterator[None]:
        """Repeat what came after the checkpoint, each command at its step, and catch up.

        A command that was never answered comes after everything that the page has seen.
        """
        learner = yield from Learner.load(command.checkpoint, self.settings, self.clock)
        limits.check_replay(command, learner.experiment, self.settings)
        for dated in command.commands:
            yield  # an edit takes time as well
            yield from self._repeat(learner, dated, command.iteration)
        if learner.playing:
            yield from learner.train_to(command.iteration, self._until)
        self._begin(learner)

    def _repeat(self, learner: Learner, dated: wire.Dated, seen: int) -> Iterator[None]:
        if dated.at is not None:
            yield from learner.train_to(dated.at, self._until)
        elif learner.playing:
            yield from learner.train_to(seen, self._until)
        at = learner.experiment.iteration
        try:
            yield from learner.do(dated.command, self._until)
        except ConfigError as error:
            self._refuse(dated.command.id, error)
        else:
            self._say("applied", id=dated.command.id, iteration=at)

    # What is said

    def _refuse(self, command: int | None, error: ConfigError) -> None:
        self._say("refused", id=command, **described(error))

    def _say(self, kind: str, **fields: Any) -> None:
        self.events.append({"type": kind, **fields})

    def _tell_divergence(self, learner: Learner) -> None:
        found, told = learner.diverged, self._told
        self._told = found
        if found is not None and found is not told:
            self._say("diverged", **found.model_dump(), message=str(found))
            self.feed.edited(save=True)

    def _tell_config(self, learner: Learner) -> None:
        """Say the config when it is another; the samples themselves come with the frames."""
        experiment = learner.experiment
        if experiment.config_revision == self._revision:
            return
        self._revision = experiment.config_revision
        config = experiment.snapshot()["config"]  # shared, so that no edit copies every sample
        data = {key: value for key, value in config["data"].items() if key not in SAMPLES}
        event = {
            "config": config | {"data": data},
            "layout": experiment.layout,
            "classes": experiment.classes,
            "view": experiment.view,
            "loss": LOSSES[config["loss"]["name"]],
        }
        if event != self._config:
            self._config = event
            self._say("config", **event, revision=self._revision)
