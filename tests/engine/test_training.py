"""Training: batches, dropout, frozen units, and allocation."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine import Experiment, supply
from engine.catalog import members

OPTIMIZERS = list(members("optimizer"))


def net(**config: Any) -> Experiment:
    return Experiment({"data": "convnet_simple", "loss": "softmax"} | config)


def test_an_epoch_sees_every_example_once_and_the_last_batch_is_smaller() -> None:
    e = net(batch_size=5)
    orders = []
    for epoch in range(1, 4):
        seen = []
        for _ in range(3):
            assert e.epoch == epoch - 1
            seen.append(e.batch)
            e.step()
        assert [len(batch) for batch in seen] == [5, 5, 3]
        assert sorted(np.concatenate(seen)) == list(range(13))
        orders.append(np.concatenate(seen).tolist())
    assert orders[0] != orders[1] != orders[2]


def test_a_batch_as_large_as_the_data_is_the_whole() -> None:
    whole, large, full = net(), net(batch_size=500), net(batch_size=13)
    for e in (whole, large, full):
        e.step(5)
        assert e.epoch == 5
        assert e.batch.tolist() == list(range(13))
        assert np.array_equal(e.theta, whole.theta)


@pytest.mark.parametrize("size", [None, 5])
def test_wide_examples_are_taken_as_rows(monkeypatch: pytest.MonkeyPatch, size: int | None) -> None:
    thetas = []
    for wide in (supply.WIDE, 1):
        monkeypatch.setattr(supply, "WIDE", wide)
        e = net(hidden=[{"units": 4}], batch_size=size)
        e.step(7)
        e.move_point(3, (0.25, -0.5))
        e.step(7)
        thetas.append(e.theta)
    assert thetas[1] == pytest.approx(thetas[0], rel=1e-12, abs=1e-12)


def test_dropout_draws_each_unit_with_its_probability_and_scales_what_is_left() -> None:
    e = net(hidden=[{"units": 50, "dropout": 0.8}, {"units": 30, "dropout": 0.25}, {"units": 4}])
    first, second, third, output = e.trainer._masks.layers
    assert first is not None
    assert second is not None
    assert third is output is None
    drawn = []
    for _ in range(400):
        e.step()
        assert set(np.unique(first)) <= {0.0, 1.0 / 0.8}
        assert set(np.unique(second)) <= {0.0, 1.0 / 0.25}
        drawn.append(np.concatenate([first[:, 0], second[:, 0]]))
    means = np.mean(drawn, axis=0)  # the expectation is 1; four standard errors about it
    assert np.abs(means[:50] - 1).max() < 4 * np.sqrt(0.25 / 400)
    assert np.abs(means[50:] - 1).max() < 4 * np.sqrt(3 / 400)
    assert np.abs(means.mean() - 1) < 0.02


def test_dropout_is_not_there_when_looking() -> None:
    without, with_dropout = (net(hidden=[{"units": 6, "dropout": p}], seed=3) for p in (1.0, 0.5))
    assert np.array_equal(without.evaluate().scores, with_dropout.evaluate().scores)
    with_dropout.step(3)
    assert np.array_equal(with_dropout.evaluate().grad, with_dropout.evaluate().grad)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_inactive_units_keep_their_bits(optimizer: str) -> None:
    """Incoming weights, bias and memory: no gradient, no decay, no momentum."""
    e = net(
        hidden=[{"units": 8, "dropout": 0.5}],
        optimizer=optimizer,
        penalty={"l2": 0.1, "l1": 0.01},
        batch_size=4,
    )
    e.step(5)
    mask = e.trainer._masks.layers[0]
    assert mask is not None
    for _ in range(20):
        before, memory = e.params, e.trainer.state()["memory"]
        e.step()
        off, on = mask[:, 0] == 0.0, mask[:, 0] != 0.0
        assert np.array_equal(e.params["W0"][off], before["W0"][off])
        assert np.array_equal(e.params["b0"][off], before["b0"][off])
        assert (e.params["W0"][on] != before["W0"][on]).all()
        for name, array in e.trainer.memory.items():
            if array.shape == e.theta.shape:
                kept, old = (e.setup.network.params(v)["W0"] for v in (array, memory[name]))
                assert np.array_equal(kept[off], old[off])


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_frozen_units_and_layers_keep_their_bits_and_the_others_learn(optimizer: str) -> None:
    e = net(
        hidden=[
            {"units": 3, "frozen": True},
            {"units": 4, "frozen_units": [1, 3], "activation": "maxout"},
        ],
        optimizer=optimizer,
        penalty={"l2": 0.1},
    )
    before = e.params
    e.step(10)
    after = e.params
    frozen = np.array([1, 3, 5, 7])  # rows of both pieces
    free = np.array([0, 2, 4, 6])
    assert np.array_equal(after["W0"], before["W0"])
    assert np.array_equal(after["b0"], before["b0"])
    assert np.array_equal(after["W1"][frozen], before["W1"][frozen])
    assert (after["W1"][free] != before["W1"][free]).any(axis=1).all()
    assert (after["W2"] != before["W2"]).all()


def test_freezing_and_thawing_while_it_runs() -> None:
    e = net(hidden=[{"units": 3}], optimizer="momentum")
    e.step(5)
    before = e.params
    e.configure({"hidden": [{"units": 3, "frozen": True}]})
    e.step(5)
    assert np.array_equal(e.params["W0"], before["W0"])
    e.configure({"hidden": [{"units": 3}]})
    e.step(1)
    assert (e.params["W0"] != before["W0"]).all()


GELU = {"units": 6, "activation": "gelu", "dropout": 0.5}
BUSY = {
    "hidden": [GELU, {"units": 3, "frozen_units": [1]}],
    "penalty": {"l2": 0.1, "l1": 0.1},
    "batch_size": 4,
}


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("config", [{}, BUSY], ids=["linear", "busy"])
def test_a_step_allocates_nothing(config: dict[str, Any], optimizer: str) -> None:
    e = net(optimizer=optimizer, **config)
    e.trainer._run(50)
    # Other threads of the process are counted too, but not in every one of a few runs.
    kept, most = np.min([allocated(lambda: e.trainer._run(400)) for _ in range(3)], axis=0)
    assert kept < 1024
    assert most < 2048  # views and numbers that come and go, no array of the batch


def allocated(work: Callable[[], None]) -> tuple[int, int]:
    """Bytes that are held after it, and at most while it ran."""
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        work()
        after, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return after - before, peak - before
