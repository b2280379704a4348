"""What a learner has: an experiment, its past, and whether it plays."""

from __future__ import annotations

from collections.abc import Callable, Generator

from app import edits, limits, wire
from app.diagnosis import Diverged, diagnosed
from app.history import History
from app.settings import Settings
from engine import ConfigError, Divergence, Experiment

Clock = Callable[[], float]
Job = Generator[int, None, None]  # yields now and then how many updates it has yet to make
SMOOTHING = 0.2


class Learner:
    """One experiment in a learner's hands. It trains only when told to, for as long as told.

    Where training has been before, it follows what was recorded: each edit at its step.
    """

    def __init__(self, experiment: Experiment, settings: Settings, clock: Clock) -> None:
        limits.check_experiment(experiment, settings)
        self.experiment, self.settings, self.clock = experiment, settings, clock
        self.history = History(settings.history_frames, settings.history_bytes, experiment)
        self.playing = False
        self.rate: float | None = None
        self.diverged: Diverged | None = None
        self.made = 0  # updates, those repeated included
        self.forget_pace()

    @classmethod
    def start(cls, command: wire.Start, settings: Settings, clock: Clock) -> Learner:
        """Begin with a config and perhaps parameters; ConfigError if either is wrong."""
        limits.check_request(command.config, settings)
        experiment = Experiment(command.config)
        if command.params is not None:
            experiment.set_params(command.params)
        experiment.count_from(command.iteration)
        return cls(experiment, settings, clock)

    # Training

    def train(self, count: int, until: float) -> int:
        """Make up to `count` updates, at least one, and stop at about the time `until`.

        Returns how many were made. An edit that is due comes before the next update. A divergence
        ends it, stops playing and stays in `diverged`.
        """
        done, begun = 0, False
        while (done < count or self.behind) and self.diverged is None:
            before, first = self.clock(), self.experiment.iteration
            if begun and before >= until:
                break
            begun = True
            if self.behind:
                self._take_up()
                continue
            affordable = min(int((until - before) / self._pace), self._most)
            self._step(max(1, min(count - done, affordable, self.history.ahead(first))))
            made = self.experiment.iteration - first
            done += made
            self.made += made
            self._learn_pace(self.clock() - before, made)
        return done

    @property
    def behind(self) -> bool:
        """Whether a recorded edit is due that has not been made again yet."""
        return self.history.pending(self.experiment.iteration) is not None

    def forget_pace(self) -> None:
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
            self.diverged = diagnosed(self.experiment, error, self.history)
        self.history.reached(self.experiment)

    def train_to(self, iteration: int, until: Clock) -> Job:
        """Train on to an iteration, yielding whenever it is `until`; a divergence ends it."""
        while self.diverged is None:
            missing = iteration - self.experiment.iteration
            if missing <= 0 and not self.behind:
                return
            yield max(0, missing)
            self.train(missing, until())

    def forward(self, field: str, count: int, until: Clock) -> Job:
        """Make `count` updates; ConfigError about `field` if they are too many at once."""
        limits.check_steps(field, count, self.experiment, self.settings, limits.LONG)
        self.diverged = None
        yield from self.train_to(self.experiment.iteration + count, until)

    # Editing

    def edit(self, command: wire.Command) -> None:
        """Apply an edit, or raise ConfigError and change nothing."""
        self.history.current.left = self.experiment.iteration
        self._apply(command)
        self.diverged = None
        if isinstance(command, wire.Reset | wire.Randomize):
            self.history.begin(self.experiment)
        else:
            last = self.history.last
            instead = last is not None and edits.replaces(edits.read(last.text), command)
            self.history.edited(self.experiment, edits.text(command), instead)

    def _take_up(self) -> None:
        """Make a recorded edit again. What a stranger recorded may be refused: nothing changes."""
        edit = self.history.pending(self.experiment.iteration)
        assert edit is not None
        try:
            self._apply(edits.read(edit.text))
        except ConfigError:
            self.forget_pace()
        self.history.took(self.experiment)

    def _apply(self, command: wire.Command) -> None:
        before, work = self.experiment.snapshot(), limits.work(self.experiment)
        edits.apply(self.experiment, command, self.settings)
        try:
            limits.check_experiment(self.experiment, self.settings)
        except ConfigError:
            self.experiment.load(before)
            raise
        if limits.work(self.experiment) != work:
            self.forget_pace()
