"""Who works next, what overload lowers, and that one failure stays one."""

from __future__ import annotations

import asyncio
import logging
import math

import pytest

from app.scheduler import HIGH, LOW, WINDOW, Load, Scheduler


class Worker:
    """Works off some turns, each at its deadline."""

    def __init__(self, name: str, log: list[str], deadlines: list[float]) -> None:
        self.name, self.log, self.deadlines = name, log, deadlines
        self.deadline = deadlines.pop(0)
        self.spares = 0
        self.failed = False

    @property
    def greedy(self) -> bool:
        return self.spares > 0

    def turn(self, now: float) -> None:
        self.log.append(self.name)
        self.deadline = self.deadlines.pop(0) if self.deadlines else math.inf

    def spare(self) -> None:
        self.spares -= 1
        self.log.append(f"{self.name} spare")

    def fail(self) -> None:
        self.failed = True
        self.deadline = math.inf
        self.spares = 0


def run(workers: list[Worker], seconds: float = 0.05) -> None:
    async def serve() -> None:
        loop = asyncio.get_running_loop()
        scheduler = Scheduler(loop.time)
        for worker in workers:
            scheduler.add(worker)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(seconds):
                await scheduler.run()

    asyncio.run(serve())


def test_the_earliest_deadline_goes_first() -> None:
    log: list[str] = []
    run([Worker("a", log, [-1.0, -4.0]), Worker("b", log, [-3.0]), Worker("c", log, [-2.0])])
    assert log == ["b", "c", "a", "a"]


def test_time_that_nobody_is_due_goes_round() -> None:
    log: list[str] = []
    greedy = [Worker(name, log, [math.inf]) for name in "ab"]
    due = Worker("due", log, [-1.0])
    for worker in greedy:
        worker.spares = 2
    run([*greedy, due])
    assert log == ["due", "a spare", "b spare", "a spare", "b spare"]


def test_a_deadline_that_comes_nearer_is_noticed() -> None:
    log: list[str] = []

    async def serve() -> None:
        scheduler = Scheduler(asyncio.get_running_loop().time)
        worker = Worker("a", log, [math.inf])
        scheduler.add(worker)
        task = asyncio.create_task(scheduler.run())
        await asyncio.sleep(0.01)
        assert log == []
        worker.deadline = 0.0
        scheduler.wake()
        await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(serve())
    assert log == ["a"]


def test_the_loop_turns_between_slices() -> None:
    """Somebody who always has work does not keep others from their sockets."""
    log: list[str] = []
    worker = Worker("a", log, [-1.0] * 50)

    async def serve() -> None:
        scheduler = Scheduler(asyncio.get_running_loop().time)
        scheduler.add(worker)
        task = asyncio.create_task(scheduler.run())
        while len(log) < 50:
            log.append("other")
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(serve())
    assert log.count("other") >= 20


def test_a_client_that_raises_ends_alone(caplog: pytest.LogCaptureFixture) -> None:
    log: list[str] = []
    bad, good = Worker("bad", log, [-2.0]), Worker("good", log, [-1.0])
    bad.spares = good.spares = 1
    bad.turn = lambda now: 1 / 0  # type: ignore[assignment, return-value]
    with caplog.at_level(logging.ERROR):
        run([bad, good])
    assert bad.failed
    assert log == ["good", "good spare"]
    assert "ZeroDivisionError" in caplog.text


def work(load: Load, share: float, start: float, windows: int = 1) -> float:
    """Be busy for a share of the time; return the time afterwards."""
    for _ in range(windows * 10):
        load.note(start, start + share * WINDOW / 10)
        start += WINDOW / 10
    return start


def test_overload_lowers_step_by_step_and_comes_back() -> None:
    load = Load()
    now = work(load, 0.75, 10.0, windows=3)
    assert load.level == 0
    for level, share in enumerate((0.85, 0.92, 0.99), start=1):
        now = work(load, share, now, windows=5)
        assert load.level == level, "where it is no longer enough"
    now = work(load, 0.85, now, windows=5)
    assert load.level == 3, "between the two bounds it stays"
    work(load, 0.5, now, windows=6)
    assert load.level == 0


def test_what_a_level_saves_takes_it_to_no_other() -> None:
    """Each lowers the work by no more than lies between the bounds around it."""
    for before, after, saved in ((0, 1, 0.15), (1, 2, 0.10), (2, 3, 0.15)):
        assert HIGH[before] * (1.0 - saved) > LOW[after]
