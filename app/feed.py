"""When a page is due a frame, and the frame: header, what is to be seen, sometimes a checkpoint."""

from __future__ import annotations

import math
import time

import numpy as np
from numpy.typing import NDArray

from app import frames
from app.frames import Flag, Header
from app.learner import Learner
from app.picture import Picture
from app.saving import LITTLE_PAST, PAST_BYTES, Saver
from app.settings import Settings

MAX_U32 = 2**32 - 1
TABLES, OVERDUE = 6, 3  # times as seldom as else, tables and checkpoints go over a slow link


class Feed:
    """The frames of one page. What has changed is noted here; times are those of one clock."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.picture = Picture(settings)
        self._saver = Saver()
        self.seq = 0
        self.level = 0  # of the load: see scheduler.Load
        self.slow = False  # the link: what is large comes seldom and apart, while it plays
        self.exact = False  # whether the last frame had the tables
        self._edited = self._moved = self._unsaved = False
        self._shown_at = self._tables_at = self._saved_at = -math.inf

    def moved(self) -> None:
        """Note that training has gone on."""
        self._moved = self._unsaved = True

    def edited(self, save: bool = False) -> None:
        """Note that the page waits for an exact frame, one with a checkpoint if `save`."""
        self._edited = self._unsaved = True
        if save:
            self._saved_at = -math.inf

    @property
    def unsaved(self) -> bool:
        """Whether there is something that no checkpoint holds yet."""
        return self._unsaved

    def due(self) -> float:
        """Return when the next frame should go; -inf for at once, inf for never."""
        if self._edited:
            return -math.inf
        canvas = self.beat if self._moved else math.inf
        save = self._saved_at + self.settings.checkpoint_seconds if self._unsaved else math.inf
        return min(canvas, save)

    @property
    def beat(self) -> float:
        """When the next frame should go if there is something new to see."""
        return self._shown_at + self._period

    @property
    def _period(self) -> float:
        """Seconds between two frames; a page that asks for nothing sees the checkpoints only."""
        if self.picture.empty:
            return self.settings.checkpoint_seconds
        return (2.0 if self.level >= 3 else 1.0) / self.settings.frame_rate

    def frame(self, learner: Learner, ack: int, now: float) -> bytes:
        """Return the next frame, of this moment."""
        experiment = learner.experiment
        apart = self.slow and learner.playing
        exact, save = self._apart(now) if apart else self._together(learner, now)
        sections = self.picture.sections(experiment, exact, self.level, apart)
        if save:
            self._saver.room = LITTLE_PAST if apart else PAST_BYTES
            sections += self._saver.sections(learner)
            self._saved_at, self._unsaved = now, False
        if exact:
            self._tables_at = now
        self.exact, self._shown_at = exact, self._on_beat(now)
        self._edited, self._moved = self._edited and not exact and not apart, False
        self.seq += 1
        return frames.encode(self._header(learner, ack, exact), sections)

    def _together(self, learner: Learner, now: float) -> tuple[bool, bool]:
        """Whether there should be tables, and a checkpoint."""
        stale = now >= self._tables_at + 1.0 / self.settings.table_rate
        save = self._unsaved and now >= self._saved_at + self.settings.checkpoint_seconds
        return self._edited or stale or not learner.playing, save

    def _apart(self, now: float) -> tuple[bool, bool]:
        """The same over a slow link: seldom, and what is large by itself, each in its turn."""
        if self.picture.owing and self._saved_at > -math.inf:
            return False, False
        stale = now >= self._tables_at + TABLES / self.settings.table_rate
        save = self._unsaved and now >= self._saved_at + OVERDUE * self.settings.checkpoint_seconds
        save = save and not (stale and self._saved_at > self._tables_at)
        return stale and not save, save

    def _on_beat(self, now: float) -> float:
        """Return when this frame was due, if it is only a little late: the rate stays the rate."""
        return self.beat if 0.0 <= now - self.beat < self._period / 2.0 else now

    def _header(self, learner: Learner, ack: int, exact: bool) -> Header:
        experiment = learner.experiment
        flags = (
            Flag.PLAYING * learner.playing
            | Flag.EXACT * exact
            | Flag.DIVERGED * (learner.diverged is not None)
        )
        return Header(
            seq=self.seq,
            ack=ack,
            iteration=experiment.iteration,
            time=time.time(),
            flags=flags,
            epoch=min(experiment.epoch, MAX_U32),
            n=len(experiment.setup.rows),
            k=experiment.classes or _width(experiment.targets),
            data_revision=experiment.data_revision,
        )


def _width(targets: NDArray[np.float64] | None) -> int:
    return 0 if targets is None else targets.shape[1]
