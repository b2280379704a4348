"""A learner's session without a socket: answers, frames, pace, and nothing changed by a refusal."""

from __future__ import annotations

import json
import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from app.frames import Flag, Id
from app.settings import Settings
from app.wire import Refused
from engine import ConfigError, Experiment, schema
from tests.app.commands import CS231N, SPIRAL, Driver, same_state, started

TABLES = {
    Id.PARAMS, Id.GRADIENTS, Id.SCORES, Id.LOSSES, Id.PREDICTED, Id.MARGINS, Id.BATCH, Id.SLOPES,
    Id.ORDER, Id.MASK,
}  # fmt: skip
HUGE = {
    "data": {"points": [[0.0, 1.0]] * 3, "labels": [0, 1, 2]},
    "loss": {"name": "squared_error"},
}


def test_the_first_frame_shows_everything_as_the_engine_has_it() -> None:
    driver = started()
    header, sections = driver.frame()
    experiment = Experiment(CS231N)
    result = experiment.evaluate()
    assert (header.seq, header.ack, header.iteration) == (1, 1, 0)
    assert (header.n, header.k, header.flags) == (9, 3, Flag.EXACT)
    assert np.array_equal(sections[Id.PARAMS].ravel(), experiment.theta)
    assert np.array_equal(sections[Id.GRADIENTS].ravel(), result.grad)
    assert np.array_equal(sections[Id.SCORES], result.scores)
    assert np.array_equal(sections[Id.LOSSES].ravel(), result.losses)
    assert np.array_equal(sections[Id.MARGINS], result.margins)
    assert np.array_equal(sections[Id.SLOPES], result.slopes)
    assert np.array_equal(sections[Id.PREDICTED].ravel(), result.predictions)
    assert np.array_equal(sections[Id.POINTS], experiment.points)
    assert np.array_equal(sections[Id.LABELS].ravel(), experiment.labels)
    totals = sections[Id.TOTALS].ravel()
    assert totals[:4].tolist() == [
        result.data_loss, result.penalty, result.total, result.accuracy,
    ]  # fmt: skip
    assert np.isnan(totals[4:]).all()
    assert sections[Id.REGION_TABLE][:, 2].sum() == len(sections[Id.REGION_VERTICES])
    assert Id.CHECKPOINT in sections


def test_the_tables_show_the_test_points_too() -> None:
    config = {**SPIRAL, "test_fraction": 0.25}
    driver = started(config)
    _, sections = driver.frame()
    experiment = Experiment(config)
    train, test = experiment.evaluate("train"), experiment.evaluate("test")
    assert len(test.indices) == 50
    totals = sections[Id.TOTALS].ravel().tolist()
    assert totals == [
        train.data_loss, train.penalty, train.total, train.accuracy, test.data_loss, test.accuracy,
    ]  # fmt: skip
    assert np.array_equal(sections[Id.SCORES], experiment.evaluate("all").scores)
    assert np.array_equal(sections[Id.GRADIENTS].ravel(), train.grad)
    assert np.array_equal(sections[Id.SLOPES][train.indices], train.slopes)
    assert np.isnan(sections[Id.SLOPES][test.indices]).all()


def test_regression_has_targets_and_no_classes() -> None:
    driver = started({"data": {"points": [[0, 0], [1, 1]], "targets": [[0.5], [1.5]]}})
    header, sections = driver.frame()
    assert (header.n, header.k) == (2, 1)
    assert sections[Id.TARGETS].tolist() == [[0.5], [1.5]]
    assert not sections.keys() & {Id.LABELS, Id.PREDICTED}
    assert len(sections[Id.REGION_TABLE]) == 0
    driver.do("relabel", index=0, label=0.75)
    assert driver.frame()[1][Id.TARGETS].tolist() == [[0.75], [1.5]]


def test_the_config_is_said_whole_and_without_the_samples() -> None:
    driver = started()
    (event,) = driver.events("config")
    assert event["config"] == Experiment(CS231N).config
    assert event["layout"] == Experiment(CS231N).layout
    assert (event["classes"], event["view"]) == (3, (-1.25, 1.25))
    assert event["loss"]["name"] == "weston_watkins"
    driver.do("move_point", index=0, point=[0.5, 0.5])
    edited = driver.events("config")[-1]["config"]["data"]
    assert edited == {"classes": 3, "view": [-1.25, 1.25]}
    driver.do("move_point", index=0, point=[0.6, 0.5])
    assert len(driver.events("config")) == 2


