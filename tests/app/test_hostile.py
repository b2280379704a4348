"""What somebody who means harm may send: it is worked off in slices, and others never wait."""

from __future__ import annotations

import asyncio
import gc
import json
import socket
import threading
import warnings
import weakref
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import numpy as np
import pytest
from starlette.testclient import TestClient

from app import edits, limits, requests, stream, wire
from app.frames import Id
from app.history import History
from app.inbox import Inbox
from app.main import create_app
from app.settings import Settings
from app.work import BusyError, Stopped
from engine import Experiment, schema
from tests.app.commands import CS231N, Driver, started
from tests.app.server import PATIENCE, serving

FAMILIES = ("loss", "optimizer", "initializer", "data")


def test_a_resumption_gives_way_between_its_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    checkpoint = started().checkpoint()
    nudge = {"type": "nudge", "name": "b0", "index": [0], "by": 1.0}
    commands = [{"command": {**nudge, "id": 1 + i}, "at": None} for i in range(20)]
    driver, apply = Driver(tick=1e-6), edits.apply
    applied = 0

    def slow_apply(*args: Any) -> None:
        nonlocal applied
        applied += 1
        driver.clock.now += 2 * driver.session.slice
        apply(*args)

    monkeypatch.setattr(edits, "apply", slow_apply)
    driver.give("resume", checkpoint=checkpoint, commands=commands, iteration=0)
    while driver.session.busy:
        before = applied
        driver.advance()
        assert applied - before <= 1
    assert applied == len(commands)
    assert driver.experiment.params["b0"][0] == started().experiment.params["b0"][0] + 20.0


def test_nobody_is_called_silent_by_one_who_slept(monkeypatch: pytest.MonkeyPatch) -> None:
    """After the loop was held up, what the pages have said is read before they are looked at."""
    nights, now, page = [0.25, 9.0, 0.25, 0.25], 0.0, Mock()
    hub = stream.Hub(Settings())
    hub._connections = {page: Mock()}

    async def sleep(seconds: float) -> None:
        nonlocal now
        if not nights:
            raise asyncio.CancelledError
        now += nights.pop(0)

    monkeypatch.setattr(stream, "asyncio", SimpleNamespace(sleep=sleep))
    monkeypatch.setattr(stream, "time", SimpleNamespace(monotonic=lambda: now))
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(hub._watch())
    assert [call.args[0] for call in page.watch.mock_calls] == [0.25, 9.5, 9.75]


EDITS: list[tuple[str, dict[str, Any]]] = [
    ("configure", {"changes": {"hidden": [{"units": 64}] * 2}}),
    ("set_points", {"points": [[0.0, 1.0]] * 4, "labels": [0, 1, 0, 1]}),
    ("back", {"count": 1}),
]


