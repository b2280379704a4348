"""A page's end of the stream, cheap enough that many share a core with the server they load.

One epoll loop, blocking handshakes, and no more of WebSocket than the stream needs: a client's
frames are masked with zeros, which is a mask like any other and costs nothing.
"""

from __future__ import annotations

import heapq
import itertools
import json
import random
import select
import socket
import struct
import time
from collections.abc import Callable
from typing import Any

HEADER = struct.Struct("<4sHHIIQdIIIHH")
ENTRY = struct.Struct("<HBBIII")
PLAYING, EXACT = 1, 2
CELLS, CHECKPOINT = 30, 13
TEXT, BINARY, CLOSE = 1, 2, 8
READ = 1 << 18
LARGE = 1 << 14  # what is longer may not fit into the send buffer at once
GOING_AWAY = 1001
HANDSHAKE = (
    "GET /stream HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Protocol: fronteira.1\r\n\r\n"
)
KEY = "AAAAAAAAAAAAAAAAAAAAAA=="
PATIENCE = 10.0
READABLE, GONE = select.EPOLLIN, select.EPOLLRDHUP


class Loop:
    """Calls back what is readable and what is due; times are those of time.monotonic."""

    def __init__(self) -> None:
        self._poll = select.epoll()
        self._readers: dict[int, Callable[[int], None]] = {}
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()

    def watch(self, descriptor: int, events: int, call: Callable[[int], None]) -> None:
        if descriptor in self._readers:
            self._poll.modify(descriptor, events)
        else:
            self._poll.register(descriptor, events)
        self._readers[descriptor] = call

    def forget(self, descriptor: int) -> None:
        self._poll.unregister(descriptor)
        del self._readers[descriptor]

    def later(self, seconds: float, call: Callable[[], None]) -> None:
        heapq.heappush(self._due, (time.monotonic() + seconds, next(self._order), call))

    def run(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (now := time.monotonic()) < end:
            while self._due and self._due[0][0] <= now:
                heapq.heappop(self._due)[2]()
            until = min(end, self._due[0][0]) if self._due else end
            for descriptor, events in self._poll.poll(max(0.0, until - time.monotonic())):
                if reader := self._readers.get(descriptor):  # not closed by the one before it
                    reader(events)


class Tally:
    """What one learner saw since `began`."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.frames = self.grids = self.updates = 0
        self.latencies: list[float] = []
        self.canvas: list[int] = []
        self.tables: list[int] = []
        self.ages: list[float] = []


class Learner:
    """One session: it draws each frame at once, and remembers how long its commands took."""

    def __init__(self, loop: Loop, port: int, receive_buffer: int = 0) -> None:
        self.loop = loop
        self.tally = Tally()
        self.seq = self.ack = self.iteration = self.number = self.received = self.points = 0
        self.playing = self.leaving = False
        self.events: list[dict[str, Any]] = []  # whoever wants them empties them
        self.checkpoint = b""
        self.checkpoint_ack = 0
        self.ended_at = 0.0
        self.close_code = 0
        self._asked: dict[int, float] = {}
        self._rest = b""
        self.socket = _connect(port, receive_buffer)
        loop.watch(self.socket.fileno(), READABLE, self._readable)

    @property
    def open(self) -> bool:
        return not self.ended_at

    # Up

    def send(self, kind: str, **fields: Any) -> int:
        self.number += 1
        self._write(json.dumps({"id": self.number, "type": kind, **fields}).encode())
        return self.number

    def ask(self, kind: str, **fields: Any) -> int:
        """Send a command, and note when a frame first shows it."""
        number = self.send(kind, **fields)
        self._asked[number] = time.monotonic()
        return number

    def _write(self, payload: bytes, opcode: int = TEXT) -> None:
        if self.leaving:
            return
        size = len(payload)
        if size < 126:
            head = bytes((0x80 | opcode, 0x80 | size))
        elif size < 1 << 16:
            head = bytes((0x80 | opcode, 0x80 | 126)) + size.to_bytes(2, "big")
        else:
            head = bytes((0x80 | opcode, 0x80 | 127)) + size.to_bytes(8, "big")
        try:
            if size > LARGE:
                self.socket.settimeout(PATIENCE)
            self.socket.sendall(head + bytes(4) + payload)
            if size > LARGE:
                self.socket.setblocking(False)
        except OSError:
            self.leave()

    def say_goodbye(self) -> None:
        """Close as a browser does that leaves the page; the server's answer ends it."""
        self._write(GOING_AWAY.to_bytes(2, "big"), CLOSE)
        self.leaving = True

    def leave(self) -> None:
        """Go without a goodbye."""
        if self.open:
            self.ended_at = time.monotonic()
            self.loop.forget(self.socket.fileno())
            self.socket.close()

    def stall(self) -> None:
        """Read no more, but notice when the other end has gone."""
        self.loop.watch(self.socket.fileno(), GONE, lambda _: self.leave())

    def throttle(self, rate: float, tick: float = 0.02) -> None:
        """Read only so many bytes a second from now on."""
        self.loop.watch(self.socket.fileno(), GONE, lambda _: None)
        last = time.monotonic()

        def sip() -> None:
            nonlocal last
            now = time.monotonic()
            if self.open:
                self._read(int(rate * (now - last)))
                last = now
                self.loop.later(tick, sip)

        sip()

    # Down

    def _readable(self, _: int) -> None:
        self._read(READ)

    def _read(self, most: int) -> None:
        try:
            data = self.socket.recv(most) if most else None
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data is None:
            return
        if not data:
            self.leave()
            return
        self.received += len(data)
        if self._rest:
            data = self._rest + data
        at, end = 0, len(data)
        while end - at >= 2:
            size, start = data[at + 1], at + 2
            if size > 125:
                start += 2 if size == 126 else 8
                if end < start:
                    break
                size = int.from_bytes(data[at + 2 : start], "big")
            if end < start + size:
                break
            self._take(data[at] & 15, data, start, size)
            at = start + size
            if not self.open:
                return
        self._rest = data[at:]

    def _take(self, opcode: int, data: bytes, start: int, size: int) -> None:
        if opcode == BINARY:
            self._draw(data, start, size)
        elif opcode == TEXT:
            self.heard(json.loads(data[start : start + size]))
        elif opcode == CLOSE:
            self.close_code = int.from_bytes(data[start : start + 2], "big")
            self.leave()

    def heard(self, event: dict[str, Any]) -> None:
        self.events.append(event)

    def _draw(self, data: bytes, start: int, size: int) -> None:
        """Do what the page does, but for the picture."""
        now = time.monotonic()
        header = HEADER.unpack_from(data, start)
        _, _, count, self.seq, self.ack, iteration, at, flags, _, self.points, *_ = header
        self.playing = bool(flags & PLAYING)
        self._write(b'{"type":"ack","seq":%d}' % self.seq)
        tally = self.tally
        tally.frames += 1
        tally.updates += max(0, iteration - self.iteration)
        self.iteration = iteration
        tally.ages.append(time.time() - at)
        table, offset = start + HEADER.size, start + HEADER.size + count * ENTRY.size
        ids = set()
        for section, _, _, length, _, _ in ENTRY.iter_unpack(data[table:offset]):
            ids.add(section)
            if section == CHECKPOINT:
                self.checkpoint, self.checkpoint_ack = data[offset : offset + length], self.ack
            offset += length + -length % 8
        tally.grids += CELLS in ids
        if CHECKPOINT not in ids:
            (tally.tables if flags & EXACT else tally.canvas).append(size)
        if self._asked:
            for number in [number for number in self._asked if number <= self.ack]:
                tally.latencies.append(now - self._asked.pop(number))


def _connect(port: int, receive_buffer: int) -> socket.socket:
    """Return a socket that has shaken hands; what came behind the answer is not lost."""
    link = socket.socket()
    if receive_buffer:
        link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    link.settimeout(PATIENCE)
    link.connect(("127.0.0.1", port))
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    link.sendall(HANDSHAKE.format(port=port, key=KEY).encode())
    answer = b""
    while not answer.endswith(b"\r\n\r\n"):
        byte = link.recv(1)
        if not byte:
            raise ConnectionError(f"no handshake: {answer[:60]!r}")
        answer += byte
    if not answer.startswith(b"HTTP/1.1 101"):
        link.close()
        raise ConnectionError(answer.split(b"\r\n", 1)[0].decode())
    link.setblocking(False)
    return link


def moving(learner: Learner, points: int, rate: float, rng: random.Random) -> None:
    """Move a point now and then, `rate` times a second."""

    def move() -> None:
        if learner.open:
            point = [rng.uniform(-1.0, 1.0), rng.uniform(-1.0, 1.0)]
            learner.ask("move_point", index=rng.randrange(points), point=point)
            learner.loop.later(rng.uniform(0.5, 1.5) / rate, move)

    learner.loop.later(rng.uniform(0.0, 1.0) / rate, move)
