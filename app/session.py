"""One learner's session: commands in, events and frames out. No socket, no clock of its own.

Whoever holds it calls `submit` with what came up, `advance` to give it time, and takes `events` and
`frame` down. A command is a job, a generator that yields after every slice of work; the commands
behind it wait, so that the order is always the one given. Only `cancel` acts at once.
"""

from __future__ import annotations

import math
import time
from collections import deque
from typing import Any

from app import asking, cues, limits, saving, wire
from app.complaints import described
from app.diagnosis import Diverged
from app.feed import Feed
from app.inbox import Inbox, Message
from app.learner import Clock, Job, Learner
from app.pace import Pace
from app.progress import Progress, ahead
from app.roll import Roll
from app.settings import Settings
from app.underway import Answer, Underway, cancelled
from engine import ConfigError, schema

Event = dict[str, Any]
SAVED_AT_ONCE = (
    wire.Start,
    wire.Resume,
    wire.Pause,
    wire.Back,
    wire.Goto,
    wire.Reset,
    wire.Randomize,
    wire.Fork,
    wire.Switch,
    wire.Drop,
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
        self._job: Job | None = None
        self._underway = Underway()
        self._progress = Progress()
        self._pace = Pace(settings, clock)
        self._told: Diverged | None = None
        self._stepped: Event | None = None
        self._config: Event = {}
        self._revision = -1
        self._roll = Roll()

    @property
    def playing(self) -> bool:
        return self.learner is not None and self.learner.playing

    @property
    def greedy(self) -> bool:
        """Whether it would train on if it were let."""
        return self.playing and (self._pace.owed >= 1 or self._unlimited)

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

    def cancel(self) -> None:
        """End the training that was asked for, where it is; what has not begun is refused.

        A resumption comes to everything that the page has seen, and skips the rest.
        """
        self._underway.cancelled = self._job is not None
        self.inbox.refuse_training(cancelled())

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
        self._pace.owe(self.learner, now)
        self._underway.ends = now + self.slice
        if not self.busy:
            self._train(now + training * self.slice)
        while self._work(now) and self.clock() < self._underway.ends:
            pass
        if self._progress.due(now):
            self._tell_progress(self._progress.done, self._progress.left)
        if self._job is None and self.learner is not None:
            self._tell_branches(self.learner)

    def _work(self, now: float) -> bool:
        """Do one piece of a command; False if there is none."""
        if self._job is None:
            if not self.inbox:
                return False
            self._job, self._underway.cancelled = self._answer(self.inbox.take()), False
        try:
            self._progress.note(next(self._job), now)
        except StopIteration:
            self._job = None
            self._finish()
        return True

    def _finish(self) -> None:
        """A command is done; the progress ends with the last of a row."""
        self._progress.finished(self._underway.cancelled)
        if self._underway.trains and any(self.inbox.training()):
            return
        if self._progress.said:
            self._tell_progress(self._progress.done, 0)
        self._progress = Progress()

    def _train(self, until: float) -> None:
        """Make the updates that play owes, as many as there is time for."""
        if self.learner is None or self.busy or not self.greedy or self.clock() >= until:
            return
        self._pace.made(self.learner.train(self._pace.owed, until))
        self.feed.moved()
        self._tell_divergence(self.learner)

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

    def _answer(self, command: Message) -> Job:
        """Carry out one command and say what became of it."""
        if isinstance(command, wire.Refused):
            self._tell_answer(command.id, 0, command.error)
            return
        at = self.learner.experiment.iteration if self.learner else 0
        self._underway.id = command.id
        self._underway.trains = not isinstance(command, wire.Check)
        try:
            self._check(command)
            cut = yield from self._do(command)
        except ConfigError as error:
            self._tell_answer(command.id, at, error)
            return
        self.ack = command.id
        self._tell_answer(command.id, at, None, **cut)
        if self.learner is not None:
            self._tell_config(self.learner)
            self._tell_branches(self.learner)
            self._tell_divergence(self.learner)
            self._tell_step()
            self.feed.edited(save=isinstance(command, SAVED_AT_ONCE))

    def _check(self, command: wire.Command) -> None:
        last, self._heard = self._heard, max(self._heard, command.id)
        if command.id <= last:
            raise ConfigError("id", f"must be above {last}, the last one", command.id, "order")
        opens = isinstance(command, wire.Start | wire.Resume | wire.Subscribe | wire.Ping)
        if self.learner is None and not opens:
            raise ConfigError("type", "needs an open session: start or resume", None, "closed")

    def _do(self, command: wire.Command) -> Answer:
        """Carry it out; return what its answer says beside the usual."""
        match command:
            case wire.Start():
                self._begin(Learner.start(command, self.settings, self.clock))
            case wire.Resume():
                yield from self._resume(command)
            case wire.Subscribe():
                asking.check_explained(command, self.learner)
                self.feed.picture.subscribe(command)
            case wire.Ping():
                pass
            case wire.Answer():
                self._say("answered", **asking.answered(command, self.learner))
            case wire.Check():
                assert self.learner is not None
                self._say("checked", **(yield from self._underway.check(self.learner, self.inbox)))
            case _:
                assert self.learner is not None
                if isinstance(command, wire.Play):
                    self._pace.forgive()
                before = cues.begun(self.learner, command)
                cut = yield from self._underway.do(self.learner, command)
                self._stepped = cues.stepped(before, self.learner)
                return cut
        return {}

    def _begin(self, learner: Learner) -> None:
        self.learner, self._told = learner, None
        self._config, self._revision = {}, -1
        self._pace.forgive()
        self.feed.picture.forget()

    def _resume(self, command: wire.Resume) -> Job:
        learner = yield from saving.load(command, self.settings, self.clock)
        newest = learner.history.newest
        limits.check_replay(command, learner.experiment, self.settings, newest)
        yield from self._underway.catch_up(learner, command, self._tell_answer)
        self._begin(learner)

    # What is said

    def _tell_answer(
        self, command: int | None, at: int, error: ConfigError | None, **cut: int
    ) -> None:
        if error is None:
            self._say("applied", id=command, iteration=at, **cut)
        else:
            self._say("refused", id=command, **described(error))

    def _say(self, kind: str, **fields: Any) -> None:
        self.events.append({"type": kind, **fields})

    def _tell_progress(self, done: int, left: int) -> None:
        """Say how far long work is, and how long it is with what waits behind it."""
        if self.learner is not None and self._underway.trains:
            experiment = self.learner.experiment
            left += ahead(self.inbox.training(), experiment.iteration + left, experiment)
        self._say("progress", command=self._underway.id, done=done, of=done + left)

    def _tell_divergence(self, learner: Learner) -> None:
        found, told = learner.diverged, self._told
        self._told = found
        if found is not None and found is not told:
            self._say("diverged", **found.model_dump(), message=str(found))
            self.feed.edited(save=True)

    def _tell_step(self) -> None:
        found, self._stepped = self._stepped, None
        if found is not None:
            self._say("stepped", **found)

    def _tell_branches(self, learner: Learner) -> None:
        news = self._roll.news(learner, self.clock())
        if news is not None:
            self._say("branches", **news)

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
