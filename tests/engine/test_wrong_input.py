"""Wrong input: a sentence that names the field, the rule and the value, and nothing changes."""

from __future__ import annotations

import copy
import json
from typing import Any

import numpy as np
import pytest

from engine import ConfigError, Experiment


def points(values: Any, **fields: Any) -> dict[str, Any]:
    return {"data": {"points": values} | fields}


def assert_unchanged(e: Experiment, before: dict[str, Any]) -> None:
    after = e.snapshot()
    assert np.array_equal(after.pop("theta"), before["theta"])
    assert np.array_equal(after.pop("order"), before["order"])
    for name, array in after.pop("memory").items():
        assert np.array_equal(array, before["memory"][name])
    assert all(after[key] == before[key] for key in after)


BUSY = {"optimizer": "adam", "batch_size": 5, "loss": "softmax"}

BAD: list[tuple[Any, str]] = [
    (3, "config must be an object, got 3"),
    ({"colour": 1}, "colour is no field"),
    ({"loss": "no_such_loss"}, "loss.name must be one of"),
    ({"loss": {"name": "huber", "delta": float("nan")}}, "loss.delta must be finite"),
    ({"optimizer": {"learning_rate": -1}}, r"optimizer.learning_rate must be in \(0, "),
    ({"optimizer": {"learning_rate": True}}, "optimizer.learning_rate must be a number"),
    ({"optimizer": {"speed": 1}}, "optimizer.speed is no setting of adam"),
    ({"penalty": {"l3": 1}}, "penalty must be one of"),
    ({"penalty": {"l2": float("inf")}}, "penalty.l2 must be finite"),
    ({"penalty": [1]}, "penalty must be an object"),
    ({"hidden": 4}, "hidden must be a list of layers"),
    ({"hidden": [{"units": 0}]}, r"hidden.0.units must be in \[1, 512\], got 0"),
    ({"hidden": [{"units": 10**9}]}, "hidden.0.units must be in"),
    ({"hidden": [{}, {"units": 2.5}]}, "hidden.1.units must be an integer"),
    ({"hidden": [{}] * 17}, "hidden must have at most 16 layers, got 17"),
    ({"hidden": [{"dropout": 0}]}, r"hidden.0.dropout must be in \(0, 1\], got 0"),
    ({"hidden": [{"frozen": 1}]}, "hidden.0.frozen must be true or false"),
    ({"hidden": [{"units": 2, "frozen_units": [2]}]}, r"hidden.0.frozen_units must be in \[0, 1\]"),
    ({"hidden": [{"activation": "magic"}]}, "hidden.0.activation.name must be one of"),
    ({"hidden": [{"width": 3}]}, "hidden.0.width is no setting"),
    ({"output": {"units": 3}}, "output.units is no field"),
    ({"features": []}, "features must have 1 to"),
    ({"features": ["x1", "x1"]}, "features must not repeat a name"),
    ({"features": ["x9"]}, "features.name must be one of"),
    ({"features": "x1"}, "features must be a list"),
    ({"test_fraction": 1}, r"test_fraction must be in \[0, 0.9\], got 1"),
    ({"batch_size": 0}, "batch_size must be in"),
    ({"batch_size": 2.0}, "batch_size must be an integer"),
    ({"seed": -1}, "seed must be in"),
    ({"seed": 2**53}, "seed must be in"),
    ({"seed": "x"}, "seed must be an integer"),
    ({"start": "middle"}, "start must be preset, random, or parameters"),
    ({"start": {"W9": [1]}}, "start must be one of W0, b0"),
    ({"start": {"b0": [1, float("nan"), 1]}}, "start.b0 must be finite"),
    ({"data": "playground_plane"}, "loss.name must be one for regression"),
    ({"data": 7}, "data.name must be one of"),
    (points([], labels=[]), "data.points must have 1 to 20000 rows, got 0"),
    (points([[1, 2]]), "data must have either labels or targets"),
    (points([[1, 2], [3, 4]], labels=[0, 0]), "data.labels must name at least 2 classes"),
    (points([[1, 2]], labels=[0], classes=1), r"data.classes must be in \[2, 10\]"),
    (points([[1, 2]], labels=[0], classes=11), r"data.classes must be in \[2, 10\]"),
    (points([[1, 2]], labels=[2], classes=2), r"data.labels must be in \[0, 1\], got 2"),
    (points([[1, 2]], labels=[-1], classes=2), "data.labels must be in"),
    (points([[1, 2], [3, 4]], labels=[0, -1]), r"data.labels must be in \[0, 9\], got -1"),
    (points([[1, 2], [3, 4]], labels=[0, 11]), r"data.classes must be in \[2, 10\], got 12"),
    (points([[1, 2]], labels=[0.5], classes=2), "data.labels must be integers"),
    (points([[1, 2]], labels=[0, 1]), r"data.labels must have the shape \(1,\)"),
    (points([[1, 2]], labels="ab"), "data.labels must be integers"),
    (points([[1, 2], [3]], labels=[0, 1]), "data.points must be numbers"),
    (points([[1, "2"]], labels=[0, 1]), "data.points must be numbers"),
    (points([[1, None]], labels=[0, 1]), "data.points must be numbers"),
    (points([[1, 2, 3]], labels=[0]), r"data.points must have the shape \(n, 2\)"),
    (points([[1, float("inf")]], labels=[0]), "data.points must be finite"),
    (points(5, labels=[0]), "data.points must have the shape"),
    (points([[1, 2]], targets=[1, 2]), "data.targets must have the shape"),
    (points([[1, 2]], targets=[[]]), "data.targets must have 1 to"),
    (points([[1, 2]], labels=[0], classes=2, view=[1, 1]), "data.view must have low < high"),
    (points([[1, 2]], labels=[0], classes=2, view=3), "data.view must be"),
    (points([[1, 2]], labels=[0], hue=1), "data.hue is no field"),
    (points(np.zeros((20_001, 2)), labels=[0]), "data.points must have 1 to 20000 rows"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "sentence"), BAD, ids=[sentence[:40] for _, sentence in BAD])
