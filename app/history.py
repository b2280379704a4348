"""The past of an experiment in bounded memory: states at some iterations, the rest by replay.

Training is deterministic, so the state at any iteration is an earlier state trained on, as long as
no edit lies between. States are kept at growing distances: when there are too many, every second
one goes and the distance doubles. An edit makes a state of its own, which goes last.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from engine import Experiment

State = dict[str, Any]
BYTES_OF_A_POINT = 200  # in the lists of a config
BYTES_OF_A_NUMBER = 40
BYTES_OF_A_STATE = 1000  # beside its arrays, as text


@dataclass(eq=False)
class Keyframe:
    """A state, from which the iterations before `until` (that of the next edit) can be reached."""

    iteration: int
    state: State
    until: float = math.inf

    @property
    def config(self) -> Any:
        return self.state["config"]

    @cached_property
    def arrays(self) -> int:
        """The size of its arrays in bytes."""
        state = self.state
        return sum(a.nbytes for a in (state["theta"], state["order"], *state["memory"].values()))

    @cached_property
    def size(self) -> int:
        """About how many bytes it takes."""
        points = self.config["data"].get("points", ())
        start = self.state["theta"].size if isinstance(self.config.get("start"), dict) else 0
        lists = BYTES_OF_A_POINT * len(points) + BYTES_OF_A_NUMBER * start
        return self.arrays + BYTES_OF_A_STATE + lists


class History:
    """The keyframes of one experiment, oldest first. At most `frames`, of about `room` bytes."""

    def __init__(self, frames: int, room: int) -> None:
        self.frames, self.room = frames, room
        self.keyframes: list[Keyframe] = []
        self.stride = 1

    @property
    def due(self) -> int:
        """The iteration at which the next keyframe should be taken."""
        return self.keyframes[-1].iteration + self.stride

    def begin(self, experiment: Experiment) -> None:
        """Forget everything; this is where the past starts."""
        self.keyframes, self.stride = [_keyframe(experiment)], 1

    def edited(self, experiment: Experiment) -> None:
        """Keep the state after an edit; what came after this iteration was another future."""
        now = experiment.iteration
        self.trim(now)
        self.keyframes = [frame for frame in self.keyframes if frame.iteration < now]
        for frame in self.keyframes:
            frame.until = min(frame.until, now)
        self.reached(experiment)

    def reached(self, experiment: Experiment) -> None:
        """Keep the state that training has come to, once."""
        if self.keyframes and self.keyframes[-1].iteration == experiment.iteration:
            return
        self.keyframes.append(_keyframe(experiment))
        while len(self.keyframes) > self._most():
            self.keyframes = thinned(self.keyframes)
            self.stride *= 2

    def trim(self, iteration: int) -> None:
        """Forget what lies after the iteration."""
        self.keyframes = [frame for frame in self.keyframes if frame.iteration <= iteration]

    def find(self, iteration: int) -> tuple[Keyframe, int]:
        """Return the keyframe to start from and the iteration to train on to.

        That is the one asked for, or the nearest earlier one that can still be reached exactly.
        """
        past = [frame for frame in self.keyframes if frame.iteration <= iteration]
        frame = past[-1] if past else self.keyframes[0]
        return frame, int(max(frame.iteration, min(iteration, frame.until - 1)))

    def remember(self, experiment: Experiment, until: int | None) -> None:
        """Put an earlier state of the same experiment before the last keyframe, in its place."""
        frame = _keyframe(experiment)
        frame.until = math.inf if until is None else until
        if frame.iteration < self.keyframes[-1].iteration:
            self.keyframes.append(frame)
            self.keyframes.sort(key=lambda frame: frame.iteration)

    def recent(self, room: int) -> list[Keyframe]:
        """Return the keyframes under the present config, as many as `room` bytes of text hold."""
        config = self.keyframes[-1].config
        found = [frame for frame in self.keyframes if frame.config == config]
        while len(found) > 2 and sum(map(_text_size, found)) > room:
            found = thinned(found)
        return found if sum(map(_text_size, found)) <= room else []

    def _most(self) -> int:
        """How many keyframes fit: never fewer than the first, the last and one between."""
        size = max(frame.size for frame in self.keyframes)
        return max(3, min(self.frames, self.room // size))


def thinned(frames: list[Keyframe]) -> list[Keyframe]:
    """Drop every second keyframe that an earlier one leads to, or else every second one.

    The first and the last stay.
    """
    needless = [after for before, after in pairwise(frames[:-1]) if after.iteration < before.until]
    dropped = (needless or frames[1:-1])[::2]
    return [frame for frame in frames if frame not in dropped]


def stops(start: int, target: int) -> list[int]:
    """Return where to keep a state on the way to `target`, so that the next steps back are short.

    They lie 1, 2, 4, ... before the target.
    """
    distances = [1 << power for power in reversed(range((target - start).bit_length()))]
    return [target - distance for distance in distances if target - distance > start]


def _keyframe(experiment: Experiment) -> Keyframe:
    return Keyframe(experiment.iteration, experiment.snapshot())


def _text_size(frame: Keyframe) -> int:
    return frame.arrays * 4 // 3 + BYTES_OF_A_STATE
