"""uvicorn's WebSocket protocol, made safe against frames that are no messages.

A message stops the reading until it has been dealt with. Pings, pongs and fragments do not: they
are parsed at once, all that have been read, and an empty one has six bytes.
"""

from __future__ import annotations

import asyncio
from asyncio import BaseTransport

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode, Frame

READ_BYTES = 8192  # asyncio reads 256 KB at once, a third of a second of empty frames
MAX_ASIDES = 100  # a second
LINGER = 0.5  # seconds for the last bytes, once the application is done with the page


class WebSocketProtocol(WebSocketsSansIOProtocol):
    """Reads little at once, closes with 1008 when there are too many frames beside messages, and
    waits for nobody who does not read the close.
    """

    _asides = _second = 0

    def connection_made(self, transport: BaseTransport) -> None:
        super().connection_made(transport)
        if hasattr(transport, "max_size"):
            transport.max_size = READ_BYTES

    def on_task_complete(self, task: asyncio.Task[None]) -> None:
        super().on_task_complete(task)
        self.loop.call_later(LINGER, self.transport.abort)

    def handle_ping(self) -> None:
        if self._bearable():
            super().handle_ping()

    def handle_pong(self, event: Frame) -> None:
        if self._bearable():
            super().handle_pong(event)

    def handle_cont(self, event: Frame) -> None:
        if self._bearable():
            super().handle_cont(event)

    def _bearable(self) -> bool:
        """Count a frame; False if the connection ends for it."""
        second = int(self.loop.time())
        self._asides = 1 + self._asides * (second == self._second)
        self._second = second
        if self._asides > MAX_ASIDES and not self.close_sent:
            self.conn.fail(CloseCode.POLICY_VIOLATION, "flood")
            self.handle_parser_exception()
        return not self.close_sent
