"""What forks, what follows the record, and what a page is told of it."""

from __future__ import annotations

from typing import Any

import pytest

from app import edits, wire
from app.frames import Id
from app.settings import Settings
from engine import Experiment
from tests.app.commands import CS231N, SPIRAL, Driver, same_state, started

Json = dict[str, Any]


def told(driver: Driver) -> Json:
    """The newest event about the branches, by their ids."""
    event = driver.events("branches")[-1]
    return {"current": event["current"], **{one["id"]: one for one in event["branches"]}}


def texts(driver: Driver) -> tuple[str, str]:
    """A checkpoint and the other branches."""
    driver.session.feed._saver._sent = 0
    driver.session.feed.edited(save=True)
    sections = driver.frame()[1]
    return sections[Id.CHECKPOINT], sections[Id.BRANCHES]


def test_an_edit_in_the_past_begins_a_branch_and_a_drag_only_one() -> None:
    driver = started()
    driver.do("step", count=20)
    whole = driver.experiment.snapshot()
    driver.do("goto", iteration=8)
    for x in (0.1, 0.2, 0.3):
        driver.do("move_point", index=0, point=[x, 0.5])
    now = told(driver)
    assert now["current"] == 2
    assert now[1] == {
        "id": 1, "name": None, "parent": None, "at": 0, "tip": 20, "left": 8, "edits": [],
    }  # fmt: skip
    assert now[2] == {
        "id": 2, "name": None, "parent": 1, "at": 8, "tip": 8, "left": 8, "edits": [8],
    }  # fmt: skip
    assert len(driver.events("branches")) == 2
    driver.do("switch", branch=1, iteration=20)
    assert same_state(driver.experiment.snapshot(), whole)
    types = [event["type"] for event in driver.said[-3:]]
    assert types == ["applied", "config", "branches"]


def test_what_is_refused_forks_nothing() -> None:
    driver = started()
    driver.do("step", count=20)
    driver.do("back", count=10)
    assert driver.do("move_point", index=99, point=[0, 0])["type"] == "refused"
    assert len(driver.events("branches")) == 1


@pytest.mark.parametrize("kept", [8, 512])
@pytest.mark.parametrize("way", ["step", "play", "goto"])
def test_training_in_the_past_follows_the_record_and_goes_on_behind_it(way: str, kept: int) -> None:
    driver = started(SPIRAL, history_frames=kept)
    driver.do("step", count=30)
    driver.do("configure", changes={"optimizer": {"learning_rate": 0.05}})
    driver.do("nudge", name="b0", index=[1], by=0.5)
    driver.do("step", count=30)
    driver.do("move_point", index=3, point=[0.25, -0.5])
    driver.do("step", count=40)
    alone = Experiment.restore(driver.experiment.snapshot())
    alone.step(15)
    driver.do("goto", iteration=10)
    if way == "step":
        driver.do("step", count=105)
    elif way == "goto":
        driver.do("goto", iteration=115)
    else:
        driver.do("play", rate=100.0)
        while driver.experiment.iteration < 115:
            driver.clock.now += 0.01
            driver.advance()
        driver.do("pause")
        driver.do("goto", iteration=115)
    assert same_state(driver.experiment.snapshot(), alone.snapshot())
    assert len(told(driver)) == 2
    driver.do("goto", iteration=30)
    assert driver.experiment.config["optimizer"]["learning_rate"] == 0.05


def amid_edits_that_are_due() -> tuple[Driver, Json]:
    """A session that plays through 50 edits of one step; and its state after them."""
    driver = started()
    driver.do("step", count=10)
    for _ in range(50):
        driver.do("nudge", name="b0", index=[0], by=0.25)
    edited = driver.experiment.snapshot()
    driver.do("step", count=10)
    driver.do("goto", iteration=8)
    driver.clock.tick = 1e-3
    driver.do("play")
    learner = driver.session.learner
    assert learner is not None
    while learner.history.passed < 5:
        driver.advance()
    assert learner.behind, "there are more edits at this step"
    return driver, edited


def test_a_command_waits_for_the_edits_that_are_due() -> None:
    driver, edited = amid_edits_that_are_due()
    driver.do("fork")
    assert same_state(driver.experiment.snapshot(), edited)
    assert told(driver)[2]["at"] == 10


