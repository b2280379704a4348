"""A checkpoint and the commands after it give the uninterrupted session again, bit for bit."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from app import saving
from app.settings import Settings
from engine import Experiment
from tests.app.commands import CS231N, SPIRAL, Driver, same_state, started

EDITS: list[tuple[int, str, dict[str, Any]]] = [
    (3, "move_point", {"index": 2, "point": [0.3, -0.7]}),
    (3, "nudge", {"name": "b0", "index": [0], "by": 0.25}),
    (11, "configure", {"changes": {"optimizer": {"learning_rate": 0.02}}}),
    (17, "add_point", {"point": [0.1, 0.1], "label": 1}),
    (40, "configure", {"changes": {"hidden": [{"units": 5}, {"units": 3}]}}),
    (70, "remove_point", {"index": 0}),
    (71, "relabel", {"index": 5, "label": 1}),
    (90, "set_param", {"name": "W0", "index": [0, 1], "value": -1.5}),
    (120, "back", {"count": 7}),
    (130, "randomize", {}),
    (20, "step", {"count": 4}),
    (31, "reset", {}),
    (9, "back", {"count": 100}),
]


NUDGE = '{"id":1,"type":"nudge","name":"b0","index":[0],"by":0.5}'


def train_to(driver: Driver, iteration: int) -> None:
    missing = iteration - driver.experiment.iteration
    if missing > 0:
        driver.do("step", count=missing)


def perform(driver: Driver, edits: list[tuple[int, str, dict[str, Any]]]) -> list[dict[str, Any]]:
    """Train on to each step and give the command there; return what a page would remember."""
    remembered = []
    for at, kind, fields in edits:
        train_to(driver, at)
        answer = driver.do(kind, **fields)
        assert (answer["type"], answer["iteration"]) == ("applied", at)
        command = {"id": answer["id"], "type": kind, **fields}
        remembered.append({"command": command, "at": at})
    return remembered


def durable(driver: Driver) -> dict[str, Any]:
    """What a checkpoint says, but for which states of the past it holds."""
    assert driver.session.learner is not None
    told = driver.session.learner.history.told(driver.experiment.iteration)["branches"]
    current = [
        branch for branch in told if branch["id"] == driver.session.learner.history.current.id
    ]
    return {**json.loads(driver.checkpoint()), "past": current, "later": None}


@pytest.mark.parametrize("config", [CS231N, SPIRAL], ids=["linear", "network"])
@pytest.mark.parametrize("cut", range(0, len(EDITS), 3))
def test_resuming_is_not_having_been_away(config: dict[str, Any], cut: int) -> None:
    edits = [edit for edit in EDITS if config is SPIRAL or "hidden" not in str(edit)]
    whole = started(config)
    perform(whole, edits[:cut])
    checkpoint = whole.checkpoint()
    commands = perform(whole, edits[cut:])
    train_to(whole, whole.experiment.iteration + 25)
    whole.do("play", rate=10.0)
    seen = whole.experiment.iteration
    commands.append({"command": {"id": 900, "type": "play", "rate": 10.0}, "at": seen})

    again = Driver()
    answer = again.do("resume", checkpoint=checkpoint, commands=commands, iteration=seen)
    assert answer["type"] == "applied", answer
    assert again.experiment.iteration == seen
    assert same_state(again.experiment.snapshot(), whole.experiment.snapshot())
    assert durable(again) == durable(whole)
    for driver in (whole, again):
        driver.do("pause")
        driver.do("step", count=30)
    assert same_state(again.experiment.snapshot(), whole.experiment.snapshot())


def test_each_command_is_answered_again_before_the_resumption_is() -> None:
    first = started()
    checkpoint = first.checkpoint()
    commands = perform(first, EDITS[:3])
    second = Driver()
    second.do("resume", checkpoint=checkpoint, commands=commands, iteration=11)
    answers = [(e["id"], e["iteration"]) for e in second.events("applied")]
    assert answers[:-1] == [(entry["command"]["id"], entry["at"]) for entry in commands]
    assert second.session.ack == answers[-1][0]


def test_what_was_never_answered_comes_after_what_was_seen() -> None:
    first = started()
    first.do("play", rate=100.0)
    checkpoint = first.checkpoint()
    nudge = {"id": 50, "type": "nudge", "name": "b0", "index": [0], "by": 1.0}
    second = Driver()
    second.do(
        "resume", checkpoint=checkpoint, commands=[{"command": nudge, "at": None}], iteration=37
    )
    assert second.events("applied")[0] == {"type": "applied", "id": 50, "iteration": 37}
    assert second.session.playing
    assert second.experiment.iteration == 37


def test_what_is_paused_is_not_trained_on() -> None:
    first = started()
    first.do("step", count=9)
    checkpoint = first.checkpoint()
    reset = {"command": {"id": 70, "type": "reset"}, "at": 9}
    second = Driver()
    second.do("resume", checkpoint=checkpoint, commands=[reset], iteration=9)
    assert second.experiment.iteration == 0


def test_a_command_that_is_wrong_is_refused_alone() -> None:
    first = started()
    checkpoint = first.checkpoint()
    commands = [
        {"command": {"id": 7, "type": "remove_point", "index": 99}, "at": None},
        {"command": {"id": 8, "type": "remove_point", "index": 0}, "at": None},
    ]
    second = Driver()
    answer = second.do("resume", checkpoint=checkpoint, commands=commands, iteration=0)
    assert answer["type"] == "applied"
    assert second.events("refused")[0]["id"] == 7
    assert len(second.experiment.points) == 8


def test_a_divergence_is_remembered() -> None:
    first = started({**CS231N, "loss": "squared_error", "optimizer": {"name": "gd"}})
    first.do("set_param", name="b0", index=[0], value=1e300)
    first.do("step", count=10)
    (told,) = first.events("diverged")
    second = Driver()
    second.do("resume", checkpoint=first.checkpoint(), commands=[], iteration=told["iteration"])
    (again,) = second.events("diverged")
    assert again == told
    assert not second.session.playing


def test_a_long_way_is_worked_off_in_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    first = started()
    first.do("play")
    checkpoint = first.checkpoint()
    second, step = Driver(tick=1e-6), Experiment.step

    def slow_step(experiment: Experiment, count: int = 1) -> None:
        second.clock.now += 1e-4 * count
        step(experiment, count)

    monkeypatch.setattr(Experiment, "step", slow_step)
    second.give("resume", checkpoint=checkpoint, commands=[], iteration=3000)
    slices = 0
    while second.session.busy:
        before = second.clock.now
        second.advance()
        assert second.clock.now - before < 2 * second.session.slice
        assert second.session.busy == (second.session.frame() is None)
        slices += 1
    assert slices > 100
    assert second.experiment.iteration == 3000


def test_too_long_a_way_is_refused() -> None:
    first = started()
    first.do("play")
    settings = Settings(max_replay=100)
    for commands, iteration in (
        ([], 101),
        ([{"command": {"id": 1, "type": "pause"}, "at": 101}], 0),
    ):
        second = Driver(settings)
        answer = second.do(
            "resume", checkpoint=first.checkpoint(), commands=commands, iteration=iteration
        )
        assert (answer["type"], answer["field"]) == ("refused", "iteration")
        assert second.session.learner is None


def test_the_largest_session_fits_into_a_message() -> None:
    settings = Settings()
    points = [[0.1 + i / 7, -0.3 + i / 3] for i in range(settings.max_points)]
    largest = {
        "data": {"points": points[:400], "labels": [i % 10 for i in range(400)]},
        "hidden": [{"units": 64}] * 3,
        "optimizer": "adam",
        "loss": "softmax",
    }
    many = {"data": {"points": points, "labels": [i % 10 for i in range(settings.max_points)]}}
    for config in (largest, many):
        driver = started(config)
        driver.do("step", count=3)
        message = json.dumps({"checkpoint": driver.checkpoint()})
        assert len(message) < 0.8 * settings.max_message_bytes
        again = Driver()
        assert again.do("resume", checkpoint=driver.checkpoint(), commands=[], iteration=0)[
            "type"
        ] == ("applied")


def test_the_past_is_written_again_only_when_there_is_much_more_of_it() -> None:
    driver = started(SPIRAL)
    driver.do("step", count=1_000)
    texts = [json.loads(driver.checkpoint())]
    for _ in range(saving.MOST_LATER):
        driver.do("step")
        driver.do("nudge", name="b0", index=[0], by=0.25)
    texts.append(json.loads(driver.checkpoint()))
    driver.do("nudge", name="b0", index=[0], by=0.5)
    then = driver.experiment.snapshot()
    texts.append(json.loads(driver.checkpoint()))
    driver.do("step", count=400)
    texts.append(json.loads(driver.checkpoint()))
    assert [len(text["later"]) for text in texts] == [0, saving.MOST_LATER, 0, 0]
    first, second, third, fourth = (text["past"] for text in texts)
    assert first == second
    assert len({second, third, fourth}) == 3
    again = Driver()
    again.do("resume", checkpoint=json.dumps(texts[1]), commands=[], iteration=0)
    again.do("nudge", name="b0", index=[0], by=0.5)
    assert same_state(again.experiment.snapshot(), then)
    for one in (driver, again):
        one.do("goto", iteration=1_020)
    assert same_state(again.experiment.snapshot(), driver.experiment.snapshot())


def rubbish() -> list[Any]:
    """Checkpoints that somebody has had a hand in."""
    saved = started(SPIRAL)
    saved.do("step", count=3)
    good = json.loads(saved.checkpoint())

    def changed(*path: str | int, to: Any) -> str:
        bad = copy.deepcopy(good)
        inner = bad
        for key in path[:-1]:
            inner = inner[key]
        inner[path[-1]] = to
        return json.dumps(bad)

    array, nan = good["experiment"]["theta"]["$"], "AAAAAAAA+H8AAAAAAAD4fwAAAAAAAPh/"
    return [
        "", "null", "[]", "{}", "NaN", "[" * 100_000, '{"experiment": {}}',
        json.dumps(good)[:-1],
        changed("version", to=1),
        changed("experiment", "version", to=good["experiment"]["theta"]),
        changed("past", to=""),
        changed("past", to=good["past"][:-8]),
        changed("later", to=[{"iteration": 0, "text": '{"id":1,"type":"reset"}'}]),
        changed("later", to=[{"iteration": 9, "text": NUDGE}]),
        changed("later", to=[{"iteration": 0, "text": NUDGE}] * 51),
        changed("later", to=[{"iteration": 0, "text": NUDGE}]),  # and not passed
        changed("passed", to=1),
        changed("passed", to=10**400),
        changed("tip", to=10**400),
        changed("next_id", to=0),
        changed("diverged", to={"iteration": 10**400, "quantity": "loss", "limit": None}),
        changed("diverged", to={"iteration": 1, "quantity": "x" * 101, "limit": None}),
        changed("experiment", to={}),
        changed("experiment", to=[]),
        changed("experiment", "config", to=None),
        changed("experiment", "config", "hidden", to=[{"units": 10**9}]),
        changed("experiment", "config", "hidden", to=[{"units": 64}] * 4),
        changed("experiment", "theta", to=1.0),
        changed("experiment", "theta", to={"$": [array[0], [10**6], array[2]]}),
        changed("experiment", "theta", to={"$": [array[0], [-1], array[2]]}),
        changed("experiment", "theta", to={"$": ["|O", array[1], array[2]]}),
        changed("experiment", "theta", to={"$": [array[0], array[1], "****"]}),
        changed("experiment", "theta", to={"$": [array[0], [3], nan]}),
        changed("experiment", "iteration", to=-1),
        changed("experiment", "iteration", to=10**40),
        changed("experiment", "position", to=10**6),
        changed("experiment", "random", to={}),
        changed("playing", to="yes"),
        changed("rate", to=-1),
        changed("diverged", to={"iteration": 1}),
        changed("surprise", to=1),
    ]  # fmt: skip


@pytest.mark.parametrize("text", rubbish(), ids=lambda text: text[:24])
def test_a_strangers_checkpoint_is_refused(text: str) -> None:
    driver = started()
    before = driver.checkpoint()
    answer = driver.do("resume", checkpoint=text, commands=[], iteration=0)
    assert answer["type"] == "refused"
    assert answer["message"]
    assert driver.checkpoint() == before
