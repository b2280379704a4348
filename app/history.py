"""The past of an experiment in bounded memory: states at some iterations, the rest by replay.

Training is deterministic, so the state at any iteration is an earlier state trained on, as long as
no edit lies between. States are kept at growing distances: when there are too many, every second
one goes and the distance doubles. An edit makes a state of its own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from engine import Experiment

State = dict[str, Any]
BYTES_OF_A_POINT = 200  # in the lists of a config


@dataclass
class Keyframe:
    """A state, from which the iterations before `until` (that of the next edit) can be reached."""

    iteration: int
    state: State
    size: int
    until: float = math.inf


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
            del self.keyframes[1:-1:2]
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

    def _most(self) -> int:
        """How many keyframes fit: never fewer than the first, the last and one between."""
        size = max(frame.size for frame in self.keyframes)
        return max(3, min(self.frames, self.room // size))


def stops(start: int, target: int) -> list[int]:
    """Return where to keep a state on the way to `target`, so that the next steps back are short.

    They lie 1, 2, 4, ... before the target.
    """
    distances = [1 << power for power in reversed(range((target - start).bit_length()))]
    return [target - distance for distance in distances if target - distance > start]


def _keyframe(experiment: Experiment) -> Keyframe:
    state = experiment.snapshot()
    arrays = [state["theta"], state["order"], *state["memory"].values()]
    size = sum(array.nbytes for array in arrays) + BYTES_OF_A_POINT * len(experiment.points)
    return Keyframe(experiment.iteration, state, size)
