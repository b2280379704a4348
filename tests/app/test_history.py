"""Going back gives the state that was, in bounded memory."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.history import History, stops
from engine import Experiment
from tests.app.commands import CS231N, SPIRAL, Driver, same_state, started


@pytest.mark.parametrize("config", [CS231N, SPIRAL], ids=["linear", "network"])
@pytest.mark.parametrize("count", [1, 2, 37, 499, 500])
def test_back_is_the_state_that_was(config: dict[str, Any], count: int) -> None:
    driver = started(config)
    if count < 500:
        driver.do("step", count=500 - count)
    then = driver.experiment.snapshot()
    driver.do("step", count=count)
    driver.do("back", count=count)
    assert same_state(driver.experiment.snapshot(), then)
    driver.do("step", count=count)
    alone = Experiment(config)
    alone.step(500)
    assert same_state(driver.experiment.snapshot(), alone.snapshot())


def test_back_brings_the_samples_and_the_settings_back_too() -> None:
    driver = started()
    driver.do("step", count=5)
    then = driver.experiment.snapshot()
    driver.do("step")
    driver.do("move_point", index=0, point=[0.9, 0.9])
    driver.do("configure", changes={"loss": {"name": "softmax"}})
    driver.do("step", count=4)
    driver.frame()
    driver.do("back", count=5)
    assert same_state(driver.experiment.snapshot(), then)
    assert driver.events("config")[-1]["config"]["loss"]["name"] == "weston_watkins"
    assert 14 in driver.frame()[1]


def test_back_after_an_edit_at_the_same_step_keeps_the_edit() -> None:
    driver = started()
    driver.do("nudge", name="b0", index=[0], by=1.0)
    edited = driver.experiment.snapshot()
    driver.do("step", count=3)
    driver.do("back", count=3)
    assert same_state(driver.experiment.snapshot(), edited)


def test_back_ends_at_the_start() -> None:
    driver = started()
    driver.do("step", count=3)
    assert driver.do("back", count=10**6)["type"] == "applied"
    assert driver.experiment.iteration == 0
    assert driver.do("back")["type"] == "applied"


def test_a_new_start_has_no_past() -> None:
    driver = started()
    driver.do("step", count=30)
    driver.do("randomize")
    driver.do("back", count=5)
    assert driver.experiment.iteration == 0
    fresh = Experiment(CS231N)
    fresh.randomize()
    assert same_state(driver.experiment.snapshot(), fresh.snapshot())


def test_steps_back_one_after_the_other_need_no_long_replays() -> None:
    driver = started()
    driver.do("step", count=9000)
    learner = driver.session.learner
    assert learner is not None
    driver.do("back")
    trained = 0
    for expected in range(8998, 8960, -1):
        keyframe, target = learner.history.find(expected)
        trained += target - keyframe.iteration
        driver.do("back")
        assert driver.experiment.iteration == expected
    assert trained < 38 * 64


def test_memory_is_bounded_in_number_and_in_bytes() -> None:
    driver = started(history_frames=16)
    for count in range(400):
        driver.do("step", count=7)
        if count % 3 == 0:
            driver.do("nudge", name="b0", index=[0], by=0.01)
    assert driver.session.learner is not None
    assert len(driver.session.learner.history.keyframes) <= 16
    small = started(SPIRAL, history_bytes=200_000)
    small.do("step", count=2000)
    assert small.session.learner is not None
    frames = small.session.learner.history.keyframes
    assert sum(frame.size for frame in frames) <= 250_000
    small.do("back", count=1999)
    assert small.experiment.iteration == 1


def test_the_past_survives_a_resumption() -> None:
    driver = started(SPIRAL)
    driver.do("step", count=20)
    driver.do("configure", changes={"optimizer": {"learning_rate": 0.02}})
    driver.do("nudge", name="b0", index=[0], by=0.5)
    states = []
    for _ in range(300):
        states.append(driver.experiment.snapshot())
        driver.do("step")
    again = Driver()
    again.do("resume", checkpoint=driver.checkpoint(), commands=[], iteration=320)
    for count in (1, 2, 30, 267):
        again.do("back", count=count)
        assert same_state(again.experiment.snapshot(), states[again.experiment.iteration - 20])
    assert again.experiment.iteration == 20
    again.do("back")
    assert again.experiment.iteration == 20, "the past under another config is not saved"


def test_a_checkpoint_stays_small() -> None:
    for config, bound in ((CS231N, 26_000), (SPIRAL, 32_000)):
        driver = started(config)
        driver.do("step", count=5000)
        assert len(driver.checkpoint()) < bound


def test_a_past_that_is_wrong_is_refused() -> None:
    driver = started()
    driver.do("step", count=5)
    saved = json.loads(driver.checkpoint())
    saved["past"][2]["state"]["theta"] = {}
    again = Driver()
    answer = again.do("resume", checkpoint=json.dumps(saved), commands=[], iteration=5)
    assert (answer["type"], answer["field"]) == ("refused", "snapshot.theta")
    assert again.session.learner is None


def test_a_past_that_makes_no_sense_is_harmless() -> None:
    driver = started()
    driver.do("step", count=5)
    saved = json.loads(driver.checkpoint())
    saved["past"] = [saved["past"][i] for i in (4, 1, 1, 5, 5)] * 40
    saved["past"][0]["until"] = 0
    again = Driver()
    again.do("resume", checkpoint=json.dumps(saved), commands=[], iteration=5)
    for _ in range(3):
        assert again.do("back")["type"] == "applied"
    assert 0 <= again.experiment.iteration < 5


class Counter:
    """Stands in for an experiment: its state is the list of edits and where they were made."""

    def __init__(self) -> None:
        self.iteration = 0
        self.edits: list[int] = []

    def snapshot(self) -> dict[str, Any]:
        state = {"iteration": self.iteration, "edits": list(self.edits)}
        config = {"data": {}}
        return {**state, "theta": EMPTY, "order": EMPTY, "memory": {}, "config": config}


class Empty:
    nbytes = 8


EMPTY = Empty()
actions = st.lists(
    st.one_of(st.tuples(st.just("train"), st.integers(1, 50)), st.just(("edit", 0))), max_size=60
)


@given(actions, st.integers(0, 400), st.integers(8, 20))
def test_what_is_found_is_what_was_there(
    done: list[tuple[str, int]], asked: int, frames: int
) -> None:
    """Whatever was thinned, a replay from the keyframe to the target crosses no edit."""
    counter, history = Counter(), History(frames, 1 << 20)
    history.begin(counter)  # type: ignore[arg-type]
    for action, count in done:
        if action == "edit":
            counter.edits.append(counter.iteration)
            history.edited(counter)  # type: ignore[arg-type]
        for _ in range(count):
            counter.iteration += 1
            if counter.iteration == history.due:
                history.reached(counter)  # type: ignore[arg-type]
    asked = min(asked, counter.iteration)
    keyframe, target = history.find(asked)
    assert keyframe.iteration <= target <= asked
    then = [edit for edit in counter.edits if edit <= target]
    assert keyframe.state["edits"] == then
    assert len(history.keyframes) <= frames


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_stops_halve_the_way(start: int, length: int) -> None:
    found = stops(start, start + length)
    assert found == sorted(found)
    assert all(start < stop < start + length for stop in found)
    if length > 1:
        assert found[-1] == start + length - 1
