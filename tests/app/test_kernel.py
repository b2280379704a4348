"""A server that trains by the compiled kernel: the same bits as the engine with it."""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import Experiment, compiled
from tests.server import Server

CONFIG = {
    "data": {"name": "convnet_simple"},
    "loss": {"name": "softmax"},
    "hidden": [{"units": 6, "activation": "tanh"}],
    "batch_size": 4,
}


def trained(url: str) -> Any:
    """What the server says of the parameters after 100 updates."""
    body = json.dumps({"config": CONFIG, "steps": 100}).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{url}/api/train", body, headers)
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)


def planned() -> Experiment:
    e = Experiment(CONFIG)
    e.trainer._kernel = None
    e.step(100)
    return e


@pytest.mark.parametrize("kernel", [True, False])
def test_a_server_trains_by_the_kernel_if_it_is_asked_to(
    kernel: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled, "_run", None)
    assert compiled.prepare_kernel()  # and so the server need not compile it
    e = Experiment(CONFIG)
    e.step(100)
    assert not np.array_equal(e.theta, planned().theta)
    with Server(tmp_path / "server.log", kernel) as server:
        found = trained(server.url)["params"]
    expected = e if kernel else planned()
    assert found == {name: value.tolist() for name, value in expected.params.items()}
