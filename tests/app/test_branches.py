"""Any step of any branch can be returned to, bit for bit, whatever was done in between."""

from __future__ import annotations

import random
from typing import Any

import pytest

from app import wire
from app.frames import Id
from app.records import consistent
from app.saving import others
from tests.app.commands import CS231N, SPIRAL, Driver, same_state, started
from tests.app.naive import Naive

Command = tuple[str, dict[str, Any]]
TINY = {"history_frames": 12, "history_bytes": 1 << 20}  # so that most is made again


def edit(rng: random.Random, size: int) -> Command:
    """An edit; those that are alike come together, as in a drag."""
    rate = rng.choice([0.01, 0.02, 0.05])
    choices: list[Command] = [
        ("move_point", {"index": rng.randrange(3), "point": [rng.uniform(-1, 1), 0.25]}),
        ("set_param", {"name": "W0", "index": [0, 1], "value": rng.uniform(-1, 1)}),
        ("nudge", {"name": "b0", "index": [0], "by": 0.125}),
        ("configure", {"changes": {"optimizer": {"learning_rate": rate}}}),
        ("configure", {"changes": {"penalty": {"l2": rng.uniform(0, 0.1)}}}),
        ("configure", {"changes": {"batch_size": rng.choice([4, 5, None])}}),
        ("configure", {"changes": {"optimizer": {"name": rng.choice(["gd", "adam"])}}}),
        ("relabel", {"index": 1, "label": rng.randrange(2)}),
        ("add_point", {"point": [rng.uniform(-1, 1), 0.5], "label": 1}),
        ("configure", {"changes": {"hidden": [{"units": size}, {"units": 2}]}}),
    ]
    return rng.choice(choices if size else choices[:-1])


def move(rng: random.Random, model: Naive) -> Command:
    """A way through time that is possible."""
    line, others = model.line, [number for number in model.lines if number != model.current]
    branch = rng.choice(list(model.lines))
    other = model.lines[branch]
    inside = {"iteration": rng.randint(min(other.states), other.tip)}
    choices: list[Command] = [
        ("step", {"count": rng.choice([1, 1, 7, 40])}),
        ("step", {"count": rng.choice([1, 13])}),
        ("back", {"count": rng.choice([1, 2, 30])}),
        ("goto", {"iteration": rng.randint(min(line.states), line.tip)}),
        ("goto", {"iteration": line.tip + rng.randint(0, 9)}),
        ("fork", {"name": rng.choice([None, "α = 1"])}),
        ("switch", {"branch": branch, **rng.choice([{}, inside])}),
        ("rename", {"branch": branch, "name": "branch"}),
        (rng.choice(["reset", "randomize"]), {}),
    ]
    if others and rng.random() < 0.1:
        return "drop", {"branch": rng.choice(others)}
    return rng.choice(choices)


def resumed(driver: Driver, later: list[dict[str, Any]], kept: tuple[str, str]) -> Driver:
    """A session that comes back from what a page kept before the later commands."""
    again = Driver(driver.session.settings)
    checkpoint, branches = kept
    at = driver.experiment.iteration
    answer = again.do(
        "resume", checkpoint=checkpoint, branches=branches, commands=later, iteration=at
    )
    assert answer["type"] == "applied", answer
    return again


class Page:
    """Keeps what a page keeps: the newest of both texts, and the commands after them."""

    def __init__(self) -> None:
        self.kept = "", ""
        self.later: list[dict[str, Any]] = []

    def save(self, driver: Driver) -> None:
        driver.session.feed.edited(save=True)
        _, sections = driver.frame()
        self.kept = sections[Id.CHECKPOINT], sections.get(Id.BRANCHES, self.kept[1])
        self.later = []


@pytest.mark.parametrize("config", [CS231N, SPIRAL], ids=["linear", "network"])
@pytest.mark.parametrize("seed", range(3))
def test_every_step_is_what_it_was(config: dict[str, Any], seed: int) -> None:
    rng, model, page = random.Random(seed), Naive(config), Page()
    driver = started(config, **(TINY if seed % 2 else {}))
    page.save(driver)
    for _ in range(60):
        kind, fields = (
            edit(rng, 5 if config is SPIRAL else 0) if rng.random() < 0.3 else move(rng, model)
        )
        at = driver.experiment.iteration
        answer = driver.do(kind, **fields)
        assert answer["type"] == "applied", (kind, fields, answer)
        command = {"id": answer["id"], "type": kind, **fields}
        page.later.append({"command": command, "at": at})
        model.do(wire.INCOMING.validate_python(command))
        assert same_state(driver.experiment.snapshot(), model.state), (kind, fields)
        chance = rng.random()
        if chance < 0.1:
            page.save(driver)
        elif chance < 0.2:
            driver = resumed(driver, page.later, page.kept)
            page.save(driver)
        learner = driver.session.learner
        assert learner is not None
        assert learner.history.told(driver.experiment.iteration) == model.told(), (kind, fields)
    for number, line in model.lines.items():
        for step in rng.sample(sorted(line.states), min(6, len(line.states))):
            driver.do("switch", branch=number, iteration=step)
            assert same_state(driver.experiment.snapshot(), line.states[step])


@pytest.mark.parametrize("seed", range(8))
def test_branches_stay_of_one_piece_where_edits_are_forgotten(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.branches.MAX_EDITS", 6)
    rng, driver = random.Random(seed), started(**TINY)
    learner = driver.session.learner
    assert learner is not None
    for _ in range(60):
        branches = learner.history.branches
        match rng.randrange(5):
            case 0 | 1:
                driver.do("nudge", name="b0", index=[0], by=rng.random())
            case 2:
                driver.do("step", count=rng.choice((1, 9, 200)))
            case 3:
                driver.do("goto", iteration=rng.randrange(learner.history.newest + 1))
            case 4:
                driver.do("fork")
                driver.do("switch", branch=rng.choice(list(branches)))
        for branch in branches.values():
            assert consistent(branch), branch.told(0)
        assert others(learner.history) is not None
