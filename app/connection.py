"""One page's socket: its session, what is on the way to it, and how much it may still be sent.

Nothing queues towards a slow page. A frame is made only when the page has drawn all but one of the
last; and a page that does not read its events is not read from either.
"""

from __future__ import annotations

import asyncio
import math
from collections import deque
from contextlib import suppress
from typing import Any, NamedTuple

from starlette.websockets import WebSocket, WebSocketDisconnect

from app import wire
from app.inbox import Message
from app.learner import Clock
from app.outbox import Outbox
from app.scheduler import Scheduler
from app.session import Session
from app.settings import Settings
from engine import ConfigError

SPACING = 0.004
BOOSTS = 2
HEAD_START = 0.1
ATTENTION = 0.1
SLOW = 0.2  # seconds from a frame to its acknowledgement, from which on the link is called slow
NEVER = math.inf
START_SECONDS = 60.0  # until there must be an experiment


class End(NamedTuple):
    """Why the server closes a socket."""

    code: int
    reason: str


class Sent(NamedTuple):
    """A frame on its way, and whether it has the tables."""

    seq: int
    at: float
    exact: bool


SHUTDOWN = End(1012, "shutdown")
FULL = End(1013, "full")
SILENT = End(1008, "silent")
IDLE = End(4000, "idle")
FAILED = End(1011, "failed")


