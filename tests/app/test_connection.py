"""A connection without a network: who is dropped for silence, and who is not."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from app.connection import ATTENTION, IDLE, SILENT, Connection
from app.scheduler import Scheduler
from app.settings import Settings
from tests.app.commands import Clock


class Socket:
    """Takes everything, or nothing."""

    def __init__(self, reads: bool = True) -> None:
        self.sent: list[Any] = []
        self.reads = reads

    async def receive(self) -> dict[str, Any]:
        await asyncio.Event().wait()
        return {}

    async def send_text(self, text: str) -> None:
        if not self.reads:
            await asyncio.Event().wait()
        self.sent.append(text)

    send_bytes = send_text

    async def close(self, code: int, reason: str) -> None:
        self.sent.append((code, reason))


def connected(socket: Socket, settings: Settings, clock: Clock) -> Connection:
    """A connection that nobody serves yet."""
    return Connection(socket, settings, Scheduler(clock), clock)  # type: ignore[arg-type]


class Watched:
    """A connection being served, and its clock."""

    def __init__(self, socket: Socket, settings: Settings) -> None:
        self.clock = Clock(tick=0.0)
        self.connection = connected(socket, settings, self.clock)
        self.task = asyncio.create_task(self.connection.serve())

    async def after(self, seconds: float) -> str:
        """Let time pass, look, and return why it has ended, or "left" for not."""
        await asyncio.sleep(0)
        self.clock.now += seconds
        self.connection.watch(self.clock.now)
        return self.connection.why

    async def stop(self) -> None:
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


@pytest.mark.parametrize(
    ("reads", "steps", "why"),
    [
        (True, [9.0, 9.0, 9.0], "left"),
        (False, [9.0], "left"),
        (False, [9.0, 2.0], SILENT.reason),
        (True, [9.0, 9.0, 45.0], IDLE.reason),
    ],
)
def test_silence_is_what_is_not_read(reads: bool, steps: list[float], why: str) -> None:
    async def watch() -> str:
        watched = Watched(Socket(reads), Settings(ack_timeout=10.0, idle_timeout=100.0))
        for seconds in steps:
            found = await watched.after(seconds)
        await watched.stop()
        return found

    assert asyncio.run(watch()) == why


def test_a_message_is_young_when_it_is_put_after_a_long_quiet() -> None:
    """The watch may look before the writer has had its turn."""

    async def watch() -> str:
        watched = Watched(Socket(), Settings(ack_timeout=10.0, heartbeat_seconds=1000.0))
        for _ in range(3):
            await watched.after(0.0)
        watched.clock.now += 30.0
        watched.connection.outbox.tell({"type": "x"})
        watched.connection.watch(watched.clock.now + 1.0)
        found = watched.connection.why
        await watched.stop()
        return found

    assert asyncio.run(watch()) == "left"


def test_who_trains_as_fast_as_it_goes_leaves_time_while_somebody_drags() -> None:
    async def greed() -> list[bool]:
        clock = Clock(tick=0.0)
        page = connected(Socket(), Settings(), clock)
        for command in ('"start","config":{}', '"play"'):
            await page._take(f'{{"id":{len(found) + 1},"type":{command}}}')
            clock.now += 2.0 * ATTENTION
            page.turn(clock.now)
            found.append(page.greedy)
        await page._take('{"id":3,"type":"move_point","index":0,"point":[0.1,0.2]}')
        page.turn(clock.now)
        return [*found, page.greedy, page.deadline <= clock.now + 2.0 * page.session.slice]

    found: list[bool] = []
    assert asyncio.run(greed()) == [False, True, False, True]


def test_who_trains_at_a_rate_that_is_kept_works_once_a_frame_while_somebody_drags() -> None:
    async def rests() -> list[float]:
        clock = Clock(tick=0.0)
        page = connected(Socket(), Settings(), clock)
        for number, command in enumerate(('"start","config":{}', '"play","rate":300'), start=1):
            await page._take(f'{{"id":{number},"type":{command}}}')
            clock.now += 1.0
            page.turn(clock.now)
        await page._take('{"id":3,"type":"move_point","index":0,"point":[0.1,0.2]}')
        found = []
        for _ in range(3):
            page.turn(clock.now)
            page._acknowledge(page.session.feed.seq)
            found.append(page.deadline - clock.now)
            clock.now = page.deadline
        return found

    assert asyncio.run(rests())[1:] == pytest.approx([1.0 / 30.0] * 2)
