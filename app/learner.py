"""What a learner has: an experiment, its past, and whether it plays; and its checkpoint."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator
from copy import copy
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from app import checkpoint, edits, limits, wire
from app.complaints import complaint
from app.diagnosis import Diverged, diagnosed
from app.history import History, Keyframe, stops
from app.settings import Settings
from engine import ConfigError, Divergence, Experiment

Clock = Callable[[], float]
Job = Generator[int, None, None]  # yields now and then how many updates it has yet to make
SMOOTHING = 0.2
PAST_BYTES = 24_000  # of a checkpoint


class Past(wire.Message):
    """A keyframe under the config of the checkpoint."""

    until: wire.Iteration | None
    state: dict[str, Any]


class Saved(wire.Message):
    """What a checkpoint holds."""

    version: Literal[1]
    experiment: dict[str, Any]
    past: list[Past]
    playing: bool
    rate: Annotated[float, Field(gt=0)] | None
    diverged: Diverged | None


class Learner:
    """One experiment in a learner's hands. It trains only when told to, for as long as told."""

    def __init__(self, experiment: Experiment, settings: Settings, clock: Clock) -> None:
        limits.check_experiment(experiment, settings)
        self.experiment, self.settings, self.clock = experiment, settings, clock
        self.history = History(settings.history_frames, settings.history_bytes)
        self.history.begin(experiment)
        self.playing = False
        self.rate: float | None = None
        self.diverged: Diverged | None = None
        self.made = 0  # updates, those repeated included
        self._forget_pace()

    @classmethod
    def start(cls, command: wire.Start, settings: Settings, clock: Clock) -> Learner:
        """Begin with a config and perhaps parameters; ConfigError if either is wrong."""
        limits.check_request(command.config, settings)
        experiment = Experiment(command.config)
        if command.params is not None:
            experiment.set_params(command.params)
        experiment.count_from(command.iteration)
        return cls(experiment, settings, clock)

    @classmethod
    def load(cls, text: str, settings: Settings, clock: Clock) -> Generator[int, None, Learner]:
        """Go on from a checkpoint, which may come from anybody; ConfigError if it is wrong.

        Yields between the states in it; returns the learner.
        """
        try:
            saved = Saved.model_validate(checkpoint.unpack(text))
        except ValidationError as error:
            raise complaint(error, "").within(checkpoint.FIELD) from None
        limits.check_request(saved.experiment.get("config"), settings)
        learner = cls(Experiment.restore(saved.experiment), settings, clock)
        learner.playing, learner.rate, learner.diverged = saved.playing, saved.rate, saved.diverged
        yield from learner._remember(saved.past)
        return learner

    def _remember(self, past: list[Past]) -> Job:
        """Put the past of a checkpoint before the present."""
        present = self.experiment.snapshot()
        for frame in past[: self.settings.history_frames]:
            yield 0
            self.experiment.load({**frame.state, "config": present["config"]})
            self.history.remember(self.experiment, frame.until)
        self.experiment.load(present)

    def save(self) -> str:
        """Return the checkpoint: all that is needed to go on bit for bit, and some of the past."""
        recent = self.history.recent(PAST_BYTES)
        return checkpoint.pack(
            {
                "version": 1,
                "experiment": self.experiment.snapshot(),
                "past": [_past(frame) for frame in recent],
                "playing": self.playing,
                "rate": self.rate,
                "diverged": self.diverged and self.diverged.model_dump(),
            }
        )

    def train(self, count: int, until: float) -> int:
        """Make up to `count` updates, at least one, and stop at about the time `until`.

        Returns how many were made. A divergence ends it, stops playing and stays in `diverged`.
        """
        done = 0
        while done < count and self.diverged is None:
            before, first = self.clock(), self.experiment.iteration
            if done and before >= until:
                break
            affordable = min(int((until - before) / self._pace), self._most)
            self._step(max(1, min(count - done, affordable, self.history.due - first)))
            made = self.experiment.iteration - first
            done += made
            self.made += made
            self._learn_pace(self.clock() - before, made)
        return done

    def _forget_pace(self) -> None:
        """The experiment is another, and one update may take a thousand times as long."""
        self._pace, self._most = 1e-3, 1

    def _learn_pace(self, seconds: float, made: int) -> None:
        """Remember about how long one update takes, and dare to make twice as many at once."""
        if made:
            self._pace += SMOOTHING * (max(seconds / made, 1e-7) - self._pace)
            self._most = max(self._most, 2 * made)

    def _step(self, count: int) -> None:
        try:
            self.experiment.step(count)
        except Divergence as error:
            self.playing = False
            self.diverged = diagnosed(self.experiment, error, self.history.keyframes)
        if self.experiment.iteration >= self.history.due:
            self.history.reached(self.experiment)

    def train_to(self, iteration: int, until: Clock) -> Job:
        """Train on to an iteration, yielding whenever it is `until`; a divergence ends it."""
        while (missing := iteration - self.experiment.iteration) > 0 and self.diverged is None:
            yield missing
            self.train(missing, until())

    def forward(self, field: str, count: int, until: Clock) -> Job:
        """Make `count` updates; ConfigError about `field` if they are too many at once."""
        limits.check_steps(field, count, self.experiment, self.settings, limits.LONG)
        self.diverged = None
        yield from self.train_to(self.experiment.iteration + count, until)

    def goto(self, iteration: int, until: Clock) -> Job:
        """Go to an iteration, back or on by training; there a divergence is over."""
        ahead = iteration - self.experiment.iteration
        if ahead < 0:
            yield from self.back(-ahead, until)
        elif ahead > 0:
            yield from self.forward("iteration", ahead, until)
        else:
            self.diverged = None

    def back(self, count: int, until: Clock) -> Job:
        """Go back `count` updates, or as far as the past is kept; closed on the way, not at all."""
        keyframe, target = self.history.find(self.experiment.iteration - count)
        present = self.experiment.snapshot(), copy(self.history), self.diverged
        try:
            yield from self._repeat(keyframe, target, until)
        except GeneratorExit:
            state, self.history, self.diverged = present
            self.experiment.load(state)
            raise

    def _repeat(self, keyframe: Keyframe, target: int, until: Clock) -> Job:
        self.experiment.load(keyframe.state)
        self._forget_pace()
        self.history.trim(keyframe.iteration)
        self.diverged = None
        for stop in stops(keyframe.iteration, target):
            for missing in self.train_to(stop, until):
                yield missing + target - stop
            self.history.reached(self.experiment)
        yield from self.train_to(target, until)

    def do(self, command: wire.Command, until: Clock) -> Job:
        """Carry out a command, yielding whenever it is `until`; ConfigError if it is refused.

        It may be closed on the way: training then stays where it is, or where it went back from.
        """
        match command:
            case wire.Play(rate=rate):
                self.playing, self.rate, self.diverged = True, rate, None
            case wire.Pause():
                self.playing = False
            case wire.Step() | wire.Epoch():
                count = limits.updates(command, self.experiment)
                yield from self.forward("count", count, until)
            case wire.Back(count=count):
                yield from self.back(count, until)
            case wire.Goto(iteration=iteration):
                yield from self.goto(iteration, until)
            case _:
                self.edit(command)

    def edit(self, command: wire.Command) -> None:
        """Apply an edit, or raise ConfigError and change nothing."""
        before = self.experiment.snapshot()
        edits.apply(self.experiment, command, self.settings)
        try:
            limits.check_experiment(self.experiment, self.settings)
        except ConfigError:
            self.experiment.load(before)
            raise
        self._forget_pace()
        self.diverged = None
        if isinstance(command, wire.Reset | wire.Randomize):
            self.history.begin(self.experiment)
        else:
            self.history.edited(self.experiment)


def _past(frame: Keyframe) -> dict[str, Any]:
    state = {key: value for key, value in frame.state.items() if key != "config"}
    until = None if math.isinf(frame.until) else frame.until
    return {"until": until, "state": state}
