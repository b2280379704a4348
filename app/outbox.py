"""What is on the way to one page: events and frames in order, and how long they have not moved."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from app.learner import Clock


class Outbox:
    """Filled from anywhere on the loop, emptied by one task."""

    def __init__(self, socket: WebSocket, clock: Clock) -> None:
        self.messages: deque[str | bytes] = deque()
        self.sent_at = self._moved_at = clock()
        self._socket, self._clock = socket, clock
        self._filled = asyncio.Event()

    def __len__(self) -> int:
        return len(self.messages)

    def tell(self, event: dict[str, Any]) -> None:
        """Send an event when its turn comes."""
        self.put(json.dumps(event, separators=(",", ":"), allow_nan=False))

    def put(self, message: str | bytes) -> None:
        if not self.messages:
            self._moved_at = self._clock()
        self.messages.append(message)
        self._filled.set()

    def stuck_since(self, now: float) -> float:
        """Return since when the next message waits; `now` if there is none."""
        return self._moved_at if self.messages else now

    async def run(self, emptied: Callable[[], None]) -> None:
        """Send what comes until the page has gone; call `emptied` whenever nothing is left."""
        with suppress(WebSocketDisconnect):
            while True:
                await self.flush()
                self._filled.clear()
                emptied()
                await self._filled.wait()

    async def flush(self) -> None:
        """Send everything that waits. What cannot be sent yet stays the next."""
        while self.messages:
            await self._send(self.messages[0])
            self.messages.popleft()
            self.sent_at = self._moved_at = self._clock()

    async def _send(self, message: str | bytes) -> None:
        try:
            if isinstance(message, str):
                await self._socket.send_text(message)
            else:
                await self._socket.send_bytes(message)
        except RuntimeError:  # the server closed in between, as for a message that was too long
            raise WebSocketDisconnect(1006) from None
