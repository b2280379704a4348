"""The gradient check passes where it should, and names what it should not pass over."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np
import pytest

from engine import ConfigError, Divergence, Experiment, GradientChecker, Kink, gradcheck
from engine.evaluation import Evaluator
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

    def doubled(self: Softmax, s: Any, t: Any, ds: Any, losses: Any, aims: Any) -> Any:
        value, gradient = bind(self, s, t, ds, losses, aims)

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
    """At 1e-12 the slope of λ|w| is λ and every difference about 0; at 1e-7 a small step sees λ."""
    config = {"loss": "softmax", "penalty": {"l1": 0.5}}
    found, passed = kinks(config, {"W0": [[1e-12, 2.0], [0.5, 1.0]]})
    assert passed
    assert found == [Kink("W0", (0, 0), "penalty", point=-1, unit=-1)]
    assert kinks(config, {"W0": [[1e-7, 2.0], [0.5, 1.0]]}) == ([], True)


def test_what_is_excused_has_not_passed() -> None:
    e = Experiment({"data": {"points": [[1, 0], [0, 1]], "labels": [0, 1]}})
    e.set_params({"W0": [[1.0, 0.0], [0.0, 3.0]], "b0": [0.0, 0.0]})
    check = gradcheck(e)
    assert (check.passed, check.excused) == (True, 4)
    where_kinks_are = [0, 2, 4, 5]  # W0 in column 0, and b0
    check = gradcheck(e, where_kinks_are)
    assert (check.passed, check.excused, check.max_relative_error) == (False, 4, 0.0)


PIXELS = {"points": [[400, 300], [900, 200], [300, 800], [700, 500]], "labels": [0, 1, 0, 1]}


@pytest.mark.parametrize("loss", ["softmax", "squared_error", "binary_cross_entropy", "huber"])
@pytest.mark.parametrize("factor", [0.0, -1.0, 1.0001])
def test_curvature_is_no_excuse(monkeypatch: pytest.MonkeyPatch, loss: str, factor: float) -> None:
    """With inputs in the hundreds every slope moves fast, and none of them jumps."""
    e = Experiment({"data": PIXELS, "loss": loss, "initializer": "zero"})
    assert gradcheck(e).passed
    gradient = Evaluator.gradient
    monkeypatch.setattr(Evaluator, "gradient", lambda self: factor * gradient(self))
    check = gradcheck(e)
    assert not check.passed
    assert check.excused == 0
    assert check.max_relative_error == pytest.approx(abs(1.0 - factor) / max(1.0, factor), rel=0.02)


def test_a_kink_does_not_excuse_a_wrong_gradient(monkeypatch: pytest.MonkeyPatch) -> None:
    e = Experiment({"data": {"points": [[1, 0], [0, 1]], "labels": [0, 1]}})
    e.set_params({"W0": [[1.0, 0.0], [0.0, 3.0]], "b0": [0.0, 0.0]})
    gradient = Evaluator.gradient
    monkeypatch.setattr(Evaluator, "gradient", lambda self: 0.0 * gradient(self))
    assert gradcheck(e).excused == 0


def test_where_only_the_second_derivative_jumps_nothing_is_wrong() -> None:
    """Errors of exactly δ: Huber's loss goes over from a parabola to a line."""
    for data in ("cs231n", "convnet_spiral"):
        check = gradcheck(Experiment({"data": data, "loss": "huber", "initializer": "zero"}))
        assert (check.passed, check.excused) == (True, 0)


@pytest.mark.parametrize("size", [10.0, 1e3, 1e4])
@pytest.mark.parametrize("loss", ["softmax", "binary_cross_entropy", "squared_error", "huber"])
def test_inputs_of_any_size_pass(loss: str, size: float) -> None:
    rng = np.random.default_rng(4)
    points = (size * rng.normal(size=(50, 2))).tolist()
    e = Experiment({"data": {"points": points, "labels": [0, 1] * 25}, "loss": loss})
    e.set_params({"W0": rng.normal(size=(2, 2)) / size})
    check = gradcheck(e)
    assert (check.passed, check.excused) == (True, 0)


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


