"""When a frame carries the tables, and when a checkpoint."""

from __future__ import annotations

from app.frames import Flag, Id, parse
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


def test_over_a_slow_link_an_edit_is_answered_at_once_and_its_tables_come_in_their_turn() -> None:
    driver = playing()
    assert later(driver, 1.5) == (True, True)
    driver.session.feed.slow = True
    for _ in range(3):
        ack = driver.do("nudge", name="b0", index=[0], by=0.5)["id"]
        assert driver.session.due() < driver.clock.now
        header, sections = driver.frame()
        assert header.ack == ack
        assert not sections.keys() & {Id.GRADIENTS, Id.CHECKPOINT}
        assert driver.session.due() > driver.clock.now, "nothing else is owed for it"
    assert later(driver, 1.1) == (True, False)
    driver.do("pause")
    assert Id.GRADIENTS in driver.frame()[1]


def test_over_a_very_slow_link_each_has_its_turn() -> None:
    driver = playing()
    driver.do("configure", changes={"hidden": [{"units": 3}]})
    driver.do("subscribe", units=10, grid=20)
    driver.frame()
    driver.session.feed.slow = True
    kinds = []
    for _ in range(9):
        driver.clock.now += 3.5
        driver.advance()
        _, sections = driver.frame()
        large = sections.keys() & {Id.GRADIENTS, Id.UNIT_MAPS, Id.CHECKPOINT}
        assert len(large) <= 1
        kinds += large
    assert {kinds.count(kind) for kind in (Id.GRADIENTS, Id.UNIT_MAPS, Id.CHECKPOINT)} == {3}
    while not later(driver, 3.5)[0]:
        pass
    last = driver.session.last_frame()
    assert last is not None
    assert Id.CHECKPOINT in parse(last)[1], "a goodbye waits for no turn"
