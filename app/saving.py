"""What a page keeps of a session: a checkpoint, and beside it the branches that are not current."""

from __future__ import annotations

from collections.abc import Generator
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, ValidationError

from app import checkpoint, edits, limits, records, wire
from app.branches import Branch, Edit
from app.complaints import complaint
from app.diagnosis import Diverged
from app.frames import Id, Section
from app.history import MAX_BRANCHES, History
from app.keyframes import Keyframe, taken
from app.learner import Clock, Learner
from app.settings import Settings
from engine import Experiment

PAST_BYTES = 12_000  # of keyframes in a checkpoint, a third more as text
LITTLE_PAST = 6_000  # over a slow link
OTHER_BYTES = 64_000  # of those of the other branches
MOST_LATER = 50  # edits beside the text of the past


Stamp = tuple[object, ...]


class Later(wire.Message):
    """An edit that came after the text of its branch."""

    iteration: wire.Iteration
    text: str


class Saved(wire.Message):
    """What a checkpoint holds; `past` is the current branch as text, `later` its edits after that,
    and `tip` its newest step.
    """

    version: Literal[2]
    experiment: dict[str, Any]
    past: str
    later: Annotated[list[Later], Field(default_factory=list, max_length=MOST_LATER)]
    passed: wire.Iteration
    tip: wire.Iteration
    next_id: wire.Id
    playing: bool
    rate: Annotated[float, Field(gt=0)] | None
    diverged: Diverged | None


class Past(NamedTuple):
    """The text of a branch, and what of the branch it holds: up to `last`, and so many edits."""

    text: str
    stamp: Stamp
    last: Keyframe
    edits: list[Edit]

    def suffices(self, branch: Branch, stamp: Stamp) -> bool:
        """Whether what came after it is little: some edits, and a quarter of the way."""
        newest, count = branch.frames[-1].iteration, len(self.edits)
        return (
            self.stamp == stamp
            and branch.edits[:count] == self.edits
            and len(branch.edits) - count <= MOST_LATER
            and 4 * (newest - self.last.iteration) <= newest - branch.first
        )


class Saver:
    """Writes both for one page: the branches only when they have changed, the current one when
    there is much more of it.
    """

    def __init__(self) -> None:
        self.room = PAST_BYTES
        self._sent = 0
        self._past: Past | None = None

    def sections(self, learner: Learner) -> list[Section]:
        """Return what the page is to keep from now on, instead of what it has."""
        made = [Section(Id.CHECKPOINT, self.checkpoint(learner))]
        if learner.history.revision != self._sent:
            self._sent = learner.history.revision
            made.append(Section(Id.BRANCHES, others(learner.history)))
        return made

    def checkpoint(self, learner: Learner) -> str:
        """Return all that is needed to go on bit for bit in the current branch."""
        history, past = learner.history, self._written(learner)
        return checkpoint.pack(
            {
                "version": 2,
                "experiment": learner.experiment.snapshot(),
                "past": past.text,
                "later": [edit._asdict() for edit in history.current.edits[len(past.edits) :]],
                "passed": history.passed,
                "tip": history.current.tip,
                "next_id": history.next_id,
                "playing": learner.playing,
                "rate": learner.rate,
                "diverged": learner.diverged and learner.diverged.model_dump(),
            }
        )

    def _written(self, learner: Learner) -> Past:
        """Return the current branch as text, from here on if that is too long."""
        history, branch = learner.history, learner.history.current
        stamp: Stamp = (self.room, history.revision, branch.forgotten, branch.frames[0])
        if self._past is not None and self._past.suffices(branch, stamp):
            return self._past
        text = records.written([branch], self.room)
        if text is None:
            stamp = ()  # it begins where it is now, and suffices for this once
            rest = branch.since(taken(learner.experiment, history.passed, branch.frames[-1]))
            text = records.written([rest], self.room, bare=True)
        assert text is not None  # its edits are bounded
        self._past = Past(text, stamp, branch.frames[-1], branch.edits.copy())
        return self._past


def others(history: History) -> str:
    """Return the text of the branches that are not current, as many as there is room for."""
    branches = history.others
    while branches:
        for room in (OTHER_BYTES, 0):
            text = records.written(branches, room)
            if text is not None:
                return text
        branches.pop()
    return ""


def load(command: wire.Resume, settings: Settings, clock: Clock) -> Generator[int, None, Learner]:
    """Go on from a checkpoint, which may come from anybody; ConfigError if it is wrong.

    Yields between the states in it; returns the learner.
    """
    try:
        saved = Saved.model_validate(checkpoint.unpack(command.checkpoint))
    except ValidationError as error:
        raise complaint(error, "").within(checkpoint.FIELD) from None
    limits.check_request(saved.experiment.get("config"), settings)
    learner = Learner(Experiment.restore(saved.experiment), settings, clock)
    learner.playing, learner.rate, learner.diverged = saved.playing, saved.rate, saved.diverged
    branch = yield from _current(saved, learner, settings)
    rest: list[Branch] = []
    if command.branches:
        rest = yield from records.read(command.branches, records.FIELD, settings)
    rest = [other for other in rest if other.id != branch.id][: MAX_BRANCHES - 1]
    learner.history.restore([branch, *rest], saved.passed, saved.next_id)
    learner.history.keep(taken(learner.experiment, saved.passed, branch.frames[-1]))
    return learner


def _current(saved: Saved, learner: Learner, settings: Settings) -> Generator[int, None, Branch]:
    """Return the branch that a checkpoint stands in."""
    iteration = learner.experiment.iteration
    here = taken(learner.experiment, saved.passed, None)
    found = yield from records.read(saved.past, checkpoint.FIELD, settings, here)
    if len(found) != 1:
        raise checkpoint.unreadable(checkpoint.FIELD, len(found))
    branch = found[0]
    branch.tip = max(branch.tip, saved.tip, iteration)
    for edit in saved.later:
        edits.read(edit.text)
        branch.edits.append(Edit(edit.iteration, edit.text))
    held = branch.first <= iteration and branch.holds(iteration, saved.passed)
    if not held or not records.consistent(branch):
        raise checkpoint.unreadable(checkpoint.FIELD, iteration)
    return branch