def test_a_frame_carries_only_what_was_asked_for() -> None:
    driver = started()
    driver.frame()
    driver.do("subscribe", tables=False, regions=False)
    _, sections = driver.frame()
    assert sections.keys() == {Id.TOTALS, Id.POINTS, Id.LABELS}
    driver.do("subscribe", tables=True, regions=False, grid=16)
    _, sections = driver.frame()
    assert sections.keys() >= TABLES | {Id.CELLS}
    assert sections[Id.CELLS].shape == (18, 18)


def test_the_regions_are_those_of_the_window_asked_for() -> None:
    driver = started()
    driver.do("subscribe", view=[2.0, 3.0, -1.0, 0.0])
    _, sections = driver.frame()
    vertices = sections[Id.REGION_VERTICES]
    corners = np.concatenate([vertices.min(axis=0), vertices.max(axis=0)])
    assert corners.tolist() == [2, -1, 3, 0]


def test_what_has_not_changed_is_not_sent_again() -> None:
    driver = started()
    driver.frame()
    driver.do("ping")
    _, sections = driver.frame()
    assert not sections.keys() & {Id.POINTS, Id.LABELS, Id.REGION_TABLE, Id.REGION_VERTICES}
    driver.do("relabel", index=0, label=2)
    _, sections = driver.frame()
    assert sections[Id.LABELS].ravel()[0] == 2
    assert Id.REGION_TABLE not in sections, "the model is what it was"
    driver.do("nudge", name="W0", index=[0, 0], by=0.5)
    assert Id.REGION_TABLE in driver.frame()[1]


def test_many_classes_need_two_planes() -> None:
    points = [[math.cos(i), math.sin(i)] for i in range(20)]
    many = {"points": points, "labels": [i % 10 for i in range(20)], "classes": 10}
    driver = started({"data": many})
    driver.do("set_param", name="b0", index=[9], value=100.0)
    driver.do("subscribe", grid=8)
    grid = driver.frame()[1][Id.CELLS]
    assert grid.shape == (20, 10)
    assert (grid[:10] == 9).all()
    assert (grid[10:] == 255).all()


def test_unit_maps_come_one_below_the_other() -> None:
    driver = started(SPIRAL)
    driver.do("subscribe", units=12)
    assert driver.frame()[1][Id.UNIT_MAPS].shape == (8 * 12, 12)


def test_a_large_network_gets_a_coarser_picture() -> None:
    driver = started({**SPIRAL, "hidden": [{"units": 40}, {"units": 40}, {"units": 40}]})
    driver.do("subscribe", grid=160, units=64)
    _, sections = driver.frame()
    assert 50 < sections[Id.CELLS].shape[1] < 160
    assert 20 < sections[Id.UNIT_MAPS].shape[1] < 64


def test_steps_are_the_engines_own() -> None:
    driver = started(SPIRAL)
    assert driver.do("step", count=300)["iteration"] == 0
    assert driver.do("step")["iteration"] == 300
    alone = Experiment(SPIRAL)
    alone.step(301)
    assert same_state(driver.experiment.snapshot(), alone.snapshot())


def test_play_keeps_its_rate_and_drops_its_debt() -> None:
    driver = started()
    driver.do("play", rate=20.0)
    for _ in range(200):
        driver.clock.now += 0.01
        driver.advance()
    assert 38 <= driver.experiment.iteration <= 42
    before = driver.experiment.iteration
    driver.clock.now += 60.0
    for _ in range(5):
        driver.advance()
    assert 1 <= driver.experiment.iteration - before <= 3


def test_a_slow_rate_makes_whole_steps() -> None:
    driver = started()
    driver.do("play", rate=0.5)
    for _ in range(100):
        driver.clock.now += 0.1
        driver.advance()
    assert driver.experiment.iteration == 5


def test_play_without_a_rate_uses_its_slices_and_no_more() -> None:
    driver = Driver(tick=1e-5)
    driver.do("start", config=CS231N)
    driver.do("play")
    assert driver.session.greedy
    assert not driver.session.busy
    before = driver.clock.now
    driver.advance()
    assert driver.experiment.iteration > 1
    assert driver.clock.now - before < 2.5 * driver.session.slice
    driver.do("pause")
    stopped = driver.experiment.iteration
    driver.advance()
    assert driver.experiment.iteration == stopped


