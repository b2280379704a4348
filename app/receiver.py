"""A worker: a server whose connections were accepted by another process (see app.workers)."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Callable
from contextlib import suppress

import uvicorn
from fastapi import FastAPI

from app.server import Server
from app.websocket import WebSocketProtocol

REPORT_SECONDS = 0.05
REPORT = struct.Struct("<II")  # connections received, and how many of them weigh


class Receiver(Server):
    """A server whose connections come through a channel; it ends when the channel does."""

    def __init__(self, config: uvicorn.Config, app: FastAPI, channel: socket.socket) -> None:
        super().__init__(config, app)
        self._channel = channel
        self._received = 0
        self._said = (0, 0)
        self._open: set[asyncio.Transport] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        asyncio.get_running_loop().add_reader(self._channel, self._receive)
        self._keep(asyncio.create_task(self._report()))

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        asyncio.get_running_loop().remove_reader(self._channel)
        self._channel.close()
        await super().shutdown(sockets)

    def _keep(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _receive(self) -> None:
        try:
            said, descriptors, _, _ = socket.recv_fds(self._channel, 1, 1)
        except BlockingIOError:
            return
        except OSError:
            said, descriptors = b"", []
        if not said:
            asyncio.get_running_loop().remove_reader(self._channel)
            self.should_exit = True
            return
        self._received += 1
        for descriptor in descriptors:
            self._keep(asyncio.create_task(self._take(socket.socket(fileno=descriptor))))

    async def _take(self, connection: socket.socket) -> None:
        """Serve it as one that was accepted here."""
        connection.setblocking(False)
        loop = asyncio.get_running_loop()
        with suppress(OSError):  # it has gone already
            transport, _ = await loop.connect_accepted_socket(self._protocol, connection)
            self._open.add(transport)

    def _protocol(self) -> asyncio.Protocol:
        make: Callable[..., asyncio.Protocol] = self.config.http_protocol_class
        return make(
            config=self.config, server_state=self.server_state, app_state=self.lifespan.state
        )

    async def _report(self) -> None:
        """Tell the parent what is new, as long as there is one."""
        while not self.should_exit:
            self._open = {transport for transport in self._open if not transport.is_closing()}
            now = (self._received, sum(map(_weighs, self._open)))
            if now != self._said:
                with suppress(OSError):
                    self._channel.send(REPORT.pack(*now))
                    self._said = now
            await asyncio.sleep(REPORT_SECONDS)


def _weighs(transport: asyncio.Transport) -> bool:
    """Whether it is a stream, or may still become one: no request has come yet."""
    protocol = transport.get_protocol()
    return isinstance(protocol, WebSocketProtocol) or getattr(protocol, "scope", None) is None
