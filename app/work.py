"""Work of requests, in a thread beside the event loop: one at a time, and few may wait."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

from engine import ConfigError

T = TypeVar("T")
Stopped = Callable[[], bool]


class BusyError(Exception):
    """Too many requests wait already, or the server stops."""

    def __init__(self) -> None:
        super().__init__()
        self.error = ConfigError("server", "is busy: try again in a moment", None, "busy")


class Worker:
    """Runs functions of one argument, `stopped`, which says that nobody waits any more."""

    def __init__(self, waiting: int) -> None:
        self._free = asyncio.Semaphore(1)
        self._places = waiting + 1
        self._stop = threading.Event()

    @property
    def full(self) -> bool:
        """Whether there is no place to wait."""
        return self._places == 0

    async def run(self, work: Callable[[Stopped], T], gone: Stopped) -> T:
        """Return what `work` returns; BusyError if there is no place to wait.

        `gone` says that whoever asked waits no longer.
        """

        def stopped() -> bool:
            return gone() or self._stop.is_set()

        if self.full or self._stop.is_set():
            raise BusyError
        self._places -= 1
        try:
            async with self._free:
                if stopped():
                    raise BusyError
                return await asyncio.to_thread(work, stopped)
        finally:
            self._places += 1

    def stop(self) -> None:
        """Tell the work under way to end."""
        self._stop.set()
