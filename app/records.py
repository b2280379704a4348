"""Branches as text, for a page to keep and to hand back, perhaps to another server.

JSON, deflated, in base64. Each config and keyframe is in it once, however many branches share it,
and only a few keyframes of each: the rest is made again when it is asked for. What is read here may
come from a stranger, and is bounded before it is looked at.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Generator, Sequence
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from app import checkpoint, edits, limits, wire
from app.branches import MAX_EDITS, Branch, Edit
from app.complaints import complaint
from app.keyframes import Keyframe, taken
from app.settings import Settings
from engine import Experiment

FIELD = "branches"
MAX_TEXT = 1 << 17
MAX_PLAIN = 1 << 20
MAX_FRAMES = 128
LEVEL = 1
MAX_LETTERS = 200_000  # of edits, which seldom pack into less than a half
TEXT_OF_A_STATE = 300  # beside its arrays
TEXT_OF_A_POINT = 45
EVERY = 50  # edits are read without giving way


class Line(wire.Message):
    """A branch; its keyframes by their numbers, its edits with the steps they were made at."""

    id: wire.Id
    name: wire.Name | None
    parent: wire.Id | None
    at: wire.Iteration
    tip: wire.Iteration
    left: wire.Iteration
    stride: wire.Count
    forgotten: wire.Iteration
    steps: Annotated[list[wire.Iteration], Field(max_length=MAX_EDITS)]
    edits: Annotated[list[str], Field(max_length=MAX_EDITS)]
    frames: Annotated[list[wire.Index], Field(max_length=MAX_FRAMES)]


class Frame(wire.Message):
    """A keyframe, under a config by its number."""

    passed: wire.Iteration
    config: wire.Index
    state: dict[str, Any]


class Record(wire.Message):
    """What the text holds."""

    version: Literal[1]
    configs: Annotated[list[dict[str, Any]], Field(max_length=MAX_FRAMES)]
    frames: Annotated[list[Frame], Field(max_length=MAX_FRAMES)]
    branches: Annotated[list[Line], Field(max_length=8)]


def written(branches: Sequence[Branch], room: int, bare: bool = False) -> str | None:
    """Return the text of branches, with keyframes of about `room` bytes; None if it is too long.

    A `bare` one has none: it begins at a state that whoever reads it must have.
    """
    share, most = room // len(branches), MAX_FRAMES // len(branches)
    chosen = [[] if bare else _chosen(branch.frames, share, most) for branch in branches]
    frames = list(dict.fromkeys(frame for each in chosen for frame in each))
    if sum(branch.letters for branch in branches) > MAX_LETTERS:
        return None
    if sum(frame.numbers for frame in frames) > MAX_TEXT * 3 // 4:
        return None  # without having tried: base64 takes four letters for three bytes
    numbers = {frame: number for number, frame in enumerate(frames)}
    lines = [
        _line(branch, [numbers[frame] for frame in each])
        for branch, each in zip(branches, chosen, strict=True)
    ]
    configs: list[Any] = []
    states = [_frame(frame, configs) for frame in frames]
    plain = checkpoint.pack({"version": 1, "configs": configs, "frames": states, "branches": lines})
    if len(plain) > MAX_PLAIN or plain.count(",") > wire.MAX_VALUES:
        return None
    text = base64.b64encode(zlib.compress(plain.encode(), LEVEL)).decode()
    return text if len(text) <= MAX_TEXT else None


def _chosen(frames: list[Keyframe], room: int, most: int) -> list[Keyframe]:
    """Return the first keyframe and the last and some between, at most so many and so large."""
    step = 1
    while len(found := [*frames[:-1:step], frames[-1]]) > 2:
        if len(found) <= most and _size(found) <= room:
            return found
        step *= 2
    return found if _size(found) <= room else frames[:1]


def _size(frames: list[Keyframe]) -> int:
    """About how long the text of keyframes is before base64, but for the first config."""
    configs = {id(frame.config): frame.config["data"].get("points", ()) for frame in frames}
    points = sum(map(len, configs.values())) - max(map(len, configs.values()))
    numbers = sum(frame.numbers for frame in frames)
    return TEXT_OF_A_POINT * points + TEXT_OF_A_STATE * len(frames) + numbers


def _frame(frame: Keyframe, configs: list[Any]) -> dict[str, Any]:
    if frame.config not in configs:
        configs.append(frame.config)
    state = {key: value for key, value in frame.state.items() if key != "config"}
    return {"passed": frame.passed, "config": configs.index(frame.config), "state": state}


def _line(branch: Branch, frames: list[int]) -> dict[str, Any]:
    names = ("id", "name", "parent", "at", "tip", "left", "stride", "forgotten")
    told = {name: getattr(branch, name) for name in names}
    steps, texts = [edit.iteration for edit in branch.edits], [edit.text for edit in branch.edits]
    return told | {"steps": steps, "edits": texts, "frames": frames}


def read(
    text: str, field: str, settings: Settings, here: Keyframe | None = None
) -> Generator[int, None, list[Branch]]:
    """Return the branches of a text, yielding now and then; ConfigError if anything is wrong.

    One without keyframes begins `here`.
    """
    record = _record(text, field)
    frames = yield from _frames(record, field, settings)
    branches = []
    for line in record.branches:
        for number, edit in enumerate(line.edits):
            if number % EVERY == 0:
                yield 0
            edits.read(edit)
        branches.append(_branch(line, frames, field, here))
    if len({branch.id for branch in branches}) < len(branches):
        raise checkpoint.unreadable(field, text)
    return branches


def _record(text: str, field: str) -> Record:
    limits.at_most(field, len(text), MAX_TEXT, "characters")
    try:
        inflate = zlib.decompressobj()
        plain = inflate.decompress(base64.b64decode(text, validate=True), MAX_PLAIN).decode()
    except (ValueError, binascii.Error, zlib.error):
        raise checkpoint.unreadable(field, text) from None
    if not inflate.eof:
        raise checkpoint.unreadable(field, text)
    wire.check_values(field, plain.count(","))
    try:
        return Record.model_validate(checkpoint.unpack(plain, field))
    except ValidationError as error:
        raise complaint(error, "").within(field) from None


def _frames(record: Record, field: str, settings: Settings) -> Generator[int, None, list[Keyframe]]:
    """Return the keyframes, each state checked by becoming it."""
    found: list[Keyframe] = []
    experiment = Experiment()
    for frame in record.frames:
        yield 0
        if frame.config >= len(record.configs):
            raise checkpoint.unreadable(field, frame.config)
        config = record.configs[frame.config]
        limits.check_request(config, settings)
        experiment.load({**frame.state, "config": config})
        limits.check_experiment(experiment, settings)
        found.append(taken(experiment, frame.passed, found[-1] if found else None))
    return found


def _branch(line: Line, frames: list[Keyframe], field: str, here: Keyframe | None) -> Branch:
    """Return the branch, if nothing in it contradicts the rest."""
    numbered = all(number < len(frames) for number in line.frames)
    if not numbered or len(line.steps) != len(line.edits):
        raise checkpoint.unreadable(field, line.frames)
    mine = [frames[number] for number in line.frames]
    if not mine:
        if here is None:
            raise checkpoint.unreadable(field, line.id)
        mine = [here]
    branch = Branch(line.id, line.name, mine[0])
    branch.parent, branch.at, branch.tip, branch.left = line.parent, line.at, line.tip, line.left
    branch.stride, branch.frames = line.stride, mine
    branch.edits = [Edit(*edit) for edit in zip(line.steps, line.edits, strict=True)]
    branch.forgotten = line.forgotten
    if not consistent(branch):
        raise checkpoint.unreadable(field, line.id)
    return branch


def consistent(branch: Branch) -> bool:
    """Whether keyframes, edits and steps lie in one order."""
    mine, first, tip = branch.frames, branch.first, branch.tip
    steps = [edit.iteration for edit in branch.edits]
    return (
        branch.forgotten == mine[0].passed
        and first <= branch.at <= tip
        and first <= branch.left <= tip
        and mine[-1].iteration <= tip
        and all(a.iteration <= b.iteration and a.place < b.place for a, b in pairwise(mine))
        and steps == sorted(steps)
        and all(first <= step <= tip for step in steps)
        and all(branch.holds(frame.iteration, frame.passed) for frame in mine)
    )
