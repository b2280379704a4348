"""A learner who loses nothing: it keeps what a page keeps, and comes back with it.

What static/js/journal.js does, as far as the stream needs it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bench.learner import Learner, Loop, Tally

Command = dict[str, Any]
Config = dict[str, Any]
NOTHING = {"tables": False, "regions": False}
PASSING = ("resume", "subscribe", "ping")  # not of the session's history


@dataclass
class Journal:
    """The last checkpoint, and the commands after it with the iteration each was applied at."""

    checkpoint: str = ""
    entries: dict[int, tuple[Command, int | None]] = field(default_factory=dict)
    iteration: int = 0
    number: int = 0

    def add(self, command: Command) -> None:
        if command["type"] == "start":
            self.checkpoint, self.entries, self.iteration = "", {}, 0
        if command["type"] not in PASSING:
            self.entries[command["id"]] = command, None

    def applied(self, number: int, at: int, made: int | None) -> Command | None:
        if number not in self.entries:
            return None
        command = self.entries[number][0]
        if made is not None:
            command = {"id": number, "type": "step", "count": made}
        self.entries[number] = command, at
        return command

    def keep(self, text: str, ack: int) -> None:
        """This text holds everything up to and with command `ack`; if not that of a session that
        was left.
        """
        first = next(iter(self.entries.values()), None)
        if first and first[0]["type"] == "start" and first[0]["id"] > ack:
            return
        self.checkpoint = text
        self.entries = {number: entry for number, entry in self.entries.items() if number > ack}

    def awaits(self, number: int) -> bool:
        """Whether this command has not been answered."""
        return number in self.entries and self.entries[number][1] is None

    @property
    def dated(self) -> list[dict[str, Any]]:
        return [{"command": command, "at": at} for command, at in self.entries.values()]


def after(command: Command, at: int) -> int:
    """Return the iteration that a command leads to."""
    match command["type"]:
        case "reset" | "randomize" | "start":
            return 0
        case "back":
            return max(0, at - int(command["count"]))
        case "step":
            return at + int(command["count"])
    return at


def wanted(config: Config) -> dict[str, Any]:
    """Return what the scene of such a config subscribes to."""
    if "hidden" not in config:
        return {"tables": True, "regions": True}
    if config.get("features") == ["x1"]:
        return {"tables": True, "regions": False, "units": 32, "curve": 256}
    return {"tables": True, "regions": False, "units": 32, "grid": 100, "histograms": True}


class Page(Learner):
    """A connection of somebody with a journal: it opens with what that holds."""

    def __init__(self, loop: Loop, port: int, journal: Journal, tally: Tally) -> None:
        super().__init__(loop, port)
        self.journal, self.tally = journal, tally
        self.number, self.iteration = journal.number, journal.iteration
        self.refusals: list[dict[str, Any]] = []
        self.view = (-1.0, 1.0)
        self._opening = 0  # the start or resume that is not answered yet
        if journal.checkpoint:
            self._opening = self.send(
                "resume",
                checkpoint=journal.checkpoint,
                commands=journal.dated,
                iteration=journal.iteration,
            )
        else:
            self._again()

    def _again(self) -> None:
        """Say the start and what came after it once more, under new ids."""
        said = [dict(command) for command, _ in self.journal.entries.values()]
        self.journal.entries = {}
        for command in said:
            del command["id"]
            number = self.do(command.pop("type"), **command)
            self._opening = self._opening or number

    def do(self, kind: str, **fields: Any) -> int:
        """Send a command, and remember it until a checkpoint holds it."""
        number = self.ask(kind, **fields)
        self.journal.add({"id": number, "type": kind, **fields})
        return number

    def begin(self, config: Config) -> None:
        """Another session in the place of this one."""
        self.checkpoint = b""
        self._opening = self.do("start", config=config)

    def show(self, config: Config) -> None:
        self.send("subscribe", **wanted(config))

    def hide(self) -> None:
        """As a tab does that nobody looks at."""
        self.send("subscribe", **NOTHING)

    def heard(self, event: dict[str, Any]) -> None:
        match event["type"]:
            case "applied":
                self._applied(event["id"], event["iteration"], event.get("made"))
            case "refused":
                self.refusals.append(event)
                self.journal.entries.pop(event["id"], None)
            case "config":
                low, high = event["view"][:2]
                self.view = low, high

    def _applied(self, number: int, at: int, made: int | None) -> None:
        command = self.journal.applied(number, at, made)
        if number == self._opening:
            self._opening = 0
        if command and not self._opening:  # while it comes back, what was seen lies further on
            self.iteration = after(command, at)

    def save(self) -> None:
        """Take into the journal what has come."""
        if self.checkpoint:
            self.journal.keep(self.checkpoint.decode(), self.checkpoint_ack)
            self.checkpoint = b""
        self.journal.number = self.number
        if not self._opening:
            self.journal.iteration = self.iteration
