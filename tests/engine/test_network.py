"""The planned network against the textbook, and its gradient against differences."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import Experiment
from engine.catalog import members
from tests.engine.textbook import Textbook

LOSSES = list(members("loss"))
ACTIVATIONS = list(members("activation"))
OPTIMIZERS = list(members("optimizer"))
PENALTIES: list[dict[str, Any]] = [
    {},
    {"l2": 0.1},
    {"l2": 0.1, "l2_convention": "full"},
    {"l2": 0.1, "l2_convention": "cs231n"},
    {"l1": 0.03},
    {"l1": 0.03, "l2": 0.05},
]
X1, X2 = [0.5, -0.7, 0.3, 1.1, -0.2, 0.9, 0.1], [0.4, 0.2, -0.9, 0.7, -0.6, -0.3, 1.3]
POINTS = [list(point) for point in zip(X1, X2, strict=True)]
CLASSIFICATION = {"points": POINTS, "labels": [0, 1, 2, 0, 1, 2, 1]}
REGRESSION = {"points": POINTS, "targets": [[x1 + 1.0, x1 * x2] for x1, x2 in POINTS]}


def close(actual: Any, expected: Any) -> bool:
    return bool(np.allclose(actual, expected, rtol=1e-12, atol=1e-12))


def targets_of(e: Experiment) -> list[Any]:
    return list(e.targets) if e.labels is None else e.labels.tolist()


def assert_same_evaluation(e: Experiment, book: Textbook) -> None:
    result, expected = e.evaluate(), book.batch(e.points, targets_of(e))
    for field in ("scores", "losses", "data_loss", "penalty", "total"):
        assert close(getattr(result, field), getattr(expected, field)), field
    for name, grad in result.grads.items():
        assert close(grad, expected.grads[name]), name


def assert_same_training(config: dict[str, Any], steps: int = 5) -> None:
    e = Experiment(config)
    book, targets = Textbook(e.config, e.params), targets_of(e)
    assert_same_evaluation(e, book)
    for _ in range(steps):
        batch = e.batch
        e.step()
        book.step(e.points[batch], [targets[i] for i in batch])
        for name, value in e.params.items():
            assert close(value, book.params[name]), name
    assert_same_evaluation(e, book)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("loss", LOSSES)
def test_every_loss_and_activation_trains_like_the_textbook(loss: str, activation: str) -> None:
    """Penalties and optimisers take turns, so that each meets every loss and every activation."""
    turn = LOSSES.index(loss) + ACTIVATIONS.index(activation)
    assert_same_training(
        {
            "data": CLASSIFICATION,
            "hidden": [{"units": 4, "activation": activation}, {"units": 3, "activation": "tanh"}],
            "loss": loss,
            "penalty": PENALTIES[turn % len(PENALTIES)],
            "optimizer": {"name": OPTIMIZERS[turn % len(OPTIMIZERS)], "learning_rate": 0.05},
            "batch_size": 3,
            "seed": turn,
        }
    )


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("hidden", [[], [{"units": 5, "activation": "sigmoid"}]])
def test_every_optimiser_and_penalty_trains_like_the_textbook(
    hidden: list[Any], loss: str, optimizer: str
) -> None:
    for penalty in PENALTIES:
        assert_same_training(
            {
                "data": CLASSIFICATION,
                "hidden": hidden,
                "loss": loss,
                "penalty": penalty,
                "optimizer": optimizer,
                "seed": 3,
            },
            steps=3,
        )


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("loss", [n for n, m in members("loss").items() if "regression" in m.tasks])
def test_regression_and_every_output_activation_train_like_the_textbook(
    loss: str, activation: str
) -> None:
    assert_same_training(
        {
            "data": REGRESSION,
            "hidden": [{"units": 3}],
            "output": {"activation": activation},
            "loss": loss,
            "batch_size": 4,
        }
    )


def test_features_are_inputs_like_the_coordinates() -> None:
    names = list(members("feature"))
    e = Experiment({"data": CLASSIFICATION, "features": names, "loss": "softmax", "seed": 5})
    x1, x2 = e.points.T
    table = {
        "x1": x1, "x2": x2, "x1_squared": x1**2, "x2_squared": x2**2, "x1_x2": x1 * x2,
        "sin_x1": np.sin(x1), "sin_x2": np.sin(x2), "cos_x1": np.cos(x1), "cos_x2": np.cos(x2),
    }  # fmt: skip
    inputs = np.column_stack([table[name] for name in names])
    expected = Textbook(e.config, e.params).batch(inputs, targets_of(e))
    assert close(e.evaluate().scores, expected.scores)
    assert close(e.evaluate().grads["W0"], expected.grads["W0"])


DIFFERENTIABLE = [n for n, m in members("activation").items() if not m.surrogate]
CONSISTENT = [p for p in PENALTIES if p.get("l2_convention") != "cs231n"]


@pytest.mark.parametrize("activation", DIFFERENTIABLE)
@pytest.mark.parametrize("loss", LOSSES)
def test_the_gradient_in_a_random_direction(loss: str, activation: str) -> None:
    for turn, penalty in enumerate(CONSISTENT):
        e = Experiment(
            {
                "data": CLASSIFICATION,
                "hidden": [{"units": 4, "activation": activation}],
                "loss": loss,
                "penalty": penalty,
                "initializer": {"name": "normal", "deviation": 0.7},
                "seed": turn,
            }
        )
        rng, start, h = np.random.default_rng(turn), e.params, 1e-6
        direction = {name: rng.normal(size=p.shape) for name, p in start.items()}
        slope = sum((e.evaluate().grads[name] * d).sum() for name, d in direction.items())
        sides = []
        for sign in (-1.0, 1.0):
            e.set_params({name: p + sign * h * direction[name] for name, p in start.items()})
            sides.append(e.evaluate().total)
        numeric = (sides[1] - sides[0]) / (2 * h)
        assert abs(slope - numeric) <= 1e-6 * max(abs(slope), abs(numeric)), (
            penalty,
            slope,
            numeric,
        )
