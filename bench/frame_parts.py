"""The parts of a frame, measured; `python3 -m bench.frame` starts this in a clean environment."""

from __future__ import annotations

import argparse
import cProfile
import pstats
import statistics
import time
from collections.abc import Callable
from itertools import cycle

from app import frames, sections, wire
from app.feed import Feed
from app.frames import Header
from app.learner import Learner
from app.saving import Saver
from app.settings import Settings
from bench.load import LARGE, SMALL
from engine import grid, plane, prepare_kernel

FAR = 1e9
CELLS, UPDATES, RATE, WARM, TIMES = 100, 10, 30.0, 50, 200
CANVAS = {"tables": False, "regions": False, "grid": CELLS}
TABLES = CANVAS | {"tables": True}
ALL = TABLES | {"units": 24, "warp": [1, 0, 1], "histograms": True}


class Clock:
    """Goes on by a frame each time."""

    now = 0.0

    def __call__(self) -> float:
        self.now += 1.0 / RATE
        return self.now


class Playing:
    """A session that plays, without its socket."""

    def __init__(self, config: dict[str, object]) -> None:
        self.settings, self.clock = Settings(checkpoint_seconds=1e9), Clock()
        start = wire.Start(id=1, type="start", config=config)
        self.learner = Learner.start(start, self.settings, time.monotonic)
        self.learner.playing = True
        self.learner.train(100 * UPDATES, FAR)
        self.view = self.learner.experiment.view

    def feed(self, exact: bool, **wanted: object) -> Callable[[], bytes]:
        """A call that makes a frame of what is wanted, training for it first."""
        feed = Feed(self.settings)
        feed.picture.subscribe(wire.Subscribe(id=2, type="subscribe", **wanted))

        def frame() -> bytes:
            self.train()
            feed.edited() if exact else feed.moved()
            return feed.frame(self.learner, 1, self.clock())

        frame()  # which has the samples and a checkpoint
        return frame

    def train(self) -> None:
        self.learner.train(UPDATES, FAR)

    def parts(self) -> dict[str, Callable[[], object]]:
        """The parts of a frame, each by itself."""
        experiment, view, learner = self.learner.experiment, self.view, self.learner
        canvas = sections.picture(experiment, view, CELLS)
        tables = sections.tables(experiment, experiment.evaluate(), experiment.evaluate("all"))
        places = cycle([(0.1, 0.2), (0.2, 0.1)])
        return {
            f"{UPDATES} updates": self.train,
            "loss, penalty, accuracy": experiment.totals,
            "grid: class and confidence": lambda: grid(experiment, view, CELLS),
            "grid with its rim, cuts": lambda: plane(experiment, view, CELLS),
            "the same as sections": lambda: sections.picture(experiment, view, CELLS),
            "encode a canvas frame": lambda: frames.encode(Header(), canvas),
            "scores and gradients for the tables": experiment.evaluate,
            "encode the tables": lambda: frames.encode(Header(), tables),
            "checkpoint, once a second": lambda: Saver().checkpoint(learner),
            "**whole canvas frame**": self.feed(False, **CANVAS),
            "**whole frame with tables**": self.feed(True, **TABLES),
            "**with maps, warp, histograms**": self.feed(True, **ALL),
            "a point moved": lambda: experiment.move_point(0, next(places)),
        }


def microseconds(call: Callable[[], object]) -> tuple[float, float, float]:
    """The tenth, the median and the ninetieth percentile."""
    taken = []
    for _ in range(WARM + TIMES):
        began = time.perf_counter()
        call()
        taken.append(1e6 * (time.perf_counter() - began))
    tenths = statistics.quantiles(taken[WARM:], n=10)
    return tenths[0], statistics.median(taken[WARM:]), tenths[-1]


def profile(playing: Playing) -> None:
    """Print where a canvas frame's own time goes."""
    frame, found = playing.feed(False, **CANVAS), cProfile.Profile()
    found.enable()
    for _ in range(TIMES):
        frame()
    found.disable()
    pstats.Stats(found).strip_dirs().sort_stats("tottime").print_stats(20)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python3 -m bench.frame", description="What one frame costs the server, by part."
    )
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--kernel", action="store_true")
    asked = parser.parse_args()
    if asked.kernel:
        prepare_kernel()
    sessions = {"S": Playing(SMALL), "L": Playing(LARGE)}
    print("| µs | " + " | ".join(sessions) + " |\n| --- | --- | --- |")
    columns = [session.parts() for session in sessions.values()]
    for name in columns[0]:
        found = [microseconds(parts[name]) for parts in columns]
        print(
            f"| {name} | "
            + " | ".join("{1:.0f} ({0:.0f}–{2:.0f})".format(*f) for f in found)
            + " |"
        )
    if asked.profile:
        profile(sessions["S"])


if __name__ == "__main__":
    main()