def test_parameter_by_parameter_it_is_the_same_whatever_becomes_of_the_experiment() -> None:
    e = Experiment({"data": "convnet_simple", "hidden": [{"units": 3}], "loss": "softmax"})
    whole, checker = gradcheck(e), GradientChecker(e)
    assert (checker.left, checker.result().passed) == (len(e.theta), True)
    while checker.left:
        assert checker.done == len(checker.result().indices)
        checker.proceed()
        e.step()
        e.nudge("b1", [0], 0.1)
    found = checker.result()
    assert np.array_equal(found.numeric, whole.numeric)
    assert np.array_equal(found.analytic, whole.analytic)
    assert (found.where, found.max_relative_error) == (whole.where, whole.max_relative_error)


def test_of_many_kinks_the_first_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    e = Experiment({"data": {"points": [[1, 0], [0, 1]], "labels": [0, 1]}})
    e.set_params({"W0": [[1.0, 0.0], [0.0, 3.0]], "b0": [0.0, 0.0]})
    every = gradcheck(e)
    assert every.kink_count == len(every.kinks) > 3
    monkeypatch.setattr(import_module("engine.gradcheck"), "NAMED", 3)
    some = gradcheck(e)
    assert some.kinks == every.kinks[:3]
    assert (some.kink_count, some.excused) == (every.kink_count, every.excused)


@pytest.mark.parametrize("loss", ["squared_error", "softmax", "hinge"])
def test_where_training_diverged_it_still_tells_right_from_wrong(
    monkeypatch: pytest.MonkeyPatch, loss: str
) -> None:
    e = Experiment({"loss": loss, "penalty": {"l2": 0.1}, "optimizer": {"learning_rate": 1e6}})
    with pytest.raises(Divergence):
        e.step(100)
    assert np.abs(e.theta).max() > 1e100
    assert gradcheck(e).passed
    gradient = Evaluator.gradient
    monkeypatch.setattr(Evaluator, "gradient", lambda self: 1.001 * gradient(self))
    assert gradcheck(e).max_relative_error == pytest.approx(1e-3, rel=0.01)


def one_unit(activation: str, weight: float, bias: float, onward: float) -> Experiment:
    """A unit on the way from the point (1, 0) to the value 2."""
    data = {"points": [[1.0, 0.0]], "targets": [[2.0]]}
    hidden = [{"units": 1, "activation": activation}]
    e = Experiment({"data": data, "hidden": hidden, "loss": "squared_error"})
    e.set_params({"W0": [[weight, 0.0]], "b0": [bias], "W1": [[onward]], "b1": [0.0]})
    return e


@pytest.mark.parametrize(
    ("activation", "weight", "bias", "onward"),
    [
        ("elu", 0.0, 0.0, 0.002),  # the curvature jumps, and the slope is small
        ("sine", 1e9, 0.5, 1.0),  # a wave that is short beside its weight
        ("linear", 0.5, 0.0, 1e27),  # so large that 0.5 + h must not be 0.5
        ("linear", 1e27, 0.0, 0.5),
        ("sigmoid", -1e308, 0.0, 1.0),  # whose slope is all but 0, and so is what is measured by
    ],
)
def test_no_gradient_is_accused_of_what_a_difference_cannot_tell(
    activation: str, weight: float, bias: float, onward: float
) -> None:
    found = gradcheck(one_unit(activation, weight, bias, onward), [0, 3])
    assert found.passed
    assert not found.excused


def test_what_overflows_is_no_number_and_ends_no_check() -> None:
    e = Experiment({"hidden": [{"units": 2, "activation": "linear"}]})
    e.set_params({"W0": np.full((2, 2), 1.7e308), "b0": [1.7e308] * 2, "W1": np.zeros((3, 2))})
    found = gradcheck(e)
    assert not found.passed
    assert np.isnan(found.max_relative_error)


def test_a_kink_of_a_small_slope_is_named_wherever_it_lies() -> None:
    """At a tenth of h, where a step that is small enough to miss it tells nothing for rounding."""
    found = gradcheck(one_unit("relu", 0.0, -6e-7, 7e-9))
    assert found.passed
    assert {kink[2:] for kink in found.kinks} == {("layer 0", 0, 0)}


def test_a_jump_of_one_penalty_is_named_beside_the_curvature_of_another() -> None:
    e = Experiment({"data": "cs231n", "penalty": {"l2": 1e6, "l1": 0.1}})
    e.set_params({"W0": np.full((3, 2), 1e-12)})
    found = gradcheck(e)
    assert found.passed
    assert {kink.place for kink in found.kinks} == {"penalty"}
    assert found.excused == 6
