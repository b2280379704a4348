"""A session as a test drives it: commands by name, and a clock that stands still."""

from __future__ import annotations

import itertools
import json
from typing import Any

import numpy as np

from app import frames, wire
from app.frames import Header
from app.session import Session
from app.settings import Settings

Event = dict[str, Any]
CS231N = {"data": {"name": "cs231n"}, "penalty": {"l2": 0.1}}
SPIRAL = {
    "data": {"name": "convnet_spiral"},
    "hidden": [{"units": 6, "activation": "tanh", "dropout": 0.8}, {"units": 2}],
    "loss": {"name": "softmax"},
    "optimizer": {"name": "adam"},
    "batch_size": 10,
}


class Clock:
    """Goes on by a little each time it is looked at, and when told."""

    def __init__(self, tick: float = 1e-4) -> None:
        self.now, self.tick = 100.0, tick

    def __call__(self) -> float:
        self.now += self.tick
        return self.now


class Driver:
    """A session, its clock, and everything it has said."""

    def __init__(self, settings: Settings | None = None, tick: float = 1e-4) -> None:
        self.clock = Clock(tick)
        self.session = Session(settings or Settings(), self.clock)
        self.ids = itertools.count(1)
        self.said: list[Event] = []

    def give(self, kind: str, **fields: Any) -> int:
        """Put a command into the inbox; it is not worked on yet."""
        number = next(self.ids)
        command = wire.INCOMING.validate_python({"id": number, "type": kind, **fields})
        assert isinstance(command, wire.Command)
        self.session.submit(command)
        return number

    def do(self, kind: str, **fields: Any) -> Event:
        """Carry a command out to its end; return its answer."""
        number = self.give(kind, **fields)
        self.settle()
        answers = ("applied", "refused")
        return next(e for e in self.said if e.get("id") == number and e["type"] in answers)

    def settle(self) -> None:
        """Work until nothing is under way."""
        while self.session.busy:
            self.advance()

    def advance(self) -> None:
        self.session.advance()
        json.dumps(list(self.session.events), allow_nan=False)  # or it could not be sent
        self.said += self.session.events
        self.session.events.clear()

    def frame(self) -> tuple[Header, dict[int, Any]]:
        frame = self.session.frame()
        assert frame is not None
        return frames.parse(frame)

    def checkpoint(self) -> str:
        self.session.feed.edited(save=True)
        frame = self.session.frame()
        assert frame is not None
        text = frames.parse(frame)[1][frames.Id.CHECKPOINT]
        assert isinstance(text, str)
        return text

    @property
    def experiment(self) -> Any:
        assert self.session.learner is not None
        return self.session.learner.experiment

    def events(self, kind: str) -> list[Event]:
        return [event for event in self.said if event["type"] == kind]


def started(config: dict[str, Any] = CS231N, **settings: Any) -> Driver:
    driver = Driver(Settings(**settings))
    assert driver.do("start", config=config)["type"] == "applied"
    return driver


def same_state(a: Any, b: Any) -> bool:
    """Whether two snapshots agree bit for bit."""
    if isinstance(a, np.ndarray):
        return bool(a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes())
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same_state(a[key], b[key]) for key in a)
    return bool(a == b)