@pytest.mark.parametrize("rate", [None, 1e9])
def test_under_load_it_trains_for_less_and_answers_as_before(
    monkeypatch: pytest.MonkeyPatch, rate: float | None
) -> None:
    driver, step = Driver(tick=1e-6), Experiment.step
    driver.do("start", config=CS231N)

    def slow_step(experiment: Experiment, count: int = 1) -> None:
        driver.clock.now += 1e-5 * count
        step(experiment, count)

    monkeypatch.setattr(Experiment, "step", slow_step)
    driver.do("play", rate=rate)
    made = []
    for part in (1.0, 0.5, 0.25, 0.125):
        driver.clock.now += 1.0
        for _ in range(50):
            before = driver.experiment.iteration
            driver.session.advance(training=part)
        made.append(driver.experiment.iteration - before)
    assert all(more > 1.5 * less for more, less in pairwise(made))
    assert driver.session.greedy
    assert not driver.session.busy
    assert driver.do("step", count=500)["type"] == "applied"


def test_while_playing_tables_come_now_and_then_and_the_canvas_always() -> None:
    driver = started()
    driver.do("play", rate=30.0)
    driver.frame()
    exact = []
    for _ in range(30):
        driver.clock.now += 1 / 30
        driver.advance()
        header, sections = driver.frame()
        assert sections.keys() >= {Id.TOTALS, Id.PARAMS, Id.REGION_TABLE}
        assert bool(header.flags & Flag.EXACT) == (Id.GRADIENTS in sections)
        assert header.flags & Flag.PLAYING
        exact.append(Id.GRADIENTS in sections)
    assert 4 <= sum(exact) <= 8
    driver.do("pause")
    header, sections = driver.frame()
    assert header.flags == Flag.EXACT
    assert sections.keys() >= TABLES


def test_frames_are_due_when_there_is_something_to_see() -> None:
    driver = started()
    assert driver.session.due() == -math.inf
    driver.frame()
    assert driver.session.due() == math.inf
    driver.do("nudge", name="b0", index=[0], by=0.5)
    assert driver.session.due() == -math.inf
    driver.frame()
    saved = driver.session.due() - driver.clock.now
    assert 0.0 < saved <= 1.0, "only the checkpoint is missing"
    driver.clock.now += 1.1
    assert Id.CHECKPOINT in driver.frame()[1]
    assert driver.session.due() == math.inf


def test_a_page_that_asks_for_nothing_is_sent_its_checkpoints() -> None:
    driver = started()
    driver.do("subscribe", tables=False, regions=False)
    driver.do("play", rate=50.0)
    driver.frame()
    driver.clock.now += 0.1
    driver.advance()
    assert driver.experiment.iteration > 0
    assert driver.session.due() - driver.clock.now > 0.5
    driver.clock.now = driver.session.due() + 0.01
    assert Id.CHECKPOINT in driver.frame()[1]


@pytest.mark.parametrize("kind", ["pause", "reset", "randomize", "back"])
def test_what_changes_the_course_is_saved_at_once(kind: str) -> None:
    driver = started()
    driver.do("step", count=5)
    driver.frame()
    driver.do(kind)
    assert Id.CHECKPOINT in driver.frame()[1]


def test_divergence_stops_at_the_last_finite_step_and_says_so() -> None:
    config = {**HUGE, "optimizer": {"name": "gd", "learning_rate": 10.0}}
    driver = started(config)
    driver.do("play")
    while driver.session.playing:
        driver.advance()
    (event,) = driver.events("diverged")
    header, sections = driver.frame()
    assert header.flags == Flag.DIVERGED | Flag.EXACT
    assert header.iteration == event["iteration"] > 0
    assert np.isfinite(sections[Id.PARAMS]).all()
    assert event["quantity"] in event["message"]
    assert Id.CHECKPOINT in sections
    driver.do("step")
    assert len(driver.events("diverged")) == 2
    assert driver.experiment.iteration == event["iteration"]
    driver.do("configure", changes={"optimizer": {"learning_rate": 0.001}})
    assert not driver.frame()[0].flags & Flag.DIVERGED
    driver.do("step", count=3)
    assert driver.experiment.iteration == event["iteration"] + 3


def test_an_epoch_has_as_many_updates_as_the_batches_that_came_before_it() -> None:
    driver = started({"data": "convnet_circle", "batch_size": 10})
    driver.do("step", count=3)
    driver.do("epoch")
    assert driver.experiment.iteration == 3 + 10
    driver.give("configure", changes={"batch_size": 7})
    driver.give("epoch", count=2)
    driver.settle()
    assert driver.experiment.iteration == 13 + 2 * 15
    assert driver.do("epoch", count=10_000)["field"] == "count"


def test_a_command_before_the_start_is_refused() -> None:
    driver = Driver()
    assert driver.do("step")["code"] == "closed"
    assert driver.do("ping")["type"] == "applied"
    assert driver.do("subscribe", grid=8)["type"] == "applied"


