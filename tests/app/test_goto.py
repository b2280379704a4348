"""Going to a step by its number, opening at one, and what a divergence says of the step size."""

from __future__ import annotations

import pytest

from engine import Experiment
from tests.app.commands import CS231N, SPIRAL, Driver, same_state, started


@pytest.mark.parametrize("target", [0, 7, 20, 33])
def test_goto_is_the_state_of_that_step(target: int) -> None:
    driver = started(SPIRAL)
    driver.do("step", count=20)
    driver.do("goto", iteration=target)
    alone = Experiment(SPIRAL)
    alone.step(target)
    assert same_state(driver.experiment.snapshot(), alone.snapshot())


def test_goto_twice_is_goto_once() -> None:
    driver = started()
    driver.do("step", count=20)
    driver.give("goto", iteration=12)
    driver.do("goto", iteration=5)
    assert driver.experiment.iteration == 5
    driver.do("goto", iteration=5)
    assert driver.experiment.iteration == 5


def test_goto_too_far_ahead_is_refused_and_names_its_field() -> None:
    driver = started()
    driver.do("step", count=3)
    answer = driver.do("goto", iteration=10**6)
    assert (answer["type"], answer["field"]) == ("refused", "iteration")
    assert driver.experiment.iteration == 3


def test_a_session_may_open_at_a_step() -> None:
    params = {"W0": [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], "b0": [0.5, 0.25, -1.0]}
    driver = Driver()
    driver.do("start", config=CS231N, params=params, iteration=31)
    header, _ = driver.frame()
    assert (header.iteration, header.epoch) == (31, 31)
    driver.do("step", count=2)
    alone = Experiment(CS231N)
    alone.set_params(params)
    alone.step(2)
    assert driver.experiment.theta.tolist() == alone.theta.tolist()
    driver.do("back", count=10)
    assert driver.experiment.iteration == 31
    driver.do("reset")
    assert driver.experiment.iteration == 0


def test_the_epochs_before_the_step_opened_at_are_over() -> None:
    driver = Driver()
    driver.do("start", config=SPIRAL, iteration=47)
    batches = driver.experiment.trainer.batches
    assert batches.per_epoch == 20
    assert (batches.epoch, batches.position) == (2, 7)
    driver.do("step", count=13)
    assert (batches.epoch, batches.position) == (3, 0)


def diverged(penalty: dict[str, object], rate: float, **changes: object) -> float | None:
    optimizer = {"name": "gd", "learning_rate": rate}
    driver = started({**CS231N, "penalty": penalty, "optimizer": optimizer, **changes})
    for _ in range(10):
        driver.do("step", count=10_000)
    (event,) = driver.events("diverged")[-1:] or [{"limit": "stable"}]
    limit: float | None = event["limit"]
    return limit


@pytest.mark.parametrize(("convention", "limit"), [("half", 2.0), ("full", 1.0), ("cs231n", 4.0)])
def test_a_divergence_says_the_limit_of_the_step_size(convention: str, limit: float) -> None:
    penalty = {"l2": 1.0, "l2_convention": convention}
    assert diverged(penalty, 1.05 * limit) == limit
    assert diverged(penalty, 0.95 * limit) == "stable"


def test_a_divergence_is_over_where_it_stopped() -> None:
    optimizer = {"name": "gd", "learning_rate": 9.0}
    driver = started({**CS231N, "penalty": {"l2": 1.0}, "optimizer": optimizer})
    driver.do("step", count=10_000)
    (event,) = driver.events("diverged")
    driver.do("goto", iteration=event["iteration"])
    assert driver.session.learner is not None
    assert driver.session.learner.diverged is None
