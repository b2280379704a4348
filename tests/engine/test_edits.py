"""Edits while it runs: what stays and what changes."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest

from engine import ConfigError, Divergence, Experiment

NET: dict[str, Any] = {
    "data": "convnet_simple",
    "hidden": [{"units": 3}, {"units": 2}],
    "loss": "softmax",
    "optimizer": {"name": "adam", "learning_rate": 0.05},
    "batch_size": 5,
}


def trained(config: dict[str, Any], steps: int = 7) -> Experiment:
    e = Experiment(config)
    e.step(steps)
    return e


def memory(e: Experiment, name: str) -> dict[str, Any]:
    """What the optimiser remembers under a name, by parameter."""
    return {
        key: view.copy() for key, view in e.setup.network.params(e.trainer.memory[name]).items()
    }


def test_points_are_moved_added_relabelled_and_removed() -> None:
    e = trained({"loss": "softmax"})
    theta, revision = e.theta, e.data_revision
    e.move_point(2, (0.25, -0.75))
    e.add_point((1.0, 1.0), 2)
    e.relabel(0, 1)
    e.remove_point(4)
    assert e.points.shape == (9, 2)
    assert e.points[2].tolist() == [0.25, -0.75]
    assert e.points[-1].tolist() == [1.0, 1.0]
    assert e.labels is not None
    assert e.labels.tolist() == [1, 0, 0, 1, 1, 2, 2, 2, 2]
    assert e.data_revision == revision + 4
    explicit = {"points": e.points.tolist(), "labels": e.labels.tolist(), "classes": 3}
    assert e.config["data"] == explicit | {"view": [-1.25, 1.25]}
    assert np.array_equal(e.theta, theta)
    assert e.iteration == 7
    assert e.evaluate().scores == pytest.approx(e.points @ e.params["W0"].T + e.params["b0"])
    e.step(3)


def test_moving_a_point_gives_what_the_moved_data_give() -> None:
    e = Experiment({})
    e.move_point(7, (0.80, -1.15))
    frame = Experiment({"data": "lecture_frame", "start": "random"})
    for one in (e, frame):
        one.step(50)
    assert np.array_equal(e.theta, frame.theta)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"batch_size": None, "test_fraction": 0.2},
        {"data": {"points": [[0, 0], [1, 1], [2, 1]], "targets": [1.0, 2.0, 0.5]}, "loss": "huber"},
        {"hidden": [{"units": 4, "dropout": 0.5}], "test_fraction": 0.3},
        {"data": "lecture_frame", "hidden": [], "features": ["x1", "sin_x2"], "seed": 3},
    ],
)
def test_moving_a_point_is_taking_the_moved_points(changes: dict[str, Any]) -> None:
    moved, taken = (trained({**NET, **changes}) for _ in range(2))
    for index, point in enumerate([[0.3, -7.5], [0.1, 0.2], [0.1, 0.2]]):
        points = taken.points
        points[index] = point
        answers = taken.targets if taken.labels is None else taken.labels
        moved.move_point(index, point)
        moved.move_point(index, point)
        assert answers is not None
        taken.set_points(points.tolist(), answers.tolist(), taken.classes or None)
        for e in (moved, taken):
            e.evaluate("all")
            e.step(4)
    assert moved.config == taken.config
    assert moved.data_revision == taken.data_revision
    assert moved.config_revision == taken.config_revision
    for split in ("train", "test", "all"):
        one, other = (e.evaluate(split) for e in (moved, taken))
        for field in ("scores", "losses", "grad"):
            assert np.array_equal(getattr(one, field), getattr(other, field), equal_nan=True)
    one, other = (pickle.dumps(e.snapshot()) for e in (moved, taken))
    assert one == other


def test_a_point_moved_where_it_is_changes_nothing() -> None:
    e = trained(NET)
    e.move_point(1, (0.5, 0.5))
    before = e.config_revision, e.data_revision
    e.move_point(1, (0.5, 0.5))
    assert (e.config_revision, e.data_revision) == before


def test_far_points_are_still_looked_at_for_what_overflows() -> None:
    slow = {"name": "gd", "learning_rate": 1e-300}
    e = Experiment({"data": "lecture_frame", "loss": "mean_squared_error", "optimizer": slow})
    e.set_param("W0", (0, 0), 30.0)
    e.step()
    e.move_point(0, (2e153, 0.0))
    with pytest.raises(Divergence, match="data loss"):
        e.step()


def test_other_points_altogether() -> None:
    e = trained(NET)
    e.set_points([[0, 0], [1, 1], [2, 0]], [0, 1, 1])
    assert e.classes == 2
    e.set_points([[0, 0], [1, 1]], [0, 0], classes=4)
    assert (e.classes, e.params["W2"].shape) == (4, (4, 2))
    e.step(4)


def test_edits_of_regression_targets() -> None:
    e = trained({"data": {"points": [[0, 0], [1, 1]], "targets": [1.0, 2.0]}})
    e.add_point((0.5, 0.5), 3.0)
    e.relabel(0, -1.0)
    e.remove_point(1)
    assert e.targets is not None
    assert e.targets.tolist() == [[-1.0], [3.0]]
    e.set_points([[0, 1]], [[2.5]])
    assert e.config["data"]["targets"] == [[2.5]]


def test_a_moved_point_is_in_the_batches_of_this_epoch() -> None:
    e = trained(NET, steps=1)
    batch = e.batch
    e.move_point(int(batch[0]), (9.0, 9.0))
    assert np.array_equal(e.batch, batch)
    e.step()
    assert e.trainer._steps.plans[1].rows[0].tolist() == [9.0, 9.0, 1.0]


def test_settings_change_and_training_goes_on() -> None:
    e = trained(NET)
    theta, m = e.theta, e.trainer.memory["m"].copy()
    e.configure({"optimizer": {"learning_rate": 0.2}, "penalty": {"l2": 0.01}})
    assert e.config["optimizer"]["name"] == "adam"
    assert e.config["optimizer"]["learning_rate"] == 0.2
    assert np.array_equal(e.theta, theta)
    assert np.array_equal(e.trainer.memory["m"], m)
    assert (e.iteration, e.epoch) == (7, 2)


def test_an_edit_that_changes_nothing_leaves_no_trace() -> None:
    """Batches, dropout and memory go on as if it had not been."""
    config = NET | {"hidden": [{"units": 6, "dropout": 0.5}], "batch_size": 4}
    e, other = trained(config, steps=29), trained(config, steps=29)
    e.configure({"optimizer": {"learning_rate": 0.05}})
    x1, x2 = e.points[3]
    e.move_point(3, (x1, x2))
    for one in (e, other):
        one.step(30)
    assert np.array_equal(e.theta, other.theta)


def test_an_added_point_moves_at_most_one_other_to_the_other_split() -> None:
    e = trained(NET | {"data": "convnet_circle", "test_fraction": 0.3})
    before = set(e.evaluate("test").indices)
    e.add_point((0.0, 0.0), 1)
    after = set(e.evaluate("test").indices) - {100}
    assert len(before) == 30
    assert len(before ^ after) <= 1


def test_a_changed_name_drops_the_old_settings() -> None:
    e = Experiment({"optimizer": {"name": "momentum", "learning_rate": 0.3, "momentum": 0.5}})
    e.configure({"optimizer": {"name": "nesterov"}})
    assert e.config["optimizer"] == {"name": "nesterov", "learning_rate": 0.1, "momentum": 0.9}
    e.configure({"optimizer": {"momentum": 0.6}})
    assert e.config["optimizer"]["momentum"] == 0.6
    e.configure({"optimizer": "nesterov"})
    assert e.config["optimizer"]["momentum"] == 0.6


def test_a_loss_brings_the_output_that_it_reads() -> None:
    e = Experiment({"loss": "softmax"})
    e.configure({"loss": "negative_log_likelihood"})
    assert e.config["output"]["activation"]["name"] == "log_softmax"
    e.configure({"loss": "weston_watkins"})
    assert e.config["output"]["activation"]["name"] == "linear"
    e.configure({"output": {"activation": "tanh"}})
    e.configure({"loss": "squared_error"})
    assert e.config["output"]["activation"]["name"] == "tanh"
    with pytest.raises(ConfigError, match=r"output.activation must be log_softmax"):
        e.configure({"loss": "kl_divergence", "output": {"activation": "tanh"}})


def test_added_units_leave_what_the_others_learned() -> None:
    e = trained(NET)
    before, m = e.params, memory(e, "m")
    e.configure({"hidden": [{"units": 5}, {"units": 2}]})
    after, m_after = e.params, memory(e, "m")
    assert np.array_equal(after["W0"][:3], before["W0"])
    assert np.array_equal(after["b0"][:3], before["b0"])
    assert np.array_equal(after["W1"][:, :3], before["W1"])
    for name in ("b1", "W2", "b2"):
        assert np.array_equal(after[name], before[name])
    assert np.array_equal(m_after["W1"][:, :3], m["W1"])
    assert not m_after["W1"][:, 3:].any()
    assert e.trainer.memory["t"] == 7
    e.configure({"hidden": [{"units": 3}, {"units": 2}]})
    assert all(np.array_equal(e.params[name], before[name]) for name in before)
    e.step(3)


def test_added_units_of_several_pieces_leave_what_the_others_learned() -> None:
    e = trained(NET | {"hidden": [{"units": 2, "activation": "maxout"}]})
    before = e.params["W0"].reshape(2, 2, 2)
    e.configure({"hidden": [{"units": 3, "activation": "maxout"}]})
    assert np.array_equal(e.params["W0"].reshape(2, 3, 2)[:, :2], before)


def test_added_and_removed_layers_leave_the_others() -> None:
    e = trained(NET)
    before = e.params
    e.configure({"hidden": [{"units": 3}, {"units": 2}, {"units": 4}]})
    after = e.params
    for name in ("W0", "b0", "W1", "b1"):
        assert np.array_equal(after[name], before[name])
    assert np.array_equal(after["b3"], before["b2"])
    e.configure({"hidden": []})
    assert e.params["W0"].shape == (2, 2)
    assert np.array_equal(e.params["b0"], before["b2"])
    e.step(3)


def test_a_layer_in_the_middle_comes_and_goes_and_leaves_those_behind_it() -> None:
    three = [{"units": 5}, {"units": 3}, {"units": 2}]
    e = trained(NET | {"hidden": three})
    before = e.params
    e.configure({"hidden": [three[0], {"units": 4}, *three[1:]]})
    after = e.params
    for new, old in [("W0", "W0"), ("b0", "b0"), ("b2", "b1"), ("W3", "W2"), ("W4", "W3")]:
        assert np.array_equal(after[new], before[old])
    e.configure({"hidden": three})
    for name in ("W0", "b1", "W2", "b2", "W3", "b3"):
        assert np.array_equal(e.params[name], before[name])
    e.configure({"hidden": [three[0], three[2]]})
    for new, old in [("W0", "W0"), ("b1", "b2"), ("W2", "W3"), ("b2", "b3")]:
        assert np.array_equal(e.params[new], before[old])
    e.step(3)


def test_features_keep_their_weights_by_name() -> None:
    e = trained({"features": ["x1", "x2", "x1_x2"]})
    before = e.params["W0"]
    e.configure({"features": ["sin_x1", "x1_x2", "x1"]})
    assert np.array_equal(e.params["W0"][:, 1:], before[:, [2, 0]])


def test_memory_that_means_the_same_goes_from_one_optimiser_to_another() -> None:
    e = trained(NET | {"optimizer": "momentum"})
    velocity = e.trainer.memory["velocity"].copy()
    e.configure({"optimizer": "nesterov"})
    assert np.array_equal(e.trainer.memory["velocity"], velocity)
    e.configure({"optimizer": "adam"})
    assert not e.trainer.memory["v"].any()


def test_another_batch_size_begins_an_epoch_anew() -> None:
    e = trained(NET)
    e.configure({"batch_size": 4})
    seen: list[int] = []
    for _ in range(4):
        seen += list(e.batch)
        e.step()
    assert sorted(seen) == list(range(13))
