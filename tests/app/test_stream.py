"""The stream over a real socket: the protocol, bad company, slow pages, and the end."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from websockets.exceptions import InvalidStatus

from app import checkpoint
from app.frames import Flag, Id
from app.settings import Settings
from engine import Experiment
from tests.app.commands import CS231N, SPIRAL, same_state
from tests.app.server import PATIENCE, Page, Running, closed, serving, until


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    with serving() as running:
        yield running


@pytest.fixture
def learner(server: Running) -> Iterator[Page]:
    with server.page() as learner:
        yield learner


def shown(learner: Page, experiment: Experiment) -> None:
    """What the page has been sent is what the engine says, bit for bit."""
    result = experiment.evaluate()
    assert learner.header is not None
    assert learner.header.iteration == experiment.iteration
    assert np.array_equal(learner.sections[Id.PARAMS].ravel(), experiment.theta)
    assert np.array_equal(learner.sections[Id.GRADIENTS].ravel(), result.grad)
    assert np.array_equal(learner.sections[Id.SCORES], result.scores)
    assert np.array_equal(learner.sections[Id.LOSSES].ravel(), result.losses)


def test_hello_says_who_speaks_and_the_limits(learner: Page) -> None:
    assert learner.hello["protocol"] == learner.socket.subprotocol == "fronteira.1"
    assert learner.hello["version"] == 1
    assert learner.hello["limits"]["max_points"] == Settings().max_points


def test_a_session_from_start_to_end(learner: Page) -> None:
    experiment = Experiment(CS231N)
    learner.do("start", config=CS231N)
    shown(learner, experiment)
    learner.do("step")
    experiment.step()
    shown(learner, experiment)
    learner.do("move_point", index=7, point=[0.8, -1.15])
    experiment.move_point(7, (0.8, -1.15))
    shown(learner, experiment)
    assert learner.sections[Id.POINTS][7].tolist() == [0.8, -1.15]
    learner.do("play", rate=100.0)
    learner.frame(lambda header: header.iteration > 20)
    learner.do("pause")
    assert learner.header is not None
    experiment.step(learner.header.iteration - 1)
    shown(learner, experiment)
    assert learner.header.flags == Flag.EXACT


def test_playing_as_fast_as_it_goes(learner: Page) -> None:
    learner.do("start", config=SPIRAL)
    learner.do("subscribe", tables=True, regions=False, grid=40, units=16)
    learner.do("play")
    learner.frame(lambda header: header.iteration > 200)
    learner.do("pause")
    experiment = Experiment(SPIRAL)
    assert learner.header is not None
    experiment.step(learner.header.iteration)
    shown(learner, experiment)
    assert learner.sections[Id.CELLS].shape == (42, 42)
    assert learner.sections[Id.UNIT_MAPS].shape == (8 * 16, 16)


def test_two_pages_are_two_sessions(server: Running, learner: Page) -> None:
    with server.page() as other:
        learner.do("start", config=CS231N)
        other.do("start", config=CS231N)
        other.do("step", count=5)
        learner.do("ping")
        assert (learner.header.iteration, other.header.iteration) == (0, 5)  # type: ignore[union-attr]


def test_a_heartbeat_when_nothing_else_is_said() -> None:
    with serving(heartbeat_seconds=0.1) as server, server.page() as learner:
        assert learner.event("heartbeat") == {"type": "heartbeat"}


RUBBISH: list[tuple[str | bytes, str]] = [
    (b"\x00\x01\x02", "message"),
    (b"FRON" * 100, "message"),
    ("", "message"),
    ("{", "message"),
    ("[" * 50_000, "message"),
    ('"x"', "message"),
    ('{"type": "launch", "id": 1}', "type"),
    ('{"type": "step", "id": 1}', "type"),
    (json.dumps({"id": 1, "type": "start", "config": {"hidden": [{"units": 10**9}]}}),
     "hidden.0.units"),
    (json.dumps({"id": 1, "type": "resume", "checkpoint": "AAAA", "commands": [],
                 "iteration": 0}), "checkpoint"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "field"), RUBBISH, ids=range(len(RUBBISH)))
def test_rubbish_is_refused_and_the_session_goes_on(
    learner: Page, text: str | bytes, field: str
) -> None:
    learner.socket.send(text)
    assert learner.event("refused")["field"] == field
    learner.ids = iter(range(10, 99))  # type: ignore[assignment]
    assert learner.do("start", config=CS231N)["type"] == "applied"


def test_a_message_that_is_too_long_ends_its_session_only(server: Running, learner: Page) -> None:
    with server.page() as other:
        learner.do("start", config=CS231N)
        size = 2 * Settings().max_message_bytes
        # Its head alone: what is sent after the end could hide the reason for it.
        other.socket.socket.sendall(b"\x81\xff" + size.to_bytes(8, "big") + bytes(4))
        assert closed(other)[0] == 1009
        assert learner.do("step")["type"] == "applied"


def test_a_flood_of_commands_is_answered_in_order_and_harms_nobody(
    server: Running, learner: Page
) -> None:
    learner.do("start", config=CS231N)
    with server.page() as other:
        other.do("start", config=CS231N)
        flood = [other.send("nudge", name="b0", index=[0], by=0.001) for _ in range(1500)]
        for _ in range(5):
            assert learner.do("step")["type"] == "applied"
        answered = [other.event("applied")["id"] for _ in flood]
        assert answered == flood


def test_few_commands_wait_while_one_is_at_work() -> None:
    with serving(max_inbox=4) as server, server.page() as learner:
        learner.do("start", config=SPIRAL)
        long = learner.send("step", count=5000)
        pings = [learner.send("ping") for _ in range(200)]
        (connection,) = server.app.state.hub._connections
        waiting = 0
        while len(connection.session.inbox) or not waiting:
            waiting = max(waiting, len(connection.session.inbox))
        assert waiting == 4
        assert [learner.event("applied")["id"] for _ in range(201)] == [long, *pings]


def test_a_page_that_never_reads_is_not_read_from() -> None:
    """Its answers do not pile up on the server: its own sends stall instead."""
    with serving() as server, socket.create_connection(("127.0.0.1", server.port)) as raw:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        raw.sendall(handshake(server.port))
        assert b" 101 " in raw.recv(200)
        hub, bound = server.app.state.hub, Settings().max_inbox
        until(lambda: len(hub) == 1)
        (connection,) = hub._connections
        raw.setblocking(False)
        flood = memoryview(masked(b'{"id": 1, "type": "x", "y": "' + b"z" * 80 + b'"}') * 30_000)
        highest = quiet = 0
        while quiet < 100:
            quiet = 0 if len(connection.outbox) > highest else quiet + 1
            highest = max(highest, len(connection.outbox))
            with suppress(BlockingIOError):
                flood = flood[raw.send(flood) :]
            time.sleep(0.01)
        assert bound < highest < 3 * bound


def handshake(port: int, **headers: str) -> bytes:
    lines = {
        "Host": f"127.0.0.1:{port}",
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Protocol": "fronteira.1",
        **headers,
    }
    text = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"GET /stream HTTP/1.1\r\n{text}\r\n".encode()


def masked(payload: bytes) -> bytes:
    """A text message under the mask 0, which leaves it as it is."""
    assert 0 < len(payload) < 126
    return bytes([0x81, 0x80 | len(payload), 0, 0, 0, 0]) + payload


def test_a_page_that_draws_nothing_is_sent_two_frames_and_then_dropped() -> None:
    with serving(ack_timeout=0.6) as server, server.page() as healthy:
        healthy.do("start", config=CS231N)
        healthy.do("play", rate=100.0)
        learner = server.page(acknowledges=False)
        learner.send("start", config=CS231N)
        learner.frame()
        learner.send("play")
        learner.frame()
        code, reason = closed(learner)
        assert (code, reason) == (1008, "silent")
        assert learner.header is not None
        assert learner.header.seq <= 3, "two frames, and the one with the last checkpoint"
        assert learner.events[-1] == {"type": "bye", "reason": "silent"}
        iteration = healthy.frame().iteration
        healthy.frame(lambda header: header.iteration > iteration + 20)


def test_training_goes_on_while_the_page_is_slow(learner: Page) -> None:
    learner.do("start", config=CS231N)
    learner.acknowledges = False
    learner.send("play", rate=100.0)
    first, second = learner.frame(), learner.frame()
    time.sleep(0.5)
    learner.acknowledge()
    third = learner.frame()
    assert third.seq == second.seq + 1
    assert third.iteration - second.iteration > 10 * max(1, second.iteration - first.iteration) / 4


def test_over_a_slow_link_one_frame_is_on_the_way(learner: Page) -> None:
    learner.do("start", config=CS231N)
    learner.acknowledges = False
    learner.send("play", rate=100.0)
    learner.frame()
    learner.frame()
    time.sleep(0.3)
    learner.acknowledge()
    alone = learner.frame()
    learner.event("heartbeat")
    learner.event("heartbeat")
    assert learner.header == alone, "none came before it was acknowledged"


def test_pages_that_stop_reading_cost_no_memory_and_are_dropped() -> None:
    """They hold two frames each, in the kernel; the server keeps nothing for them."""
    with serving(ack_timeout=1.0, user_timeout_ms=1500) as server, server.page() as healthy:
        healthy.do("start", config=CS231N)
        healthy.do("play", rate=100.0)
        stalled = [stalled_page(server) for _ in range(20)]
        assert server.health()["sessions"] == 21
        connections = list(server.app.state.hub._connections)
        while server.health()["sessions"] > 1:
            waiting = [sum(map(len, connection.outbox.messages)) for connection in connections]
            assert max(waiting) < 100_000
            healthy.frame()
        for raw in stalled:
            raw.close()
        iteration = healthy.frame().iteration
        healthy.frame(lambda header: header.iteration > iteration + 20)


def stalled_page(server: Running) -> socket.socket:
    """A page that starts to play and never reads again."""
    raw = socket.create_connection(("127.0.0.1", server.port))
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.sendall(handshake(server.port))
    assert b" 101 " in raw.recv(200)
    raw.sendall(masked(b'{"id": 1, "type": "start", "config": {"data": "convnet_spiral"}}'))
    raw.sendall(masked(b'{"id": 2, "type": "subscribe", "grid": 100}'))
    raw.sendall(masked(b'{"id": 3, "type": "play", "rate": 30}'))
    return raw


def test_a_session_without_commands_is_closed_with_its_checkpoint() -> None:
    with serving(idle_timeout=0.5, checkpoint_seconds=30.0) as server, server.page() as learner:
        learner.do("start", config=CS231N)
        learner.do("step", count=3)
        learner.checkpoint = None
        assert closed(learner) == (4000, "idle")
        assert learner.checkpoint is not None
        assert json.loads(learner.checkpoint)["experiment"]["iteration"] == 3


def test_too_many_sessions_are_told_to_come_again() -> None:
    with serving(max_sessions=1) as server, server.page():
        with server.page() as second:
            assert closed(second) == (1013, "full")
        until(lambda: server.health()["sessions"] == 1)


def test_a_session_ends_with_its_page(server: Running) -> None:
    before = server.health()["sessions"]
    learner = server.page()
    learner.do("start", config=SPIRAL)
    learner.do("play")
    learner.frame()
    learner.socket.socket.close()
    until(lambda: server.health()["sessions"] == before)


def test_a_failure_ends_one_session(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    with server.page() as learner, server.page() as other:
        learner.do("start", config=CS231N)
        other.do("start", config=SPIRAL)
        connections = list(server.app.state.hub._connections)
        broken = next(c for c in connections if len(c.session.learner.experiment.points) > 9)
        monkeypatch.setattr(broken.session, "advance", lambda: 1 / 0)
        other.send("step")
        assert closed(other) == (1011, "failed")
        assert learner.do("step")["type"] == "applied"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 101),
        ({"Origin": "http://127.0.0.1:{port}"}, 101),
        ({"Origin": "https://school.example"}, 101),
        ({"Origin": "http://192.168.0.7:8000", "Host": "192.168.0.7:8000"}, 101),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({"Origin": "http://evil.example", "Host": "evil.example"}, 421),
        ({"Sec-WebSocket-Protocol": "chat"}, 400),
    ],
)
def test_only_our_own_pages_may_connect(headers: dict[str, str], status: int) -> None:
    with serving(allowed_origins=frozenset({"https://school.example"})) as server:
        given = {name: text.format(port=server.port) for name, text in headers.items()}
        with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as raw:
            raw.sendall(handshake(server.port, **given))
            assert raw.recv(2000).startswith(f"HTTP/1.1 {status} ".encode())


def test_a_refused_handshake_says_why(server: Running) -> None:
    with pytest.raises(InvalidStatus) as caught:
        server.page(origin="http://evil.example")
    error = json.loads(caught.value.response.body or b"")["error"]
    assert (error["field"], error["value"]) == ("origin", "http://evil.example")
    assert "default-src 'none'" in caught.value.response.headers["Content-Security-Policy"]


def test_shutdown_saves_and_says_goodbye() -> None:
    with serving(checkpoint_seconds=60.0) as server:
        pages = [server.page() for _ in range(3)]
        for count, learner in enumerate(pages):
            learner.do("start", config=SPIRAL)
            learner.do("step", count=10 * count + 1)
            learner.checkpoint = None
        pages[1].do("play")
        pages[1].frame()
        server.stop()
    for learner in pages:
        assert closed(learner) == (1012, "shutdown")
        assert learner.events[-1] == {"type": "bye", "reason": "shutdown"}
        assert learner.checkpoint is not None
        saved = json.loads(learner.checkpoint)
        assert saved["experiment"]["iteration"] == learner.header.iteration  # type: ignore[union-attr]
        assert saved["playing"] == (learner is pages[1])


def test_another_server_goes_on_where_the_first_ended() -> None:
    with serving() as first:
        learner = first.page()
        learner.do("start", config=SPIRAL)
        learner.do("play")
        learner.frame(lambda header: header.iteration > 50)
        first.stop()
        closed(learner)
    with serving() as second, second.page() as again:
        header = learner.header
        assert header is not None
        again.do("resume", checkpoint=learner.checkpoint, commands=[], iteration=header.iteration)
        again.do("pause")
        experiment = Experiment(SPIRAL)
        assert again.header is not None
        assert again.header.iteration >= header.iteration
        experiment.step(again.header.iteration)
        shown(again, experiment)


def test_a_long_resumption_holds_nobody_up(server: Running, learner: Page) -> None:
    """The others are answered while it is under way; its own page hears heartbeats."""
    learner.do("start", config=SPIRAL)
    checkpoint = learner.checkpoint
    learner.do("play")
    with server.page() as again:
        play = {"command": {"id": 900, "type": "play", "rate": 1.0}, "at": 0}
        number = again.send("resume", checkpoint=checkpoint, commands=[play], iteration=20_000)
        learner.do("pause")
        for _ in range(10):
            learner.do("step")
        assert not any(event.get("id") == number for event in again.events)
        again.event("applied", id=number)
        assert again.frame().iteration >= 20_000


def test_long_work_is_cancelled_at_once_and_holds_nobody_up(server: Running, learner: Page) -> None:
    learner.do("start", config=SPIRAL)
    long = [learner.send("step", count=10_000) for _ in range(20)]
    told = learner.event("progress")
    assert (told["command"] in long, told["of"]) == (True, 200_000)
    with server.page() as other:
        other.do("start", config=CS231N)
        for _ in range(10):
            other.do("step")
    learner.socket.send('{"type": "cancel"}')
    answers = [learner.event("applied", id=told["command"])]
    while answers[-1]["id"] < long[-1]:
        found = learner.receive()
        answers += [found] if isinstance(found, dict) and "id" in found else []
    (last,) = [answer for answer in answers if "made" in answer]
    assert [a["code"] for a in answers if a["type"] == "refused"][-1] == "cancelled"
    while learner.header is None or learner.header.ack < last["id"]:
        learner.receive()
    assert learner.header.iteration == last["iteration"] + last["made"] < 200_000


def test_nothing_is_left_behind() -> None:
    """Every task of a server ends with it; a warning of one that did not would be an error."""
    with serving() as server:
        learner = server.page()
        learner.do("start", config=CS231N)
        learner.do("play")
        learner.frame()
        hub = server.app.state.hub
    assert len(hub) == 0
    assert all(task.done() for task in hub._tasks)
    closed(learner)


def test_a_snapshot_over_the_wire_is_the_engines(learner: Page) -> None:
    learner.do("start", config=SPIRAL)
    learner.do("step", count=7)
    learner.do("pause")
    assert learner.checkpoint is not None
    experiment = Experiment(SPIRAL)
    experiment.step(7)
    saved: Any = checkpoint.unpack(learner.checkpoint)["experiment"]
    assert same_state(saved, experiment.snapshot())
