"""Every activation under one contract; then what the particular ones are."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from engine import catalog
from engine.activations import Activation
from engine.params import Array
from tests.engine.contract import TORCH, allocated, every, layouts, slope, torch_cases

MIXING = ("maxout", "softmax", "log_softmax")


def through(f: Activation, z: Array, da: Array) -> tuple[Array, Array]:
    """a and dz, forward and backward."""
    a, dz = np.empty_like(da), np.empty_like(z)
    for run in f.bind(z, a, da, dz):
        run()
    return a, dz


def make(name: str, **settings: Any) -> Activation:
    made: Activation = catalog.make("activation", {"name": name, **settings}, "activation")
    return made


@every("activation", "step")
@pytest.mark.parametrize("seed", range(5))
def test_backward_is_the_slope_of_forward(member: type[Activation], seed: int) -> None:
    f, rng = member(), np.random.default_rng(seed)
    z, direction = 2.0 * rng.standard_normal((2, 5, 6))
    da = rng.standard_normal((5, 6 // f.pieces))
    expected = slope(lambda x: float(np.sum(f.value(x) * da)), z, direction)
    _, dz = through(f, z, da)
    assert np.sum(dz * direction) == pytest.approx(expected, rel=1e-6)


@every("activation")
def test_a_bound_activation_reads_afresh_and_allocates_nothing(member: type[Activation]) -> None:
    f, rng = member(), np.random.default_rng(0)
    z, dz = (np.asfortranarray(x) for x in rng.standard_normal((2, 500, 4)))
    a, da = (np.asfortranarray(x) for x in rng.standard_normal((2, 500, 4 // f.pieces)))
    forward, backward = f.bind(z, a, da, dz)
    forward()
    z[...], da[...] = -z[::-1], -da[::-1]
    one_number_each = 500 * 8
    assert allocated(forward) < one_number_each
    assert allocated(backward) < one_number_each
    expected = through(f, z.copy(), da.copy())
    assert (a.tolist(), dz.tolist()) == (expected[0].tolist(), expected[1].tolist())


@every("activation")
def test_the_memory_layout_does_not_matter(member: type[Activation]) -> None:
    f, rng = member(), np.random.default_rng(0)
    z, da = rng.standard_normal((5, 6)), rng.standard_normal((5, 6 // f.pieces))
    expected = through(f, z, da)
    for z_as, da_as in zip(layouts(z), reversed(layouts(da)), strict=True):
        a, dz = through(f, z_as, da_as)
        assert a == pytest.approx(expected[0], rel=1e-15)
        assert dz == pytest.approx(expected[1], rel=1e-14, abs=1e-15)


@every("activation")
def test_large_inputs_stay_finite(member: type[Activation]) -> None:
    f = member()
    sizes = [0.0, 1.0, 40.0, 100.0, 750.0, 1e4]
    z = np.array([sizes, [-size for size in sizes]])
    for kind in (np.float64, np.float32):
        a, dz = f.value(z.astype(kind)), f.derivative(z.astype(kind))
        assert (a.dtype, dz.dtype) == (kind, kind)
        assert np.isfinite(a).all()
        assert np.isfinite(dz).all()


@every("activation")
@pytest.mark.parametrize("size", [0.0, 1.0, 100.0, 1e100, 5e307])
def test_no_activation_leaves_its_bounds(member: type[Activation], size: float) -> None:
    """|f(z)| ≤ 2|z| + h and |dz| ≤ 2(h + 1)|da|, which the look for overflow counts on."""
    f, rng = member(), np.random.default_rng(0)
    z = size * rng.choice([-1.0, 0.0, 1.0], (40, 6))
    h = 6 // f.pieces
    with np.errstate(over="ignore"):
        a, dz = through(f, z, rng.choice([-1.0, 1.0], (40, h)))
    assert np.abs(a).max() <= 2.0 * size + h
    assert np.abs(dz).max() <= 2.0 * (h + 1)


@pytest.mark.parametrize("name", ["gelu", "silu"])
def test_far_below_zero_nothing_is_left(name: str) -> None:
    z = np.array([-1e3, -1e45, -1.7e308])
    assert np.abs(make(name).value(z)).max() < 1e-300
    assert np.abs(make(name).derivative(z)).max() < 1e-300
    assert make(name).value(-z) == pytest.approx(-z, rel=1e-15)
    assert make(name).derivative(-z).tolist() == [1.0, 1.0, 1.0]


@every("activation")
def test_single_precision_is_the_same_function(member: type[Activation]) -> None:
    f, z = member(), np.linspace(-6.0, 6.0, 60).reshape(10, 6)
    assert f.value(z.astype(np.float32)) == pytest.approx(f.value(z), abs=1e-6)


@every("activation")
def test_nan_is_not_hidden(member: type[Activation]) -> None:
    f = member()
    z = np.array([[0.5, np.nan, -0.5, 1.0], [0.5, 1.0, -0.5, -1.0]])
    with np.errstate(invalid="ignore"):
        hidden = np.isnan(f.value(z)).any(axis=1).tolist()
        assert hidden == [True, False]
        if f.name not in ("linear", "step"):  # whose derivatives do not depend on z
            assert np.isnan(f.derivative(z)).any(axis=1).tolist() == [True, False]


@torch_cases("activations")
def test_pytorch_computes_the_same(case: dict[str, Any]) -> None:
    f = make(case["name"], **case["settings"])
    a, dz = through(f, np.array(TORCH["received"]), np.array(case["da"]))
    assert a == pytest.approx(np.array(case["value"]), rel=1e-13, abs=2e-16)
    assert dz == pytest.approx(np.array(case["gradient"]), rel=1e-13, abs=4e-16)


def test_every_activation_has_a_pytorch_case_but_step() -> None:
    cases = {case["name"] for case in TORCH["activations"]}
    assert cases | {"step"} == set(catalog.members("activation"))


@pytest.mark.parametrize(
    ("name", "at_zero", "derivative_at_zero"),
    [
        ("step", 1.0, 0.0),
        ("linear", 0.0, 1.0),
        ("sigmoid", 0.5, 0.25),
        ("tanh", 0.0, 1.0),
        ("relu", 0.0, 0.0),
        ("leaky_relu", 0.0, 0.01),
        ("elu", 0.0, 1.0),
        ("softplus", math.log(2.0), 0.5),
        ("gelu", 0.0, 0.5),
        ("silu", 0.0, 0.5),
        ("sine", 0.0, 1.0),
    ],
)
def test_at_zero(name: str, at_zero: float, derivative_at_zero: float) -> None:
    f = make(name)
    assert f.value(np.array([[0.0]])) == pytest.approx(at_zero, rel=1e-15)
    assert f.derivative(np.array([[0.0]])) == pytest.approx(derivative_at_zero, rel=1e-15)


def test_step_passes_the_signal_and_shows_no_derivative() -> None:
    f, z = make("step"), np.array([[-1.0, 0.0, 2.0]])
    assert f.surrogate
    assert through(f, z, np.array([[3.0, 4.0, 5.0]]))[1].tolist() == [[3.0, 4.0, 5.0]]
    assert f.derivative(z).tolist() == [[0.0, 0.0, 0.0]]


def test_tanh_is_a_stretched_sigmoid() -> None:
    z = np.linspace(-20.0, 20.0, 101)
    assert make("tanh").value(z) == pytest.approx(2.0 * make("sigmoid").value(2.0 * z) - 1.0)


def test_sigmoid_and_softplus_keep_their_precision_far_below_zero() -> None:
    z = np.array([-30.0, -100.0, -700.0])
    for name in ("sigmoid", "softplus"):
        assert make(name).value(z) == pytest.approx(np.exp(z), rel=1e-12)
    assert make("softplus").derivative(z) == pytest.approx(np.exp(z), rel=1e-12)


def test_gelu_is_exact() -> None:
    z = np.linspace(-40.0, 40.0, 8001)
    expected = [0.5 * x * math.erfc(-x / math.sqrt(2.0)) for x in z]
    assert np.abs(make("gelu").value(z) - expected).max() < 1e-14
    assert np.abs(make("gelu").value(z[z < 0.0]) - np.array(expected)[z < 0.0]).max() < 4e-16


def test_maxout_takes_the_largest_piece_and_the_first_of_equals() -> None:
    f = make("maxout", pieces=3)
    z = np.array([[1.0, -5.0, 4.0, -5.0, 4.0, -6.0]])  # units (1, 4, 4) and (−5, −5, −6)
    a, dz = through(f, z, np.array([[10.0, 20.0]]))
    assert a.tolist() == [[4.0, -5.0]]
    assert dz.tolist() == [[0.0, 20.0, 10.0, 0.0, 0.0, 0.0]]
