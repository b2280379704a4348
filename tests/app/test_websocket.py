"""Frames that are no messages: few are answered, a flood ends its own connection."""

from __future__ import annotations

import socket

import pytest

from app.websocket import MAX_ASIDES, READ_BYTES, WebSocketProtocol
from tests.app.server import closed, serving

EMPTY = b"\x80\0\0\0\0"  # masked, no payload
HANDSHAKE = (
    b"GET /stream HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Protocol: fronteira.1\r\n\r\n"
)
PING, PONG, BEGIN, GO_ON = b"\x89", b"\x8a", b"\x01", b"\x00"


def burst(first: bytes, rest: bytes) -> bytes:
    """Many frames at once: what is sent after the end could hide the reason for it."""
    return first + EMPTY + (rest + EMPTY) * 5 * MAX_ASIDES


@pytest.mark.parametrize("frames", [(PING, PING), (PONG, PONG), (BEGIN, GO_ON)])
def test_a_flood_of_frames_ends_its_own_connection(frames: tuple[bytes, bytes]) -> None:
    with serving() as server:
        other = server.page()
        other.do("start", config={})
        page = server.page()
        page.socket.socket.sendall(burst(*frames))
        assert closed(page) == (1008, "flood")
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


def test_who_does_not_answer_the_close_is_not_waited_for_long() -> None:
    with serving(max_sessions=1) as server:
        server.page()
        with socket.create_connection(("127.0.0.1", server.port), timeout=5.0) as mute:
            mute.sendall(HANDSHAKE)
            while mute.recv(4096):
                pass
