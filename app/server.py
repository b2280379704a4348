"""The process: a socket with the options that keep dead and slow pages cheap, and its end."""

from __future__ import annotations

import gc
import logging
import socket
import sys

import uvicorn
from fastapi import FastAPI

from app.settings import Settings
from app.websocket import WebSocketProtocol

try:
    import resource
except ModuleNotFoundError:  # on Windows, which has no such limit
    resource = None  # type: ignore[assignment]

log = logging.getLogger(__name__)
SWITCH_SECONDS = 0.0005
BACKLOG = 128  # asyncio tries to accept as many at once, and logs each failure
DESCRIPTORS = 4096


class Server(uvicorn.Server):
    """uvicorn, but the pages hear from the application before their sockets close."""

    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self._app = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        self._app.state.worker.stop()
        await self._app.state.hub.close()
        for connection in self.server_state.connections:
            if isinstance(connection, WebSocketProtocol):
                connection.transport.abort()  # of a page that has not read its goodbye
        await super().shutdown(sockets)


def listen(host: str, port: int, settings: Settings) -> socket.socket:
    """Return a listening socket; every connection inherits its options.

    A small send buffer keeps what a slow page has not read out of the kernel, and a user timeout
    (Linux) drops a connection whose other end has silently gone.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        _set_options(listener, settings)
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except BaseException:
        listener.close()
        raise
    return listener


def _set_options(listener: socket.socket, settings: Settings) -> None:
    if sys.platform != "win32":  # where it would let two servers share a port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, settings.send_buffer_bytes)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        milliseconds = settings.user_timeout_ms
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, milliseconds)


def configured(app: FastAPI, settings: Settings) -> uvicorn.Config:
    """Return how to serve. Frames come deflated where it pays, so the sockets do not deflate."""
    return uvicorn.Config(
        app,
        ws=WebSocketProtocol,
        ws_max_size=settings.max_message_bytes,
        ws_per_message_deflate=False,
        ws_ping_interval=None,
        access_log=False,
        log_config=None,
        backlog=BACKLOG,
        server_header=False,
        timeout_graceful_shutdown=1,
    )


def create_server(app: FastAPI, settings: Settings) -> Server:
    return Server(configured(app, settings), app)


def _allow_descriptors() -> None:
    """Raise the soft limit of open files, one for each connection, as far as the hard one lets."""
    if resource is not None:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = DESCRIPTORS if hard == resource.RLIM_INFINITY else min(DESCRIPTORS, hard)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def run(server: Server, listeners: list[socket.socket]) -> None:
    """Serve until told to stop.

    Threads of requests must not keep the event loop from its turn for long, hence the interval.
    """
    _allow_descriptors()
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.collect()
    gc.freeze()  # or every full collection looks through all that was imported, for 20 to 60 ms
    server.run(sockets=listeners)