@pytest.mark.parametrize(
    ("kind", "fields"), [("nudge", {"name": "b0", "index": [0], "by": 0.25}), ("fork", {})]
)
def test_what_waits_for_them_is_not_cancelled(kind: str, fields: dict[str, Any]) -> None:
    driver, _ = amid_edits_that_are_due()
    number = driver.give(kind, **fields)
    driver.advance()
    assert driver.session.busy, "the edits that are due are not made yet"
    driver.session.cancel()
    driver.settle()
    (answer,) = [event for event in driver.said if event.get("id") == number]
    assert answer == {"type": "applied", "id": number, "iteration": 10}


def test_named_branches_stay_the_longest() -> None:
    driver = started()
    driver.do("step", count=3)
    driver.do("rename", branch=1, name="first")
    for index in range(12):
        driver.do("fork", name="kept" if index == 3 else None)
    now = told(driver)
    assert now.keys() == {"current", 1, 5, 8, 9, 10, 11, 12, 13}
    assert (now[1]["name"], now[5]["name"], now["current"]) == ("first", "kept", 13)
    assert (now[5]["parent"], now[5]["at"]) == (None, 0), "what it left is gone"
    for number in (8, 9, 10, 11, 12):
        driver.do("rename", branch=number, name=str(number))
    driver.do("fork")
    driver.do("fork")
    assert told(driver).keys() == {"current", 1, 5, 8, 9, 10, 11, 12, 15}


def test_starts_that_were_never_trained_do_not_pile_up() -> None:
    driver = started()
    for _ in range(5):
        driver.do("randomize")
    assert told(driver).keys() == {"current", 6}
    driver.do("step")
    driver.do("reset")
    assert told(driver).keys() == {"current", 6, 7}
    driver.do("fork")
    driver.do("switch", branch=7)
    driver.do("reset")
    assert told(driver).keys() == {"current", 6, 8, 9}
    assert told(driver)[8]["parent"] is None
    driver.do("start", config=SPIRAL)
    assert told(driver).keys() == {"current", 1}


@pytest.mark.parametrize(
    ("kind", "fields", "field"),
    [
        ("switch", {"branch": 5}, "branch"),
        ("switch", {"branch": 1, "iteration": 31}, "iteration"),
        ("rename", {"branch": 5, "name": "x"}, "branch"),
        ("drop", {"branch": 5}, "branch"),
        ("drop", {"branch": 2}, "branch"),
    ],
)
def test_branches_that_are_not_there(kind: str, fields: Json, field: str) -> None:
    driver = started()
    driver.do("step", count=30)
    driver.do("fork")
    answer = driver.do(kind, **fields)
    assert (answer["type"], answer["field"]) == ("refused", field)
    assert told(driver).keys() == {"current", 1, 2}


def test_a_cancelled_switch_leaves_everything_as_it_was() -> None:
    driver = started(SPIRAL, history_frames=8)
    driver.do("step", count=4_000)
    driver.do("goto", iteration=10)
    driver.do("fork")
    before, events = texts(driver), driver.events("branches")
    number = driver.give("switch", branch=1, iteration=3_999)
    driver.advance()
    assert driver.experiment.iteration > 10
    driver.session.cancel()
    driver.settle()
    assert driver.events("refused")[-1]["id"] == number
    assert (texts(driver), driver.events("branches")) == (before, events)


def test_edits_while_it_plays_are_told_at_times() -> None:
    driver = started()
    driver.do("play", rate=100.0)
    for _ in range(50):
        driver.do("nudge", name="b0", index=[0], by=0.01)
        driver.clock.now += 0.02
        driver.advance()
    assert 4 <= len(driver.events("branches")) <= 7
    driver.clock.now += 0.02
    driver.advance()
    driver.do("nudge", name="b0", index=[0], by=0.01)
    driver.do("pause")
    assert told(driver)[1]["edits"][-1] == driver.session.learner.history.last.iteration  # type: ignore[union-attr]


