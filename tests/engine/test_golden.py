"""The lecture's own figures, to the digits that it prints."""

from __future__ import annotations

import numpy as np
import pytest

from engine import Experiment

# x0, x1, y, s0, s1, s2, L_i as on the slide
SLIDE = [
    (0.50, 0.40, 0, 0.95, -0.05, -0.05, 0.00),
    (0.80, 0.30, 0, 1.21, -0.37, 0.20, 0.00),
    (0.30, 0.80, 0, 1.06, 0.26, -0.70, 0.19),
    (-0.40, 0.30, 1, -0.14, 0.77, -0.22, 0.09),
    (-0.30, 0.70, 1, 0.31, 0.80, -0.76, 0.51),
    (-0.70, 0.20, 1, -0.56, 1.03, -0.18, 0.00),
    (0.70, -0.40, 2, 0.51, -0.49, 1.17, 0.34),
    (0.80, -1.15, 2, -0.00, -0.81, 2.28, 0.00),
    (-0.40, -0.50, 2, -0.81, 0.53, 0.93, 0.60),
]
FRAME = {
    "data": {"name": "lecture_frame"},
    "loss": {"name": "weston_watkins"},
    "penalty": {"l2": 0.1, "l2_convention": "cs231n"},
}


def test_the_frame_of_the_lecture() -> None:
    e = Experiment(FRAME)
    table = np.array(SLIDE)
    assert e.points.tolist() == table[:, :2].tolist()
    assert e.labels is not None
    assert e.labels.tolist() == table[:, 2].tolist()
    r = e.evaluate()
    assert np.round(r.scores, 2).tolist() == table[:, 3:6].tolist()
    assert np.round(r.losses, 2).tolist() == table[:, 6].tolist()
    assert [round(x, 2) for x in (r.data_loss, r.penalty, r.total)] == [0.19, 0.52, 0.71]
    assert r.grads is not None
    assert np.round(r.grads["W0"], 2).tolist() == [[0.02, 0.02], [0.06, -0.10], [-0.06, 0.06]]
    assert np.round(r.grads["b0"], 2).tolist() == [0.22, -0.11, -0.11]


def test_the_printed_parameters_give_the_printed_figures_but_for_their_rounding() -> None:
    e = Experiment(FRAME)
    e.set_params({"W0": [[1.12, 0.84], [-0.95, 0.30], [0.35, -1.44]], "b0": [0.06, 0.30, 0.35]})
    table, r = np.array(SLIDE), e.evaluate()
    assert np.abs(r.scores - table[:, 3:6]).max() <= 0.015
    assert np.abs(r.losses - table[:, 6]).max() <= 0.015
    assert [r.data_loss, r.penalty, r.total] == pytest.approx([0.19, 0.52, 0.71], abs=0.015)


def test_the_conventions_of_l2_on_the_frame() -> None:
    """The demo shows λΣW² and steps with a quarter of its derivative."""
    e = Experiment(FRAME)
    weights = e.params["W0"]
    squares = (weights**2).sum()
    plain = Experiment(FRAME | {"penalty": {}}).evaluate().grads["W0"]
    for convention, shown, stepped in (
        ("half", 0.5, 1.0),
        ("full", 1.0, 2.0),
        ("cs231n", 1.0, 0.5),
    ):
        e.configure({"penalty": {"l2_convention": convention}})
        r = e.evaluate()
        assert r.penalty == pytest.approx(0.1 * shown * squares, rel=1e-14)
        assert r.grads["W0"] - plain == pytest.approx(0.1 * stepped * weights, abs=1e-15)


def test_the_fixed_line_of_the_lecture() -> None:
    """z = −1·x1 + 4·x2 + 0.4 at three points, through a model with one output."""
    points = [[2.0, 0.4], [1.0, 0.6], [3.0, 0.4]]
    start = {"W0": [[-1.0, 4.0]], "b0": [0.4]}
    e = Experiment({"data": {"points": points, "targets": [0.0, 0.0, 0.0]}, "start": start})
    assert e.evaluate().scores[:, 0] == pytest.approx([0.0, 1.8, -1.0], abs=1e-15)


def test_the_fixed_line_as_the_boundary_of_two_classes() -> None:
    """The same line is where two classes tie, and its sign says which one wins."""
    points, labels = [[2.0, 0.4], [1.0, 0.6], [3.0, 0.4]], [0, 1, 0]
    e = Experiment({"data": {"points": points, "labels": labels}})
    e.set_params({"W0": [[0.5, -2.0], [-0.5, 2.0]], "b0": [-0.2, 0.2]})
    r = e.evaluate()
    assert r.scores[:, 1] - r.scores[:, 0] == pytest.approx([0.0, 1.8, -1.0], abs=1e-15)
    assert r.predictions is not None
    assert r.predictions[1:].tolist() == [1, 0]


def test_two_thousand_examples_in_batches_of_five_hundred_are_four_iterations_an_epoch() -> None:
    rng = np.random.default_rng(0)
    data = {"points": rng.normal(size=(2000, 2)), "labels": rng.integers(0, 2, 2000)}
    e = Experiment({"data": data, "batch_size": 500, "loss": "softmax"})
    seen = []
    for iteration in range(1, 9):
        seen.append(e.batch)
        e.step()
        assert e.epoch == iteration // 4
    for epoch in (seen[:4], seen[4:]):
        assert sorted(np.concatenate(epoch)) == list(range(2000))
    assert not np.array_equal(seen[0], seen[4])
