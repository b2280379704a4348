"""What a session says of a training that diverged, and where it says to go back to."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine import Experiment
from tests.app.commands import Driver, started

Event = dict[str, Any]
STEEP = {"loss": "squared_error", "optimizer": {"learning_rate": 5.0}}
NETWORK = {
    "data": "convnet_circle",
    "hidden": [{"units": 6, "activation": "relu"}],
    "loss": "squared_error",
    "optimizer": {"name": "momentum", "learning_rate": 3.0},
}


def diverged(driver: Driver) -> Event:
    """Train until it diverges; return what is said of it."""
    driver.do("step", count=4_000)
    event: Event = driver.events("diverged")[-1]
    json.dumps(event, allow_nan=False)
    return event


def test_a_linear_model_under_a_squared_error_has_an_exact_limit() -> None:
    event = diverged(started(STEEP))
    rows = Experiment(STEEP).setup.rows
    assert event["exact"]
    assert (event["rate"], event["cause"], event["best"]) == (5.0, "curvature", 0)
    assert 0.5 < event["limit"] < 5.0
    assert 2.0 / event["limit"] < (rows**2).sum() / len(rows)


def test_half_the_limit_from_the_best_state_trains_on() -> None:
    driver = started(NETWORK)
    event = diverged(driver)
    assert not event["exact"]
    assert event["limit"] < event["rate"]
    driver.do("goto", iteration=event["best"])
    driver.do("configure", changes={"optimizer": {"learning_rate": event["limit"] / 2}})
    before = driver.experiment.evaluate().total
    driver.do("step", count=1_000)
    assert driver.session.learner is not None
    assert driver.session.learner.diverged is None
    assert driver.experiment.evaluate().total < before


def test_the_best_state_is_the_lowest_of_those_kept_since_the_last_edit() -> None:
    driver = started({**STEEP, "optimizer": {"learning_rate": 0.2}})
    driver.do("step", count=40)
    driver.do("configure", changes={"optimizer": {"learning_rate": 0.5}})
    driver.do("step", count=3)
    driver.do("configure", changes={"optimizer": {"learning_rate": 4.0}})
    event = diverged(driver)
    assert driver.session.learner is not None
    history = driver.session.learner.history
    since = {f.iteration: f.state["theta"] for f in history.keyframes if f.passed == 2}
    sizes = dict(zip(since, driver.experiment.totals_at(since.values()), strict=True))
    assert min(since) == 43
    assert (event["best"], event["rate"]) == (min(sizes, key=sizes.__getitem__), 4.0)
    driver.do("goto", iteration=event["best"])
    assert driver.experiment.config["optimizer"]["learning_rate"] == 4.0


def test_an_edit_that_no_state_was_kept_after_is_gone_back_to() -> None:
    """Keyframes lie far apart here, and it blows up between two of them."""
    driver = started({**STEEP, "optimizer": {"learning_rate": 0.2}}, history_frames=8)
    driver.do("step", count=2_000)
    driver.do("configure", changes={"optimizer": {"learning_rate": 1e6}})
    event = diverged(driver)
    assert event["best"] == 2_000
    assert event["iteration"] < 2_100
    assert event["limit"] == pytest.approx(2.0, rel=0.2)


def test_a_resumed_session_says_the_same() -> None:
    driver = started(NETWORK)
    event = diverged(driver)
    text = driver.checkpoint()
    other = Driver()
    other.do("resume", checkpoint=text, commands=[], iteration=event["iteration"], branches=None)
    assert other.events("diverged") == [event]


def test_an_adaptive_optimiser_is_said_to_be_one() -> None:
    driver = started({**STEEP, "optimizer": {"name": "adam", "learning_rate": 0.1}})
    driver.do("set_param", name="b0", index=[0], value=1e200)
    event = diverged(driver)
    assert (event["adaptive"], event["limit"], event["rate"]) == (True, None, 0.1)
    assert not diverged(started(STEEP))["adaptive"]
