"""Who works next on the one event loop: the earliest deadline, in slices of about two milliseconds.

Nothing here runs in a thread: calls into NumPy are microseconds, and threads would only hand the
interpreter to and fro. After every slice the loop turns once, so sockets are read and written.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Callable
from functools import partial
from operator import attrgetter
from typing import Protocol

from app.learner import Clock

log = logging.getLogger(__name__)
WINDOW = 0.5
LONG = 3600.0  # seconds to sleep with nothing due
# Above which share of the time each level goes up, and below which it goes down: the less there is
# left to lower, the later; and not down while the level below would only go up again.
HIGH, LOW = (0.80, 0.88, 0.95, math.inf), (-math.inf, 0.66, 0.76, 0.80)
# Turns of the loop from bytes at a socket to the command's own turn here, and from there to bytes
# on their way: spare work in between would delay an answer by a slice for each.
HOPS = 4


class Client(Protocol):
    """Something that works a slice at a time."""

    deadline: float

    @property
    def greedy(self) -> bool:
        """Whether it would also use time in which nobody is due."""

    def turn(self, now: float) -> None:
        """Work for a slice, and set the next deadline."""

    def spare(self) -> None:
        """Work for a slice in which nobody is due."""

    def fail(self) -> None:
        """Its work has raised an exception: end."""


class Load:
    """How much of the time goes into work that was due, and how much to lower in answer.

    Level 0 lowers nothing, 1 halves the rate of grids, 2 makes them coarse as well, and 3 halves
    the frame rate; each halves what a session trains for between two frames, beside the spare time.
    Answers to commands are never lowered.
    """

    def __init__(self) -> None:
        self.level = 0
        self._since = self._worked = 0.0

    def note(self, began: float, ended: float) -> None:
        """Count the work of one turn, and of the sockets behind it."""
        self._worked += ended - began
        if ended - self._since < WINDOW:
            return
        share = self._worked / (ended - self._since)
        if share > HIGH[self.level]:
            self.level += 1
        elif share < LOW[self.level]:
            self.level -= 1
        self._since, self._worked = ended, 0.0


class Scheduler:
    """The one loop that lets the clients work."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.load = Load()
        self._clients: list[Client] = []
        self._woken = asyncio.Event()

    def add(self, client: Client) -> None:
        self._clients.append(client)
        self.wake()

    def remove(self, client: Client) -> None:
        self._clients.remove(client)

    def wake(self) -> None:
        """Look at the deadlines again: one has come nearer."""
        self._woken.set()

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            now = self.clock()
            due = min(self._clients, key=attrgetter("deadline"), default=None)
            if due is not None and due.deadline <= now:
                self._guarded(due, partial(due.turn, now))
                await asyncio.sleep(0)
                self.load.note(now, self.clock())
            elif greedy := self._next_greedy():
                self._guarded(greedy, greedy.spare)
                for _ in range(HOPS):
                    await asyncio.sleep(0)
            else:
                await self._sleep(due.deadline - now if due else math.inf)

    def _next_greedy(self) -> Client | None:
        """Return the clients that always have something to do, in turn."""
        client = next((client for client in self._clients if client.greedy), None)
        if client is not None:
            self._clients.remove(client)
            self._clients.append(client)
        return client

    def _guarded(self, client: Client, work: Callable[[], None]) -> None:
        """A client whose work raises ends; the others never hear of it."""
        try:
            work()
        except Exception:
            log.exception("a session failed")
            client.fail()

    async def _sleep(self, seconds: float) -> None:
        self._woken.clear()
        most = asyncio.get_running_loop().call_later(min(seconds, LONG), self._woken.set)
        try:
            await self._woken.wait()
        finally:
            most.cancel()
