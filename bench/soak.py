"""A classroom for ten minutes, and what is left of it in the server.

    python3 -m bench.soak --minutes 10 --learners 40 [--workers N] [--seed S]

README.md beside this says what they do and what is measured. Needs Linux. The exit code is 1 if
anything leaked, or anybody was refused or dropped.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from bench.learner import Loop
from bench.load import quantile
from bench.served import Served, load, machine
from bench.visitor import Visitor

EVERY = 10.0
ARRIVAL = 5.0  # seconds in which they all come
WARM_MINUTES = 2.0  # until memory must stay
JUDGED_MINUTES = 3.0  # that must be measured before its growth means anything
FLAT = 1.0  # MB a minute
SETTLE = 15.0  # seconds that the server may take to come back to where it was
COLUMNS = (
    "minute", "RSS MB", "descriptors", "tasks", "sessions", "frames/s", "p95 ms", "refused",
    "dropped",
)  # fmt: skip


class Level(NamedTuple):
    """What the server holds, all its processes together."""

    tasks: int
    descriptors: int
    sessions: int


Verdict = tuple[str, str, str, bool]


def level(served: Served) -> Level:
    """Read what bench.watched says at the end of the log."""
    pids, found = set(served.pids), {}
    for line in served.said().splitlines(keepends=True):
        if line.startswith('{"pid"') and line.endswith("\n"):
            said = json.loads(line)
            found[said["pid"]] = said
    counts = [said for pid, said in found.items() if pid in pids]
    tasks, sessions = (sum(said[name] for said in counts) for name in ("tasks", "sessions"))
    return Level(tasks, served.descriptors, sessions)


def settled(served: Served, loop: Loop, start: Level | None = None) -> Level:
    """Return the level once it is that of the start, or has not changed for some seconds."""
    seen = [level(served)]
    until = time.monotonic() + SETTLE
    while time.monotonic() < until and seen[-1] != start:
        loop.run(1.0)
        seen.append(level(served))
        if start is None and len(seen) > 4 and len(set(seen[-4:])) == 1:
            break
    return seen[-1]


class Soak:
    """The classroom, and a line about it every ten seconds."""

    def __init__(self, served: Served, loop: Loop, learners: int, seed: int) -> None:
        self.served, self.loop = served, loop
        self.visitors = [Visitor(loop, served.port, f"{seed} {i}") for i in range(learners)]
        self.minutes: list[float] = []
        self.memory: list[float] = []
        self.began = time.monotonic()

    def run(self, minutes: float) -> None:
        for i, visitor in enumerate(self.visitors):
            self.loop.later(ARRIVAL * i / len(self.visitors), visitor.live)
        print("| " + " | ".join(COLUMNS) + " |\n|" + " --- |" * len(COLUMNS), flush=True)
        while time.monotonic() < self.began + 60.0 * minutes:
            since = time.monotonic()
            self.loop.run(EVERY)
            print(f"| {' | '.join(self._row(since))} |", flush=True)

    def _row(self, since: float) -> list[str]:
        now, held = time.monotonic(), level(self.served)
        self.minutes.append((now - self.began) / 60.0)
        self.memory.append(self.served.memory)
        rates = [rate for visitor in self.visitors if (rate := visitor.rate(since, now))]
        latencies = list(chain.from_iterable(visitor.tally.latencies for visitor in self.visitors))
        for visitor in self.visitors:
            visitor.count_anew()
        return [
            f"{self.minutes[-1]:.1f}",
            f"{self.memory[-1]:.1f}",
            str(held.descriptors),
            str(held.tasks),
            str(held.sessions),
            f"{statistics.median(rates):.1f}" if rates else "–",
            f"{1000 * quantile(latencies, 0.95):.1f}",
            str(len(self.refusals)),
            str(len(self.unexpected)),
        ]

    def end(self) -> None:
        """All go, every other one without a goodbye."""
        for i, visitor in enumerate(self.visitors):
            visitor.go(politely=i % 2 == 0)

    @property
    def refusals(self) -> list[str]:
        refusals = chain.from_iterable(visitor.refusals for visitor in self.visitors)
        return [refusal["message"] for refusal in refusals]

    @property
    def unexpected(self) -> list[str]:
        return list(chain.from_iterable(visitor.unexpected for visitor in self.visitors))

    def growth(self) -> Verdict:
        """The slope of a line through the memory after the first minutes, by least squares."""
        warm = min(WARM_MINUTES, self.minutes[-1] / 2)
        points = [
            (at, held) for at, held in zip(self.minutes, self.memory, strict=True) if at >= warm
        ]
        if len(points) < 2:
            return "memory, MB/min", "–", "too short to say", True
        slope = statistics.linear_regression(*zip(*points, strict=True)).slope
        long_enough = points[-1][0] - points[0][0] >= JUDGED_MINUTES
        said = f"{slope:+.2f} from minute {warm:.1f}" + ", too short to judge" * (not long_enough)
        return "memory, MB/min", f"≤ {FLAT:g}", said, slope <= FLAT or not long_enough


def verdicts(soak: Soak, start: Level, end: Level) -> Iterator[Verdict]:
    yield soak.growth()
    for name, before, after in zip(Level._fields, start, end, strict=True):
        said = f"{after - before} ({before} at the start, {after} at the end)"
        yield f"leaked {name}", "0", said, after <= before
    for name, found in (("refused", soak.refusals), ("dropped", soak.unexpected)):
        said = "; ".join([str(len(found)), *sorted(set(found))[:5]])
        yield name, "0", said, not found


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--learners", type=int, default=40)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--history-bytes", type=int, help="for the past of a session, if not all")
    given = parser.parse_args()
    past = {} if given.history_bytes is None else {"history_bytes": given.history_bytes}
    print(
        f"{machine()}; {given.learners} learners, {given.workers} workers; load before: {load()}\n"
    )
    loop = Loop()
    with Served("--workers", str(given.workers), module="bench.watched", **past) as served:
        start = settled(served, loop)
        soak = Soak(served, loop, given.learners, given.seed)
        soak.run(given.minutes)
        soak.end()
        found = list(verdicts(soak, start, settled(served, loop, start)))
    print(f"\nload after: {load()}\n\n| | goal | measured | |\n|" + " --- |" * 4)
    for name, goal, said, good in found:
        print(f"| {name} | {goal} | {said} | {'holds' if good else '**fails**'} |")
    sys.exit(not all(good for *_, good in found))


if __name__ == "__main__":
    main()
