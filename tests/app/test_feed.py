"""When a frame carries the tables, and when a checkpoint."""

from __future__ import annotations

from app.frames import Flag, Id
from tests.app.commands import Driver, started


def playing() -> Driver:
    driver = started()
    driver.frame()
    driver.do("play", rate=300)
    driver.frame()
    return driver


def later(driver: Driver, seconds: float) -> tuple[bool, bool]:
    """Whether the next frame is exact, and whether it has a checkpoint."""
    driver.clock.now += seconds
    driver.advance()
    header, sections = driver.frame()
    assert (Id.GRADIENTS in sections) == bool(header.flags & Flag.EXACT)
    return bool(header.flags & Flag.EXACT), Id.CHECKPOINT in sections


def test_tables_and_a_checkpoint_may_come_together() -> None:
    assert later(playing(), 2.0) == (True, True)


def test_over_a_slow_link_they_come_apart_and_checkpoints_seldom() -> None:
    driver = playing()
    driver.session.feed.slow = True
    assert [later(driver, 1.1) for _ in range(4)] == [
        (True, False),
        (True, False),
        (False, True),
        (True, False),
    ]


def test_an_edit_is_shown_exactly_right_after_a_checkpoint_of_its_own() -> None:
    driver = playing()
    driver.session.feed.slow = True
    driver.clock.now += 5.0
    driver.do("nudge", name="b0", index=[0], by=0.5)
    assert later(driver, 0.0) == (False, True)
    assert driver.session.due() < driver.clock.now
    assert later(driver, 0.0) == (True, False)