class Connection:
    """A client of the scheduler that speaks WebSocket."""

    def __init__(
        self, socket: WebSocket, settings: Settings, scheduler: Scheduler, clock: Clock
    ) -> None:
        self.socket, self.settings = socket, settings
        self.scheduler, self.clock = scheduler, clock
        self.session = Session(settings, clock)
        self.deadline = NEVER
        self._period = 1.0 / settings.frame_rate
        self.outbox = Outbox(socket, clock)
        self._unread: deque[Sent] = deque()
        self._room = asyncio.Event()
        self._ended: asyncio.Future[End] = asyncio.get_running_loop().create_future()
        self._shown_at = self._boosted_at = -math.inf
        self._boosts = 0
        self._commanded_at = clock()

    async def serve(self) -> None:
        """Speak until one side ends it; the socket has been accepted."""
        self.outbox.tell(wire.hello(self.settings))
        self.scheduler.add(self)
        write = self.outbox.run(self._room.set)
        tasks = [asyncio.create_task(self._read()), asyncio.create_task(write)]
        awaited: list[asyncio.Future[Any]] = [*tasks, self._ended]
        try:
            await asyncio.wait(awaited, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.scheduler.remove(self)
            for task in tasks:
                task.cancel()
            results = await asyncio.gather(*tasks, return_exceptions=True)
        for result in results:
            if isinstance(result, Exception):
                raise result
        if self._ended.done() and None not in results:  # a task that returned saw the page go
            await self._say_goodbye(self._ended.result())

    @property
    def why(self) -> str:
        """Why it has ended, in a word."""
        return self._ended.result().reason if self._ended.done() else "left"

    def end(self, why: End) -> None:
        """Close from this side."""
        if not self._ended.done():
            self._ended.set_result(why)

    # Up

    async def _read(self) -> None:
        """Take what comes, one message for each turn of the loop, until the page has gone."""
        while (message := await self.socket.receive())["type"] == "websocket.receive":
            await self._take(message.get("text"))
            await asyncio.sleep(0)

    async def _take(self, text: str | None) -> None:
        try:
            if text is None:
                raise ConfigError("message", "must be text", "binary", "type", expected="text")
            message = wire.read(text)
        except ConfigError as error:
            self._submit(wire.Refused(wire.claimed_id(text), error), text)
        else:
            self._obey(message, text)
        while self.session.inbox.full or self._stuck:
            self._room.clear()
            await self._room.wait()

    def _obey(self, message: wire.Command | wire.Ack | wire.Cancel, text: str | None) -> None:
        if isinstance(message, wire.Ack):
            self._acknowledge(message.seq)
            return
        self._commanded_at = self.clock()
        if isinstance(message, wire.Cancel):
            self.session.cancel()
        else:
            self._submit(message, text)

    def _submit(self, command: Message, text: str | None) -> None:
        self.session.submit(command, len(text or ""))
        self._hurry()

    def _acknowledge(self, seq: int) -> None:
        now, waited = self.clock(), not self._may_show
        while self._unread and self._unread[0].seq <= seq:
            sent = self._unread.popleft()
            late = now - sent.at > SLOW
            if late or sent.exact:  # a small frame that comes in time says nothing
                self.session.feed.slow = late
        if waited:
            self.deadline = min(self.deadline, self._next(now))
            self.scheduler.wake()

    # Down

    @property
    def _stuck(self) -> bool:
        """Whether the page does not read what it is sent."""
        return len(self.outbox) > self.settings.max_inbox

    async def _say_goodbye(self, why: End) -> None:
        """Send what waits, a last checkpoint, and the reason; but not for long."""
        with suppress(TimeoutError, WebSocketDisconnect):
            async with asyncio.timeout(self.settings.close_seconds):
                self._collect()
                await self.outbox.flush()
                if why is not FAILED and (frame := self.session.last_frame()):
                    self.outbox.put(frame)
                self.outbox.tell({"type": "bye", "reason": why.reason})
                await self.outbox.flush()
                await self.socket.close(why.code, why.reason)

    # In the scheduler's hands

    @property
    def greedy(self) -> bool:
        return self.session.greedy and not self._ended.done() and not self._attended

    @property
    def _attended(self) -> bool:
        """Whether somebody drags or types just now. Training then leaves every other slice free:
        the page that draws may share the machine, and a picture in time is worth more than updates.
        """
        return self.clock() - self._commanded_at < ATTENTION

    def fail(self) -> None:
        self.deadline = NEVER
        self.end(FAILED)

    def spare(self) -> None:
        self.session.advance()
        self._collect()
        self.deadline = self._next(self.clock())

    def turn(self, now: float) -> None:
        """Work for a slice, then show what is due; a backlog of commands is worked off first."""
        level = self.session.feed.level = self.scheduler.load.level
        self.session.advance(training=0.5**level)
        self._collect()
        late = now - self._shown_at > self._period
        if self._may_show and self.session.due() <= now and (late or not self.session.inbox):
            self._show(now)
        self.deadline = self._next(now)

    def _hurry(self) -> None:
        """Be due at once, before frames that are late by less than HEAD_START; but not more than
        BOOSTS times a frame, so that a flood of commands mostly delays its own sender.
        """
        now = self.clock()
        if now - self._boosted_at > self._period:
            self._boosted_at, self._boosts = now, BOOSTS
        self.deadline = min(self.deadline, now - HEAD_START * (self._boosts > 0))
        self._boosts -= 1
        self.scheduler.wake()

    @property
    def _may_show(self) -> bool:
        """Over a slow link a second frame would only wait behind the first, and come old."""
        most = 1 if self.session.feed.slow else self.settings.max_unacknowledged
        return len(self._unread) < most

    def _show(self, now: float) -> None:
        frame = self.session.frame()
        if frame is not None:
            self.outbox.put(frame)
            feed = self.session.feed
            self._unread.append(Sent(feed.seq, now, feed.exact))
            self._shown_at = now

    def _collect(self) -> None:
        """Take over what the session has to say."""
        while self.session.events:
            self.outbox.tell(self.session.events.popleft())
        if not self.session.inbox.full:
            self._room.set()

    def _next(self, now: float) -> float:
        """Return the next deadline: now if there is work, else when a frame or updates are due."""
        if self.session.busy:
            return now
        soonest = NEVER
        if self._may_show:
            soonest = max(self.session.due(), self._shown_at + SPACING)
        if self.session.playing:
            soonest = min(soonest, self._resumed(now))
        return soonest

    def _resumed(self, now: float) -> float:
        """Return when to train on: at the beat of the frames, or soon if there is more to do."""
        if self.session.greedy and self._attended:
            return now + 2.0 * self.session.slice
        beat = self.session.feed.beat
        return beat if beat > now else now + self._period

    # Watched once in a while

    @property
    def _patience(self) -> float:
        """How long it may go without a command."""
        idle = self.settings.idle_timeout
        begun = self.session.learner or self.session.busy
        return idle if begun else min(idle, START_SECONDS)

    def watch(self, now: float) -> None:
        """Say that the server lives, and drop who does not read or has left."""
        settings = self.settings
        unread_since = self._unread[0].at if self._unread else now
        if now - min(unread_since, self.outbox.stuck_since(now)) > settings.ack_timeout:
            self.end(SILENT)
        elif now - self._commanded_at > self._patience:
            self.end(IDLE)
        elif now - self.outbox.sent_at >= settings.heartbeat_seconds and not self.outbox:
            self.outbox.tell({"type": "heartbeat"})
