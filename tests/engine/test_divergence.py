"""Divergence: training stops at the last finite state, the same one however it is sliced."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import numpy as np
import pytest

from engine import Divergence, Experiment
from engine.bounds import safe_size
from engine.catalog import members


def finite(e: Experiment) -> bool:
    """Whether all that evaluating says is finite."""
    r = e.evaluate()
    assert r.grad is not None
    found = (r.scores, r.losses, r.data_loss, r.penalty, r.total, r.grad)
    return all(np.isfinite(value).all() for value in found)


# How to spoil a linear classifier so that it cannot go on.
DISASTERS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "step and penalty": ({"penalty": {"l2": 100.0}, "optimizer": {"learning_rate": 10.0}}, {}),
    "penalty overflows": ({"penalty": {"l2": 1.0}}, {"W0": np.full((3, 2), 1e200)}),
    "scores overflow": ({}, {"W0": np.full((3, 2), 1.7e308)}),
}


@pytest.mark.parametrize("loss", list(members("loss")))
@pytest.mark.parametrize("disaster", DISASTERS)
def test_it_stops_at_the_last_finite_state(loss: str, disaster: str) -> None:
    config, params = DISASTERS[disaster]
    e = Experiment({"loss": loss} | config)
    e.set_params(params)
    with pytest.raises(Divergence) as caught:
        e.step(5000)
    assert caught.value.iteration == e.iteration < 5000
    assert np.isfinite(e.theta).all()
    assert all(np.isfinite(array).all() for array in e.trainer.memory.values())
    if e.iteration > 0:
        assert finite(e)
    state = e.theta
    with pytest.raises(Divergence) as again:
        e.step()
    assert np.array_equal(e.theta, state)
    assert (again.value.iteration, again.value.quantity) == (e.iteration, caught.value.quantity)


def test_scores_of_ten_thousand_are_no_disaster() -> None:
    for loss in members("loss"):
        e = Experiment({"loss": loss, "optimizer": {"learning_rate": 1e-6}})
        e.set_params({name: 1e4 * value for name, value in e.params.items()})
        e.step(3)
        r = e.evaluate()
        assert np.isfinite(r.total)
        assert np.isfinite(r.grad).all()


FAULTS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("scores", {}, {"W0": np.full((3, 2), 1.7e308)}),
    ("data loss", {"loss": "squared_error"}, {"b0": [1e160, 0, 0]}),
    ("penalty", {"penalty": {"l2": 1.0}, "data": {"points": [[0, 0], [0, 0]], "labels": [0, 2]}},
     {"W0": np.full((3, 2), 1e160)}),
    ("total loss", {"loss": "squared_error", "penalty": {"l1": 1e8}, "optimizer":
                    {"learning_rate": 1e-9}, "data": {"points": [[0, 0]], "targets": [0.0]}},
     {"W0": [[1e300, 0]], "b0": [1.3e154]}),
    ("gradient of W1", {"hidden": [{"units": 1, "activation": "linear"}], "loss": "squared_error",
                        "data": {"points": [[0, 0], [0, 0]], "targets": [0.0, 0.0]}},
     {"b0": [1e200], "W1": [[1e-100]], "b1": [1e150]}),
    ("optimizer state sum_of_squares", {"optimizer": "adagrad", "loss": "mean_absolute_error",
                                        "data": {"points": [[1e200, 0]], "targets": [1.0]}}, {}),
    ("parameter W0", {"optimizer": {"name": "gd", "learning_rate": 10.0},
                      "loss": "mean_absolute_error",
                      "data": {"points": [[1e308, 0]], "targets": [1.0]}},
     {"W0": [[0.0, 0.0]]}),
]  # fmt: skip


@pytest.mark.parametrize(("quantity", "config", "params"), FAULTS, ids=[f[0] for f in FAULTS])
def test_what_overflowed_is_named(
    quantity: str, config: dict[str, Any], params: dict[str, Any]
) -> None:
    e = Experiment(config)
    e.set_params(params)
    with pytest.raises(Divergence, match=quantity) as caught:
        e.step()
    assert (caught.value.quantity, caught.value.iteration, e.iteration) == (quantity, 0, 0)


NET = [{"units": 4, "activation": "relu", "dropout": 0.5}, {"units": 4, "activation": "linear"}]
RUNS: list[dict[str, Any]] = [
    {"loss": "binary_cross_entropy", "hidden": NET, "batch_size": 2, "test_fraction": 0.3,
     "optimizer": {"name": "momentum", "learning_rate": 10.0}, "seed": 86},
    {"loss": "squared_error", "batch_size": 1, "optimizer": {"learning_rate": 10.0}, "seed": 2},
    {"loss": "mean_squared_error", "hidden": NET, "batch_size": 5, "optimizer":
     {"name": "nesterov", "learning_rate": 3.0}, "test_fraction": 0.3},
    {"loss": "weston_watkins", "hidden": NET, "optimizer": {"learning_rate": 1e6}},
    {"loss": "softmax", "penalty": {"l2": 1e6}, "optimizer": "momentum", "batch_size": 4},
]  # fmt: skip


def until_it_stops(config: dict[str, Any], slices: int) -> tuple[Experiment, Divergence]:
    """Train a few updates at a time until it diverges, as it must."""
    e = Experiment({"data": "convnet_simple"} | config)
    while e.iteration < 2000:
        try:
            e.step(slices)
        except Divergence as stopped:
            return e, stopped
    raise AssertionError("it did not diverge")


@pytest.mark.parametrize("config", RUNS)
def test_it_stops_at_the_same_update_however_it_is_sliced(config: dict[str, Any]) -> None:
    whole, expected = until_it_stops(config, 2000)
    assert expected.iteration == whole.iteration
    for slices in (1, 7, 60):
        e, stopped = until_it_stops(config, slices)
        assert (stopped.iteration, stopped.quantity) == (expected.iteration, expected.quantity)
        assert e.snapshot()["random"] == whole.snapshot()["random"]
        assert np.array_equal(e.theta, whole.theta)
        assert np.array_equal(e.batch, whole.batch)


def test_an_overflow_that_would_heal_is_not_passed_over() -> None:
    """With αλ = 1 and a point that far away the weights are ±1e155 at first and 0 from then on."""
    far = {"points": [[1e155, 0.0]], "labels": [0], "classes": 2}
    config = {"data": far, "loss": "one_vs_all", "initializer": "zero", "penalty": {"l2": 1.0},
              "optimizer": {"learning_rate": 1.0}}  # fmt: skip
    e = Experiment(config)
    with np.errstate(all="ignore"):
        e.trainer._run(2)
    assert finite(e)
    e = Experiment(config)
    with pytest.raises(Divergence, match="scores") as caught:
        e.step(64)
    assert caught.value.iteration == e.iteration == 0


@pytest.mark.parametrize("config", RUNS)
def test_what_remains_can_be_evaluated_and_what_is_named_cannot(config: dict[str, Any]) -> None:
    e, stopped = until_it_stops(config, 2000)
    assert finite(e)
    with np.errstate(all="ignore"):
        e.trainer._run(1)
    r = e.evaluate()
    values: dict[str, Any] = {
        "scores": r.scores,
        "data loss": r.data_loss,
        "penalty": r.penalty,
        "total loss": r.total,
        **{f"gradient of {name}": value for name, value in (r.grads or {}).items()},
        **{f"parameter {name}": value for name, value in e.params.items()},
        **{f"optimizer state {name}": value for name, value in e.trainer.memory.items()},
    }
    assert not np.isfinite(values[stopped.quantity]).all()


@pytest.mark.parametrize("loss", list(members("loss")))
@pytest.mark.parametrize("optimizer", ["gd", "adam"])
@pytest.mark.parametrize(
    "enormous", [{"optimizer": {"learning_rate": 1e6}}, {"penalty": {"l2": 1e6}}, {}]
)
def test_enormous_settings_end_in_a_state_that_can_be_evaluated(
    loss: str, optimizer: str, enormous: dict[str, Any]
) -> None:
    """A step size or strength of 1e6, or scores of 1e4, whether it diverges or not."""
    config = {"loss": loss, "penalty": {"l2": 0.1}, "batch_size": 4} | enormous
    config["optimizer"] = {"name": optimizer} | config.get("optimizer", {})
    e = Experiment(config)
    if not enormous:
        e.set_params({name: 1e4 * value for name, value in e.params.items()})
    assert finite(e)
    with suppress(Divergence):
        e.step(300)
    assert np.isfinite(e.theta).all()
    assert all(np.isfinite(array).all() for array in e.trainer.memory.values())
    assert finite(e)


def test_a_strength_of_a_million_diverges_under_gradient_descent() -> None:
    e = Experiment({"loss": "softmax", "penalty": {"l2": 1e6}})
    with pytest.raises(Divergence) as caught:
        e.step(300)
    assert 20 < caught.value.iteration < 60


DEEP = [{"units": 5, "activation": "log_softmax"}, {"units": 3, "activation": "maxout"},
        {"units": 4, "activation": "linear"}, {"units": 4, "activation": "gelu"}]  # fmt: skip


@pytest.mark.parametrize("loss", list(members("loss")))
@pytest.mark.parametrize("hidden", [[], DEEP[3:], DEEP])
def test_parameters_of_the_safe_size_are_safe(loss: str, hidden: list[dict[str, Any]]) -> None:
    penalty = {"l2": 1e9, "l2_convention": "full", "l1": 1e9}
    e = Experiment({"loss": loss, "hidden": hidden, "data": "convnet_circle", "penalty": penalty})
    safe = safe_size(e.setup)
    assert safe > 1e4
    rng = np.random.default_rng(0)
    for signs in (lambda shape: 1.0, lambda shape: rng.choice([-1.0, 1.0], shape)):
        e.set_params(
            {name: safe * signs(v.shape) * np.ones_like(v) for name, v in e.params.items()}
        )
        assert finite(e)


def test_where_the_data_are_enormous_nothing_is_safe_and_training_goes_on() -> None:
    e = Experiment({"data": {"points": [[1e160, 0]], "targets": [1.0]}, "initializer": "zero",
                    "optimizer": {"learning_rate": 1e-320 * 1e3}})  # fmt: skip
    assert safe_size(e.setup) == 0.0
    e.step(3)
    assert e.iteration == 3
