"""An experiment as a person works with it: look, train, edit, go back."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

import engine
from engine import ConfigError, Experiment
from engine.catalog import members
from engine.setup import generator

DEEP: dict[str, Any] = {
    "data": {"name": "convnet_spiral"},
    "hidden": [{"units": 5, "activation": "relu"}, {"units": 3}],
    "loss": "softmax",
    "optimizer": {"name": "adam", "learning_rate": 0.05},
    "batch_size": 7,
    "seed": 4,
}


def same(a: Experiment, b: Experiment) -> bool:
    return np.array_equal(a.theta, b.theta) and a.iteration == b.iteration and a.epoch == b.epoch


def test_the_public_names() -> None:
    assert sorted(engine.__all__) == [
        "Answer", "ConfigError", "Cue", "Diagnosis", "Divergence", "Evaluation",
        "Experiment", "GradientCheck", "GradientChecker", "Kink", "LayerTrace", "Moment",
        "Operation", "Receipt", "Region", "Rest", "Term", "Totals", "Trace", "Warped", "all_maps",
        "answer", "bands", "boundary", "cue", "diagnose", "end_maps", "explain", "explained",
        "fitted", "gradcheck", "grid", "histograms", "moment", "plane", "prepare_kernel", "regions",
        "schema", "unit_maps", "warp", "warped",
    ]  # fmt: skip
    for name in engine.__all__:
        assert getattr(engine, name).__doc__


def test_the_config_says_everything_and_is_json() -> None:
    config = json.loads(json.dumps(Experiment({}).config))
    assert config == {
        "data": {"name": "cs231n"},
        "features": ["x1", "x2"],
        "test_fraction": 0.0,
        "hidden": [],
        "output": {"activation": {"name": "linear"}},
        "loss": {"name": "weston_watkins"},
        "penalty": {"l2": 0.0, "l2_convention": "half", "l1": 0.0},
        "optimizer": {"name": "gd", "learning_rate": 0.1},
        "initializer": {"name": "xavier"},
        "batch_size": None,
        "start": "preset",
        "seed": 1,
        "data_seed": 1,
    }


@pytest.mark.parametrize("config", [{}, DEEP, {"data": "lecture_frame"}])
def test_the_config_is_the_experiment(config: dict[str, Any]) -> None:
    e = Experiment(config)
    again = Experiment(json.loads(json.dumps(e.config)))
    assert again.config == e.config
    for one in (e, again):
        one.step(9)
    assert same(e, again)


def test_the_same_seed_gives_the_same_bits_and_another_does_not() -> None:
    first, second, other = Experiment(DEEP), Experiment(DEEP), Experiment(DEEP | {"seed": 5})
    for e in (first, second, other):
        e.step(40)
    assert same(first, second)
    assert not np.array_equal(first.theta, other.theta)


def test_steps_do_not_depend_on_how_they_are_counted_out() -> None:
    once, singly = Experiment(DEEP), Experiment(DEEP)
    once.step(150)
    for _ in range(150):
        singly.step()
    assert same(once, singly)


NOISY = [name for name, m in members("data").items() if "noise" in m.settings()]


@pytest.mark.parametrize("name", NOISY)
def test_the_noise_changes_the_data_and_not_the_initial_weights(name: str) -> None:
    noise = members("data")[name].settings()["noise"]
    quiet, loud = (
        Experiment({"data": {"name": name, "noise": value}, "hidden": [{"units": 4}]})
        for value in (noise.low, noise.high)
    )
    assert np.array_equal(quiet.theta, loud.theta)
    answers = [e.targets if e.labels is None else e.labels for e in (quiet, loud)]
    assert not (np.array_equal(quiet.points, loud.points) and np.array_equal(*answers))


def test_no_use_of_a_seed_draws_the_numbers_of_another() -> None:
    uses = ("data", "split", "weights", "batches", "dropout")
    drawn = [generator(seed, use).random() for use in uses for seed in (1, 2)]
    drawn += [generator(1, "weights", layer).random() for layer in range(3)]
    assert len(set(drawn)) == len(drawn)


def test_layout_theta_and_params_agree() -> None:
    e = Experiment(DEEP)
    assert [(p["name"], p["shape"]) for p in e.layout] == [
        ("W0", [5, 2]), ("b0", [5]), ("W1", [3, 5]), ("b1", [3]), ("W2", [2, 3]), ("b2", [2]),
    ]  # fmt: skip
    for part in e.layout:
        value = e.params[part["name"]]
        assert np.array_equal(e.theta[part["offset"] :][: value.size], value.ravel())
    r = e.evaluate()
    assert r.grad is not None
    assert r.grads is not None
    assert np.array_equal(r.grad, np.concatenate([g.ravel() for g in r.grads.values()]))
    with pytest.raises(ValueError, match="read-only"):
        e.theta[0] = 1.0


def test_editing_parameters() -> None:
    e = Experiment({})
    e.set_params({"b0": [1, 2, 3]})
    e.set_param("W0", (2, 1), 0.25)
    e.nudge("W0", (2, 1), -0.5)
    e.nudge("b0", (0,), 0.1)
    assert e.params["W0"][2, 1] == -0.25
    assert e.params["b0"].tolist() == [1.1, 2.0, 3.0]
    assert e.evaluate().scores[0, 1] == pytest.approx(e.points[0] @ e.params["W0"][1] + 2.0)


def test_nudges_add_up_without_rounding_dust() -> None:
    e = Experiment({})
    e.set_param("W0", (0, 0), 0.3)
    for _ in range(7):
        e.nudge("W0", (0, 0), 0.1)
    assert e.params["W0"][0, 0] == 1.0
    for _ in range(10):
        e.nudge("W0", (0, 0), -0.1)
    assert e.params["W0"][0, 0] == 0.0


def test_reset_goes_back_to_the_start_and_trains_the_same_again() -> None:
    e = Experiment(DEEP | {"hidden": [{"units": 5, "dropout": 0.5}]})
    start = e.theta
    e.step(20)
    trained = e.theta
    e.reset()
    assert (e.iteration, e.epoch) == (0, 0)
    assert np.array_equal(e.theta, start)
    e.step(20)
    assert np.array_equal(e.theta, trained)


def test_randomize_draws_a_new_start_and_keeps_the_data() -> None:
    e = Experiment(DEEP)
    start, points = e.theta, e.points
    e.step(5)
    e.randomize()
    assert e.seed == 5
    assert e.iteration == 0
    assert not np.array_equal(e.theta, start)
    assert np.array_equal(e.points, points)
    assert np.array_equal(Experiment(e.config).theta, e.theta)
    e.randomize(4)
    assert np.array_equal(e.theta, start)


def test_randomize_leaves_the_preset_start_which_reset_keeps() -> None:
    e = Experiment({"data": "lecture_frame"})
    preset = e.theta
    e.step()
    e.move_point(0, (0.0, 0.1))
    e.reset()
    assert np.array_equal(e.theta, preset)
    assert np.array_equal(Experiment(e.config).theta, preset)
    e.randomize()
    assert not np.array_equal(e.theta, preset)


def test_a_start_given_as_parameters() -> None:
    start = {"W0": [[1, 2], [3, 4], [5, 6]], "b0": [7, 8, 9]}
    e = Experiment({"start": start})
    e.step(3)
    e.reset()
    assert e.theta.tolist() == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert Experiment(e.config).theta.tolist() == e.theta.tolist()
    e.configure({"hidden": [{"units": 2}]})
    assert e.config["start"] == "preset"
    with pytest.raises(ConfigError, match=r"start.W0 must have the shape \(2, 2\)"):
        e.configure({"start": start})


def test_every_data_set_makes_an_experiment() -> None:
    for name in members("data"):
        e = Experiment({"data": name})
        e.step(2)
        assert np.isfinite(e.evaluate().total)
        assert e.view[0] < e.view[1]
        assert (e.labels is None) == (e.targets is not None) == (e.classes == 0)
