"""Snapshots continue bit for bit, and a stranger's snapshot gets a sentence."""

from __future__ import annotations

import copy
import json
from typing import Any

import numpy as np
import pytest

from engine import ConfigError, Experiment
from engine.catalog import members

BUSY: dict[str, Any] = {
    "data": "convnet_spiral",
    "hidden": [{"units": 6, "activation": "relu", "dropout": 0.7}, {"units": 4, "dropout": 0.5}],
    "loss": "softmax",
    "penalty": {"l2": 0.01, "l1": 0.001},
    "batch_size": 7,
    "test_fraction": 0.2,
}


def in_the_middle(optimizer: str) -> Experiment:
    """An experiment in the middle of an epoch, edited on the way."""
    e = Experiment(BUSY | {"optimizer": {"name": optimizer}})
    e.step(30)
    e.move_point(4, (0.3, -0.2))
    e.nudge("W1", (2, 3), 0.5)
    e.step(17)
    assert e.trainer.batches.position > 0
    return e


@pytest.mark.parametrize("optimizer", list(members("optimizer")))
def test_a_snapshot_continues_bit_for_bit(optimizer: str) -> None:
    e = in_the_middle(optimizer)
    state = e.snapshot()
    other = Experiment.restore(state)
    assert other.config == e.config
    assert np.array_equal(other.batch, e.batch)
    for one in (e, other):
        one.step(100)
    assert np.array_equal(e.theta, other.theta)
    assert np.array_equal(e.batch, other.batch)
    for name, array in e.trainer.memory.items():
        assert np.array_equal(array, other.trainer.memory[name])
    assert (e.iteration, e.epoch) == (other.iteration, other.epoch)
    e.load(state)
    assert e.iteration == 47
    e.step(100)
    assert np.array_equal(e.theta, other.theta)


def test_a_snapshot_survives_json() -> None:
    e = in_the_middle("adam")
    text = json.dumps(e.snapshot(), default=lambda array: array.tolist())
    other = Experiment.restore(json.loads(text))
    for one in (e, other):
        one.step(50)
    assert np.array_equal(e.theta, other.theta)


def test_a_snapshot_is_not_changed_by_going_on() -> None:
    e = in_the_middle("momentum")
    state = e.snapshot()
    before = copy.deepcopy(state)
    e.step(10)
    e.configure({"hidden": [{"units": 2}], "optimizer": {"momentum": 0.5}})
    e.add_point((0, 0), 1)
    assert state["config"] == before["config"]
    assert np.array_equal(state["theta"], before["theta"])
    assert np.array_equal(state["memory"]["velocity"], before["memory"]["velocity"])


def test_loading_says_that_the_data_changed_only_if_they_did() -> None:
    e = Experiment({})
    e.step()
    state = e.snapshot()
    e.load(state)
    assert (e.data_revision, e.config_revision) == (0, 0)
    e.move_point(0, (1, 1))
    e.load(state)
    assert (e.data_revision, e.config_revision) == (2, 2)


def changed(state: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A deep copy of the snapshot with one place changed."""
    state = copy.deepcopy(state)
    *parents, last = path.split(".")
    inner = state
    for key in parents:
        inner = inner[key]
    inner[last] = value
    return state


RUBBISH: list[tuple[str, Any, str]] = [
    ("version", 2, "snapshot.version must be 1, got 2"),
    ("extra", 1, "snapshot.extra is no field of a snapshot"),
    ("config", None, "config must be an object"),
    ("config", {"hidden": [{"units": 0}]}, r"hidden.0.units must be in"),
    ("config", {}, r"snapshot.theta must have the shape \(9,\)"),
    ("theta", [1, 2], "snapshot.theta must have the shape"),
    ("theta", np.full(52, np.nan), "snapshot.theta must be finite"),
    ("theta", "abc", "snapshot.theta must be numbers"),
    ("memory", {}, "snapshot.memory must have m, t, v"),
    ("memory", [], "snapshot.memory must be an object"),
    ("memory.m", [0.0], "snapshot.memory.m must have the shape"),
    ("memory.v", np.full(52, np.inf), "snapshot.memory.v must be finite"),
    ("memory.t", -3, r"snapshot.memory.t must be in \[0, inf\)"),
    ("order", np.zeros(160, int), "snapshot.order must be a permutation"),
    ("order", [0], "snapshot.order must have the shape"),
    ("position", 23, r"snapshot.position must be in \[0, 22\], got 23"),
    ("position", -1, "snapshot.position must be in"),
    ("position", True, "snapshot.position must be an integer"),
    ("epoch", 1.5, "snapshot.epoch must be an integer"),
    ("iteration", -1, "snapshot.iteration must be in"),
    ("iteration", 2**60, "snapshot.iteration must be in"),
    ("random", None, "snapshot.random must be an object"),
    ("random.dice", {}, "snapshot.random must have batches, dropout"),
    ("random.dropout", 7, "snapshot.random.dropout must be an object"),
    ("random.dropout.state", None, "snapshot.random.dropout.state must be an object"),
    ("random.dropout.state.state", -1, "snapshot.random.dropout.state.state must be in"),
    ("random.dropout.state.inc", 2, "snapshot.random.dropout.state.inc must be odd"),
    ("random.batches.state.inc", 2**128, "snapshot.random.batches.state.inc must be in"),
    ("random.batches.has_uint32", 2, "snapshot.random.batches.has_uint32 must be in"),
    ("random.batches.uinteger", "0", "snapshot.random.batches.uinteger must be an integer"),
]


@pytest.mark.parametrize(("path", "value", "sentence"), RUBBISH)
def test_rubbish_gets_a_sentence_and_changes_nothing(path: str, value: Any, sentence: str) -> None:
    e = in_the_middle("adam")
    state, theta = e.snapshot(), e.theta
    with pytest.raises(ConfigError, match=sentence):
        e.load(changed(state, path, value))
    assert np.array_equal(e.theta, theta)
    assert e.iteration == 47


@pytest.mark.parametrize("state", [None, 3, "", [], {}])
def test_what_is_no_snapshot_gets_a_sentence(state: Any) -> None:
    with pytest.raises(ConfigError, match="snapshot"):
        Experiment.restore(state)


def test_every_part_of_a_snapshot_is_needed() -> None:
    state = in_the_middle("adam").snapshot()
    for key in state:
        with pytest.raises(ConfigError):
            Experiment.restore({k: v for k, v in state.items() if k != key})
