"""What an experiment says when it is looked at."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest

from engine import Experiment
from engine.catalog import members

DEEP: dict[str, Any] = {
    "data": {"name": "convnet_spiral"},
    "hidden": [{"units": 5, "activation": "relu"}, {"units": 3}],
    "loss": "softmax",
    "optimizer": {"name": "adam", "learning_rate": 0.05},
    "batch_size": 7,
    "seed": 4,
}


REGRESSION = {"data": {"points": [[1, 2], [0, 1]], "targets": [1.0, 2.0]}}


@pytest.mark.parametrize("config", [{}, REGRESSION])
def test_what_is_returned_is_a_copy(config: dict[str, Any]) -> None:
    e = Experiment(config)
    r, before = e.evaluate(), copy.deepcopy(e.evaluate())
    e.points[...] = e.params["W0"][...] = 9.0
    e.config["loss"]["name"] = "huber"
    e.step(3)
    e.evaluate()
    assert np.array_equal(r.scores, before.scores)
    assert np.array_equal(r.losses, before.losses)
    assert np.array_equal(r.grad, before.grad)
    assert e.points.max() < 9.0
    assert e.config["loss"]["name"] != "huber"


def test_evaluation_of_splits() -> None:
    e = Experiment(DEEP | {"test_fraction": 0.3})
    train, test, every = (e.evaluate(split) for split in ("train", "test", "all"))
    n = len(e.points)
    assert len(test.indices) == round(0.3 * n)
    assert sorted([*train.indices, *test.indices]) == list(range(n)) == list(every.indices)
    assert np.array_equal(every.scores[test.indices], test.scores)
    assert e.labels is not None
    assert test.predictions is not None
    assert test.accuracy == (test.predictions == e.labels[test.indices]).mean()
    assert test.data_loss == pytest.approx(every.losses[test.indices].mean(), rel=1e-14)
    for _ in range(30):
        assert not set(e.batch) & set(test.indices)
        e.step()


@pytest.mark.parametrize(
    "config", [{}, REGRESSION, DEEP | {"test_fraction": 0.3, "penalty": {"l2": 0.1}}]
)
@pytest.mark.parametrize("split", ["train", "test"])
def test_totals_are_the_figures_of_an_evaluation(config: dict[str, Any], split: str) -> None:
    e = Experiment(config)
    e.step(5)
    for _ in range(2):
        r = e.evaluate(split)
        expected = (r.data_loss, r.penalty, r.total, r.accuracy)
        assert np.array_equal(e.totals(split), expected, equal_nan=True)
        e.nudge("W0", (0, 0), 0.5)


@pytest.mark.parametrize("loss", list(members("loss")))
def test_without_a_test_split_its_means_are_nan(loss: str) -> None:
    r = Experiment({"loss": loss}).evaluate("test")
    assert r.scores.shape == (0, 3)
    assert np.isnan([r.data_loss, r.total, r.accuracy]).all()


def test_gradients_only_when_asked() -> None:
    r = Experiment({}).evaluate(gradients=False)
    assert r.grad is None
    assert r.grads is None
    assert r.slopes is None


def test_slopes_are_each_example_s_own_and_their_mean_is_the_bias_s_gradient() -> None:
    e = Experiment({"data": "lecture_frame"})
    r = e.evaluate()
    assert r.slopes is not None
    assert r.grads is not None
    assert np.allclose(r.slopes.mean(axis=0), r.grads["b0"], atol=1e-15)
    # Weston-Watkins: one up for each score that violates a margin, all of them down for the own.
    assert np.array_equal(r.slopes.sum(axis=1), np.zeros(len(r.slopes)))
    assert np.array_equal(r.slopes > 0, r.margins)


def test_a_loss_of_distances_names_the_nearest_class() -> None:
    e = Experiment({"loss": "hinge_embedding"})
    assert e.config["output"]["activation"]["name"] == "softplus"
    r = e.evaluate()
    assert np.array_equal(r.predictions, r.scores.argmin(axis=1))


def test_margins_are_those_of_the_loss() -> None:
    e = Experiment({"data": "lecture_frame"})
    r = e.evaluate()
    assert r.margins is not None
    assert np.array_equal(r.margins.any(axis=1), r.losses > 0)
    e.configure({"loss": "softmax"})
    assert e.evaluate().margins is None


def test_trace_and_sample_gradients_add_up_to_the_gradient() -> None:
    e = Experiment(DEEP | {"penalty": {"l2": 0.1}})
    n, r = len(e.points), e.evaluate()
    assert r.grads is not None
    each = e.sample_gradients(range(n))
    for name, value in e.params.items():
        shrink = 0.1 * value if name.startswith("W") else 0.0
        assert each[name].mean(axis=0) + shrink == pytest.approx(r.grads[name], abs=1e-14)
    trace = e.trace([3, 1])
    assert np.array_equal(trace.inputs, e.points[[3, 1]])
    assert trace.scores == pytest.approx(r.scores[[3, 1]], rel=1e-13)
    assert trace.losses == pytest.approx(r.losses[[3, 1]], rel=1e-13)
    first, second = trace.layers[:2]
    assert first.z == pytest.approx(trace.inputs @ e.params["W0"].T + e.params["b0"], abs=1e-14)
    assert np.array_equal(first.a, np.maximum(0, first.z))
    expected = (second.delta @ e.params["W1"]) * (first.z > 0)
    assert first.delta == pytest.approx(expected, abs=1e-14)
