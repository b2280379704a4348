"""The compiled kernel: the same training as by the plan, for every member of every family."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
import pytest

from engine import Divergence, Experiment, compiled, kernel_codes
from engine.catalog import members
from engine.kernel_codes import ACTIVATIONS, LOSSES, OPTIMIZERS
from engine.params import Array
from tests.engine.receipts import next_of
from tests.engine.test_divergence import FAULTS, RUNS
from tests.engine.test_receipts import check_updates

PENALTIES: list[dict[str, Any]] = [
    {},
    {"l2": 0.01},
    {"l1": 0.01},
    {"l2": 0.1, "l2_convention": "cs231n", "l1": 0.001},
    {"l2": 0.1, "l2_convention": "full"},
]
FIVE = {"name": "blobs", "classes": 5, "count": 20}
BATCHES = [None, 1, 4, 13]
# Low enough that rounding is not amplified: what is compared is the sum of 300 updates.
RATES = {"gd": 0.01, "adagrad": 0.1, "rmsprop": 0.003, "adadelta": 1.0}
NET = {"hidden": [{"units": 5}, {"units": 3, "activation": "relu"}], "batch_size": 4}


@pytest.fixture(scope="module", autouse=True)
def kernel(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[None]:
    """Train by it in this file, and nowhere else; of several workers one compiles at a time."""
    base = tmp_path_factory.getbasetemp()
    lock = (base if worker_id == "master" else base.parent) / "compiling"
    while True:
        try:
            lock.mkdir()
            break
        except FileExistsError:
            time.sleep(0.1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiled, "_run", None)
        try:
            assert compiled.prepare_kernel()
        finally:
            lock.rmdir()
        yield


def experiment(planned: bool = False, **config: Any) -> Experiment:
    """An experiment that trains by the kernel, or by the plan."""
    e = Experiment({"data": "convnet_simple", "loss": "softmax"} | config)
    return by_plan(e) if planned else e


def by_plan(e: Experiment) -> Experiment:
    assert e.trainer._kernel is not None
    e.trainer._kernel = None
    return e


def pair(**config: Any) -> tuple[Experiment, Experiment]:
    return experiment(**config), experiment(planned=True, **config)


def memory(e: Experiment) -> dict[str, Array]:
    return {name: array.copy() for name, array in e.trainer.memory.items()}


def assert_close(e: Experiment, other: Experiment) -> None:
    """Parameters and memory agree to 1e-12 of the largest."""
    pairs = [(e.theta, other.theta)]
    pairs += [(array, memory(other)[name]) for name, array in memory(e).items()]
    for found, expected in pairs:
        assert np.abs(found - expected).max() <= 1e-12 * max(1.0, np.abs(expected).max())


def rotated() -> list[dict[str, Any]]:
    """Every loss with every optimiser, and the other families in turn."""
    return [
        {
            "data": [{"name": "convnet_simple"}, {"name": "cs231n"}, FIVE][i % 3],
            "loss": loss,
            "optimizer": {"name": optimizer, "learning_rate": RATES.get(optimizer, 0.001)},
            "hidden": [
                {"units": 4, "activation": ACTIVATIONS[i % len(ACTIVATIONS)], "frozen": i % 7 == 0},
                {"units": 3, "activation": ACTIVATIONS[(5 * i + i // 14) % len(ACTIVATIONS)]},
                {"units": 3, "frozen_units": [1]},
            ][: i % 4],
            "penalty": PENALTIES[i % 5],
            "batch_size": BATCHES[i // 2 % 4],
            "seed": i,
        }
        for i, (loss, optimizer) in enumerate(product(LOSSES, OPTIMIZERS))
    ]


@pytest.mark.parametrize("config", rotated(), ids=range(len(LOSSES) * len(OPTIMIZERS)))
def test_every_member_trains_as_by_the_plan(config: dict[str, Any]) -> None:
    e, planned = pair(**config)
    before = e.theta.copy()
    for _ in range(3):
        e.step(100)
        planned.step(100)
        assert_close(e, planned)
    assert (e.theta != before).any()


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_does_as_output_too(activation: str) -> None:
    loss = "negative_log_likelihood" if activation == "log_softmax" else "squared_error"
    e, planned = pair(loss=loss, output={"activation": activation}, batch_size=4)
    e.step(300)
    planned.step(300)
    assert_close(e, planned)


def test_the_functions_are_those_of_numpy_to_the_last_bits() -> None:
    from engine.kernel_functions import exponential, sigmoid, tanh

    x = np.concatenate([np.linspace(-700.0, 700.0, 4001), np.geomspace(1e-300, 30.0, 2000)])
    for ours, theirs in (
        (exponential, np.exp),
        (tanh, np.tanh),
        (sigmoid, lambda x: 1.0 / (1.0 + np.exp(-x))),
    ):
        found, expected = np.array([ours(each) for each in x]), theirs(x)
        assert np.abs(found - expected).max() <= 1e-15 * np.abs(expected).max()
        assert np.abs(found / np.where(expected, expected, 1.0) - 1.0)[expected > 0].max() < 1e-15
        assert np.isnan(ours(np.nan))
    assert (tanh(np.inf), tanh(-np.inf), sigmoid(np.inf)) == (1.0, -1.0, 1.0)
    assert 0.0 <= sigmoid(-np.inf) < 1e-307
    assert 0.0 <= exponential(-np.inf) < 1e-307


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("batch_size", [4, None])
def test_however_it_is_sliced_the_bits_are_the_same(optimizer: str, batch_size: int) -> None:
    one, many, odd = (
        experiment(**NET | {"optimizer": optimizer, "batch_size": batch_size}) for _ in range(3)
    )
    one.step(1100)  # more than two blocks
    for _ in range(1100):
        many.step()
    for slices in (1, 2, 3, 7, 513, 574):
        odd.step(slices)
    for e in (many, odd):
        assert np.array_equal(e.theta, one.theta)
        assert (e.iteration, e.epoch) == (one.iteration, one.epoch)
        assert np.array_equal(e.batch, one.batch)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_snapshot_of_one_goes_on_under_the_other(optimizer: str) -> None:
    config = NET | {"optimizer": optimizer, "penalty": {"l2": 0.01}}
    e, planned = pair(**config)
    for each in (e, planned):
        each.step(151)
    there = by_plan(Experiment.restore(e.snapshot()))
    back = Experiment.restore(planned.snapshot())
    assert back.trainer._kernel is not None
    for each in (e, planned, there, back):
        each.step(151)
    for each in (planned, there, back):
        assert_close(e, each)
        assert each.iteration == 302
    again = Experiment.restore(e.snapshot())
    again.step(50)
    e.step(50)
    assert np.array_equal(again.theta, e.theta)


def stopped(e: Experiment, slices: int) -> tuple[int, str]:
    while e.iteration < 2000:
        try:
            e.step(slices)
        except Divergence as divergence:
            return divergence.iteration, divergence.quantity
    raise AssertionError("it did not diverge")


WITHOUT_DROPOUT: list[dict[str, Any]] = [
    run | {"hidden": [layer | {"dropout": 1.0} for layer in run.get("hidden", [])]} for run in RUNS
]


@pytest.mark.parametrize("config", WITHOUT_DROPOUT)
def test_it_diverges_where_the_plan_does_however_it_is_sliced(config: dict[str, Any]) -> None:
    e, planned = pair(**config)
    assert stopped(e, 2000) == stopped(planned, 2000)
    assert_close(e, planned)
    for slices in (1, 7, 600):
        other = experiment(**config)
        stopped(other, slices)
        assert np.array_equal(other.theta, e.theta)
        assert memory(other).keys() == memory(e).keys()
        assert all(np.array_equal(array, memory(e)[name]) for name, array in memory(other).items())


@pytest.mark.parametrize(("quantity", "config", "params"), FAULTS, ids=[f[0] for f in FAULTS])
def test_what_overflowed_is_named(
    quantity: str, config: dict[str, Any], params: dict[str, Any]
) -> None:
    e = Experiment(config)
    assert e.trainer._kernel is not None
    e.set_params(params)
    with pytest.raises(Divergence, match=quantity):
        e.step()


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_what_is_frozen_keeps_its_bits(optimizer: str) -> None:
    hidden = [
        {"units": 4, "frozen_units": [0, 2]},
        {"units": 3, "activation": "maxout", "frozen_units": [1]},
        {"units": 2, "frozen": True},
    ]
    e = experiment(hidden=hidden, optimizer=optimizer, penalty={"l2": 0.1, "l1": 0.1})
    before, marks = e.params, memory(e)
    e.step(100)
    held = e.trainer._masks.held
    assert held is not None
    frozen = e.setup.network.params(held)
    for name, after in e.params.items():
        assert np.array_equal(after == before[name], frozen[name])
    for name, array in memory(e).items():
        if array.shape == held.shape:
            assert np.array_equal(array == marks[name], held)


@pytest.mark.parametrize(
    "config",
    [
        {"hidden": [{"units": 4, "dropout": 0.5}]},
        {"hidden": [{"units": 64}, {"units": 64}]},
        {"hidden": [{"units": 20}, {"units": 20}], "data": "moons", "batch_size": None},
    ],
    ids=["dropout", "wide", "large batch"],
)
def test_what_it_does_not_know_or_is_slower_at_goes_by_the_plan(config: dict[str, Any]) -> None:
    assert experiment(**config).trainer._kernel is None


def test_it_knows_members_of_the_families() -> None:
    for family, known in (
        ("loss", LOSSES),
        ("optimizer", OPTIMIZERS),
        ("activation", ACTIVATIONS),
        ("penalty", kernel_codes.PENALTIES),
    ):
        assert set(known) <= set(members(family)), family


def test_a_member_it_does_not_know_goes_by_the_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    for family in ("LOSSES", "OPTIMIZERS", "ACTIVATIONS", "PENALTIES"):
        with monkeypatch.context() as patch:
            patch.setattr(kernel_codes, family, ())
            assert experiment(**NET, penalty={"l2": 0.1}).trainer._kernel is None


def test_a_change_of_the_network_chooses_anew() -> None:
    e = experiment(hidden=[{"units": 4}])
    assert e.trainer._kernel is not None
    e.step(10)
    e.configure({"hidden": [{"units": 4, "dropout": 0.5}]})
    assert e.trainer._kernel is None
    e.step(10)
    e.configure({"hidden": [{"units": 4}]})
    assert e.trainer._kernel is not None
    e.move_point(0, (3.0, 3.0))
    e.step(10)
    planned = by_plan(Experiment.restore(e.snapshot()))
    for each in (e, planned):
        each.nudge("W0", (0, 0), 0.5)
        each.step(10)
    assert_close(e, planned)


def test_without_numba_or_unasked_everything_goes_by_the_plan(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(compiled, "_run", None)
    assert experiment(**NET).trainer._kernel is None
    monkeypatch.setitem(sys.modules, "numba", None)
    for name in [name for name in sys.modules if name.startswith(("engine.kernel", "engine.jit"))]:
        monkeypatch.delitem(sys.modules, name)
    assert not compiled.prepare_kernel()
    assert experiment(**NET).trainer._kernel is None


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_receipt_foresees_what_the_kernel_does(optimizer: str) -> None:
    e = experiment(**NET, optimizer=optimizer, penalty={"l2": 0.1, "l1": 0.01})
    assert e.trainer._kernel is not None
    e.step(5)
    check_updates(e, next_of(e), seed=0)