@pytest.mark.parametrize(("kind", "fields"), EDITS, ids=[kind for kind, _ in EDITS])
def test_another_experiment_begins_with_one_update(
    kind: str, fields: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was learned of a small one says nothing of the time that a large one takes."""
    driver = started(CS231N)
    driver.do("step", count=5000)
    driver.do("play")
    counts: list[int] = []
    step = Experiment.step

    def counted(experiment: Experiment, count: int = 1) -> None:
        counts.append(count)
        step(experiment, count)

    monkeypatch.setattr(Experiment, "step", counted)
    driver.do(kind, **fields)
    for _ in range(8):
        driver.clock.now += 0.01
        driver.advance()
    assert counts[0] == 1
    most = 1
    for count in counts:
        assert count <= most
        most = max(most, 2 * count)


@pytest.mark.parametrize("family", FAMILIES)
def test_no_name_of_a_setting_is_special(family: str) -> None:
    driver = Driver()
    name = schema()["families"][family][0]["name"]
    answer = driver.do("start", config={family: {"name": name, "self": 1}})
    assert (answer["type"], answer["code"]) == ("refused", "unknown_field")


ZIGZAG = [{"units": units, "activation": "gelu"} for units in (64, 1, 64, 1, 64, 1, 64)]


def random_points(count: int) -> dict[str, Any]:
    points = np.random.default_rng(0).normal(size=(count, 2))
    return {"points": points.tolist(), "labels": [i % 10 for i in range(count)]}


def test_units_cost_as_well_as_parameters() -> None:
    """Few parameters, many activations: too much for many points, and a coarse grid for few."""
    config = {"hidden": ZIGZAG, "loss": "softmax", "data": random_points(2000)}
    driver = Driver()
    answer = driver.do("start", config=config)
    assert (answer["type"], answer["field"], answer["code"]) == ("refused", "hidden", "range")
    driver.do("start", config=config | {"data": random_points(400)})
    driver.do("subscribe", grid=160)
    wide = driver.frame()[1][Id.CELLS].shape[1]
    assert 30 < wide < 60
    assert limits.hidden_units(driver.experiment) == 260 - 1


def test_the_steps_within_a_resumption_count() -> None:
    checkpoint = started().checkpoint()
    step = {"type": "step", "count": 60}
    commands = [{"command": {**step, "id": 1 + i}, "at": 60 * i} for i in range(2)]
    low: list[dict[str, Any]] = [{"max_replay": 100}, {"max_request_work": 100 * 81 // limits.LONG}]
    for limit in low:
        driver = Driver(Settings(**limit))
        answer = driver.do("resume", checkpoint=checkpoint, commands=commands, iteration=0)
        assert (answer["type"], answer["field"]) == ("refused", "iteration")
        answer = driver.do("resume", checkpoint=checkpoint, commands=commands[:1], iteration=0)
        assert answer["type"] == "applied"


def test_a_long_answer_is_written_bit_by_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    """One call for all of it would keep the interpreter from everybody else."""
    written: list[int] = []
    dumps = json.dumps

    def counted(*args: Any, **options: Any) -> str:
        text = dumps(*args, **options)
        written.append(len(text))
        return text

    monkeypatch.setattr(json, "dumps", counted)
    config = {"hidden": [{"units": 32}, {"units": 16}], "loss": "softmax"}
    whole = requests.train(dumps(config | {"steps": 50}).encode(), Settings(), lambda: False)
    assert max(written) < len(whole) / 40


def test_training_asks_after_every_update_whether_to_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steps: list[int] = []
    monkeypatch.setattr(Experiment, "step", lambda experiment, count=1: steps.append(count))
    body = json.dumps({"steps": 500, "every": 500}).encode()
    with pytest.raises(BusyError):
        requests.train(body, Settings(), lambda: sum(steps) >= 3)
    assert sum(steps) == 3


def test_nobody_works_for_a_request_that_was_left(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, ended = threading.Event(), threading.Event()

    def endless(body: bytes, settings: Settings, stopped: Stopped) -> bytes:
        begun.set()
        while not stopped() and not ended.wait(0.01):
            pass
        ended.set()
        raise BusyError

    monkeypatch.setattr(requests, "train", endless)
    with serving() as server:
        with socket.create_connection(("127.0.0.1", server.port)) as left:
            head = b"POST /api/train HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}"
            left.sendall(head)
            assert begun.wait(PATIENCE)
            assert not ended.is_set()
        assert ended.wait(PATIENCE)


@pytest.mark.parametrize("path", ["/api/evaluate", "/api/train"])
def test_pages_of_other_sites_may_not_let_the_server_work(path: str) -> None:
    client = TestClient(create_app(Settings()))
    headers = {"Origin": "https://elsewhere.example", "Content-Type": "text/plain"}
    answer = client.post(path, content=b'{"steps": 1}', headers=headers)
    assert (answer.status_code, answer.json()["error"]["field"]) == (403, "origin")
    own = client.post(path, content=b'{"steps": 1}', headers={"Origin": "http://testserver"})
    assert own.status_code == (200 if path == "/api/train" else 422)


def test_what_waits_is_bounded_in_bytes() -> None:
    settings = Settings(max_message_bytes=1024)
    inbox, ping = Inbox(settings), wire.Ping(id=1, type="ping")
    inbox.put(ping, 1024)
    assert not inbox.full
    inbox.put(ping, 1024)
    assert inbox.full
    assert inbox.take() is ping
    assert not inbox.full


def test_a_session_that_ends_amid_a_command_is_freed_at_once() -> None:
    driver = started()
    driver.give("step", count=10_000)
    driver.give("ping")
    driver.advance()
    assert driver.session.busy
    session = weakref.ref(driver.session)
    gc.disable()
    try:
        driver.session.end()
        del driver
        assert session() is None
    finally:
        gc.enable()


def test_a_start_of_many_numbers_counts_as_past() -> None:
    hidden = {"hidden": [{"units": 64}, {"units": 64}], "loss": "softmax"}
    plain = Experiment(hidden)
    given = Experiment(hidden | {"start": {name: v.tolist() for name, v in plain.params.items()}})
    sizes = []
    for experiment in (plain, given):
        sizes.append(History(8, 1 << 20, experiment).keyframes[0].size)
    assert sizes[1] - sizes[0] > 30 * len(plain.theta)


def test_points_beyond_a_float32_are_no_news_to_the_log() -> None:
    far = {"points": [[1e308, -1e308], [0.0, 1e308]], "labels": [0, 1]}
    driver = Driver()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        driver.do("start", config={"data": far, "features": ["x1_squared", "x2"]})
        driver.do("start", config={"data": far})
        driver.do("subscribe", grid=20, view=[-1e308, 1e308])
        driver.frame()


@pytest.mark.parametrize("path", ["/", "/docs", "/linear"])
def test_pages_can_be_asked_after(path: str) -> None:
    client = TestClient(create_app(Settings()))
    assert client.head(path).status_code == client.get(path).status_code == 200


def test_a_body_that_is_no_json_is_shown_as_text() -> None:
    answer = TestClient(create_app(Settings())).post("/api/train", content=b"[[")
    assert answer.json()["error"]["value"] == "[["
