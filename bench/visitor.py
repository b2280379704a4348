"""Somebody in a classroom: what they do at the page, and how long they take over it.

A habit is a generator of pauses in seconds. What is chosen follows from the seed alone; when it
happens, from the server as well.
"""

from __future__ import annotations

import json
import math
import random
import time
from collections.abc import Callable, Iterator
from typing import Any

from bench.learner import Loop, Tally
from bench.page import Config, Journal, Page
from bench.served import ROOT

Pauses = Iterator[float]
PRESETS: list[Config] = [
    {key: value for key, value in preset.items() if key != "name"}
    for scene in ("linear", "mlp")
    for preset in json.loads((ROOT / f"static/presets/{scene}.json").read_text("utf-8"))
]
RATES = (1.0, 10.0, 30.0, 100.0, 300.0, None)  # updates a second
FAST = (100.0, 300.0, None)  # of them, with something new for every frame
DRAG = 30.0  # moves a second
THOUGHT = (0.5, 5.0)  # seconds between two habits
MOST_UNITS = 20
ANSWER_SECONDS = 5.0  # that a goodbye may take


class Visitor:
    """One of many; `live` sets them going, and `unexpected` and `refusals` say what went wrong."""

    def __init__(self, loop: Loop, port: int, seed: str) -> None:
        self.loop, self.port, self.rng = loop, port, random.Random(seed)
        self.journal, self.tally = Journal(), Tally()
        self.page: Page | None = None  # None while away
        self.config: Config = {}
        self.units: list[int] = []
        self.unexpected: list[str] = []
        self.refusals: list[dict[str, Any]] = []
        self.settled_at = math.inf  # since when they have watched it play, and fast
        self._rate: float | None = 0.0
        self._last = 0  # command
        self._gone = False

    def live(self) -> None:
        """Come, and then do one thing after the other until `go`."""
        life = self._life()

        def act() -> None:
            if self._gone:
                return
            if self.page and not self.page.open and not self.page.leaving:
                self._notice(f"closed with {self.page.close_code}")
            self.loop.later(next(life), act)

        act()

    def go(self, politely: bool) -> None:
        """Leave for good."""
        self._gone = True
        if self.page:
            self._save(self.page)
            self.page.say_goodbye() if politely else self.page.leave()

    def rate(self, since: float, until: float) -> float | None:
        """Return frames a second in a span; None for who did not watch it play all the time."""
        watching = self.page is not None and self.page.playing and self.settled_at <= since
        return self.tally.frames / (until - since) if watching else None

    def count_anew(self) -> None:
        self.tally = Tally()
        if self.page:
            self.page.tally = self.tally

    def _life(self) -> Pauses:
        self._come()
        yield from self._choose()
        habits, weights = list(HABITS), list(HABITS.values())
        while True:
            yield self.rng.uniform(*THOUGHT)
            if self.page is None:  # the server did not take them; they try again
                self._come()
                continue
            self._save(self.page)
            habit = self.rng.choices(habits, weights)[0]
            yield from habit(self)

    # The connection

    def _come(self) -> None:
        """Open the page, and go on where it was."""
        try:
            self.page = Page(self.loop, self.port, self.journal, self.tally)
        except OSError as error:
            self._notice(f"not let in: {error}")
            return
        if self.config:
            self.page.show(self.config)
        self._watch()

    def _watch(self) -> None:
        self.settled_at = time.monotonic() if self._rate in FAST else math.inf

    def _notice(self, what: str) -> None:
        self.unexpected.append(what)
        if self.page:
            self._save(self.page)
        self.page = None

    def _save(self, page: Page) -> None:
        page.save()
        self.refusals += page.refusals
        page.refusals.clear()

    def _do(self, kind: str, **fields: Any) -> None:
        if self.page and self.page.open:
            self._last = self.page.do(kind, **fields)

    def _pull(self, kind: str, **fields: Any) -> None:
        """Do it again, unless the one before it is not answered: the next will make it needless."""
        if self.page and not self.page.journal.awaits(self._last):
            self._do(kind, **fields)

    def _away(self, least: float, most: float) -> Pauses:
        self.page, self.settled_at = None, math.inf
        yield self.rng.uniform(least, most)
        self._come()

    def _drop(self) -> Pauses:
        """The network is gone, and comes back."""
        if self.page:
            self.page.leave()
            self._save(self.page)
        yield from self._away(0.3, 8.0)

    def _leave(self) -> Pauses:
        """Go to another page, and come back."""
        page, until = self.page, time.monotonic() + ANSWER_SECONDS
        if page:
            page.say_goodbye()
            while page.open and time.monotonic() < until:
                yield 0.05
            self._save(page)
            if page.open:
                page.leave()
                self._notice("a goodbye was not answered")
        yield from self._away(1.0, 15.0)

    def _hide(self) -> Pauses:
        """Look at another tab."""
        self.settled_at = math.inf
        if self.page:
            self.page.hide()
        yield self.rng.uniform(2.0, 12.0)
        if self.page and self.page.open:
            self.page.show(self.config)
        self._watch()

    # The experiment

    def _choose(self) -> Pauses:
        """Choose a preset, and let it run."""
        config = self.rng.choice(PRESETS)
        self.config = config | {"seed": self.rng.randrange(1000)}
        self.units = [layer["units"] for layer in config.get("hidden", [])]
        if self.page and self.page.open:
            self.page.begin(self.config)
            self.page.show(self.config)
        yield self.rng.uniform(0.3, 1.5)
        yield from self._play()

    def _play(self) -> Pauses:
        self._rate = self.rng.choice(RATES)
        self._do("play", rate=self._rate)
        self._watch()
        yield 0.0

    def _pause(self) -> Pauses:
        """Stop, look, make a few single updates and take some back, and go on."""
        self._do("pause")
        for _ in range(self.rng.randrange(6)):
            yield self.rng.uniform(0.2, 1.0)
            kind = self.rng.choice(("step", "step", "step", "back"))
            self._do(kind, count=1)
        yield self.rng.uniform(0.5, 4.0)
        yield from self._play()

    def _drag(self) -> Pauses:
        """Pull a point along a line."""
        page = self.page
        if page is None or not page.points:
            return
        index = self.rng.randrange(page.points)
        (x1, y1), (x2, y2) = [
            [self.rng.uniform(*page.view), self.rng.uniform(*page.view)] for _ in range(2)
        ]
        moves = self.rng.randrange(15, 90)
        for part in (move / moves for move in range(moves)):
            point = [x1 + part * (x2 - x1), y1 + part * (y2 - y1)]
            self._pull("move_point", index=index, point=point)
            yield 1.0 / DRAG

    def _resize(self) -> Pauses:
        """Add units one by one, or remove them."""
        if not self.units:
            yield from self._tune()
            return
        layer, by = self.rng.randrange(len(self.units)), self.rng.choice((-1, 1))
        for _ in range(self.rng.randrange(1, 5)):
            self.units[layer] = min(max(self.units[layer] + by, 1), MOST_UNITS)
            layers = zip(self.config["hidden"], self.units, strict=True)
            hidden = [kept | {"units": units} for kept, units in layers]
            self._do("configure", changes={"hidden": hidden})
            yield self.rng.uniform(0.3, 1.0)

    def _tune(self) -> Pauses:
        """Pull the slider of the penalty."""
        for _ in range(self.rng.randrange(3, 20)):
            self._pull("configure", changes={"penalty": {"l2": self.rng.uniform(0.0, 0.1)}})
            yield 0.1

    def _sample(self) -> Pauses:
        """Add a point where there is none, and remove another."""
        page = self.page
        if page is None or page.points < 3:
            return
        point = [self.rng.uniform(*page.view), self.rng.uniform(*page.view)]
        self._do("add_point", point=point, label=self.rng.randrange(2))
        yield self.rng.uniform(0.5, 2.0)
        self._do("remove_point", index=self.rng.randrange(page.points))

    def _reset(self) -> Pauses:
        self._do(self.rng.choice(("reset", "randomize")))
        yield self.rng.uniform(0.5, 2.0)
        yield from self._play()


HABITS: dict[Callable[[Visitor], Pauses], float] = {
    Visitor._drag: 6.0,
    Visitor._pause: 3.0,
    Visitor._play: 2.0,
    Visitor._resize: 2.0,
    Visitor._tune: 1.0,
    Visitor._sample: 1.0,
    Visitor._reset: 1.0,
    Visitor._choose: 1.0,
    Visitor._hide: 1.0,
    Visitor._leave: 0.7,
    Visitor._drop: 0.7,
}
