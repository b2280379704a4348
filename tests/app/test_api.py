"""The engine over HTTP: the lecture's figure, every refusal in one shape, nothing unbounded."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

from app import requests
from app.main import create_app
from app.settings import Settings
from engine import Experiment, schema
from tests.app.server import PATIENCE, until

Json = Any
SLIDE = {
    "data": {"name": "lecture_frame"},
    "loss": {"name": "weston_watkins"},
    "penalty": {"l2": 0.1, "l2_convention": "cs231n"},
}
SCORES = [
    [0.95, -0.05, -0.05], [1.21, -0.37, 0.20], [1.06, 0.26, -0.70],
    [-0.14, 0.77, -0.22], [0.31, 0.80, -0.76], [-0.56, 1.03, -0.18],
    [0.51, -0.49, 1.17], [-0.00, -0.81, 2.28], [-0.81, 0.53, 0.93],
]  # fmt: skip
LOSSES = [0.00, 0.00, 0.19, 0.09, 0.51, 0.00, 0.34, 0.00, 0.60]
W = [[1.1239, 0.8358], [-0.9520, 0.3030], [0.3504, -1.4391]]
B = [0.0579, 0.3006, 0.3489]


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app(Settings())) as client:
        yield client


def limited(**settings: Any) -> TestClient:
    return TestClient(create_app(Settings(**settings)))


def post(client: TestClient, path: str, body: Json) -> Json:
    answer = client.post(path, json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def refused(answer: Any, status: int = 422) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.json().keys() == {"error"}
    error: dict[str, Any] = answer.json()["error"]
    assert error.keys() == {"field", "rule", "value", "code", "args", "message"}
    assert error["message"].startswith(f"{error['field']} {error['rule']}")
    return error


@pytest.mark.parametrize("given", ["preset", "params", "points"])
def test_the_lectures_figure(client: TestClient, given: str) -> None:
    body: Json = dict(SLIDE)
    if given == "params":
        body["params"] = {"W0": W, "b0": B}
    if given == "points":
        slide = Experiment(SLIDE)
        assert slide.labels is not None
        body["data"] = {"points": slide.points.tolist(), "labels": slide.labels.tolist()}
        body["params"] = {"W0": W, "b0": B}
    found = post(client, "/api/evaluate", body)
    assert np.round(found["scores"], 2).tolist() == SCORES
    assert np.round(found["losses"], 2).tolist() == LOSSES
    assert [round(found[name], 2) for name in ("data_loss", "penalty", "total")] == [
        0.19, 0.52, 0.71,
    ]  # fmt: skip
    assert np.round(found["grads"]["W0"], 2).tolist() == [
        [0.02, 0.02], [0.06, -0.10], [-0.06, 0.06],
    ]  # fmt: skip
    assert np.round(found["grads"]["b0"], 2).tolist() == [0.22, -0.11, -0.11]


def test_the_answer_is_the_engines_own(client: TestClient) -> None:
    found = post(client, "/api/evaluate", SLIDE)
    result = Experiment(SLIDE).evaluate()
    assert found["scores"] == result.scores.tolist()
    assert found["total"] == result.total
    assert found["accuracy"] == result.accuracy
    assert found["predictions"] == result.predictions.tolist()  # type: ignore[union-attr]
    assert found["margins"] == result.margins.tolist()  # type: ignore[union-attr]


def test_the_config_may_be_wrapped(client: TestClient) -> None:
    params = {"W0": [[1, 2], [2, -4], [3, -1]]}
    flat = post(client, "/api/evaluate", {**SLIDE, "params": params})
    assert post(client, "/api/evaluate", {"config": SLIDE, "params": params}) == flat


def test_training_is_the_engines_own(client: TestClient) -> None:
    config = {"data": "convnet_spiral", "hidden": [{"units": 4}], "batch_size": 10, "seed": 3}
    found = post(client, "/api/train", {**config, "steps": 25})
    experiment = Experiment(config)
    assert [step["iteration"] for step in found["steps"]] == list(range(1, 26))
    for step in found["steps"]:
        experiment.step()
        assert step["total"] == experiment.evaluate().total
        assert step["params"]["W0"] == experiment.params["W0"].tolist()
    assert found["params"] == found["steps"][-1]["params"]
    assert found["diverged"] is None


def test_training_from_given_parameters_now_and_then(client: TestClient) -> None:
    body = {**SLIDE, "params": {"W0": W, "b0": B}, "steps": 10, "every": 4}
    found = post(client, "/api/train", body)
    assert [step["iteration"] for step in found["steps"]] == [4, 8, 10]


def test_a_divergence_is_an_answer(client: TestClient) -> None:
    far = {"points": [[1e3, -1e3], [-1e3, 1e3]], "labels": [0, 1]}
    optimizer = {"name": "gd", "learning_rate": 10}
    body = {"data": far, "loss": "squared_error", "optimizer": optimizer, "steps": 5000}
    found = post(client, "/api/train", body)
    assert 0 < found["diverged"]["iteration"] < 5000
    assert found["diverged"]["quantity"]
    assert found["steps"][-1]["iteration"] == found["diverged"]["iteration"]
    assert np.isfinite(found["params"]["W0"]).all()


def test_what_is_not_finite_is_text(client: TestClient) -> None:
    params = {"W0": [[1e308, 1e308], [-1e308, 0], [0, 0]], "b0": [1e308, 0, 0]}
    found = post(client, "/api/evaluate", {**SLIDE, "params": params})
    assert found["total"] in ("Infinity", "NaN")
    assert float(found["penalty"]) == float("inf")


def test_no_test_points_have_no_accuracy(client: TestClient) -> None:
    regression = {"points": [[0, 0], [1, 1]], "targets": [[0.5], [1.5]]}
    found = post(client, "/api/evaluate", {"data": regression})
    assert found["predictions"] is None
    assert found["accuracy"] == "NaN"


WRONG: list[tuple[Json, str, str]] = [
    ({"data": {"name": "nowhere"}}, "data.name", "unknown_name"),
    ({"data": {"points": [[0, 1]], "labels": [0]}}, "data.labels", "count"),
    ({"data": {"points": [], "labels": []}}, "data.points", "count"),
    ({"data": {"points": [[0, 1]] * 2, "labels": [0, 11]}}, "data.classes", "range"),
    ({"data": {"points": [[0, 1]] * 2, "labels": [0, -1]}}, "data.labels", "range"),
    ({"optimizer": {"name": "gd", "learning_rate": -1}}, "optimizer.learning_rate", "range"),
    ({"params": {"W0": [[1]]}}, "params.W0", "shape"),
    ({"params": {"W0": "x"}}, "params.W0", "number"),
    ({"params": []}, "params", "type"),
    ({"surprise": 1}, "surprise", "unknown_field"),
    ({"hidden": [{"units": 10**9}]}, "hidden.0.units", "range"),
    ({"hidden": [{}] * 99}, "hidden", "count"),
    ([], "body", "type"),
]


@pytest.mark.parametrize(("body", "field", "code"), WRONG)
@pytest.mark.parametrize("path", ["/api/evaluate", "/api/train"])
def test_a_wrong_body_is_named(
    client: TestClient, path: str, body: Json, field: str, code: str
) -> None:
    if path == "/api/train" and isinstance(body, dict):
        body = {**body, "steps": 1}
    error = refused(client.post(path, json=body))
    assert (error["field"], error["code"]) == (field, code)


@pytest.mark.parametrize(
    ("text", "field", "code"),
    [
        (b"", "body", "json"),
        (b"{", "body", "json"),
        (b"\xff\xfe\x00", "body", "json"),
        (b'{"optimizer": {"name": "gd", "learning_rate": NaN}}', "optimizer.learning_rate",
         "finite"),
        (b'{"data": {"points": [[1e999, 0], [0, 0]], "labels": [0, 1]}}', "data.points",
         "finite"),
        (b"[" * 100_000, "body", "json"),
        (b'{"data": [' + b"0," * 100_000 + b"0]}", "body", "count"),
    ],
)  # fmt: skip
def test_rubbish_is_named(client: TestClient, text: bytes, field: str, code: str) -> None:
    error = refused(client.post("/api/evaluate", content=text))
    assert (error["field"], error["code"]) == (field, code)


@pytest.mark.parametrize("steps", [0, -1, 1.5, "3", None, True])
def test_steps_are_a_whole_number(client: TestClient, steps: Json) -> None:
    assert refused(client.post("/api/train", json={"steps": steps}))["field"] == "steps"
    assert refused(client.post("/api/train", json={}))["code"] == "missing"


def points(count: int, classes: int = 2) -> Json:
    places = [[i % 7, i % 5] for i in range(count)]
    return {"points": places, "labels": [i % classes for i in range(count)]}


BEYOND: list[tuple[dict[str, Any], str, Json, str]] = [
    ({"max_points": 10}, "/api/evaluate", {"data": points(11)}, "data.points"),
    ({"max_points": 10}, "/api/evaluate", {"data": "convnet_spiral"}, "data.points"),
    ({"max_classes": 2}, "/api/evaluate", {"data": points(9, 3)}, "data.classes"),
    ({"max_layers": 1}, "/api/evaluate", {"hidden": [{}, {}]}, "hidden"),
    ({"max_units": 5}, "/api/evaluate", {"hidden": [{"units": 6}]}, "hidden.0.units"),
    ({"max_parameters": 20}, "/api/evaluate", {"hidden": [{"units": 9}]}, "hidden"),
    ({"max_work": 50}, "/api/evaluate", {"hidden": [{"units": 9}]}, "hidden"),
    ({"max_steps": 5}, "/api/train", {"steps": 6}, "steps"),
    ({"max_request_work": 810}, "/api/train", {"steps": 11}, "steps"),
    ({"max_values": 100}, "/api/train", {"steps": 20}, "every"),
]


@pytest.mark.parametrize(("settings", "path", "body", "field"), BEYOND)
def test_every_limit_is_enforced(
    settings: dict[str, Any], path: str, body: Json, field: str
) -> None:
    error = refused(limited(**settings).post(path, json=body))
    assert error["field"] == field
    (limit,) = settings.values()
    assert error["args"]["high"] in (None, limit, limit // 81)
    assert limited().post(path, json=body).status_code == 200


def test_a_body_that_is_too_long_is_refused_unread() -> None:
    client = limited(max_message_bytes=1024)
    error = refused(client.post("/api/evaluate", content=b" " * 1025), 413)
    assert (error["field"], error["value"]) == ("body", 1025)
    pieces = iter([b" " * 100] * 11)
    assert refused(client.post("/api/evaluate", content=pieces), 413)["field"] == "body"
    lie = client.post("/api/evaluate", content=b"{}", headers={"Content-Length": "-5"})
    assert refused(lie, 413)["field"] == "body"


def test_the_schema_is_the_engines(client: TestClient) -> None:
    assert client.get("/api/schema").json() == json.loads(json.dumps(schema()))


def test_health(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok", "sessions": 0, "load": 0}


def test_when_too_many_wait_the_next_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    running, release = threading.Event(), threading.Event()

    def slow(body: bytes, settings: Settings, stopped: Any) -> bytes:
        running.set()
        release.wait(PATIENCE)
        return b"{}"

    monkeypatch.setattr(requests, "evaluate", slow)
    app = create_app(Settings(max_waiting_requests=1))
    with TestClient(app) as client, ThreadPoolExecutor() as pool:

        def ask() -> int:
            return client.post("/api/evaluate", json={}).status_code

        answers = [pool.submit(ask), pool.submit(ask)]
        assert running.wait(PATIENCE)
        until(lambda: app.state.worker.full)
        assert refused(client.post("/api/train", json={"steps": 1}), 503)["code"] == "busy"
        release.set()
        assert [answer.result() for answer in answers] == [200, 200]


def test_training_stops_with_the_server() -> None:
    body = json.dumps({"steps": 10_000}).encode()
    with pytest.raises(requests.BusyError):
        requests.train(body, Settings(), lambda: True)


def test_other_errors_have_the_same_shape(client: TestClient) -> None:
    assert refused(client.get("/api/nothing"), 404)["value"] == "/api/nothing"
    assert refused(client.get("/api/train"), 405)["value"] == "GET"


def test_the_description_names_everything(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    assert set(described["paths"]) == {"/api/schema", "/api/evaluate", "/api/train", "/healthz"}
    for path, methods in described["paths"].items():
        for operation in methods.values():
            assert operation["summary"], path
            assert operation["description"], path
    for path in ("/api/evaluate", "/api/train"):
        operation = described["paths"][path]["post"]
        body = operation["requestBody"]["content"]["application/json"]["schema"]
        example = body["examples"][0]
        assert client.post(path, json=example).status_code == 200
        assert {"200", "413", "422", "503"} <= operation["responses"].keys()
