"""The limit of the step size, against what training does just below it and just above."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import Diagnosis, Divergence, Experiment, diagnose
from engine.catalog import members
from engine.doctor import estimated_curvature, exact_curvature, largest_eigenpair
from engine.losses import Loss

Config = dict[str, Any]
FEW = {"points": [[1.0, 0.5], [-0.4, 2.0], [0.3, -1.1], [2.0, 1.0]], "labels": [0, 1, 2, 1]}
SLOPE = {"points": [[0.5, 0], [1.5, 1.0], [-1.0, 0.2]], "targets": [1.0, -2.0, 0.5]}
PENALTIES: list[Config] = [
    {},
    {"l2": 0.4},
    {"l2": 3.0, "l2_convention": "full"},
    {"l2": 0.7, "l2_convention": "cs231n"},
]
DECAY = [0.0, 0.4, 6.0, 0.35]


def hessian(e: Experiment, second: float, decay: float) -> Any:
    """Of every W and b of a linear model, from the data alone."""
    rows = np.hstack([e.points, np.ones((len(e.points), 1))])
    block = second / len(rows) * rows.T @ rows + np.diag([decay, decay, 0.0])
    return np.kron(np.eye(len(e.params["b0"])), block)


@pytest.mark.parametrize("data", [FEW, SLOPE])
@pytest.mark.parametrize("which", range(4))
@pytest.mark.parametrize("loss", ["squared_error", "mean_squared_error"])
def test_it_is_exact_for_a_squared_error_of_a_linear_model(
    data: Config, which: int, loss: str
) -> None:
    e = Experiment({"data": data, "loss": loss, "penalty": PENALTIES[which]})
    k = len(e.params["b0"])
    second = 1.0 if loss == "squared_error" else 2.0 / k
    top = np.linalg.eigvalsh(hessian(e, second, DECAY[which]))[-1]
    found = diagnose(e)
    assert found.exact
    assert found.limit == pytest.approx(2.0 / top, rel=1e-12)
    near = estimated_curvature(e.setup, e.trainer.theta)
    assert near == pytest.approx(top, rel=1e-6)


OPTIMIZERS: list[Config] = [
    {"name": "gd"},
    {"name": "momentum", "momentum": 0.5},
    {"name": "momentum", "momentum": 0.9},
    {"name": "nesterov", "momentum": 0.9},
    {"name": "nesterov", "momentum": 0.3},
]


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=lambda o: "-".join(map(str, o.values())))
@pytest.mark.parametrize("which", range(4))
def test_just_below_the_limit_it_settles_and_just_above_it_blows_up(
    optimizer: Config, which: int
) -> None:
    config = {"data": FEW, "loss": "squared_error", "penalty": PENALTIES[which]}
    e = Experiment(config | {"optimizer": optimizer})
    limit = diagnose(e).limit
    assert limit is not None
    e.configure({"optimizer": {"learning_rate": 0.97 * limit}})
    assert diagnose(e).cause is None
    e.step(4000)
    slopes = e.evaluate().grad
    assert slopes is not None
    assert np.abs(slopes).max() < 1e-9
    settled = e.evaluate().total
    e.configure({"optimizer": {"learning_rate": 1.03 * limit}})
    assert diagnose(e).cause is not None
    e.nudge("b0", [0], 0.01)
    e.nudge("W0", [0, 0], 0.01)
    try:
        e.step(2000)
    except Divergence:
        return
    assert e.evaluate().total > 1e6 * settled


def test_a_penalty_of_straight_pieces_has_no_curvature() -> None:
    e = Experiment({"data": FEW, "loss": "squared_error"})
    plain = diagnose(e)
    e.configure({"penalty": {"l1": 0.2}})
    assert diagnose(e) == plain


def dense(e: Experiment) -> Any:
    """The Hessian of the total as stepped, by differences of the gradient."""
    theta, h = e.theta, 1e-5
    names = [(p["name"], p["shape"], p["offset"]) for p in e.layout]

    def at(vector: Any) -> Any:
        parts = {n: vector[o : o + int(np.prod(s))].reshape(s) for n, s, o in names}
        e.set_params(parts)
        return e.evaluate().grad

    columns = [(at(theta + h * d) - at(theta - h * d)) / (2 * h) for d in np.eye(len(theta))]
    at(theta)
    return np.array(columns)


@pytest.mark.parametrize("seed", range(6))
def test_a_network_s_curvature_is_that_of_its_dense_hessian(seed: int) -> None:
    rng = np.random.default_rng(seed)
    loss = ["softmax", "squared_error", "huber", "binary_cross_entropy"][seed % 4]
    e = Experiment(
        {
            "data": {"name": "blobs", "count": 30},
            "hidden": [{"units": int(rng.integers(2, 5)), "activation": "tanh"}],
            "loss": loss,
            "penalty": {"l2": float(rng.choice([0.0, 0.1]))},
            "optimizer": {"learning_rate": 0.3},
            "seed": seed,
        }
    )
    e.step(int(rng.integers(0, 60)))
    top = np.linalg.eigvalsh((dense(e) + dense(e).T) / 2)[-1]
    found = diagnose(e)
    assert not found.exact
    assert found.limit == pytest.approx(2.0 / top, rel=0.02)
    assert diagnose(e) == found


def test_the_state_asked_about_is_the_one_looked_at() -> None:
    e = Experiment({"loss": "softmax", "optimizer": {"learning_rate": 0.5}})
    early, then = e.theta, diagnose(e)
    e.step(200)
    assert diagnose(e).limit != then.limit
    assert diagnose(e, early).limit == then.limit
    now = e.evaluate().total
    assert e.totals_at([early, e.theta]) == [pytest.approx(1.2, rel=0.5), now]


def test_the_largest_eigenvalue_is_the_most_positive_one() -> None:
    rng = np.random.default_rng(1)
    for values in ([-9.0, 1.0, 0.5], [4.0, -4.0, 0.0, 1.0], [-3.0, -2.0], [0.0] * 4):
        turn, _ = np.linalg.qr(rng.normal(size=(len(values), len(values))))
        matrix = turn @ np.diag(values) @ turn.T
        start = rng.normal(size=len(values))
        value, vector = largest_eigenpair(matrix.__matmul__, start, 24)
        assert value == pytest.approx(max(values), abs=1e-9)
        assert matrix @ vector == pytest.approx(value * vector, abs=1e-8)


@pytest.mark.parametrize("name", list(members("loss")))
def test_a_loss_of_constant_curvature_has_it(name: str) -> None:
    loss: Loss = members("loss")[name]()
    said = loss.curvature(3)
    rng = np.random.default_rng(2)
    s = rng.uniform(1.2, 3.0, (40, 3)) * rng.choice([-1, 1], (40, 3))
    t = loss.encode(rng.integers(0, 3, 40), 3)
    bends = []
    for j in range(3):
        step = np.zeros(3)
        step[j] = 1e-6
        change = loss.gradient(s + step, t) - loss.gradient(s - step, t)
        bends.append(change / 2e-6)
    bend = np.moveaxis(np.array(bends), 0, 1)  # (n, 3, 3)
    if said is None:
        assert np.ptp(bend.reshape(40, -1), axis=0).max() > 1e-3 or "log" in loss.expects
    else:
        assert bend == pytest.approx(np.broadcast_to(said * np.eye(3), bend.shape), abs=1e-6)


CAUSES: list[tuple[Config, float | None, bool, str | None]] = [
    ({"loss": "weston_watkins", "penalty": {"l2": 1}}, 2.0, True, "penalty"),
    ({"loss": "softmax", "penalty": {"l2": 1e6}}, 2e-6, True, "penalty"),
    ({"loss": "weston_watkins", "penalty": {"l2": 1e6, "l2_convention": "cs231n"}}, 4e-6, True,
     "penalty"),
    ({"loss": "weston_watkins"}, None, False, None),
    ({"loss": "softmax", "optimizer": "adam"}, None, False, None),
    ({"loss": "softmax", "optimizer": "rmsprop"}, None, False, None),
    ({"loss": "softmax", "optimizer": "adamw"}, 200.0, True, "penalty"),
    ({"loss": "mean_absolute_error", "penalty": {"l1": 1}}, None, False, None),
]  # fmt: skip


@pytest.mark.parametrize(("config", "limit", "exact", "cause"), CAUSES)
def test_what_is_to_blame(
    config: Config, limit: float | None, exact: bool, cause: str | None
) -> None:
    optimizer = {"name": config.get("optimizer", "gd"), "learning_rate": 1e6}
    found = diagnose(Experiment(config | {"optimizer": optimizer}))
    assert found.limit == (None if limit is None else pytest.approx(limit))
    assert (found.exact, found.cause) == (exact, cause)


@pytest.mark.parametrize("optimizer", ["gd", "momentum", "nesterov"])
def test_an_exact_limit_is_that_of_data_and_penalty_whichever_is_to_blame(optimizer: str) -> None:
    e = Experiment({"data": FEW, "loss": "squared_error", "penalty": {"l2": 3.0}})
    e.configure({"optimizer": {"name": optimizer, "learning_rate": 1e-3}})
    below = diagnose(e)
    assert below.limit is not None
    for rate, cause in ((1.01, "curvature"), (100.0, "penalty")):
        e.configure({"optimizer": {"learning_rate": rate * below.limit}})
        found = diagnose(e)
        assert (found.limit, found.exact, found.cause) == (below.limit, True, cause)


def test_of_batches_the_limit_is_an_estimate() -> None:
    e = Experiment({"loss": "squared_error", "batch_size": 3})
    whole = Experiment({"loss": "squared_error"})
    assert (diagnose(e).exact, diagnose(whole).exact) == (False, True)
    assert diagnose(e).limit == diagnose(whole).limit


def test_what_does_not_move_does_not_count() -> None:
    """Behind a frozen layer only the output's own curvature is left: that of a linear model."""
    hidden = [{"units": 3, "activation": "tanh", "frozen": True}]
    e = Experiment({"data": FEW, "hidden": hidden, "loss": "squared_error"})
    sent = np.hstack([e.trace(range(4)).layers[0].a, np.ones((4, 1))])
    top = np.linalg.eigvalsh(sent.T @ sent / 4)[-1]
    assert diagnose(e).limit == pytest.approx(2.0 / top, rel=1e-6)


