"""The gradient check as a job: in slices, with progress, ended at once; and what it says."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.settings import Settings
from engine import gradcheck
from tests.app.commands import CS231N, SPIRAL, Driver, same_state, started

WIDE = {
    "data": "convnet_circle",
    "hidden": [{"units": 20, "activation": "relu"}, {"units": 20}],
    "loss": "softmax",
    "penalty": {"l2": 0.1},
}
ZERO = {"initializer": "zero", "hidden": [{"units": 6, "activation": "relu"}], "loss": "softmax"}


def checked(driver: Driver) -> dict[str, Any]:
    assert driver.do("check")["type"] == "applied"
    event: dict[str, Any] = driver.events("checked")[-1]
    json.dumps(event, allow_nan=False)
    return event


def answer(driver: Driver, number: int) -> dict[str, Any]:
    (said,) = [e for e in driver.said if e.get("id") == number]
    return said


def test_it_says_what_the_engine_finds_and_changes_nothing() -> None:
    driver = started(SPIRAL)
    driver.do("step", count=7)
    before = driver.experiment.snapshot()
    event = checked(driver)
    found = gradcheck(driver.experiment)
    assert event["max_relative_error"] == found.max_relative_error < 1e-6
    assert (event["passed"], event["iteration"]) == (True, 7)
    assert event["count"] == len(driver.experiment.theta)
    assert event["where"] == {"name": found.where[0], "index": list(found.where[1])}  # type: ignore[index]
    assert event["kinks"] == event["inconsistent"] == event["surrogate"] == []
    assert same_state(driver.experiment.snapshot(), before)
    assert driver.events("stepped") == []


def test_what_is_not_meant_to_pass_is_named() -> None:
    driver = started({"penalty": {"l2": 0.1, "l2_convention": "cs231n"}, "loss": "softmax"})
    event = checked(driver)
    assert (event["passed"], event["inconsistent"]) == (False, ["l2"])
    driver.do("configure", changes={"hidden": [{"units": 3, "activation": "step"}]})
    assert checked(driver)["surrogate"] == [0]
    driver.do("start", config=CS231N)
    driver.do("set_params", params={"W0": [[1e200, 0]] * 3})
    event = checked(driver)
    assert (event["passed"], event["max_relative_error"]) == (False, None)


def test_many_kinks_are_counted_and_few_are_named() -> None:
    """Where all its parameters are 0, a relu's bias stands on a kink for every sample."""
    driver = started(ZERO)
    driver.do("set_params", params={"W1": [[1, -1, 2, 0.5, 1, 1], [0] * 6, [-1] * 6]})
    event = checked(driver)
    assert len(event["kinks"]) == 20
    assert event["kink_count"] > 20
    assert event["kinks"][0].keys() == {"name", "index", "place", "point", "unit"}
    assert {kink["place"] for kink in event["kinks"]} == {"layer 0"}
    assert 0 < event["excused"] < event["count"]


def test_a_long_check_works_in_slices_says_how_far_it_is_and_is_the_same() -> None:
    driver = started(WIDE)
    driver.clock.tick = 1e-3
    number = driver.give("check")
    driver.give("subscribe", curve=16)
    driver.give("ping")
    turns = 0
    while driver.session.busy:
        driver.advance()
        turns += 1
    count = len(driver.experiment.theta)
    assert turns > count / 5
    told = driver.events("progress")
    assert [e["command"] for e in told] == [number] * len(told)
    assert {e["of"] for e in told} == {count}
    assert [e["done"] for e in told] == sorted({e["done"] for e in told})
    assert told[-1]["done"] == count
    (event,) = driver.events("checked")
    quick = started(WIDE)
    assert checked(quick) == event


def test_while_it_plays_a_check_comes_between_two_updates() -> None:
    driver = started(WIDE)
    driver.do("play")
    driver.advance()
    at = checked(driver)["iteration"]
    assert at >= 1
    driver.clock.now += 1.0
    driver.advance()
    assert driver.experiment.iteration > at


def test_it_can_be_cancelled_before_and_after_it_has_begun() -> None:
    driver = started(WIDE, slice_ms=1)
    driver.clock.tick = 1e-3
    first = driver.give("check")
    for _ in range(5):
        driver.advance()
    second = driver.give("check")
    driver.session.cancel()
    driver.settle()
    assert [answer(driver, n)["code"] for n in (first, second)] == ["cancelled"] * 2
    assert driver.events("checked") == []


@pytest.mark.parametrize(
    ("kind", "fields"),
    [("step", {"count": 40}), ("nudge", {"name": "b0", "index": [0], "by": 0.5}), ("check", {})],
)
def test_a_long_one_makes_way_for_what_waits_and_only_it_ends(
    kind: str, fields: dict[str, Any]
) -> None:
    driver = started(WIDE, slice_ms=1)
    driver.clock.tick = 1e-3
    first = driver.give("check")
    for _ in range(5):
        driver.advance()
    others = [driver.give(kind, **fields), driver.give("step", count=30)]
    driver.settle()
    assert answer(driver, first)["code"] == "cancelled"
    made = driver.experiment.iteration
    assert made == 30 + fields.get("count", 0)
    types = [answer(driver, number)["type"] for number in others]
    assert types == ["refused" if kind == "check" else "applied", "applied"]
    assert not any("made" in answer(driver, number) for number in others)


def test_one_that_is_done_at_once_makes_way_for_nothing() -> None:
    driver = started(CS231N)
    number = driver.give("check")
    driver.give("step", count=3)
    driver.settle()
    assert answer(driver, number)["type"] == "applied"
    (event,) = driver.events("checked")
    assert event["iteration"] == 0


def test_it_needs_a_session() -> None:
    refused = Driver(Settings()).do("check")
    assert (refused["type"], refused["code"], refused["field"]) == ("refused", "closed", "type")