def test_a_page_that_comes_back_to_the_past_knows_the_newest_step() -> None:
    driver = started(history_frames=8)
    driver.do("step", count=1_000)
    driver.checkpoint()
    driver.do("step")
    assert driver.session.learner is not None
    kept = driver.session.learner.history.keyframes[-1].iteration
    driver.do("goto", iteration=kept)
    again = Driver()
    again.do("resume", checkpoint=driver.checkpoint(), commands=[], iteration=kept)
    assert told(again)[1]["tip"] == 1_001


def test_the_other_branches_are_sent_when_they_have_changed() -> None:
    driver = started()
    assert driver.frame()[1][Id.BRANCHES] == "", "what a page had before is over"
    sent = []
    for kind, fields in (
        ("step", {"count": 5}),
        ("fork", {}),
        ("step", {"count": 5}),
        ("switch", {"branch": 1}),
        ("pause", {}),
    ):
        driver.do(kind, **fields)
        driver.session.feed.edited(save=True)
        sections = driver.frame()[1]
        assert Id.CHECKPOINT in sections
        sent.append(Id.BRANCHES in sections)
    assert sent == [False, True, False, True, False]


def test_a_page_may_have_jumped_far_before_it_was_lost() -> None:
    driver = started(SPIRAL)
    driver.do("step", count=400)
    driver.do("goto", iteration=3)
    driver.do("fork")
    checkpoint, branches = texts(driver)
    jump = {"command": {"id": 50, "type": "switch", "branch": 1, "iteration": 390}, "at": 3}
    fields: Json = {"checkpoint": checkpoint, "branches": branches, "iteration": 390}
    for most, answer in ((400, "applied"), (100, "refused")):
        again = Driver(Settings(max_replay=most, max_request_work=10_000))
        assert again.do("resume", commands=[jump], **fields)["type"] == answer


DRAG: list[tuple[str, list[Json]]] = [
    ("move_point", [{"index": 1, "point": [x, 0.5]} for x in (5.0, -0.2, 0.3)]),
    ("set_param", [{"name": "W0", "index": [0, 0], "value": x} for x in (1.0, 2.0, 3.0)]),
    ("configure", [{"changes": {"optimizer": {"learning_rate": x}}} for x in (0.1, 0.2, 0.3)]),
    ("configure", [{"changes": {"penalty": {"l2": x}}} for x in (0.1, 0.0, 0.3)]),
]


@pytest.mark.parametrize("config", [CS231N, SPIRAL], ids=["linear", "network"])
@pytest.mark.parametrize(("kind", "steps"), DRAG)
def test_of_a_drag_the_last_edit_is_enough(config: Json, kind: str, steps: list[Json]) -> None:
    driver = started(config)
    driver.do("step", count=7)
    for fields in steps:
        driver.do(kind, **fields)
    assert driver.session.learner is not None
    assert len(driver.session.learner.history.current.edits) == 1
    alone = Experiment(config)
    alone.step(7)
    last = wire.INCOMING.validate_python({"id": 1, "type": kind, **steps[-1]})
    assert isinstance(last, wire.Command)
    edits.apply(alone, last, Settings())
    assert same_state(alone.snapshot(), driver.experiment.snapshot())
    driver.do("step")
    driver.do("back")
    assert same_state(alone.snapshot(), driver.experiment.snapshot())


def test_what_is_learned_or_counted_on_is_no_drag() -> None:
    def changed(**changes: Any) -> wire.Command:
        return wire.Configure(id=1, type="configure", changes=changes)

    def moved(index: int) -> wire.Command:
        return wire.MovePoint(id=1, type="move_point", index=index, point=[0.0, 0.0])

    def nudge() -> wire.Command:
        return wire.Nudge(id=1, type="nudge", name="b0", index=[0], by=1.0)

    for earlier, later in (
        (changed(hidden=[{"units": 3}]), changed(hidden=[{"units": 5}])),
        (changed(optimizer={"name": "gd"}), changed(optimizer={"name": "adam"})),
        (changed(batch_size=3), changed(batch_size=5)),
        (changed(penalty={"l2": 1}), changed(penalty={"l1": 1})),
        (moved(0), moved(1)),
        (nudge(), nudge()),
    ):
        assert not edits.replaces(earlier, later)
