"""Initialisers: reproducible, of the spread their papers ask for, biases as documented."""

from __future__ import annotations

import numpy as np
import pytest

from engine import catalog
from engine.initializers import Initializer
from engine.params import Array
from tests.engine.contract import every, layouts


def filled(member: Initializer, seed: int, k: int = 4, d: int = 3) -> tuple[Array, Array]:
    weights, bias = np.full((k, d), np.nan), np.full(k, np.nan)
    member.fill(np.random.default_rng(seed), weights, bias)
    return weights, bias


@every("initializer")
def test_a_seed_gives_the_same_weights_and_another_gives_others(
    member: type[Initializer],
) -> None:
    one, same, other = (filled(member(), seed) for seed in (1, 1, 2))
    assert np.isfinite(one[0]).all()
    assert np.isfinite(one[1]).all()
    assert (one[0] == same[0]).all()
    assert (one[1] == same[1]).all()
    assert (one[0] == other[0]).all() == (member.name == "zero")


@every("initializer")
def test_the_memory_layout_does_not_matter(member: type[Initializer]) -> None:
    weights, _ = filled(member(), 3)
    for view in layouts(weights):
        view[...] = np.nan
        member().fill(np.random.default_rng(3), view, np.empty(4))
        assert (view == weights).all()


@pytest.mark.parametrize(
    ("name", "deviation", "limit"),
    [
        ("zero", 0.0, 0.0),
        ("small", 0.01, np.inf),
        ("xavier", np.sqrt(2.0 / 800), np.sqrt(6.0 / 800)),
        ("he", np.sqrt(2.0 / 500), np.inf),
        ("too_large", 10.0, np.inf),
        ("normal", 1.0, np.inf),
        ("uniform", 1.0 / np.sqrt(3.0), 1.0),
    ],
)
def test_the_spread(name: str, deviation: float, limit: float) -> None:
    weights, bias = filled(catalog.make("initializer", name, "initializer"), 0, k=300, d=500)
    assert weights.std() == pytest.approx(deviation, rel=0.01)
    assert abs(weights.mean()) <= 0.02 * deviation
    assert np.abs(weights).max() <= limit
    assert bias.any() == (name in ("normal", "uniform"))


@pytest.mark.parametrize(("name", "setting"), [("normal", "deviation"), ("uniform", "limit")])
def test_a_setting_stretches_the_same_draws(name: str, setting: str) -> None:
    one = filled(catalog.make("initializer", name, "initializer"), 5)
    ten = filled(catalog.make("initializer", {"name": name, setting: 10.0}, "initializer"), 5)
    assert ten[0] == pytest.approx(10.0 * one[0])
    assert ten[1] == pytest.approx(10.0 * one[1])
