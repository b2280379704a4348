"""Histograms against NumPy's own."""

from __future__ import annotations

import numpy as np

from engine import Experiment, histograms
from engine.evaluation import activations_at
from engine.spread import PARTS
from tests.engine.test_boundary import trained

NET = {"data": "convnet_spiral", "hidden": [{"units": 6, "dropout": 0.7}, {"units": 3}],
       "loss": "softmax", "test_fraction": 0.25, "penalty": {"l2": 0.1}}  # fmt: skip


def test_they_count_what_numpy_counts() -> None:
    e = trained(NET)
    found = histograms(e)
    assert found.shape == (9, 2 + PARTS)
    assert found.dtype == np.float32
    result = e.evaluate()
    assert result.grads is not None
    sent = activations_at(e.setup, e.trainer.theta, e.points[result.indices])
    for layer, values in enumerate(sent):
        rows = e.params[f"W{layer}"], result.grads[f"W{layer}"], values
        for row, numbers in zip(found[3 * layer : 3 * layer + 3], rows, strict=True):
            counts, edges = np.histogram(numbers, PARTS)
            assert row[:2].tolist() == np.float32([edges[0], edges[-1]]).tolist()
            assert row[2:].sum() == numbers.size
            assert np.abs(np.cumsum(row[2:] - counts)).max() <= 1, (
                "a number on an edge may fall over"
            )


def test_an_evaluation_at_hand_is_used() -> None:
    e = trained(NET)
    assert np.array_equal(histograms(e, e.evaluate()), histograms(e))


def test_equal_numbers_lie_in_the_middle() -> None:
    e = Experiment({"hidden": [{"units": 2}], "initializer": "zero", "loss": "softmax"})
    row = histograms(e)[0]
    assert row[:2].tolist() == [-0.5, 0.5]
    assert row[2:].argmax() == PARTS // 2
    assert row[2:].sum() == 4


def test_numbers_without_end_are_not_counted() -> None:
    e = Experiment({"hidden": [{"units": 2, "activation": "linear"}], "loss": "softmax"})
    e.set_params({"W0": [[1e308, 1e308], [1.7e308, -1.7e308]], "b0": [1e308, 0.0]})
    weights, _, sent = histograms(e)[:3]
    assert weights[2:].sum() == 4
    assert sent[2:].sum() < 18
    assert np.isfinite(sent[2:]).all()
