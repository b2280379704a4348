"""The decision boundary against lines and curves that are known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import Experiment, boundary, grid
from engine.contour import cuts, segments
from engine.params import Array

PARABOLAS = {"features": ["x1_squared", "x2_squared"], "data": "convnet_circle", "loss": "softmax"}


def lines(config: dict[str, Any], weights: Any, bias: Any) -> Experiment:
    e = Experiment(config)
    e.set_params({"W0": weights, "b0": bias})
    return e


def length(pieces: Array) -> float:
    return float(np.hypot(pieces[:, 2] - pieces[:, 0], pieces[:, 3] - pieces[:, 1]).sum())


def ends(pieces: Array) -> Array:
    return pieces.reshape(-1, 2)


def test_a_line_is_exact_and_reaches_the_windows_edges() -> None:
    config = {"data": "separable", "loss": "softmax"}
    e = lines(config, [[0.3, -0.7], [-0.4, 0.9]], [0.05, -0.02])
    found = boundary(e, (-1.0, 1.0), size=30)
    assert ends(found) @ [0.7, -1.6] == pytest.approx(-0.07, abs=1e-6)
    across = np.array([[-1.0, (-0.7 + 0.07) / 1.6], [1.0, (0.7 + 0.07) / 1.6]])
    assert length(found) == pytest.approx(float(np.hypot(*(across[1] - across[0]))), abs=1e-6)
    assert ends(found)[:, 0].min() == pytest.approx(-1.0)
    assert ends(found)[:, 0].max() == pytest.approx(1.0)


@pytest.mark.parametrize("size", [20, 40, 80])
def test_a_circle_is_as_exact_as_linear_interpolation_can_be(size: int) -> None:
    e = lines(PARABOLAS, [[1.0, 1.0], [0.0, 0.0]], [-4.0, 0.0])  # x1² + x2² = 4
    found = boundary(e, (-3.0, 3.0), size)
    cell = 6.0 / size
    # On an edge of length h the parabola x² is within h²/4 of its chord, so r² is too.
    radius = np.hypot(*ends(found).T)
    assert np.abs(radius**2 - 4.0).max() <= 0.25 * cell**2 + 1e-5
    assert length(found) == pytest.approx(4.0 * np.pi, rel=cell**2)


def test_it_is_closed_wherever_the_window_does_not_cut_it() -> None:
    e = lines(PARABOLAS, [[1.0, 1.0], [0.0, 0.0]], [-4.0, 0.0])
    found = boundary(e, (-3.0, 3.0), 25)
    _, times = np.unique(ends(found), axis=0, return_counts=True)
    assert (times == 2).all()


def test_three_classes_meet_in_one_cell() -> None:
    angles = np.array([0.1, 2.2, 4.3])
    weights = np.column_stack([np.cos(angles), np.sin(angles)])
    e = lines({"loss": "softmax"}, weights, [0.0, 0.0, 0.0])
    found = boundary(e, (-1.0, 1.0), size=20)
    scores = ends(found) @ weights.T
    apart = np.diff(np.sort(scores, axis=1)[:, 1:], axis=1).ravel()
    assert (apart < 1e-6).sum() >= len(apart) - 3, "all but the inner ends of the star"
    assert apart.max() < 0.1 * 2.0
    _, times = np.unique(ends(found), axis=0, return_counts=True)
    assert times.max() == 3
    assert (times == 1).sum() == 3, "the three lines end at the window's edge"


def test_a_cut_on_a_node_makes_no_piece_without_length() -> None:
    e = lines({"loss": "softmax"}, [[1.0, 0.0], [0.0, 1.0], [-1.0, -1.0]], [0.0, 0.0, 0.0])
    found = boundary(e, (-1.0, 1.0), size=21)  # the three meet in the middle of a cell
    assert (found[:, :2] != found[:, 2:]).any(axis=1).all()
    starts, times = np.unique(ends(found), axis=0, return_counts=True)
    assert ((times > 1) | (np.abs(starts).max(axis=1) == 1.0)).all()


def test_it_runs_between_the_cells_that_differ() -> None:
    config = {"data": "convnet_spiral", "loss": "one_vs_all", "optimizer": {"learning_rate": 0.3},
              "hidden": [{"units": 8}]}  # fmt: skip
    e = Experiment(config)
    e.step(500)
    labels, _ = grid(e, size=50)
    low, high = e.view
    cell = (high - low) / 50
    found = boundary(e, size=50)
    across = np.argwhere(labels[:, 1:] != labels[:, :-1])
    assert len(across)
    for row, column in across:
        y = high - (row + 0.5) * cell
        x = low + (column + np.array([0.5, 1.5])) * cell
        on = np.isclose(ends(found)[:, 1], y) & (ends(found)[:, 0] >= x[0] - 1e-6)
        assert (on & (ends(found)[:, 0] <= x[1] + 1e-6)).any()


def square(corners: Any, k: int = 2) -> tuple[Array, Array, Array, Array]:
    """Scores that name these classes at the corners of the unit square, by a lead of 1."""
    labels = np.array(corners, np.uint8)
    scores = (labels == np.arange(k)[:, None, None]).astype(float)
    return scores, labels, np.array([0.0, 1.0]), np.array([1.0, 0.0])


def joined(scores: Array, labels: Any, x: Array, y: Array) -> Array:
    return segments(labels, cuts(scores, labels), x, y)


def test_a_square_of_one_class_has_no_boundary() -> None:
    assert joined(*square([[1, 1], [1, 1]])).shape == (0, 4)


def test_cuts_come_row_by_row_and_first_those_between_columns() -> None:
    scores, labels, *_ = square([[0, 1, 1], [0, 0, 1]])
    scores[0] += [[0.2, 0.0, 0.0], [0.0, 0.6, 0.0]]
    expected = [1.2 / 2.2, 1.6 / 2.6, 1.0 / 2.6]  # of (0, 0)–(0, 1), (1, 1)–(1, 2), (0, 1)–(1, 1)
    assert cuts(scores, labels) == pytest.approx(expected)


def test_two_classes_crosswise_are_parted_as_the_hyperbola_says() -> None:
    scores, labels, x, y = square([[0, 1], [1, 0]])
    for class_, lead in ((0, 0.4), (1, 0.4)):
        tilted = scores.copy()
        tilted[class_] += lead
        found = joined(tilted, labels, x, y)
        assert found.shape == (2, 4)
        middles = found.reshape(2, 2, 2).mean(axis=1)
        losing = [[1.0, 1.0], [0.0, 0.0]] if class_ == 0 else [[0.0, 1.0], [1.0, 0.0]]
        for corner in losing:  # each is cut off by a piece nearer to it than to the centre
            away = np.hypot(*(middles - corner).T).min()
            assert away < 0.5


def test_the_mean_of_the_corners_does_not_part_them() -> None:
    _, labels, x, y = square([[0, 1], [1, 0]])
    lead = np.array([[10.0, -1.0], [-1.0, 0.05]])  # 0.05 · 10 < 1: class 1 holds the saddle
    found = joined(np.stack([lead, np.zeros((2, 2))]), labels, x, y)
    left = found[found[:, [0, 2]].min(axis=1) == 0.0]
    assert ends(left) == pytest.approx(np.array([[0.0, 1 / 11], [10 / 11, 1.0]]))


def test_many_classes_in_a_square_meet_at_the_mean_of_the_cuts() -> None:
    found = joined(*square([[0, 1], [3, 2]], k=4))
    assert found.shape == (4, 4)
    assert np.array_equal(found[:, 2:], np.full((4, 2), 0.5))
    assert sorted(found[:, :2].tolist()) == [[0.0, 0.5], [0.5, 0.0], [0.5, 1.0], [1.0, 0.5]]
    assert joined(*square([[0, 1], [2, 2]], k=3)).shape == (3, 4)


def test_what_is_no_number_is_cut_in_the_middle() -> None:
    scores, labels, x, y = square([[0, 1], [0, 1]])
    scores[1, :, 1] = np.inf
    scores[0] = np.inf
    found = joined(scores, labels, x, y)
    assert np.isfinite(found).all()


def test_scores_without_end_draw_a_boundary_all_the_same() -> None:
    e = lines({"loss": "softmax"}, np.full((3, 2), 1e300) * [[1], [0], [-1]], [0, 0, 0])
    found = boundary(e, size=10)
    assert np.isfinite(found).all()


def test_regression_has_none() -> None:
    assert boundary(Experiment({"data": "playground_plane"})).shape == (0, 4)


def test_the_smallest_score_wins_where_the_loss_says_so() -> None:
    e = lines(
        {"data": "separable", "loss": "hinge_embedding"}, [[1.0, 0.0], [0.0, 0.0]], [2.0, 2.0]
    )
    found = boundary(e, (-1.0, 1.0), size=9)
    assert ends(found)[:, 0] == pytest.approx(0.0, abs=1e-6)
