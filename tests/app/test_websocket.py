"""Frames that are no messages: few are answered, a flood ends its own connection."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from websockets.exceptions import ConnectionClosed

from app.websocket import MAX_ASIDES, READ_BYTES, WebSocketProtocol
from tests.app.server import Page, serving


def fragments(page: Page) -> None:
    page.socket.send(iter(["{", *[""] * 5 * MAX_ASIDES, "}"]))


def pings(page: Page) -> None:
    for number in range(5 * MAX_ASIDES):
        page.socket.ping(str(number))


def pongs(page: Page) -> None:
    for _ in range(5 * MAX_ASIDES):
        page.socket.pong()


def until_the_end(page: Page, flood: Callable[[Page], None]) -> None:
    flood(page)
    for _ in range(5):  # heartbeats would come for ever
        page.receive()


@pytest.mark.parametrize("flood", [pings, pongs, fragments])
def test_a_flood_of_frames_ends_its_own_connection(flood: Callable[[Page], None]) -> None:
    with serving() as server:
        other = server.page()
        other.do("start", config={})
        page = server.page()
        with pytest.raises(ConnectionClosed) as closed:
            until_the_end(page, flood)
        assert closed.value.rcvd is not None
        assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (1008, "flood")
        assert other.do("step")["type"] == "applied"


def test_a_few_pings_are_answered() -> None:
    with serving() as server:
        page = server.page()
        for _ in range(MAX_ASIDES // 2):
            assert page.socket.ping().wait(20.0)
        page.socket.send(iter(['{"id": 1,', '"type": "ping"}']))
        assert page.event("applied")["id"] == 1


def test_little_is_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    received = WebSocketProtocol.data_received

    def counted(protocol: WebSocketProtocol, data: bytes) -> None:
        sizes.append(len(data))
        received(protocol, data)

    monkeypatch.setattr(WebSocketProtocol, "data_received", counted)
    with serving() as server:
        page = server.page()
        page.socket.send("x" * 200_000)
        page.event("refused")
    assert sum(sizes) > 200_000
    assert max(sizes) <= READ_BYTES
