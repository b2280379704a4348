"""A time machine that keeps every state, to hold the real one against."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app import edits, wire
from app.settings import Settings
from engine import Experiment

State = dict[str, Any]


@dataclass
class Line:
    """A branch: its states by step, each the one after the last edit there."""

    name: str | None
    parent: int | None
    at: int
    left: int
    states: dict[int, State]
    edited: set[int] = field(default_factory=set)

    @property
    def tip(self) -> int:
        return max(self.states)

    @property
    def bare(self) -> bool:
        return self.name is None and self.tip == self.at and self.at not in self.edited


class Naive:
    """What the branches should be."""

    def __init__(self, config: dict[str, Any]) -> None:
        self.experiment = Experiment(config)
        self.lines = {1: Line(None, None, 0, 0, {0: self.experiment.snapshot()})}
        self.current, self.now, self.next_id = 1, 0, 2

    @property
    def line(self) -> Line:
        return self.lines[self.current]

    @property
    def state(self) -> State:
        return self.line.states[self.now]

    def told(self) -> dict[str, Any]:
        return {
            "current": self.current,
            "branches": [
                {
                    "id": number, "name": line.name, "parent": line.parent, "at": line.at,
                    "tip": line.tip, "left": self.now if number == self.current else line.left,
                    "edits": sorted(line.edited),
                }
                for number, line in sorted(self.lines.items())
            ],
        }  # fmt: skip

    def do(self, command: wire.Command) -> None:
        match command:
            case wire.Step(count=count):
                self.train_to(self.now + count)
            case wire.Back(count=count):
                self.now = max(min(self.line.states), self.now - count)
            case wire.Goto(iteration=iteration):
                self.now = min(iteration, self.line.tip)
                self.train_to(iteration)
            case wire.Fork(name=name):
                self.fork(name)
            case wire.Switch(branch=branch, iteration=iteration):
                self.line.left = self.now
                self.current = branch
                self.now = self.line.left if iteration is None else iteration
            case wire.Rename(branch=branch, name=name):
                self.lines[branch].name = name
            case wire.Drop(branch=branch):
                self.drop(branch)
            case wire.Reset() | wire.Randomize():
                self.edit(command)
                if self.line.bare:
                    self.drop(self.current)
                else:
                    self.line.left = self.now
                self.now = 0
                self.join(Line(None, None, 0, 0, {0: self.experiment.snapshot()}))
            case _:
                self.edit(command)
                if self.now < self.line.tip:
                    self.fork(None)
                self.line.states[self.now] = self.experiment.snapshot()
                self.line.edited.add(self.now)

    def train_to(self, iteration: int) -> None:
        while self.now < iteration:
            if self.now == self.line.tip:
                self.experiment.load(self.state)
                while self.now < iteration:
                    self.experiment.step()
                    self.now += 1
                    self.line.states[self.now] = self.experiment.snapshot()
            else:
                self.now += 1

    def edit(self, command: wire.Command) -> None:
        self.experiment.load(self.state)
        edits.apply(self.experiment, command, Settings())

    def fork(self, name: str | None) -> None:
        line, now = self.line, self.now
        line.left = now
        states = {step: state for step, state in line.states.items() if step <= now}
        edited = {step for step in line.edited if step <= now}
        self.join(Line(name, self.current, now, now, states, edited))

    def join(self, line: Line) -> None:
        self.lines[self.next_id] = line
        self.current, self.next_id = self.next_id, self.next_id + 1
        while len(self.lines) > 8:
            rest = [number for number in self.lines if number != self.current]
            nameless = [number for number in rest if self.lines[number].name is None]
            self.drop(min(nameless or rest))

    def drop(self, number: int) -> None:
        del self.lines[number]
        for line in self.lines.values():
            if line.parent == number:
                line.parent, line.at = None, min(line.states)
