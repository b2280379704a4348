"""Branches as text: what a stranger may send, and what is left out of it."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from app import records, wire
from app.branches import MAX_LETTERS
from engine import Experiment
from tests.app.commands import CS231N, Driver, same_state, started
from tests.app.test_forks import Json, texts, told


def packed(plain: str) -> str:
    return base64.b64encode(zlib.compress(plain.encode())).decode()


def tampered(change: Callable[[Json], None]) -> Callable[[str], str]:
    """Branches that somebody has had a hand in."""

    def tamper(text: str) -> str:
        record = json.loads(zlib.decompress(base64.b64decode(text)))
        change(record)
        return packed(json.dumps(record))

    return tamper


def line(**values: Any) -> Callable[[str], str]:
    return tampered(lambda record: record["branches"][0].update(values))


HOSTILE: dict[str, Callable[[str], str]] = {
    "no text": lambda text: "branches",
    "no base64": lambda text: "é" * 8,
    "cut": lambda text: text[:-8],
    "too long": lambda text: "A" * (records.MAX_TEXT + 4),
    "a bomb": lambda text: packed(" " * (1 << 24)),
    "very many values": lambda text: packed("[" + "0," * wire.MAX_VALUES + "0]"),
    "very deep": lambda text: packed("[" * 50_000),
    "a list": lambda text: packed("[]"),
    "nothing": lambda text: packed("{}"),
    "a field": tampered(lambda record: record.update(surprise=1)),
    "no configs": tampered(lambda record: record.update(configs=[])),
    "a large network": tampered(lambda r: r["configs"][0].update(hidden=[{"units": 10**9}])),
    "large parameters": tampered(lambda r: r["frames"][0]["state"].update(theta=[0.0] * 9_000)),
    "no parameters": tampered(lambda r: r["frames"][0]["state"].pop("theta")),
    "very many branches": tampered(lambda record: record.update(branches=record["branches"] * 9)),
    "twice the same": tampered(lambda record: record.update(branches=record["branches"] * 2)),
    "very many edits": line(edits=["{}"] * 1_001, steps=[0] * 1_001),
    "an edit that is none": line(edits=['{"id":1,"type":"reset"}'], steps=[5]),
    "an edit without a step": line(edits=['{"id":1,"type":"nudge"}'], steps=[]),
    "an edit behind the tip": line(steps=[26]),
    "an edit before its state": line(steps=[0]),
    "an edit that no state has seen": line(steps=[26], frames=[0]),
    "a tip before a state": line(tip=1),
    "a step that is none": line(tip=10**400),
    "left where it never was": line(left=26),
    "no state": line(frames=[]),
    "a state that is not there": line(frames=[99]),
    "states out of order": line(frames=[1, 0]),
    "more edits than there are": line(forgotten=1),
    "a nameless name": line(name=""),
    "half a letter": line(name="\ud800"),
}


@pytest.mark.parametrize("tamper", HOSTILE.values(), ids=HOSTILE.keys())
def test_branches_of_a_stranger_are_refused(tamper: Callable[[str], str]) -> None:
    first = started()
    first.do("step", count=20)
    first.do("nudge", name="b0", index=[0], by=1.0)
    first.do("step", count=5)
    first.do("reset")
    checkpoint, branches = texts(first)
    again = Driver()
    fields: Json = {"checkpoint": checkpoint, "commands": [], "iteration": 0}
    answer = again.do("resume", branches=tamper(branches), **fields)
    assert answer["type"] == "refused", answer
    assert answer["message"]
    json.dumps(answer).encode()
    assert again.session.learner is None
    assert again.do("resume", branches=branches, **fields)["type"] == "applied"
    assert told(again).keys() == {"current", 1, 2}


def test_a_recorded_edit_that_is_impossible_changes_nothing() -> None:
    first = started()
    first.do("step", count=5)
    first.do("nudge", name="b0", index=[0], by=1.0)
    first.do("step", count=5)
    first.do("reset")
    checkpoint, branches = texts(first)
    far = line(edits=['{"id":1,"type":"remove_point","index":99}'])(branches)
    again = Driver()
    again.do("resume", checkpoint=checkpoint, branches=far, commands=[], iteration=0)
    again.do("switch", branch=1, iteration=0)
    again.do("step", count=12)
    alone = Experiment(CS231N)
    alone.step(12)
    assert again.experiment.theta.tolist() == alone.theta.tolist()


def test_the_text_of_large_branches_leaves_out_what_goes_first() -> None:
    wide = {"hidden": [{"units": 64}, {"units": 64}], "loss": "softmax", "optimizer": "adam"}
    driver = started(wide)
    for _ in range(7):
        driver.do("step", count=2)
        driver.do("randomize")
    driver.do("rename", branch=1, name="kept")
    checkpoint, branches = texts(driver)
    assert 0 < len(branches) <= records.MAX_TEXT
    again = Driver()
    again.do("resume", checkpoint=checkpoint, branches=branches, commands=[], iteration=0)
    known = sorted(told(again).keys() - {"current"})
    assert known[0] == 1
    assert known[1:] == list(range(9 - len(known) + 1, 9))
    driver.do("switch", branch=1)
    again.do("switch", branch=1)
    assert same_state(again.experiment.snapshot(), driver.experiment.snapshot())


@pytest.mark.parametrize(("steps", "times"), [(140, 1), (10_000, 1), (1_000, 7), (5_000, 7)])
def test_what_a_server_writes_a_server_reads(steps: int, times: int) -> None:
    driver = started()
    for _ in range(times):
        driver.do("step", count=steps)
        driver.do("reset")
    checkpoint, branches = texts(driver)
    again = Driver()
    answer = again.do("resume", checkpoint=checkpoint, branches=branches, commands=[], iteration=0)
    assert answer["type"] == "applied", answer
    assert told(again) == told(driver)


@pytest.mark.parametrize("digits", [17, 0], ids=["long numbers", "many numbers"])
def test_large_edits_ahead_of_the_present_fit_into_its_checkpoint(
    monkeypatch: pytest.MonkeyPatch, digits: int
) -> None:
    """As when somebody goes back behind many edits that each hold every sample."""
    driver = started()
    learner = driver.session.learner
    assert learner is not None
    rng = np.random.default_rng(1)
    while learner.history.current.forgotten == 0:
        driver.do("step")
        points = rng.uniform(0.0, 9.0, (300, 2)).round(digits).tolist()
        driver.do("set_points", points=points, labels=[0, 1, 2] * 100, classes=3)
    driver.do("back", count=100)
    ahead = learner.history.current.letters
    assert ahead > MAX_LETTERS * 8 // 10
    checkpoint = driver.checkpoint()
    again = Driver()
    answer = again.do("resume", checkpoint=checkpoint, commands=[], iteration=0)
    assert answer["type"] == "applied", answer
    for one in (driver, again):
        one.do("step", count=5)
    assert same_state(again.experiment.snapshot(), driver.experiment.snapshot())
    monkeypatch.setattr("app.records.MAX_LETTERS", ahead - 1)
    monkeypatch.setattr("app.checkpoint.pack", None)
    assert records.written([learner.history.current], 10_000) is None, "and is not tried"
