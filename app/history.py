"""The past of an experiment in bounded memory: a few branches, and where in one of them it is.

Keyframes are taken at growing distances, of about two milliseconds of training at first: when there
are too many, the branch with most of them doubles its distance and those that lie closer go.
"""

from __future__ import annotations

from itertools import count
from typing import Any

from app.branches import Branch, Edit
from app.keyframes import EDIT, Keyframe, apart, crowded, measured, taken
from engine import ConfigError, Experiment

MAX_BRANCHES = 8
NEAR = 8  # updates
REVISIONS = count(1)  # so that no two histories agree in theirs


class History:
    """The branches of one experiment. At most `most` keyframes, of about `room` bytes."""

    def __init__(self, most: int, room: int, experiment: Experiment) -> None:
        self.most, self.room = most, room
        self.branches: dict[int, Branch] = {}
        self.next_id = 1
        self.begin(experiment)

    def begin(self, experiment: Experiment) -> None:
        """Begin a branch with this state, in the place of the current one if that is bare."""
        near = None
        if self.branches:
            near = self.current.frames[0]
            if self.current.bare:
                self.remove(self.current.id)
        self.passed = 0  # edits of the current branch that the experiment holds
        self._apart = apart(experiment)
        self._join(Branch(self.next_id, None, taken(experiment, 0, near)))
        self.current.stride = self._apart
        self._fit()

    @property
    def keyframes(self) -> list[Keyframe]:
        """The states of the current branch that are kept, oldest first."""
        return self.current.frames

    @property
    def others(self) -> list[Branch]:
        """The branches but the current one, that which would be given up first at the end."""
        others = [branch for branch in self.branches.values() if branch is not self.current]
        return sorted(others, key=lambda branch: (branch.name is None, -branch.id))

    @property
    def newest(self) -> int:
        """The newest step of any branch."""
        return max(branch.tip for branch in self.branches.values())

    @property
    def stamp(self) -> tuple[int, int, int]:
        """Another one whenever there is something to tell."""
        branch = self.current
        return self.revision, branch.forgotten, branch.edits[-1].iteration if branch.edits else -1

    def told(self, iteration: int) -> dict[str, Any]:
        """Return what a page is told of the branches, at this iteration of the current one."""
        return {
            "current": self.current.id,
            "branches": [
                branch.told(iteration if branch is self.current else branch.left)
                for _, branch in sorted(self.branches.items())
            ],
        }

    def changed(self) -> None:
        """Note that the list of the branches is another."""
        self.revision = next(REVISIONS)

    # The current branch, while it is trained and edited

    def pending(self, iteration: int) -> Edit | None:
        """Return the recorded edit that is due at this iteration."""
        edit = self.current.edit(self.passed)
        return edit if edit is not None and edit.iteration <= iteration else None

    @property
    def last(self) -> Edit | None:
        """The edit that was made last, at whatever step."""
        return self.current.edit(self.passed - 1)

    def ahead(self, iteration: int) -> int:
        """How many updates there are until an edit or a keyframe is due, at least one."""
        branch, place = self.current, iteration + EDIT * self.passed
        missing = self._due(place) - place
        edit = branch.edit(self.passed)
        if edit is not None:
            missing = min(missing, edit.iteration - iteration)
        return max(1, missing)

    def reached(self, experiment: Experiment) -> None:
        """Note that training has come here, and keep the state if one is due."""
        branch, now = self.current, experiment.iteration
        branch.tip = max(branch.tip, now)
        place = now + EDIT * self.passed
        if place >= self._due(place):
            self.keep(taken(experiment, self.passed, branch.behind(place)))

    def _due(self, place: int) -> int:
        """Return the place of the next keyframe: behind an edit, where more happens, it is nearer,
        8, 16, 32, ... updates on until that is a stride.
        """
        branch, edit = self.current, self.last
        behind = branch.behind(place)
        begun = branch.first if edit is None else edit.iteration
        return behind.place + min(branch.stride, max(NEAR, behind.iteration - begun))

    def took(self, experiment: Experiment) -> None:
        """Note that the edit that was due has been made."""
        self.passed += 1
        self.reached(experiment)

    def edited(self, experiment: Experiment, text: str, instead: bool) -> None:
        """Record an edit of the present, in a branch of its own if there were steps after it.

        `instead` of the one before, if that was at the same step of this branch.
        """
        now = experiment.iteration
        if now < self.current.tip:
            self.fork(now, None)
            instead = False
        branch = self.current
        instead = instead and bool(branch.edits) and branch.edits[-1].iteration == now
        branch.record(Edit(now, text), instead)
        self.passed += not instead
        self._pace(experiment)
        if branch.full:
            branch.keep(taken(experiment, self.passed, branch.frames[-1]))
            while branch.full:
                branch.forget_first()
            self.measure()
        self.reached(experiment)

    def _pace(self, experiment: Experiment) -> None:
        """Keep states nearer to each other from here on, if updates have come to take longer."""
        before, self._apart = self._apart, apart(experiment)
        if self._apart < before:
            self.current.stride = min(self.current.stride, self._apart)

    def keep(self, frame: Keyframe) -> None:
        """Keep a state of the current branch."""
        if self.current.keep(frame):
            self._bytes += frame.size
            self._count += 1
            if self._full:
                self._fit()

    # Branches

    def find(self, number: int) -> Branch:
        """Return a branch by its id; ConfigError if there is none."""
        if number not in self.branches:
            known = sorted(self.branches)
            rule = f"must be one of {', '.join(map(str, known))}"
            raise ConfigError("branch", rule, number, "choice", choices=known)
        return self.branches[number]

    def fork(self, iteration: int, name: str | None) -> None:
        """Go on in a new branch, which shares what leads to the present."""
        here = self.current
        here.left = iteration
        self._join(here.fork(self.next_id, name, iteration, self.passed))
        self.current.stride = self._apart

    def drop(self, number: int) -> None:
        """Forget a branch; ConfigError if it is the current one."""
        if self.find(number) is self.current:
            raise ConfigError("branch", "must not be the current one", number)
        self.remove(number)

    def remove(self, number: int) -> None:
        """Forget a branch; those that left it then begin by themselves."""
        del self.branches[number]
        for branch in self.branches.values():
            if branch.parent == number:
                branch.parent, branch.at = None, branch.first
        self.changed()

    def rename(self, number: int, name: str) -> None:
        """Give a branch a name."""
        self.find(number).name = name
        self.changed()

    def _join(self, branch: Branch) -> None:
        """Make a new branch the current one; another goes if there are too many."""
        self.branches[branch.id] = self.current = branch
        self.next_id = branch.id + 1
        while len(self.branches) > MAX_BRANCHES:
            self.remove(self.others[-1].id)
        self.changed()

    def restore(self, branches: list[Branch], passed: int, next_id: int) -> None:
        """Have these branches, the first of them as the current one, after so many edits of it."""
        self.branches = {branch.id: branch for branch in branches}
        self.current, self.passed = branches[0], passed
        self.next_id = max(next_id, *(branch.id + 1 for branch in branches))
        for branch in branches:
            if branch.parent not in self.branches:
                branch.parent, branch.at = None, branch.first
        self.changed()
        self._fit()

    # Memory

    def measure(self) -> None:
        """Count anew what the keyframes take."""
        frames = {frame for branch in self.branches.values() for frame in branch.frames}
        self._bytes, self._count = measured(frames), len(frames)

    def _fit(self) -> None:
        """Thin out until there is room again, and give up branches if that does not help."""
        self.measure()
        while self._full and len(self._longest().frames) > 1:
            if not self._thin():
                self._longest().stride *= 2
            self.measure()
        while self._full and self.others:
            self.remove(self.others[-1].id)
            self.measure()

    @property
    def _full(self) -> bool:
        return self._bytes > self.room or self._count > self.most

    def _longest(self) -> Branch:
        return max(self.branches.values(), key=lambda branch: len(branch.frames))

    def _thin(self) -> bool:
        """Drop what lies closer than it should; False if nothing does."""
        every = self.branches.values()
        found = {frame for branch in every for frame in crowded(branch.frames, branch.stride)}
        for branch in every:
            first, *rest = branch.frames  # where it begins, whatever the others do
            branch.frames = [first, *(frame for frame in rest if frame not in found)]
        return bool(found)
