"""What a side of the benchmark does: read a command, work, answer, a line of JSON each.

{"problem": "W2"}                        -> {"scores": ...}, those of the check
{"problem": "W2", "seconds": 0.3}        -> {"rate": epochs or grids a second, "threads": 1.0}
{"problem": "W2", "grid": true, ...}     -> the same for the grid; its check is {"cells": ...}
{}                                       -> {"about": "NumPy 2.4.6, ..."}
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from bench.peers.problem import UPDATES, Problem, read

LOOK = 0.02  # seconds of work between two looks at the clock

Json = Any


class Training(Protocol):
    """A network in training. `quantum` epochs at least are made at once."""

    quantum: int

    def restart(self) -> None:
        """Go back to the start."""

    def run(self, epochs: int) -> None:
        """Make so many epochs, a multiple of the quantum, and end when they are done."""

    def scores(self) -> NDArray[Any]:
        """Return the scores of all examples (n, k)."""


class Grid(Protocol):
    """The class and the confidence of each cell of a view."""

    def draw(self) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """Return both, as many as there are cells; confidence 255 is a probability of 1."""


def serve(
    about: str, training: Callable[[Problem], Training], grid: Callable[[Problem], Grid] | None
) -> None:
    """Answer commands until there are no more."""
    folder = Path(sys.argv[1])
    at_work: dict[tuple[str, bool], Clock] = {}
    for line in sys.stdin:
        command = json.loads(line)
        answer: Json = {"about": about}
        if "problem" in command:
            name, plane = command["problem"], command.get("grid", False)
            if "seconds" not in command:
                answer = _check(read(name, folder), training, grid if plane else None)
            else:
                if (name, plane) not in at_work:
                    problem = read(name, folder)
                    work = grid(problem) if plane and grid else training(problem)
                    at_work[name, plane] = Clock(work)
                answer = at_work[name, plane].measure(command["seconds"])
        print(json.dumps(answer), flush=True)


def _check(
    problem: Problem,
    training: Callable[[Problem], Training],
    grid: Callable[[Problem], Grid] | None,
) -> Json:
    if grid:
        return {"cells": [plane.ravel().tolist() for plane in grid(problem).draw()]}
    work = training(problem.for_check())
    work.restart()
    work.run(UPDATES)
    return {"scores": np.asarray(work.scores()).tolist()}


class Clock:
    """Measures a side's work, each time from the start, warm."""

    def __init__(self, work: Any) -> None:
        self.quantum = getattr(work, "quantum", 1)
        self.restart = getattr(work, "restart", lambda: None)
        self.run = work.run if hasattr(work, "run") else _repeated(work.draw)
        self.count = self._count()

    def _count(self) -> int:
        """How much to do between two looks at the clock."""
        count = self.quantum
        self.restart()
        self.run(count)
        while True:
            begin = time.perf_counter()
            self.run(count)
            if time.perf_counter() - begin >= LOOK:
                return count
            count *= 2

    def measure(self, seconds: float) -> Json:
        """Work for so many seconds; return the rate, and how many threads were busy."""
        self.restart()
        self.run(self.quantum)
        done, processor, begin = 0, time.process_time(), time.perf_counter()
        while (past := time.perf_counter() - begin) < seconds:
            self.run(self.count)
            done += self.count
        return {"rate": done / past, "threads": (time.process_time() - processor) / past}


def _repeated(draw: Callable[[], object]) -> Callable[[int], None]:
    def run(count: int) -> None:
        for _ in range(count):
            draw()

    return run
