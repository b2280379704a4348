"""The curve of a regression over x1."""

from __future__ import annotations

import numpy as np
import pytest

from engine import Experiment, fitted
from engine.evaluation import activations_at

DATA = {"points": [[0.0, 0.0], [1.0, 0.0], [2.0, 0.0]], "targets": [0.0, 1.0, 4.0]}


def test_it_is_the_model_at_the_middles() -> None:
    e = Experiment({"data": DATA, "features": ["x1", "sin_x1"], "hidden": [{"units": 4}]})
    e.step(10)
    found = fitted(e, (0.0, 2.0, -9.0, 9.0), size=4)
    assert found is not None
    points = np.array([[0.25, 0.0], [0.75, 0.0], [1.25, 0.0], [1.75, 0.0]])
    expected = activations_at(e.setup, e.trainer.theta, points)[-1]
    assert found == pytest.approx(expected, abs=1e-6)
    assert found.dtype == np.float32


@pytest.mark.parametrize("features", [["x1", "x2"], ["x1_x2"], ["x2"]])
def test_there_is_none_where_x2_matters(features: list[str]) -> None:
    assert fitted(Experiment({"data": DATA, "features": features})) is None


def test_there_is_none_of_a_classifier() -> None:
    assert fitted(Experiment({"features": ["x1"]})) is None
