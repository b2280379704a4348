"""How much memory the past takes, and how long it takes to return to a step of it.

python3 -m bench.timemachine                    # a minute or two
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
from typing import Any, NamedTuple

from app import travel, wire
from app.keyframes import measured
from app.learner import Learner
from app.settings import Settings
from bench.environment import OURS, ROOT, machine, one_thread
from bench.load import LARGE

MB = 1 << 20
PAGE = 4096
SLICE, FAR = 0.002, 1e9
VISITS, WORST = 200, 20
ROOMS: dict[str, dict[str, Any]] = {
    "default": {},
    "64 MB": {"history_bytes": 64 * MB, "history_frames": 100_000},
}
SCENES: dict[str, dict[str, Any]] = {
    "2-20-20-3, Adam": LARGE | {"optimizer": "adam"},
    "linear": {"data": "cs231n", "penalty": {"l2": 0.1}},
}
COLUMNS = (
    "scene", "room", "states", "distance", "counted MB", "resident MB", "µs an update",
    "median ms", "p95 ms", "worst ms", "computing, worst ms", "before a state, ms", "computing, ms",
)  # fmt: skip


class Visit(NamedTuple):
    """The milliseconds that going to a step took, and those that it computed."""

    wall: float
    cpu: float


def resident() -> int:
    """The memory of this process, in bytes."""
    return PAGE * int(Path("/proc/self/statm").read_text().split()[1])


def begun(scene: str, room: str) -> Learner:
    """A learner who has not trained yet."""
    command = wire.Start(id=1, type="start", config=SCENES[scene])
    return Learner.start(command, Settings(**ROOMS[room]), time.perf_counter)


def visit(learner: Learner, step: int) -> Visit:
    """Go to a step, in slices as the server does; what is kept on the way is forgotten."""
    branch = learner.history.current
    kept = branch.frames.copy()
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in travel.goto(learner, step, lambda: time.perf_counter() + SLICE):
        pass
    taken = Visit(1e3 * (time.perf_counter() - wall), 1e3 * (time.process_time() - cpu))
    assert learner.experiment.iteration == step
    branch.frames = kept
    learner.history.measure()
    return taken


def farthest(learner: Learner) -> list[int]:
    """The steps right before a state that is kept, where the one before that is farthest."""
    steps = [frame.iteration for frame in learner.history.keyframes]
    gaps = [(after - before, after - 1) for before, after in pairwise(steps)]
    return [step for _, step in sorted(gaps, reverse=True)[:WORST]]


def measure(scene: str, room: str, updates: int) -> None:
    """Print the row of one scene in so much room."""
    begun(scene, room).train(10, FAR)
    learner, before = begun(scene, room), resident()
    began = time.process_time()
    learner.train(updates, FAR)
    seconds, grown = time.process_time() - began, resident() - before
    frames = learner.history.keyframes
    counted = measured(frames)
    rng = random.Random(1)
    visits = [visit(learner, rng.randrange(updates)) for _ in range(VISITS)]
    walls = [each.wall for each in visits]
    last = []
    for step in farthest(learner):
        visit(learner, 0)
        last.append(visit(learner, step))
    cells = [scene, room, str(len(frames)), str(learner.history.current.stride)]
    numbers = [
        counted / MB,
        grown / MB,
        1e6 * seconds / updates,
        statistics.median(walls),
        statistics.quantiles(walls, n=20)[-1],
        max(walls),
        max(each.cpu for each in visits),
        max(each.wall for each in last),
        max(each.cpu for each in last),
    ]
    print(f"| {' | '.join(cells + [f'{number:.1f}' for number in numbers])} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python3 -m bench.timemachine")
    parser.add_argument("--updates", type=int, default=100_000)
    parser.add_argument("--only", nargs=2, metavar=("SCENE", "ROOM"))
    given = parser.parse_args()
    if given.only:
        measure(*given.only, given.updates)
        return
    print(f"{machine()}.\n\n| {' | '.join(COLUMNS)} |\n|{' --- |' * len(COLUMNS)}", flush=True)
    for scene in SCENES:
        for room in ROOMS:
            command = [str(OURS), "-m", "bench.timemachine", "--updates", str(given.updates)]
            command += ["--only", scene, room]
            if subprocess.run(command, cwd=ROOT, env=one_thread()).returncode:
                sys.exit(1)


if __name__ == "__main__":
    main()
