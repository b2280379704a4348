"""A single update at rest is told of in a few numbers, and nothing else is."""

from __future__ import annotations

from typing import Any

import pytest

from engine import Experiment, cue, moment
from tests.app.commands import CS231N, SPIRAL, Driver, same_state, started

FIELDS = {"type", "iteration", "before", "after", "changed", "changes", "pulled"}


@pytest.mark.parametrize("config", [CS231N, SPIRAL])
def test_a_single_update_is_told_as_the_engine_has_it(config: dict[str, Any]) -> None:
    driver, experiment = started(config), Experiment(config)
    for _ in range(3):
        start = moment(experiment)
        experiment.step()
        want = cue(start, experiment)
        assert want is not None
        assert want.pulled is not None
        answer = driver.do("step")
        (said,) = driver.events("stepped")
        assert driver.said.index(answer) < driver.said.index(said)
        assert said.keys() == FIELDS
        assert said["iteration"] == experiment.iteration
        assert said["before"]["total"] == want.before.total
        after = want.after
        assert said["after"] == {
            "data": after.data_loss, "penalty": after.penalty, "total": after.total,
        }  # fmt: skip
        first = want.changes[0]
        assert said["changed"] == want.changed
        assert said["changes"][0] == {
            "name": first.name, "index": first.index, "from": first.before, "to": first.after,
        }  # fmt: skip
        assert said["pulled"] == {"point": want.pulled.point, "share": want.pulled.share}
        driver.said.clear()
    assert same_state(driver.experiment.snapshot(), experiment.snapshot())


def test_nothing_else_is_told_of() -> None:
    driver = started()
    driver.do("step", count=2)
    driver.do("epoch")
    driver.do("nudge", name="b0", index=[0], by=0.1)
    driver.do("play", rate=None)
    driver.do("step")
    driver.do("pause")
    driver.do("back")
    driver.do("goto", iteration=driver.experiment.iteration + 1)
    driver.do("reset")
    assert driver.events("stepped") == []


def test_an_update_that_diverges_is_none() -> None:
    far = {"data": {"points": [[1e200, 0], [0, 1]], "labels": [0, 1]}, "loss": "squared_error"}
    driver = started(far)
    driver.do("step")
    assert driver.events("diverged")
    assert driver.events("stepped") == []


def test_what_a_resumption_repeats_is_not_told_of() -> None:
    driver = started()
    kept = driver.checkpoint()
    dated = {"command": {"id": 2, "type": "step", "count": 1}, "at": 0}
    other = Driver()
    other.do("resume", checkpoint=kept, commands=[dated], iteration=1)
    assert other.experiment.iteration == 1
    assert other.events("stepped") == []


def test_an_update_made_again_in_the_past_is_told_of_alike() -> None:
    driver = started(SPIRAL)
    for _ in range(3):
        driver.do("step")
    driver.do("back", count=2)
    driver.do("step")
    told = driver.events("stepped")
    assert [event["iteration"] for event in told] == [1, 2, 3, 2]
    assert told[3] == told[1]


def test_an_update_that_brings_an_edit_with_it_is_not() -> None:
    driver = started()
    driver.do("step")
    driver.do("nudge", name="b0", index=[0], by=5.0)
    driver.do("back")
    driver.said.clear()
    driver.do("step")
    assert driver.experiment.params["b0"][0] > 4.0
    assert driver.events("stepped") == []
