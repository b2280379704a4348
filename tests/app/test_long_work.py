"""Work that takes long says how far it is, and can be ended; nothing of that changes a bit."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest

from app.settings import Settings
from engine import Experiment
from tests.app.commands import CS231N, SPIRAL, Driver, same_state, started

Change = dict[str, Any]
FORWARD: list[Change] = [
    {"type": "step", "count": 9_000},
    {"type": "epoch", "count": 400},
    {"type": "goto", "iteration": 9_007},
]


def work_until(driver: Driver, iteration: int) -> None:
    while driver.experiment.iteration < iteration:
        driver.advance()


def alone(config: dict[str, Any], iteration: int) -> Experiment:
    experiment = Experiment(config)
    experiment.step(iteration)
    return experiment


def cancelled_in(driver: Driver, kind: str, fields: Change, iteration: int) -> dict[str, Any]:
    """Begin a command, cancel it at about an iteration; return its answer."""
    number = driver.give(kind, **fields)
    work_until(driver, iteration)
    driver.session.cancel()
    driver.settle()
    (answer,) = [event for event in driver.said if event.get("id") == number]
    return answer


def test_what_is_quick_says_no_progress() -> None:
    driver = started(SPIRAL)
    driver.do("step", count=20)
    driver.do("goto", iteration=3)
    assert driver.events("progress") == []


def test_a_long_step_says_how_far_it_is_until_it_is_done() -> None:
    driver = started(CS231N)
    driver.clock.tick = 1e-3
    began = driver.clock.now
    number = driver.give("step", count=4_000)
    times = []
    while driver.session.busy:
        before = len(driver.events("progress"))
        driver.advance()
        if len(driver.events("progress")) > before:
            times.append(driver.clock.now - began)
            latest = driver.events("progress")[-1]
            if driver.session.busy:
                assert latest["done"] <= driver.experiment.iteration < latest["of"]
    told = driver.events("progress")
    assert times[0] >= 0.5, "not before half a second"
    assert all(0.2 <= b - a < 0.3 for a, b in pairwise(times[:-1]))
    assert {(e["command"], e["of"]) for e in told} == {(number, 4_000)}
    done = [e["done"] for e in told]
    assert done == sorted(set(done))
    assert done[-1] == 4_000
    assert [e["type"] for e in driver.said[-2:]] == ["applied", "progress"]


def test_commands_in_a_row_are_one_work() -> None:
    """Each for itself would be too short to speak of."""
    driver = started(CS231N)
    driver.clock.tick = 1e-3
    for _ in range(30):
        driver.give("step", count=50)
    driver.give("goto", iteration=2_000)
    driver.give("move_point", index=0, point=[0.5, 0.5])
    driver.give("epoch", count=10)
    driver.settle()
    told = driver.events("progress")
    assert {e["of"] for e in told} == {2_010}
    assert [e["done"] for e in told] == sorted({e["done"] for e in told})
    assert told[-1]["done"] == 2_010
    driver.do("step")
    assert driver.events("progress") == told, "the next row is another"


@pytest.mark.parametrize("command", FORWARD, ids=lambda command: command["type"])
@pytest.mark.parametrize("config", [CS231N, SPIRAL], ids=["linear", "network"])
def test_cancelled_training_stays_where_it_is(config: dict[str, Any], command: Change) -> None:
    driver = started(config)
    driver.do("step", count=7)
    fields = {key: value for key, value in command.items() if key != "type"}
    answer = cancelled_in(driver, command["type"], fields, 200)
    reached = driver.experiment.iteration
    assert 200 <= reached < 400
    assert answer == {
        "type": "applied", "id": answer["id"], "iteration": 7, "made": reached - 7,
    }  # fmt: skip
    assert same_state(driver.experiment.snapshot(), alone(config, reached).snapshot())
    header, _ = driver.frame()
    assert (header.iteration, header.ack) == (reached, answer["id"])
    driver.do("step", count=30)
    assert same_state(driver.experiment.snapshot(), alone(config, reached + 30).snapshot())


@pytest.mark.parametrize("command", FORWARD, ids=lambda command: command["type"])
def test_a_page_that_notes_what_was_made_comes_back_to_the_same_bits(command: Change) -> None:
    driver = started(SPIRAL)
    driver.do("step", count=7)
    checkpoint = driver.checkpoint()
    fields = {key: value for key, value in command.items() if key != "type"}
    answer = cancelled_in(driver, command["type"], fields, 300)
    nudge = driver.do("nudge", name="b0", index=[0], by=0.5)
    driver.do("step", count=3)
    made = {"id": answer["id"], "type": "step", "count": answer["made"]}
    edit = {"id": nudge["id"], "type": "nudge", "name": "b0", "index": [0], "by": 0.5}
    commands = [
        {"command": made, "at": 7},
        {"command": edit, "at": nudge["iteration"]},
        {"command": {"id": nudge["id"] + 1, "type": "step", "count": 3}, "at": nudge["iteration"]},
    ]
    again = Driver()
    seen = driver.experiment.iteration
    again.do("resume", checkpoint=checkpoint, commands=commands, iteration=seen)
    assert same_state(again.experiment.snapshot(), driver.experiment.snapshot())
    driver.do("step", count=30)
    again.do("step", count=30)
    assert same_state(again.experiment.snapshot(), driver.experiment.snapshot())


@pytest.mark.parametrize(
    ("kind", "fields"), [("back", {"count": 900}), ("goto", {"iteration": 3_100})]
)
def test_cancelled_on_the_way_back_it_is_where_it_was(kind: str, fields: Change) -> None:
    driver = started(SPIRAL, history_frames=8)
    driver.do("step", count=1_000)
    driver.do("nudge", name="b0", index=[0], by=0.5)
    driver.do("step", count=3_000)
    driver.do("nudge", name="b0", index=[1], by=0.5)
    driver.do("pause")
    before = json.loads(driver.checkpoint())
    frames = driver.session.feed.seq
    number = driver.give(kind, **fields)
    driver.advance()
    assert driver.session.busy
    assert driver.experiment.iteration < 4_000
    driver.session.cancel()
    driver.settle()
    (answer,) = [e for e in driver.events("refused") if e["id"] == number]
    assert answer["code"] == "cancelled"
    assert json.loads(driver.checkpoint()) == before
    assert driver.session.feed.seq == frames + 1
    driver.do(kind, **fields)
    assert driver.experiment.iteration == 3_100
    assert len(driver.events("refused")) == 1


def test_what_has_not_begun_is_refused_and_edits_are_carried_out() -> None:
    driver = started(SPIRAL)
    first = driver.give("step", count=10_000)
    waiting = [driver.give("step", count=10_000), driver.give("goto", iteration=30_000)]
    nudge = driver.give("nudge", name="b0", index=[0], by=1.0)
    late = driver.give("back")
    work_until(driver, 100)
    driver.session.cancel()
    after = driver.give("step", count=2)
    driver.settle()
    answers = [(e["type"], e["id"]) for e in driver.said if e["type"] in ("applied", "refused")]
    assert answers[1:] == [
        ("applied", first), *(("refused", number) for number in waiting),
        ("applied", nudge), ("refused", late), ("applied", after),
    ]  # fmt: skip
    made = driver.events("applied")[1]["made"]
    assert driver.experiment.iteration == made + 2


def test_a_cancelled_row_ends_its_progress_where_it_stands() -> None:
    driver = started(CS231N)
    driver.clock.tick = 1e-3
    driver.give("step", count=5_000)
    driver.give("step", count=5_000)
    while not driver.events("progress"):
        driver.advance()
    assert driver.events("progress")[-1]["of"] == 10_000
    driver.session.cancel()
    driver.settle()
    reached = driver.experiment.iteration
    last = driver.events("progress")[-1]
    assert (last["done"], last["of"]) == (reached, reached)


def test_with_nothing_under_way_there_is_nothing_to_cancel() -> None:
    driver = started(CS231N)
    driver.session.cancel()
    driver.do("step", count=40)
    assert driver.experiment.iteration == 40
    assert "made" not in driver.events("applied")[-1]


def unanswered(*commands: Change) -> list[Change]:
    numbered = [{"id": 50 + i, **command} for i, command in enumerate(commands)]
    return [{"command": command, "at": None} for command in numbered]


def test_a_long_resumption_says_how_far_it_is() -> None:
    first = started(CS231N)
    first.do("step", count=5)
    checkpoint = first.checkpoint()
    commands = [
        {"command": {"id": 40, "type": "step", "count": 1_000}, "at": 5},
        {"command": {"id": 41, "type": "play"}, "at": 1_005},
        {
            "command": {"id": 42, "type": "nudge", "name": "b0", "index": [0], "by": 1.0},
            "at": 1_300,
        },
    ]
    again = Driver(tick=1e-3)
    number = again.give("resume", checkpoint=checkpoint, commands=commands, iteration=2_000)
    again.settle()
    told = again.events("progress")
    assert {(e["command"], e["of"]) for e in told} == {(number, 1_995)}
    assert len(told) > 3
    assert [e["done"] for e in told] == sorted({e["done"] for e in told})


def test_a_cancelled_resumption_comes_to_all_that_was_seen_and_skips_the_rest() -> None:
    first = started(CS231N)
    checkpoint = first.checkpoint()
    seen = {"command": {"id": 40, "type": "step", "count": 3_000}, "at": 0}
    nudge = {"type": "nudge", "name": "b0", "index": [0], "by": 1.0}
    rest = unanswered({"type": "step", "count": 10_000}, nudge, {"type": "step", "count": 10_000})
    again = Driver()
    again.give("resume", checkpoint=checkpoint, commands=[seen, *rest], iteration=3_000)
    again.advance()
    again.session.cancel()
    again.settle()
    assert [(e["type"], e["id"]) for e in again.said if e["type"] in ("applied", "refused")] == [
        ("applied", 40), ("refused", 50), ("applied", 51), ("refused", 52), ("applied", 1),
    ]  # fmt: skip
    assert again.experiment.iteration == 3_000
    expected = alone(CS231N, 3_000)
    expected.nudge("b0", [0], 1.0)
    assert again.experiment.theta.tolist() == expected.theta.tolist()


def test_a_resumption_cancelled_in_what_was_never_answered_stays_there() -> None:
    first = started(CS231N)
    checkpoint = first.checkpoint()
    again = Driver(tick=1e-3)
    commands = unanswered({"type": "step", "count": 10_000})
    again.give("resume", checkpoint=checkpoint, commands=commands, iteration=0)
    while not again.events("progress"):
        again.advance()
    assert again.events("progress")[0]["command"] == 50, "the command that can be cancelled"
    again.session.cancel()
    again.settle()
    (answer, _) = again.events("applied")
    assert answer["id"] == 50
    assert answer["made"] == again.experiment.iteration
    assert 0 < again.experiment.iteration < 10_000


def test_much_that_was_never_answered_does_not_cost_the_session() -> None:
    """It was asked for just before the connection was lost; it goes on, and can be cancelled."""
    checkpoint = started(CS231N).checkpoint()
    commands = unanswered(*({"type": "step", "count": 60} for _ in range(3)))
    again = Driver(Settings(max_replay=100))
    answer = again.do("resume", checkpoint=checkpoint, commands=commands, iteration=0)
    assert answer["type"] == "applied"
    assert again.experiment.iteration == 180