def test_what_was_no_command_is_refused_in_its_place() -> None:
    driver = started()
    before = len(driver.said)
    driver.give("step", count=3000)
    driver.session.submit(Refused(7, ConfigError("message", "must be JSON", "x", "json")))
    driver.session.submit(Refused(None, ConfigError("message", "must be JSON", "y", "json")))
    driver.give("ping")
    driver.settle()
    answers = [(e["type"], e["id"]) for e in driver.said[before:]]
    assert answers == [("applied", 2), ("refused", 7), ("refused", None), ("applied", 3)]


def test_the_longest_session_still_fits_its_header() -> None:
    saved = json.loads(started().checkpoint())
    saved["experiment"] |= {"iteration": 2**53 - 1, "epoch": 2**53 - 1}
    driver = Driver()
    driver.do("resume", checkpoint=json.dumps(saved), commands=[], iteration=0)
    header, _ = driver.frame()
    assert (header.iteration, header.epoch) == (2**53 - 1, 2**32 - 1)


def test_ids_must_rise() -> None:
    driver = started()
    driver.ids = iter([1, 5, 5, 4, 6])
    answers = [driver.do("ping")["type"] for _ in range(2)]
    assert answers == ["applied", "applied"]
    driver.said.clear()
    assert [driver.do("ping")["type"] for _ in range(3)] == ["refused", "refused", "applied"]


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("start", {"config": {"data": {"name": "nowhere"}}}, "data.name"),
    ("start", {"config": {"data": "cs231n"}, "params": {"W9": [1.0]}}, "params"),
    ("start", {"config": {"data": "cs231n"}, "params": {"W0": [[math.inf] * 2] * 3}}, "params.W0"),
    ("start", {"config": {"data": {"points": [], "labels": []}}}, "data.points"),
    ("start", {"config": {"data": {"points": [[0, 1]], "labels": [0]}}}, "data.labels"),
    ("start", {"config": {"hidden": [{"units": 10**9}]}}, "hidden.0.units"),
    ("configure", {"changes": {"optimizer": {"learning_rate": -1}}}, "optimizer.learning_rate"),
    ("configure", {"changes": {"optimizer": {"learning_rate": math.nan}}},
     "optimizer.learning_rate"),
    ("configure", {"changes": {"loss": {"name": "guess"}}}, "loss.name"),
    ("configure", {"changes": {"unheard": 1}}, "unheard"),
    ("configure", {"changes": {"hidden": [{"units": 64}] * 4}}, "hidden"),
    ("set_param", {"name": "W0", "index": [9, 9], "value": 1.0}, "index"),
    ("set_param", {"name": "W7", "index": [0, 0], "value": 1.0}, "name"),
    ("nudge", {"name": "b0", "index": [0, 0], "by": 1.0}, "index"),
    ("set_params", {"params": {"b0": [1.0, 2.0]}}, "params.b0"),
    ("move_point", {"index": 99, "point": [0.0, 0.0]}, "index"),
    ("add_point", {"point": [0.0, 0.0], "label": 3}, "label"),
    ("remove_point", {"index": 9}, "index"),
    ("relabel", {"index": 0, "label": 7}, "label"),
    ("set_points", {"points": [], "labels": []}, "data.points"),
    ("set_points", {"points": [[0.0, 1.0]], "labels": [0]}, "data.labels"),
    ("step", {"count": 10**9}, "count"),
    ("subscribe", {"grid": 1}, "grid"),
    ("subscribe", {"grid": 4000}, "grid"),
    ("subscribe", {"units": 4000}, "units"),
    ("subscribe", {"curve": 4000}, "curve"),
    ("subscribe", {"view": [1.0, 1.0]}, "view"),
    ("subscribe", {"view": [0.0, 1.0, 2.0]}, "view"),
    ("subscribe", {"view": [0.0, 1.0, 2.0, 2.0]}, "view"),
    ("resume", {"checkpoint": "?", "commands": [], "iteration": 0}, "checkpoint"),
    ("randomize", {"seed": 2**60}, "seed"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "fields", "field"), REFUSED)
def test_a_refusal_names_the_field_and_changes_nothing(
    kind: str, fields: dict[str, Any], field: str
) -> None:
    driver = started()
    driver.do("step", count=3)
    before, wanted = driver.checkpoint(), driver.session.feed.picture.wanted
    ack = driver.session.ack
    answer = driver.do(kind, **fields)
    assert answer["type"] == "refused"
    assert answer["field"] == field
    assert answer["message"].startswith(f"{field} {answer['rule']}")
    assert answer["code"]
    assert driver.checkpoint() == before
    assert driver.session.ack == ack
    assert driver.session.feed.picture.wanted == wanted
    twin = started()
    twin.do("step", count=3)
    assert same_state(driver.experiment.snapshot(), twin.experiment.snapshot())


