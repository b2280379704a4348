"""The gradient check passes where it should, and names what it should not pass over."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import ConfigError, Experiment, Kink, gradcheck
from engine.probability_losses import Softmax


def test_every_parameter_of_a_smooth_network_passes() -> None:
    e = Experiment(
        {
            "data": "convnet_simple",
            "hidden": [{"units": 4, "dropout": 0.5}, {"units": 3, "activation": "sine"}],
            "loss": "softmax",
            "penalty": {"l2": 0.1, "l1": 0.01},
        }
    )
    theta = e.theta
    check = gradcheck(e)
    assert check.passed
    assert check.max_relative_error < 1e-7
    assert check.kinks == check.inconsistent == check.surrogate == []
    assert check.indices.tolist() == list(range(len(theta)))
    assert np.array_equal(check.analytic, e.evaluate().grad)
    assert np.array_equal(e.theta, theta)


def test_some_parameters_only() -> None:
    e = Experiment({})
    check = gradcheck(e, [8, 2])
    assert check.analytic.tolist() == [e.evaluate().grad[8], e.evaluate().grad[2]]
    with pytest.raises(ConfigError, match=r"indices must be in \[0, 8\], got 9"):
        gradcheck(e, [9])
    assert gradcheck(e, []).passed


def test_a_wrong_gradient_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    bind = Softmax.bind

    def doubled(self: Softmax, s: Any, t: Any, ds: Any, losses: Any) -> Any:
        value, gradient = bind(self, s, t, ds, losses)

        def wrong() -> None:
            gradient()
            ds[:, 0] *= 1.01

        return value, wrong

    monkeypatch.setattr(Softmax, "bind", doubled)
    check = gradcheck(Experiment({"loss": "softmax"}))
    assert not check.passed
    assert check.where is not None
    assert check.where[0] in ("W0", "b0")
    assert check.where[1][0] == 0
    assert check.max_relative_error == pytest.approx(0.01, rel=0.05)


def kinks(config: dict[str, Any], params: dict[str, Any]) -> tuple[list[Kink], bool]:
    e = Experiment({"data": {"points": [[1, 0], [0, 1]], "labels": [0, 1]}} | config)
    e.set_params(params)
    check = gradcheck(e)
    return check.kinks, check.passed


def test_a_kink_of_an_activation_is_named() -> None:
    """Unit 1 stands exactly at z = 0 for point 0; there every difference is half a slope."""
    params = {"W0": [[1.0, 0.5], [0.0, 1.0]], "b0": [0.5, 0.0], "W1": [[1.0, -1.0], [0.5, 2.0]]}
    found, passed = kinks(
        {"hidden": [{"units": 2, "activation": "relu"}], "loss": "softmax"}, params
    )
    assert passed
    assert found == [
        Kink("W0", (1, 0), "layer 0", point=0, unit=1),
        Kink("b0", (1,), "layer 0", point=0, unit=1),
    ]


def test_a_kink_of_the_loss_is_named() -> None:
    """At point 0 the margin is exactly met."""
    params = {"W0": [[1.0, 0.0], [0.0, 3.0]], "b0": [0.0, 0.0]}
    found, passed = kinks({"loss": "weston_watkins"}, params)
    assert passed
    assert {(k.parameter, k.element) for k in found} == {
        ("W0", (0, 0)), ("W0", (1, 0)), ("b0", (0,)), ("b0", (1,))
    }  # fmt: skip
    assert {(k.place, k.point) for k in found} == {("loss", 0)}


def test_a_kink_of_a_penalty_is_named() -> None:
    """At 1e-7 the slope of λ|w| is λ and the difference about 0."""
    params = {"W0": [[1e-7, 2.0], [0.5, 1.0]]}
    found, passed = kinks({"loss": "softmax", "penalty": {"l1": 0.5}}, params)
    assert passed
    assert found == [Kink("W0", (0, 0), "penalty", point=-1, unit=-1)]


def test_the_convention_of_the_demo_is_reported_rather_than_passed() -> None:
    config = {"data": "lecture_frame", "penalty": {"l2": 0.1, "l2_convention": "cs231n"}}
    check = gradcheck(Experiment(config))
    assert not check.passed
    assert check.inconsistent == ["l2"]
    assert check.kinks == []
    weights = Experiment(config).params["W0"].ravel()
    short = check.numeric[:6] - check.analytic[:6]
    assert short == pytest.approx(0.1 * (2.0 - 0.5) * weights, abs=1e-9)
    assert (check.errors[6:] < 1e-7).all()


def test_the_step_is_reported_as_a_surrogate() -> None:
    e = Experiment({"hidden": [{"units": 3}, {"units": 4, "activation": "step"}]})
    check = gradcheck(e)
    assert not check.passed
    assert check.surrogate == [1]
    assert not check.numeric[:9].any()
    assert check.analytic[:9].any()