def test_a_bad_config_gets_a_sentence_and_changes_nothing(changes: Any, sentence: str) -> None:
    e = Experiment(BUSY)
    e.step(7)
    before, config = e.snapshot(), copy.deepcopy(e.config)
    with pytest.raises(ConfigError, match=sentence):
        e.configure(changes)
    assert_unchanged(e, before)
    assert e.config == config
    assert (e.config_revision, e.data_revision) == (0, 0)


CALLS: list[tuple[str, tuple[Any, ...], str]] = [
    ("set_params", ({"W0": [[1, 2]]},), r"params.W0 must have the shape \(3, 2\), got \[1, 2\]"),
    ("set_params", ({"b0": [1, 2, 3], "W7": [1]},), "params must be one of W0, b0, got 'W7'"),
    ("set_params", ({"b0": [1, 2, float("nan")]},), "params.b0 must be finite"),
    ("set_params", ({"b0": ["1", "2", "3"]},), "params.b0 must be numbers"),
    ("set_params", ([1],), "params must be an object"),
    ("set_param", ("W0", (0, 0), float("inf")), "value must be finite"),
    ("set_param", ("W0", (3, 0), 1), r"index must be in \[0, 2\], got 3"),
    ("set_param", ("W0", (-1, 0), 1), r"index must be in \[0, 2\], got -1"),
    ("set_param", ("W0", (0,), 1), "index must have 2 numbers"),
    ("set_param", ("W0", (0, 0.5), 1), "index must be an integer"),
    ("set_param", ("q", (0,), 1), "name must be one of W0, b0, got 'q'"),
    ("nudge", ("b0", (0,), "1"), "by must be a number"),
    ("nudge", ("b0", (0,), 1e400), "by must be finite"),
    ("move_point", (9, (0, 0)), r"index must be in \[0, 8\], got 9"),
    ("move_point", (0, (0, float("nan"))), "point must be finite"),
    ("move_point", (0, (0, 0, 0)), r"point must have the shape \(2,\)"),
    ("add_point", ((0, 0), 3), r"label must be in \[0, 2\], got 3"),
    ("add_point", ((0, 0), 0.5), "label must be an integer"),
    ("add_point", (("a", 0), 1), "point must be numbers"),
    ("relabel", (0, True), "label must be an integer"),
    ("remove_point", (99,), "index must be in"),
    ("set_points", ([], []), "data.points must have 1 to"),
    ("set_points", ([[0, 0]], [0]), "data.labels must name at least 2 classes"),
    ("randomize", (-1,), "seed must be in"),
    ("step", (-1,), "n must be an integer of at least 0"),
    ("step", (1.5,), "n must be an integer"),
    ("evaluate", ("validation",), "split must be one of train, test, all"),
    ("trace", ([9],), r"indices must be in \[0, 8\], got 9"),
]


@pytest.mark.parametrize(("method", "arguments", "sentence"), CALLS)
def test_a_bad_call_gets_a_sentence_and_changes_nothing(
    method: str, arguments: tuple[Any, ...], sentence: str
) -> None:
    e = Experiment(BUSY)
    e.step(7)
    before = e.snapshot()
    with pytest.raises(ConfigError, match=sentence):
        getattr(e, method)(*arguments)
    assert_unchanged(e, before)


def test_the_last_point_stays() -> None:
    e = Experiment(points([[0, 0]], labels=[0], classes=2))
    with pytest.raises(ConfigError, match="points must have at least 1 row"):
        e.remove_point(0)


def test_a_pass_too_large_for_memory_is_refused() -> None:
    rng = np.random.default_rng(0)
    many = points(rng.normal(size=(20_000, 2)), labels=rng.integers(0, 2, 20_000))
    with pytest.raises(ConfigError, match="hidden must have at most 200 units in all"):
        Experiment(many | {"hidden": [{"units": 512}]})


ODD: list[Any] = [
    None, True, 0, -1, 10**30, 1.5, float("nan"), float("inf"), 1e308, "", "softmax", "a" * 1000,
    [], {}, [[]], [None], [{}], [[1, "a"]], [[1, 2], [3]], [0, [1]], {"name": None},
    {"name": ["x"]}, {"points": [[1, 2]]}, {"points": [[1, 2]], "labels": [0]}, {"W0": [[1]]},
]  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of everything in a config."""
    keys = (
        value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    )
    return [path, *(found for key in keys for found in places(value[key], (*path, key)))]


def fate(config: Any) -> str:
    """The field that a config is refused for, or the config that came of it."""
    try:
        e = Experiment(config)
    except ConfigError as error:
        return error.field
    return json.dumps(e.config, allow_nan=False)


RICH = Experiment(
    points([[0, 1], [1, 0], [2, 2.5]], labels=[0, 1, 2])
    | {"hidden": [{"units": 2, "frozen_units": [1]}, {"activation": "maxout"}], "loss": "huber"}
    | {"start": {"b1": [0.0] * 8}, "penalty": {"l2": 0.1}, "batch_size": 2}
).config


@pytest.mark.parametrize("path", places(RICH)[1:], ids=str)
def test_nothing_odd_in_a_config_gets_further_than_a_sentence(path: tuple[Any, ...]) -> None:
    for odd in ODD:
        config = copy.deepcopy(RICH)
        inner: Any = config
        for key in path[:-1]:
            inner = inner[key]
        inner[path[-1]] = odd
        assert fate(config).startswith(("{", "data", "start", str(path[0])))
