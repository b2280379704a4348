"""Going back gives the state that was, in bounded memory."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.keyframes import MOST_APART, stops
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


def test_a_new_start_has_a_past_of_its_own() -> None:
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
        made = learner.made
        driver.do("back")
        trained += learner.made - made
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
    assert len(frames) > 10
    assert sum(frame.size for frame in frames) <= 200_000
    small.do("back", count=1999)
    assert small.experiment.iteration == 1


def test_no_step_is_far_from_a_state_that_is_kept() -> None:
    driver = started(history_frames=32)
    driver.do("step", count=5_000)
    driver.do("nudge", name="b0", index=[0], by=0.5)
    driver.do("step", count=3_000)
    learner = driver.session.learner
    assert learner is not None
    for step in (7_999, 1, 4_999, 5_000, 5_001, 2_345, 6_789, 0, 8_000):
        made = learner.made
        driver.do("goto", iteration=step)
        assert learner.made - made <= 512, "8000 steps in 32 states, of which half may have gone"
        assert len({id(f) for b in learner.history.branches.values() for f in b.frames}) <= 32


def test_the_longest_branch_gives_way_first() -> None:
    driver = started(history_frames=100)
    driver.do("step", count=20 * MOST_APART)
    driver.do("reset")
    driver.do("step", count=150 * MOST_APART)
    learner = driver.session.learner
    assert learner is not None
    short, long = learner.history.branches.values()
    assert (len(short.frames), short.stride) == (21, MOST_APART)
    assert 30 < len(long.frames) < 80


def test_states_lie_nearer_to_each_other_where_updates_take_longer() -> None:
    points = np.random.default_rng(1).uniform(-1.0, 1.0, (2_000, 2))
    driver = started({"data": {"points": points.tolist(), "labels": [0, 1] * 1_000}})
    learner = driver.session.learner
    assert learner is not None
    assert learner.history.current.stride == MOST_APART
    wide = {"hidden": [{"units": 32}, {"units": 32}]}
    assert driver.do("configure", changes=wide)["type"] == "applied"
    assert learner.history.current.stride == 2
    driver.do("step", count=7)
    steps = [frame.iteration for frame in learner.history.keyframes]
    assert steps == [0, 0, 2, 4, 6]


def test_more_states_are_kept_behind_an_edit() -> None:
    driver = started()
    driver.do("step", count=200)
    driver.do("nudge", name="b0", index=[0], by=0.5)
    driver.do("step", count=100)
    learner = driver.session.learner
    assert learner is not None
    steps = [frame.iteration for frame in learner.history.keyframes]
    assert steps == [0, 8, 16, 32, 64, 128, 192, 200, 208, 216, 232, 264]


def test_states_share_what_is_equal() -> None:
    driver = started({"data": {"points": [[i, -i] for i in range(50)], "labels": [0, 1] * 25}})
    driver.do("step", count=20)
    driver.do("goto", iteration=3)
    driver.do("nudge", name="b0", index=[0], by=0.5)
    driver.do("step", count=20)
    learner = driver.session.learner
    assert learner is not None
    frames = [f for b in learner.history.branches.values() for f in b.frames]
    assert len({id(frame) for frame in frames}) > 5
    assert len({id(frame.config) for frame in frames}) == 1
    assert len({id(frame.state["order"]) for frame in frames}) == 1


def test_of_very_many_edits_the_oldest_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.branches.MAX_EDITS", 100)
    driver = started()
    driver.do("step", count=3)
    for index in range(200):
        driver.do("nudge", name="b0", index=[index % 3], by=0.5)
        driver.do("step")
    now = driver.experiment.snapshot()
    learner = driver.session.learner
    assert learner is not None
    branch = learner.history.current
    assert 90 < len(branch.edits) <= 100
    assert 100 < branch.first < 110
    driver.do("goto", iteration=0)
    assert driver.experiment.iteration == branch.first
    driver.do("goto", iteration=now["iteration"])
    assert same_state(driver.experiment.snapshot(), now)


def test_the_past_survives_a_resumption() -> None:
    driver = started(SPIRAL)
    states = []

    def note() -> None:
        states.append(driver.experiment.snapshot())

    driver.do("step", count=20)
    driver.do("configure", changes={"optimizer": {"learning_rate": 0.02}})
    driver.do("nudge", name="b0", index=[0], by=0.5)
    for _ in range(300):
        note()
        driver.do("step")
    again = Driver()
    again.do("resume", checkpoint=driver.checkpoint(), commands=[], iteration=320)
    for count in (1, 2, 30, 267):
        again.do("back", count=count)
        assert same_state(again.experiment.snapshot(), states[again.experiment.iteration - 20])
    assert again.experiment.iteration == 20
    again.do("back")
    alone = Experiment(SPIRAL)
    alone.step(19)
    assert same_state(again.experiment.snapshot(), alone.snapshot())


def test_a_checkpoint_stays_small() -> None:
    for config, bound in ((CS231N, 26_000), (SPIRAL, 32_000)):
        driver = started(config)
        driver.do("step", count=5000)
        assert len(driver.checkpoint()) < bound


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_stops_halve_the_way(start: int, length: int) -> None:
    found = stops(start, start + length)
    assert found == sorted(found)
    assert all(start < stop < start + length for stop in found)
    if length > 1:
        assert found[-1] == start + length - 1
