"""How much memory the past takes, and how long it takes to return to a step of it.

python3 -m bench.timemachine                # all of it, about two minutes
python3 -m bench.timemachine --updates 10000
"""

from __future__ import annotations

import argparse
import random
import statistics
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

from app import travel, wire
from app.keyframes import measured
from app.learner import Learner
from app.settings import Settings
from bench import environment
from bench.load import LARGE

MB = 1 << 20
SLICE, FAR = 0.002, 1e9
VISITS, WORST = 200, 20
ROOMS: dict[str, dict[str, Any]] = {
    "default": {},
    "64 MB": {"history_bytes": 64 * MB, "history_frames": 100_000},
}
SCENES: dict[str, dict[str, Any]] = {
    "2-20-20-3, Adam, 300 points": LARGE | {"optimizer": "adam", "batch_size": None},
    "linear": {"data": "cs231n", "penalty": {"l2": 0.1}},
}


def resident() -> int:
    """The memory of this process, in bytes."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096


def begun(scene: str, room: str) -> Learner:
    """A learner who has not trained yet."""
    command = wire.Start(id=1, type="start", config=SCENES[scene])
    return Learner.start(command, Settings(**ROOMS[room]), time.perf_counter)


def visit(learner: Learner, step: int) -> float:
    """The milliseconds that going to a step takes; what it keeps on the way is forgotten."""
    branch = learner.history.current
    before = branch.frames.copy()
    began = time.perf_counter()
    for _ in travel.goto(learner, step, lambda: time.perf_counter() + SLICE):
        pass
    taken = 1e3 * (time.perf_counter() - began)
    assert learner.experiment.iteration == step
    branch.frames = before
    return taken


def latest(learner: Learner) -> list[int]:
    """Steps right before a keyframe, those first that are the farthest from the one before it."""
    frames = learner.history.keyframes
    gaps = [(b.iteration - a.iteration, b.iteration - 1) for a, b in pairwise(frames)]
    return [step for _, step in sorted(gaps, reverse=True)[:WORST]]


def measure(scene: str, room: str, updates: int) -> None:
    """Print the row of one scene in so much room."""
    begun(scene, room).train(10, FAR)
    learner, before = begun(scene, room), resident()
    rate = time.perf_counter()
    learner.train(updates, FAR)
    rate = updates / (time.perf_counter() - rate)
    grown, frames = resident() - before, learner.history.keyframes
    rng = random.Random(1)
    times = [visit(learner, rng.randrange(updates)) for _ in range(VISITS)]
    visits = latest(learner)
    worst = []
    for step in visits:
        visit(learner, 0)
        worst.append(visit(learner, step))
    cells = (
        scene,
        room,
        f"{len(frames)}",
        f"{learner.history.current.stride}",
        f"{measured(frames) / MB:.1f}",
        f"{grown / MB:.1f}",
        f"{1e6 / rate:.0f}",
        f"{statistics.median(times):.1f}",
        f"{statistics.quantiles(times, n=20)[-1]:.1f}",
        f"{max(times):.1f}",
        f"{statistics.median(worst):.1f} / {max(worst):.1f}",
    )
    print(f"| {' | '.join(cells)} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python3 -m bench.timemachine", description=__doc__)
    parser.add_argument("--updates", type=int, default=100_000)
    parser.add_argument("--only", nargs=2, metavar=("SCENE", "ROOM"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.only:
        measure(*given.only, given.updates)
        return
    columns = (
        "scene", "room", "states", "distance", "counted MB", "RSS MB", "µs an update",
        "median ms", "p95 ms", "worst ms", "before a keyframe, median / worst ms",
    )  # fmt: skip
    print(f"| {' | '.join(columns)} |\n|{' --- |' * len(columns)}", flush=True)
    for scene in SCENES:
        for room in ROOMS:
            child = [sys.executable, "-m", "bench.timemachine", "--updates", str(given.updates)]
            command = [*child, "--only", scene, room]
            subprocess.run(command, check=True, env=environment.one_thread())


if __name__ == "__main__":
    main()