def explicit(count: int, classes: int = 2) -> dict[str, Any]:
    places = [[float(i % 7), float(i % 5)] for i in range(count)]
    return {"points": places, "labels": [i % classes for i in range(count)]}


BEYOND: list[tuple[dict[str, Any], str, dict[str, Any], str]] = [
    ({"max_points": 9}, "add_point", {"point": [0.0, 0.0], "label": 0}, "data.points"),
    ({"max_points": 9}, "set_points", explicit(10), "data.points"),
    ({"max_points": 9}, "configure", {"changes": {"data": explicit(10)}}, "data.points"),
    ({"max_points": 9}, "configure", {"changes": {"data": "convnet_spiral"}}, "data.points"),
    ({"max_points": 9}, "start", {"config": {"data": explicit(10)}}, "data.points"),
    ({"max_classes": 3}, "set_points", explicit(8, 4), "data.classes"),
    ({"max_layers": 1}, "configure", {"changes": {"hidden": [{}, {}]}}, "hidden"),
    ({"max_units": 5}, "configure", {"changes": {"hidden": [{"units": 6}]}}, "hidden.0.units"),
    ({"max_parameters": 20}, "configure", {"changes": {"hidden": [{"units": 5}]}}, "hidden"),
    ({"max_work": 90}, "configure", {"changes": {"hidden": [{"units": 2}]}}, "hidden"),
    ({"max_work": 81}, "add_point", {"point": [0.0, 0.0], "label": 0}, "hidden"),
    ({"max_steps": 7}, "step", {"count": 8}, "count"),
    ({"max_request_work": 51}, "step", {"count": 11}, "count"),
    ({"max_grid": 50}, "subscribe", {"grid": 51}, "grid"),
    ({"max_unit_map": 20}, "subscribe", {"units": 21}, "units"),
]


@pytest.mark.parametrize(("settings", "kind", "fields", "field"), BEYOND)
def test_every_limit_is_enforced_and_changes_nothing(
    settings: dict[str, Any], kind: str, fields: dict[str, Any], field: str
) -> None:
    driver = started(**settings)
    driver.do("step", count=3)
    before = driver.checkpoint()
    answer = driver.do(kind, **fields)
    assert (answer["type"], answer["field"]) == ("refused", field)
    assert answer["code"] in ("range", "count")
    assert answer["args"]["high"] in (*settings.values(), 10)
    assert driver.checkpoint() == before
    assert started().do(kind, **fields)["type"] == "applied"


def out_of_range() -> list[tuple[dict[str, Any], str]]:
    """Every setting of every member, each beyond its own range."""
    found = []
    for family, path in (("loss", "loss"), ("optimizer", "optimizer"), ("data", "data")):
        for member in schema()["families"][family]:
            for setting in member["settings"]:
                bad = setting["high"] + 1 if setting["high"] is not None else "?"
                changes = {path: {"name": member["name"], setting["name"]: bad}}
                found.append((changes, f"{path}.{setting['name']}"))
    return found


@pytest.mark.parametrize(("changes", "field"), out_of_range())
def test_every_setting_keeps_its_range(changes: dict[str, Any], field: str) -> None:
    answer = started().do("configure", changes=changes)
    assert (answer["type"], answer["field"]) == ("refused", field)


def test_every_loss_can_be_chosen_while_it_plays() -> None:
    driver = started()
    driver.do("play", rate=30.0)
    for loss in schema()["families"]["loss"]:
        if "classification" in loss["tasks"]:
            answer = driver.do("configure", changes={"loss": {"name": loss["name"]}})
            assert answer["type"] == "applied", answer
            assert driver.events("config")[-1]["loss"] == loss
            driver.frame()


def test_settings_reach_the_session() -> None:
    assert started(slice_ms=10.0).session.slice == 0.01
    assert Settings(max_steps=5).max_steps == 5


def test_an_answer_does_not_wait_for_training() -> None:
    driver = started()
    driver.do("play")
    driver.session.advance()
    before = driver.experiment.iteration
    driver.do("move_point", index=0, point=[0.5, 0.5])
    assert driver.experiment.iteration == before > 0
    driver.session.advance()
    assert driver.experiment.iteration > before
