"""Every optimiser against PyTorch, its formulas written out, and one contract."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from engine import catalog
from engine.optimizers import Optimizer
from engine.params import Array
from tests.engine.contract import TORCH, allocated, every, torch_cases

CURVATURE = np.array(TORCH["curvature"])


def downhill(theta: Array) -> Array:
    """The gradient of Σ ½ c θ² + sin θ, the function of the PyTorch paths."""
    gradient: Array = CURVATURE * theta + np.cos(theta)
    return gradient


def make(name: str, **settings: Any) -> Optimizer:
    made: Optimizer = catalog.make("optimizer", {"name": name, **settings}, "optimizer")
    return made


def path(optimizer: Optimizer, updates: int, theta: Array | None = None) -> Iterator[Array]:
    """The parameters after each update."""
    theta = np.array(TORCH["start"]) if theta is None else theta
    grad = np.empty_like(theta)
    update = optimizer.bind(theta, grad, getattr(optimizer, "state", None))
    for _ in range(updates):
        grad[...] = downhill(theta)
        update()
        yield theta.copy()


@torch_cases("optimizers")
def test_a_hundred_updates_as_pytorch_makes_them(case: dict[str, Any]) -> None:
    found = list(path(make(case["name"], **case["settings"]), 100))
    for shown, theta in zip(TORCH["shown"], case["path"], strict=True):
        assert found[shown - 1] == pytest.approx(theta, rel=1e-10, abs=1e-10), shown


def test_every_optimiser_has_a_pytorch_path() -> None:
    assert {case["name"] for case in TORCH["optimizers"]} == set(catalog.members("optimizer"))


Paper = Callable[[Array, dict[str, Any], Optimizer, int], Array]


def gd(theta: Array, s: dict[str, Any], o: Any, t: int) -> Array:
    return theta - o.learning_rate * downhill(theta)


def momentum(theta: Array, s: dict[str, Any], o: Any, t: int) -> Array:
    s["v"] = o.momentum * s.get("v", 0.0) - o.learning_rate * downhill(theta)
    return theta + s["v"]


def adagrad(theta: Array, s: dict[str, Any], o: Any, t: int) -> Array:
    g = downhill(theta)
    s["G"] = s.get("G", 0.0) + g**2
    return theta - o.learning_rate * g / (np.sqrt(s["G"]) + o.epsilon)


def rmsprop(theta: Array, s: dict[str, Any], o: Any, t: int) -> Array:
    g = downhill(theta)
    s["G"] = o.decay * s.get("G", 0.0) + (1 - o.decay) * g**2
    return theta - o.learning_rate * g / (np.sqrt(s["G"]) + o.epsilon)


def adadelta(theta: Array, s: dict[str, Any], o: Any, t: int) -> Array:
    g = downhill(theta)
    s["G"] = o.decay * s.get("G", 0.0) + (1 - o.decay) * g**2
    delta = -np.sqrt(s.get("D", 0.0) + o.epsilon) / np.sqrt(s["G"] + o.epsilon) * g
    s["D"] = o.decay * s.get("D", 0.0) + (1 - o.decay) * delta**2
    return theta + o.learning_rate * delta


def adam(theta: Array, s: dict[str, Any], o: Any, t: int) -> Array:
    g = downhill(theta)
    s["m"] = o.beta1 * s.get("m", 0.0) + (1 - o.beta1) * g
    s["v"] = o.beta2 * s.get("v", 0.0) + (1 - o.beta2) * g**2
    corrected = s["m"] / (1 - o.beta1**t), s["v"] / (1 - o.beta2**t)
    return theta - o.learning_rate * corrected[0] / (np.sqrt(corrected[1]) + o.epsilon)


def adamw(theta: Array, s: dict[str, Any], o: Any, t: int) -> Array:
    decay = o.learning_rate * o.weight_decay * theta
    return adam(theta, s, o, t) - decay


@pytest.mark.parametrize(
    "paper", [gd, momentum, adagrad, rmsprop, adadelta, adam, adamw], ids=lambda f: f.__name__
)
def test_the_formulas_written_out(paper: Paper) -> None:
    optimizer = make(paper.__name__)
    theta, state = np.array(TORCH["start"]), {}
    for t, found in enumerate(path(optimizer, 100), start=1):
        theta = paper(theta, state, optimizer, t)
        assert found == pytest.approx(theta, rel=1e-12, abs=1e-12)


def test_nesterov_looks_ahead() -> None:
    """The shown parameters are θ + μ v of Nesterov's own sequence θ."""
    optimizer = make("nesterov", learning_rate=0.02, momentum=0.9)
    ahead, v = np.array(TORCH["start"]), np.zeros(5)
    theta = ahead.copy()
    for shown in path(optimizer, 100):
        v = 0.9 * v - 0.02 * downhill(theta + 0.9 * v)
        theta = theta + v
        assert shown == pytest.approx(theta + 0.9 * v, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("name", ["momentum", "nesterov"])
def test_a_new_learning_rate_leaves_the_velocity_as_it_was(name: str) -> None:
    """PyTorch would rescale it, since it keeps −v / α."""
    optimizer = make(name, learning_rate=0.02)
    *_, theta = path(optimizer, 10)
    velocity = optimizer.state["velocity"].copy()
    faster = make(name, learning_rate=0.04)
    grad = downhill(theta)
    faster.bind(theta.copy(), grad, optimizer.state)()
    assert faster.state["velocity"] == pytest.approx(0.9 * velocity - 0.04 * grad, rel=1e-15)


@every("optimizer")
def test_an_interrupted_path_continues_bit_for_bit(member: type[Optimizer]) -> None:
    whole = list(path(member(), 40))
    first = member()
    *_, theta = path(first, 15)
    second = member()
    second.state = {name: array.copy() for name, array in first.state.items()}
    assert [t.tolist() for t in path(second, 25, theta)] == [t.tolist() for t in whole[15:]]


@every("optimizer")
def test_what_is_remembered_is_copied_where_it_fits(member: type[Optimizer]) -> None:
    optimizer, theta, grad = member(), np.zeros(5), np.ones(5)
    optimizer.bind(theta, grad)()
    before = optimizer.state
    known = {name: array.copy() for name, array in before.items()}
    twin = member()
    twin.bind(theta, grad, before)()
    for name, array in known.items():
        assert (before[name] == array).all()
        assert twin.state[name] is not before[name]
        assert (twin.state[name] != array).all()
    small = member()
    small.bind(np.zeros(3), np.zeros(3), before)
    assert not any(a.any() for name, a in small.state.items() if name != "t")
    fresh = member()
    fresh.bind(theta, grad, {"nonsense": np.ones(5)})
    assert not any(array.any() for array in fresh.state.values())


@every("optimizer")
def test_every_other_optimiser_can_take_over(member: type[Optimizer]) -> None:
    """Whatever was remembered, no square root of a negative number comes of it."""
    for other in catalog.members("optimizer"):
        before = make(other)
        *_, theta = path(before, 10)
        after = member()
        after.state = before.state
        assert np.isfinite(list(path(after, 10, theta))).all()


@every("optimizer")
def test_a_bound_optimiser_allocates_nothing_and_spares_the_gradient(
    member: type[Optimizer],
) -> None:
    theta, grad = np.ones(1000), np.linspace(-1.0, 1.0, 1000)
    update = member().bind(theta, grad)
    assert allocated(update) < theta.nbytes
    assert (grad == np.linspace(-1.0, 1.0, 1000)).all()


@every("optimizer")
def test_it_goes_downhill(member: type[Optimizer]) -> None:
    theta = np.full(3, 2.0)
    grad = np.empty(3)
    optimizer = member(learning_rate=0.01)
    update = optimizer.bind(theta, grad)
    for _ in range(50):
        grad[...] = theta
        update()
    assert (np.abs(theta) < 2.0).all()


@every("optimizer")
def test_curvature_limits_every_rate_that_is_not_adaptive(member: type[Optimizer]) -> None:
    optimizer = member()
    assert (optimizer.step_limit(1.0) == optimizer.step_limit(2.0)) is optimizer.adaptive


@every("optimizer")
def test_nan_is_not_hidden(member: type[Optimizer]) -> None:
    theta, grad = np.ones(3), np.array([0.5, np.nan, 0.5])
    with np.errstate(invalid="ignore"):
        member().bind(theta, grad)()
    assert np.isnan(theta).tolist() == [False, True, False]


@every("optimizer")
@pytest.mark.parametrize("fault", [np.inf, np.nan])
def test_memory_that_is_not_finite_never_heals(member: type[Optimizer], fault: float) -> None:
    """So that it need not be looked at after every update."""
    settings = member.settings().keys() & {"momentum", "decay", "beta1", "beta2"}
    for value in (0.0, 0.9):
        optimizer = member(**dict.fromkeys(settings, value))
        list(path(optimizer, 3))
        for name, array in optimizer.state.items():
            if array.ndim:
                optimizer.state[name][2] = fault
        with np.errstate(all="ignore"):
            list(path(optimizer, 5))
        faulty = [np.isfinite(array[2]) for array in optimizer.state.values() if array.ndim]
        assert not any(faulty)
