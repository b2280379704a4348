"""The stream: one WebSocket for each page, all served by one scheduler on the event loop."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress

from fastapi import APIRouter
from starlette.responses import Response
from starlette.websockets import WebSocket, WebSocketDisconnect

from app import wire
from app.connection import FULL, SHUTDOWN, Connection
from app.errors import error_response, of_origin
from app.scheduler import Scheduler
from app.security import host_allowed, new_nonce, origin_allowed, secure
from app.settings import Settings
from engine import ConfigError

log = logging.getLogger(__name__)
WATCH_SECONDS = 0.25


class Hub:
    """All open streams, and the tasks that serve them."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.scheduler = Scheduler(time.monotonic)
        self._connections: dict[Connection, asyncio.Task[None]] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._closing = False

    def __len__(self) -> int:
        return len(self._connections)

    @property
    def load(self) -> int:
        return self.scheduler.load.level

    def start(self) -> None:
        """Begin to serve; there must be a running loop."""
        self._tasks = [
            asyncio.create_task(self.scheduler.run()),
            asyncio.create_task(self._watch()),
        ]

    async def stop(self) -> None:
        """Cancel what is left."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def close(self) -> None:
        """Give every page its last checkpoint and say goodbye."""
        self._closing = True
        tasks = list(self._connections.values())
        for connection in self._connections:
            connection.end(SHUTDOWN)
        if tasks:
            await asyncio.wait(tasks, timeout=self.settings.close_seconds)

    async def _watch(self) -> None:
        while True:
            slept_at = time.monotonic()
            await asyncio.sleep(WATCH_SECONDS)
            now = time.monotonic()
            if now - slept_at > 2.0 * WATCH_SECONDS:
                continue  # the loop was held up, so what the pages have said may lie unread
            for connection in list(self._connections):
                connection.watch(now)

    async def serve(self, socket: WebSocket) -> None:
        """Serve one page from its handshake to its end."""
        if refusal := self._refusal(socket):
            secure(refusal.headers, new_nonce())
            await socket.send_denial_response(refusal)
            return
        await socket.accept(wire.SUBPROTOCOL)
        connection = Connection(socket, self.settings, self.scheduler, time.monotonic)
        if self._closing or len(self) >= self.settings.max_sessions:
            connection.end(SHUTDOWN if self._closing else FULL)
        task = asyncio.current_task()
        assert task is not None
        self._connections[connection] = task
        log.info("session opened", extra={"sessions": len(self)})
        try:
            with suppress(WebSocketDisconnect):
                await connection.serve()
        finally:
            del self._connections[connection]
            connection.session.end()
            log.info("session closed", extra={"sessions": len(self), "why": connection.why})

    def _refusal(self, socket: WebSocket) -> Response | None:
        """Return the answer to a handshake that is not for us."""
        host = socket.headers.get("host", "")
        if not host_allowed(host, self.settings):
            return error_response(ConfigError("host", "is not served here", host, "host"), 421)
        if not origin_allowed(socket.headers, self.settings):
            return error_response(of_origin(socket.headers["origin"]), 403)
        if wire.SUBPROTOCOL not in socket.scope["subprotocols"]:
            offered, rule = ", ".join(socket.scope["subprotocols"]), f"must be {wire.SUBPROTOCOL}"
            return error_response(ConfigError("subprotocol", rule, offered, "subprotocol"), 400)
        return None


def create_router(hub: Hub) -> APIRouter:
    router = APIRouter()
    router.add_api_websocket_route("/stream", hub.serve)
    return router
