"""One branch of the past: states at some steps and the edits between, the rest by replay.

Training is deterministic and so is an edit. The state at any step is therefore an earlier one
trained on, with each edit applied when its step is reached.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from copy import copy
from operator import attrgetter
from typing import Any, NamedTuple

from app.keyframes import Keyframe

MAX_EDITS = 1_000
MAX_LETTERS = 100_000  # of their texts: what a checkpoint has room for, whatever they are
MAX_TOLD = 100

ITERATION, PLACE = attrgetter("iteration"), attrgetter("place")


class Edit(NamedTuple):
    """A command that changed the experiment at an iteration, as its text."""

    iteration: int
    text: str


class Branch:
    """A line of steps from its first keyframe to its tip.

    Edits are counted from the beginning of the line; those before the first keyframe are forgotten.
    A fork shares what lies before it: keyframes and edits are never changed.
    """

    def __init__(self, number: int, name: str | None, first: Keyframe) -> None:
        self.id, self.name = number, name
        self.parent: int | None = None
        self.at = self.tip = self.left = first.iteration
        self.frames = [first]
        self.edits: list[Edit] = []
        self.forgotten = first.passed
        self.stride = 1

    @property
    def first(self) -> int:
        """The earliest step that can be reached."""
        return self.frames[0].iteration

    @property
    def bare(self) -> bool:
        """Whether it has no name and nothing of its own."""
        own = self.tip > self.at or (self.edits and self.edits[-1].iteration >= self.at)
        return self.name is None and not own

    def fork(self, number: int, name: str | None, iteration: int, passed: int) -> Branch:
        """Return a branch that shares everything up to a step and so many edits."""
        shared = [f for f in self.frames if f.iteration <= iteration and f.passed <= passed]
        branch = Branch(number, name, shared[0])
        branch.parent, branch.frames = self.id, shared
        branch.at = branch.tip = branch.left = iteration
        branch.edits = self.edits[: passed - self.forgotten]
        return branch

    def edit(self, number: int) -> Edit | None:
        """Return the edit that comes after so many others; None behind the last one."""
        index = number - self.forgotten
        return self.edits[index] if 0 <= index < len(self.edits) else None

    def holds(self, iteration: int, passed: int) -> bool:
        """Whether so many edits may have been made at a step: all before it, and some at it."""
        index = passed - self.forgotten
        steps = [edit.iteration for edit in self.edits]
        return bisect_left(steps, iteration) <= index <= bisect_right(steps, iteration)

    def near(self, iteration: int) -> Keyframe:
        """Return the last keyframe up to a step, or else the first one."""
        return self.frames[max(0, bisect_right(self.frames, iteration, key=ITERATION) - 1)]

    def behind(self, place: int) -> Keyframe:
        """Return the last keyframe up to a place."""
        return self.frames[max(0, bisect_right(self.frames, place, key=PLACE) - 1)]

    def keep(self, frame: Keyframe) -> bool:
        """Put a keyframe in its place; False if there is one already."""
        index = bisect_left(self.frames, frame.place, key=PLACE)
        if index < len(self.frames) and self.frames[index].place == frame.place:
            return False
        self.frames.insert(index, frame)
        return True

    def record(self, edit: Edit, instead: bool) -> None:
        """Add an edit at the tip, `instead` of the last one or after it."""
        if instead:
            self.edits.pop()
            known = self.forgotten + len(self.edits)
            self.frames = [frame for frame in self.frames if frame.passed <= known]
        self.edits.append(edit)

    def told(self, left: int) -> dict[str, Any]:
        """Return what a page is told of it, if it is left at this step."""
        edited = sorted({edit.iteration for edit in self.edits})
        return {
            "id": self.id,
            "name": self.name,
            "parent": self.parent,
            "at": self.at,
            "tip": self.tip,
            "left": left,
            "edits": edited[-MAX_TOLD:],
        }

    @property
    def full(self) -> bool:
        """Whether there are more edits than are kept."""
        return len(self.edits) > MAX_EDITS or self.letters > MAX_LETTERS

    @property
    def letters(self) -> int:
        """How long the texts of its edits are together."""
        return sum(len(edit.text) for edit in self.edits)

    def forget_first(self) -> None:
        """Begin at the second keyframe; there must be one."""
        self._begin(self.frames[1:])

    def since(self, frame: Keyframe) -> Branch:
        """Return what is left of it if it begins at a keyframe."""
        rest = copy(self)
        rest._begin([frame])
        return rest

    def _begin(self, frames: list[Keyframe]) -> None:
        self.frames = frames
        self.edits = self.edits[frames[0].passed - self.forgotten :]
        self.forgotten = frames[0].passed
        self.at, self.left = max(self.at, self.first), max(self.left, self.first)
