"""How many learners one small server holds: the real server under real WebSockets.

    python3 -m bench.load [capacity two overload stalled slow sizes]

README.md beside this says what is measured. Needs Linux, for /proc and epoll.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, NamedTuple

from bench.learner import Learner, Loop, Tally, moving
from bench.served import Served, load, machine

SMALL = {
    "data": {"name": "moons", "count": 100},
    "hidden": [{"units": 6}, {"units": 2}],
    "loss": {"name": "softmax"},
    "batch_size": 10,
}
LARGE = {
    "data": {"name": "cs231n_spiral", "count": 300},
    "hidden": [{"units": 20}, {"units": 20}],
    "loss": {"name": "softmax"},
    "batch_size": None,
}
WANTED = {"tables": True, "regions": False, "grid": 100}
EVERYTHING = {
    "tables": True,
    "grid": 160,
    "units": 32,
    "warp": [1, 0, 1],
    "histograms": True,
}
RATE = 300.0  # updates a second: ten for each of 30 frames
MOVES = 2.0
WARM, SECONDS = 2.0, 6.0
FULL_RATE, QUICK = 29.5, 0.010
FIRST, STEP, MOST, FINE = 16, 16, 160, 3
STALLED, HEALTHY, WAIT, SETTLED, SLOWLY = 20, 10, 16.0, 8.0, 30.0
SLOW_RATE = 100_000.0
COLUMNS = (
    "sessions", "frames/s, least / median / most", "grids/s", "updates/s", "p50 / p95 / p99 ms",
    "server CPU %", "frames per CPU s", "canvas / tables bytes", "client CPU %", "level",
    "load before",
)  # fmt: skip


class Run(NamedTuple):
    """What some learners saw together, and what it cost."""

    sessions: int
    rates: list[float]
    grids: float
    updates: float
    latencies: list[float]
    cpu: list[float]
    per_second: float
    canvas: list[int]
    tables: list[int]
    client: float
    level: int
    before: str

    @property
    def p95(self) -> float:
        return quantile(self.latencies, 0.95)

    @property
    def spread(self) -> float:
        """How far the rate that is furthest from the median is from it, as a part of it."""
        middle = statistics.median(self.rates)
        return max(abs(rate - middle) for rate in self.rates) / middle

    @property
    def holds(self) -> bool:
        return min(self.rates) >= FULL_RATE and self.p95 <= QUICK

    def cells(self) -> list[str]:
        lowest, middle, highest = min(self.rates), statistics.median(self.rates), max(self.rates)
        quantiles = [f"{1000 * quantile(self.latencies, q):.1f}" for q in (0.5, 0.95, 0.99)]
        return [
            str(self.sessions),
            f"{lowest:.1f} / {middle:.1f} / {highest:.1f}",
            f"{self.grids:.1f}",
            f"{self.updates:.0f}",
            " / ".join(quantiles),
            " + ".join(f"{100 * share:.0f}" for share in self.cpu),
            f"{self.per_second:.0f}",
            f"{middle_of(self.canvas)} / {middle_of(self.tables)}",
            f"{100 * self.client:.0f}",
            str(self.level),
            self.before,
        ]


def quantile(values: Iterable[float], q: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(q * len(ordered)))] if ordered else float("nan")


def middle_of(values: list[int]) -> str:
    return f"{statistics.median(values):.0f}" if values else "–"


def begin(
    loop: Loop,
    port: int,
    config: dict[str, Any],
    wanted: dict[str, Any] = WANTED,
    moves: float = MOVES,
    receive_buffer: int = 0,
    rate: float = RATE,
) -> Learner:
    """Return a learner who plays; with another seed each, as classrooms have."""
    learner = Learner(loop, port, receive_buffer)
    learner.send("subscribe", **wanted)
    learner.send("start", config=config | {"seed": random.randrange(1000)})
    learner.send("play", rate=rate)
    if moves:
        moving(learner, config["data"]["count"], moves, random.Random(learner.socket.fileno()))
    loop.run(0.02)  # come one after the other
    return learner


def measure(
    served: Served, loop: Loop, learners: list[Learner], seconds: float, before: str
) -> Run:
    """Let them play for a while, then count."""
    loop.run(WARM)
    for learner in learners:
        learner.tally = Tally()
    cpu, own, began = served.cpu(), time.process_time(), time.monotonic()
    loop.run(seconds)
    span, own = time.monotonic() - began, time.process_time() - own
    spent = [seconds - cpu.get(pid, 0.0) for pid, seconds in served.cpu().items()]
    tallies = [learner.tally for learner in learners]
    if any(not learner.open for learner in learners):
        raise RuntimeError(f"the server dropped a learner:\n{served.said()}")
    health = served.health()
    return Run(
        len(learners),
        [tally.frames / span for tally in tallies],
        statistics.median(tally.grids for tally in tallies) / span,
        statistics.median(tally.updates for tally in tallies) / span,
        list(chain.from_iterable(tally.latencies for tally in tallies)),
        [seconds / span for seconds in spent],
        sum(tally.frames for tally in tallies) / sum(spent),
        list(chain.from_iterable(tally.canvas for tally in tallies)),
        list(chain.from_iterable(tally.tables for tally in tallies)),
        own / span,
        health["load"] if health else -1,
        before,
    )


def try_out(
    sessions: int, config: dict[str, Any], *arguments: str, seconds: float = SECONDS
) -> Run:
    """A fresh server and so many learners."""
    before, loop = load(), Loop()
    with Served(*arguments) as served:
        learners = [begin(loop, served.port, config) for _ in range(sessions)]
        run = measure(served, loop, learners, seconds, before)
        for learner in learners:
            learner.leave()
    print("| " + " | ".join(run.cells()) + " |", flush=True)
    return run


def head(title: str, goal: str) -> None:
    print(f"\n## {title}\n\n{goal}\n")
    print("| " + " | ".join(COLUMNS) + " |\n|" + " --- |" * len(COLUMNS), flush=True)


def held(config: dict[str, Any], first: int, step: int, fine: int) -> Run | None:
    """Return the run of the most sessions that one worker holds: up by steps, then between the last
    that it held and the first that it did not. What fails may try once more.
    """
    best: Run | None = None
    low, high, sessions = 0, MOST + 1, first
    while high - low > fine:
        run = try_out(sessions, config)
        run = run if run.holds else try_out(sessions, config)
        if run.holds:
            best, low = run, sessions
        else:
            high = sessions
        sessions = min(low + step, (low + high) // 2) if high <= MOST else low + step
        sessions = max(1, min(sessions, MOST))
    return best


Verdict = tuple[str, str, str]


def most(best: Run | None) -> str:
    return f"{best.sessions}; p95 {1000 * best.p95:.1f} ms" if best else "none"


def capacity(found: dict[str, Any]) -> Iterator[Verdict]:
    head("capacity", f"One worker: every session at {FULL_RATE} frames/s or more, p95 of 10 ms.")
    best = held(SMALL, FIRST, STEP, FINE)
    found["capacity"] = best.sessions if best else 1
    yield "S sessions on one worker", "≥ 45, p95 ≤ 10 ms", most(best)
    best = held(LARGE, 4, 4, 1)
    yield "L sessions on one worker", "–", most(best)


def two(_: dict[str, Any]) -> Iterator[Verdict]:
    head("two", "80 S sessions on two workers.")
    run = try_out(80, SMALL, "--workers", "2", seconds=10.0)
    rates = f"{min(run.rates):.1f} / {statistics.median(run.rates):.1f}"
    yield "80 S on two workers, frames/s, least / median", "30", rates


def overload(found: dict[str, Any]) -> Iterator[Verdict]:
    sessions = round(1.6 * found["capacity"])
    head("overload", "1.6 times what one worker holds.")
    run = try_out(sessions, SMALL, seconds=10.0)
    yield "1.6 × that: furthest from the median rate", "≤ 10 %", f"{100 * run.spread:.1f} %"
    yield "1.6 × that: p95", "≤ 80 ms", f"{1000 * run.p95:.1f} ms"


def stalled(_: dict[str, Any]) -> Iterator[Verdict]:
    """Half of them with a small receive buffer, so that the server's own fills up as well. Who is
    dropped shows at the server's descriptors: no goodbye reaches a page that does not read. They
    train slowly, for it goes on without them.
    """
    print(f"\n## stalled\n\n{STALLED} learners stop reading beside {HEALTHY} who do not.\n")
    loop = Loop()
    with Served() as served:
        healthy = [begin(loop, served.port, SMALL) for _ in range(HEALTHY)]
        halting = [
            begin(loop, served.port, LARGE, moves=0.0, receive_buffer=4096 * (i % 2), rate=SLOWLY)
            for i in range(STALLED)
        ]
        loop.run(SETTLED)
        memory, descriptors = [served.memory], [served.descriptors]
        for learner in halting:
            learner.stall()
        for learner in healthy:
            learner.tally = Tally()
        began, gone_at = time.monotonic(), WAIT
        while time.monotonic() - began < WAIT:
            loop.run(1.0)
            memory.append(served.memory)
            descriptors.append(served.descriptors)
            if gone_at == WAIT and descriptors[-1] <= descriptors[0] - STALLED:
                gone_at = time.monotonic() - began
        span = time.monotonic() - began
        rates = [learner.tally.frames / span for learner in healthy]
        why = served.said().count('"why": "silent"')
    print(f"RSS each second, MB: {', '.join(f'{megabytes:.0f}' for megabytes in memory)}")
    print(f"descriptors each second: {', '.join(map(str, descriptors))}")
    print(f"dropped because they did not acknowledge: {why}")
    last = f"{gone_at:.1f} s" if gone_at < WAIT else f"{descriptors[0] - descriptors[-1]} were"
    yield f"stopped reading: all {STALLED} are dropped after", "≤ 10 s", last
    yield "stopped reading: most memory above the start", "0", f"{max(memory) - memory[0]:.1f} MB"
    yield "beside them, frames/s of the slowest", "30", f"{min(rates):.1f}"


def slow(_: dict[str, Any]) -> Iterator[Verdict]:
    """The age of what a page sees whose link carries 100 KB/s, and how many frames come."""
    print("\n## slow\n\nL sessions whose link carries 100 KB/s; ages in ms.\n")
    print("| subscribed | frames/s | KB/s unhindered | median age | oldest |\n|" + " --- |" * 5)
    for name, wanted in (("grid 100, tables", WANTED), ("everything, grid 160", EVERYTHING)):
        loop = Loop()
        with Served() as served:
            learner = begin(loop, served.port, LARGE, wanted, receive_buffer=16384)
            loop.run(WARM)
            unhindered = learner.received
            loop.run(WARM)
            unhindered = (learner.received - unhindered) / WARM
            learner.throttle(SLOW_RATE)
            loop.run(WARM)
            learner.tally = Tally()
            loop.run(15.0)
            ages = learner.tally.ages
        row = f"{name} | {len(ages) / 15:.1f} | {unhindered / 1000:.0f}"
        row += f" | {1000 * statistics.median(ages):.0f} | {1000 * max(ages):.0f}"
        print(f"| {row} |", flush=True)
        yield f"100 KB/s, {name}: oldest frame seen", "≤ 0.5 s", f"{max(ages):.2f} s"


def sizes(_: dict[str, Any]) -> Iterator[Verdict]:
    head("sizes", "A few sessions, so that nothing is lowered.")
    for name, config, goal in (("S", SMALL, 2), ("L", LARGE, 3)):
        run = try_out(2, config)
        yield f"canvas frame, {name}, median", f"≤ {goal} KB", f"{middle_of(run.canvas)} B"


MODES = {
    mode.__name__: mode for mode in (capacity, two, overload, stalled, slow, sizes)
}  # in the order in which they run


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("modes", nargs="*", metavar="mode", help=f"of {', '.join(MODES)}; else all")
    parser.add_argument("--capacity", type=int, default=45, help="for overload without capacity")
    given = parser.parse_args()
    if unknown := set(given.modes) - MODES.keys():
        parser.error(f"no such mode: {', '.join(sorted(unknown))}")
    print(f"{machine()}; load before: {load()}")
    found: dict[str, Any] = {"capacity": given.capacity}
    verdicts: list[Verdict] = []
    for name, mode in MODES.items():
        if not given.modes or name in given.modes:
            verdicts += mode(found)
    print(
        f"\n## against the goals\n\nload after: {load()}\n\n| | goal | measured |\n|" + " --- |" * 3
    )
    for verdict in verdicts:
        print("| " + " | ".join(verdict) + " |")


if __name__ == "__main__":
    main()
