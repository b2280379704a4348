"""Maps of inputs and outputs; those of the hidden units are with the grid's tests."""

from __future__ import annotations

import numpy as np

from engine import Experiment, end_maps, grid, unit_maps
from engine.evaluation import activations_at
from engine.params import Array
from tests.engine.test_boundary import NETS, centres, trained


def scaled(values: Array) -> Array:
    """Values (cells, maps) as bytes, each map on its own scale, before rounding."""
    return 128.0 + 127.0 * values.T / np.abs(values).max(axis=0)[:, None]


def test_inputs_come_first_and_then_the_probabilities() -> None:
    e = trained(NETS[3])
    maps = end_maps(e, size=30)
    assert maps.shape == (4, 30, 30)
    cells = centres(e.view, 30)
    assert np.abs(maps[:2].reshape(2, -1) - scaled(cells)).max() <= 0.6
    odds = np.exp(activations_at(e.setup, e.trainer.theta, cells)[-1])
    likely = 255.0 * odds.T / odds.sum(axis=1)
    assert np.abs(maps[2:].reshape(2, -1) - likely).max() <= 0.6


def test_a_yes_or_no_for_every_output_is_a_probability_of_its_own() -> None:
    e = trained({"hidden": [{"units": 3}], "loss": "binary_cross_entropy"})
    scores = activations_at(e.setup, e.trainer.theta, centres(e.view, 20))[-1]
    likely = 255.0 / (1.0 + np.exp(-scores.T))
    assert np.abs(end_maps(e, size=20)[2:].reshape(3, -1) - likely).max() <= 0.6
    sure = grid(e, size=20)[1].ravel()
    assert np.abs(sure - likely.max(axis=0)).max() <= 1.0


def test_scores_of_other_losses_are_scaled_like_units() -> None:
    e = trained({"hidden": [{"units": 3}], "loss": "weston_watkins"})
    scores = activations_at(e.setup, e.trainer.theta, centres(e.view, 20))[-1]
    assert np.abs(end_maps(e, size=20)[2:].reshape(3, -1) - scaled(scores)).max() <= 0.6


def test_every_kind_of_feature_has_its_own_map() -> None:
    e = Experiment({"features": ["x2", "x1_x2", "sin_x1"]})
    maps = end_maps(e, (-3.0, 3.0), size=12)
    x1, x2 = centres((-3.0, 3.0), 12).T
    expected = scaled(np.column_stack([x2, x1 * x2, np.sin(x1)]))
    assert np.abs(maps[:3].reshape(3, -1) - expected).max() <= 0.6


def test_a_model_without_hidden_units_and_one_of_values() -> None:
    e = Experiment({"data": "playground_plane"})
    assert unit_maps(e, size=9).shape == (0, 9, 9)
    assert end_maps(e, size=9).shape == (3, 9, 9)


def test_probabilities_of_enormous_scores_add_up() -> None:
    e = Experiment({"loss": "softmax"})
    e.set_params({"W0": np.full((3, 2), 1e200) * [[1], [0], [-1]]})
    outputs = end_maps(e, size=8)[2:].astype(int)
    assert (np.abs(outputs.sum(axis=0) - 255) <= 1).all()
