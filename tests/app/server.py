"""A real server on a free port of this machine, in a thread, and a page's end of its stream."""

from __future__ import annotations

import itertools
import json
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from types import TracebackType
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from app import frames, wire
from app.frames import Header
from app.main import create_app
from app.server import create_server, listen
from app.settings import Settings

PATIENCE = 20.0
Event = dict[str, Any]


class Running:
    """The server as a test sees it from outside."""

    def __init__(self, settings: Settings) -> None:
        self.app = create_app(settings)
        self.pages: list[Page] = []
        self.listener = listen("127.0.0.1", 0, settings)
        self.port = int(self.listener.getsockname()[1])
        self.server = create_server(self.app, settings)
        self.thread = threading.Thread(
            target=self.server.run, kwargs={"sockets": [self.listener]}, daemon=True
        )

    def __enter__(self) -> Running:
        self.thread.start()
        until(lambda: self.server.started)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        for page in self.pages:
            page.close()

    def stop(self) -> None:
        """What SIGTERM does."""
        self.server.should_exit = True
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def health(self) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self.url}/healthz", timeout=PATIENCE) as answer:
            found: dict[str, Any] = json.load(answer)
        return found

    def page(self, **options: Any) -> Page:
        """A page that has just connected; it is closed with the server if not before."""
        page = Page(self.port, **options)
        self.pages.append(page)
        return page


@contextmanager
def serving(**settings: Any) -> Iterator[Running]:
    with Running(Settings(**settings)) as running:
        yield running


class Page:
    """Speaks the protocol and remembers what it was told."""

    def __init__(self, port: int, acknowledges: bool = True, **options: Any) -> None:
        self._open = ExitStack()
        self.socket: ClientConnection = self._open.enter_context(
            connect(
                f"ws://127.0.0.1:{port}/stream",
                subprotocols=[wire.SUBPROTOCOL],
                compression=None,
                max_size=None,
                **options,
            )
        )
        self.acknowledges = acknowledges
        self.ids = itertools.count(1)
        self.events: list[Event] = []
        self.header: Header | None = None
        self.sections: dict[int, Any] = {}
        self.checkpoint: str | None = None
        self.hello = self.event("hello")

    def __enter__(self) -> Page:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._open.close()

    def send(self, kind: str, **fields: Any) -> int:
        number = next(self.ids)
        self.socket.send(json.dumps({"id": number, "type": kind, **fields}))
        return number

    def receive(self) -> Event | Header:
        """Take one message in; the newest value of each section is kept."""
        message = self.socket.recv(timeout=PATIENCE)
        if isinstance(message, str):
            event: Event = json.loads(message)
            self.events.append(event)
            return event
        self.header, sections = frames.parse(message)
        self.sections |= sections
        if frames.Id.CHECKPOINT in sections:
            self.checkpoint = str(sections[frames.Id.CHECKPOINT])
        if self.acknowledges:
            with suppress(ConnectionClosed):  # what came before the close can still be read
                self.acknowledge()
        return self.header

    def acknowledge(self) -> None:
        assert self.header is not None
        self.socket.send(json.dumps({"type": "ack", "seq": self.header.seq}))

    def event(self, kind: str, **fields: Any) -> Event:
        """Read on to an event of this kind."""
        while True:
            found = self.receive()
            if isinstance(found, dict) and {"type": kind, **fields}.items() <= found.items():
                return found

    def frame(self, wanted: Callable[[Header], bool] = lambda _: True) -> Header:
        """Read on to a frame of this kind."""
        while True:
            found = self.receive()
            if isinstance(found, Header) and wanted(found):
                return found

    def do(self, kind: str, **fields: Any) -> Event:
        """Send a command; read on to its answer, and to the frame that shows it."""
        number = self.send(kind, **fields)
        while True:
            found = self.receive()
            if isinstance(found, dict) and found.get("id") == number:
                break
        if found["type"] == "applied" and (self.header or kind in ("start", "resume")):
            self.frame(lambda header: header.ack >= number)
        return found


def until(holds: Callable[[], Any]) -> None:
    """Wait for something, but not for ever."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


def closed(learner: Page) -> tuple[int, str]:
    """Read to the end; return the code and the reason of the close."""
    with suppress(ConnectionClosed):
        while True:
            learner.receive()
    assert learner.socket.close_code is not None
    return learner.socket.close_code, learner.socket.close_reason or ""
