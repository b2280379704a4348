"""States of an experiment that are kept, and about how much memory they take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from app import limits
from engine import Experiment

State = dict[str, Any]
EDIT = 32  # updates, about as long as an edit takes
REPLAY = 16_000_000  # work (see limits.work) from a state to the next, about 2 ms
CALLS = 100_000  # what the calls of an update take beside that
MOST_APART = 64
BYTES_OF_A_STATE = 3_000  # beside its arrays: generators, counters, and what Python adds
BYTES_OF_A_CONFIG = 5_000
BYTES_OF_A_POINT = 200  # in the lists of a config
BYTES_OF_A_NUMBER = 40


@dataclass(eq=False)
class Keyframe:
    """A state, and how many edits of its branch it holds, from the branch's beginning on."""

    state: State
    passed: int
    size: int  # in bytes, about, without what it shares with the one near by

    @property
    def iteration(self) -> int:
        return int(self.state["iteration"])

    @property
    def config(self) -> Any:
        return self.state["config"]

    @cached_property
    def numbers(self) -> int:
        """The bytes of its parameters and memory, but for zeros, which deflate to nothing."""
        arrays = self.state["theta"], *self.state["memory"].values()
        return sum(array.nbytes for array in arrays if array.any())

    @cached_property
    def place(self) -> int:
        """How far it lies from the beginning, in the time of updates."""
        return self.iteration + EDIT * self.passed


def taken(experiment: Experiment, passed: int, near: Keyframe | None) -> Keyframe:
    """Return a keyframe of the present, which shares what is equal with one near by."""
    state = experiment.snapshot()
    if near is not None:
        if np.array_equal(state["order"], near.state["order"]):
            state["order"] = near.state["order"]
        if state["config"] == near.config:
            state["config"] = near.config
    shared = {id(part) for part in _parts(near.state)} if near else set()
    size = sum(_size(part) for part in _parts(state) if id(part) not in shared)
    return Keyframe(state, passed, BYTES_OF_A_STATE + size)


def measured(frames: Iterable[Keyframe]) -> int:
    """Return about how many bytes keyframes take together, what they share counted once."""
    total, parts = 0, {}
    for frame in frames:
        total += BYTES_OF_A_STATE
        parts.update({id(part): part for part in _parts(frame.state)})
    return total + sum(map(_size, parts.values()))


def _parts(state: State) -> list[Any]:
    """What two states may share: arrays and the config."""
    return [state["theta"], state["order"], *state["memory"].values(), state["config"]]


def _size(part: Any) -> int:
    if isinstance(part, np.ndarray):
        return part.nbytes
    points = part["data"].get("points", ())
    start = part.get("start")
    numbers = sum(map(np.size, start.values())) if isinstance(start, dict) else 0
    return BYTES_OF_A_CONFIG + BYTES_OF_A_POINT * len(points) + BYTES_OF_A_NUMBER * int(numbers)


def apart(experiment: Experiment) -> int:
    """Return how many updates may lie between two states while there is room, a power of 2.

    They are quickly made again; to keep each would cost more than to make it.
    """
    quickly = REPLAY // (CALLS + limits.work(experiment))
    return min(MOST_APART, 1 << max(0, quickly.bit_length() - 1))


def crowded(frames: list[Keyframe], stride: int) -> Iterator[Keyframe]:
    """Return those that lie less than `stride` behind one that stays; the first stays."""
    last = frames[0].place
    for frame in frames[1:]:
        if frame.place - last < stride:
            yield frame
        else:
            last = frame.place


def stops(start: int, target: int) -> list[int]:
    """Return where to keep a state on the way to `target`, so that the next steps back are short.

    They lie 1, 2, 4, ... before the target.
    """
    distances = [1 << power for power in reversed(range((target - start).bit_length()))]
    return [target - distance for distance in distances if target - distance > start]
