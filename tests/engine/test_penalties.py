"""Penalties: what they show, what they add to the gradient, and what they leave alone."""

from __future__ import annotations

import numpy as np
import pytest

from engine import catalog
from engine.params import Array
from engine.penalties import L1, L2, Penalty
from tests.engine.contract import allocated, every, slope

WEIGHTS = np.array([True, True, False, True, False, True])


def added(penalty: Penalty, theta: Array, before: float = 0.0) -> Array:
    grad = np.full_like(theta, before)
    penalty.bind(theta, grad, WEIGHTS)()
    return grad


@every("penalty")
@pytest.mark.parametrize("seed", range(5))
def test_the_step_is_the_slope_of_the_value(member: type[Penalty], seed: int) -> None:
    penalty = member(strength=0.7)
    theta, direction = np.random.default_rng(seed).standard_normal((2, 6))
    expected = slope(lambda x: penalty.value(x[WEIGHTS]), theta, direction)
    assert added(penalty, theta) @ direction == pytest.approx(expected, rel=1e-6)
    assert penalty.consistent


@every("penalty")
def test_it_adds_to_the_gradient_and_spares_the_biases(member: type[Penalty]) -> None:
    theta = np.random.default_rng(0).standard_normal(6)
    grad = added(member(strength=2.0), theta, before=5.0)
    assert ((grad != 5.0) == WEIGHTS).all()
    assert grad - 5.0 == pytest.approx(added(member(strength=2.0), theta), rel=1e-14)


@every("penalty")
def test_without_strength_nothing_happens(member: type[Penalty]) -> None:
    theta = np.random.default_rng(0).standard_normal(6)
    assert member().strength == 0.0
    assert member().value(theta) == 0.0
    assert not added(member(), theta).any()


@every("penalty")
def test_a_bound_penalty_reads_afresh_and_allocates_nothing(member: type[Penalty]) -> None:
    theta, grad = np.ones(1000), np.zeros(1000)
    run = member(strength=0.5).bind(theta, grad, np.ones(1000, bool))
    assert allocated(run) < theta.nbytes
    grad[...], theta[...] = 0.0, -theta
    run()
    assert (grad < 0.0).all()


@every("penalty")
def test_nan_is_not_hidden(member: type[Penalty]) -> None:
    theta = np.array([np.nan, 1.0, 1.0, 1.0, 1.0, 1.0])
    with np.errstate(invalid="ignore"):
        assert np.isnan(member(strength=0.5).value(theta))
        assert np.isnan(added(member(strength=0.5), theta)[0])


@pytest.mark.parametrize(
    ("convention", "value", "step", "consistent"),
    [("half", 0.5, 1.0, True), ("full", 1.0, 2.0, True), ("cs231n", 1.0, 0.5, False)],
)
def test_the_three_conventions_of_l2(
    convention: str, value: float, step: float, consistent: bool
) -> None:
    penalty = L2(strength=0.1, convention=convention)
    theta = np.array([3.0, -1.0, 7.0, 2.0, 7.0, 0.0])
    assert penalty.value(theta[WEIGHTS].reshape(2, 2)) == pytest.approx(0.1 * value * 14.0)
    assert added(penalty, theta) == pytest.approx(0.1 * step * np.where(WEIGHTS, theta, 0.0))
    assert penalty.consistent is consistent


def test_l1_is_the_sum_of_sizes_and_rests_at_zero() -> None:
    theta = np.array([3.0, -1.0, 7.0, 0.0, 7.0, -0.5])
    assert L1(strength=2.0).value(theta[WEIGHTS]) == 9.0
    assert added(L1(strength=2.0), theta).tolist() == [2.0, -2.0, 0.0, 0.0, 0.0, -2.0]


def test_the_penalty_of_the_lecture_s_slide() -> None:
    data = catalog.make("data", "lecture_frame", "data").generate(np.random.default_rng(0))
    penalty = L2(strength=0.1, convention="cs231n")
    assert penalty.value(data.start["W0"]) == pytest.approx(0.52, abs=0.005)