def test_at_a_kink_there_is_no_telling() -> None:
    e = Experiment({"data": FEW, "hidden": [{"units": 2, "activation": "relu"}], "loss": "softmax"})
    e.set_params({"W0": np.zeros((2, 2)), "b0": np.zeros(2)})
    assert estimated_curvature(e.setup, e.trainer.theta) is None
    assert diagnose(e).limit is None
    e.configure({"penalty": {"l2": 0.5}})
    assert diagnose(e).limit is None  # below that of the penalty alone another may lie
    e.configure({"optimizer": {"learning_rate": 4.1}})
    assert (diagnose(e).limit, diagnose(e).exact, diagnose(e).cause) == (4.0, True, "penalty")


def test_on_a_hill_there_is_no_limit() -> None:
    """|sin z + 5| at its top bends downwards everywhere."""
    data = {"points": [[0, 0], [1, 0], [-1, 0]], "targets": [-5, -5, -5]}
    output = {"activation": "sine"}
    e = Experiment({"data": data, "loss": "mean_absolute_error", "output": output})
    e.configure({"features": ["x1"]})
    e.set_params({"W0": [[0.01]], "b0": [np.pi / 2]})
    assert diagnose(e) == Diagnosis(None, False, None)


def test_numbers_beyond_all_bounds_are_no_reason_to_stop() -> None:
    data = {"points": [[1e200, 0.0], [1.0, 1.0]], "targets": [0.0, 1.0]}
    for hidden in ([], [{"units": 2}]):
        found = diagnose(Experiment({"data": data, "loss": "squared_error", "hidden": hidden}))
        assert found.cause is None or found.limit is not None
    e = Experiment({"loss": "softmax"})
    assert exact_curvature(e.setup) is None
    assert diagnose(e, np.full(9, 1.7e308)).limit is None
