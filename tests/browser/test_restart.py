"""The server dies and comes back; a second tab opens: nothing is lost, nothing is mixed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Watch
from tests.browser.pages import Linear, until
from tests.server import Server


def crash(linear: Linear, server: Server) -> None:
    server.kill()
    expect(linear.at("connection")).not_to_have_attribute("data-state", "live")


def revive(linear: Linear, server: Server, watch: Watch) -> None:
    server.start()
    linear.connection("live")
    watch.forgive("ERR_CONNECTION_REFUSED")


def test_training_survives_a_kill(page: Page, own_server: Server, watch: Watch) -> None:
    linear = Linear(page).open(own_server.url)
    linear.drag(4, -40, 30)
    linear.settle()
    expected = linear.experiment()
    linear.record()
    linear.click("btn-play")
    until(lambda: linear.iteration > 50, page)
    crash(linear, own_server)
    shown = linear.iteration
    revive(linear, own_server, watch)
    until(lambda: linear.iteration > shown, page)
    linear.click("btn-play")
    expected.step(linear.stopped())
    linear.shows(expected)
    seen = linear.recorded()
    assert seen == sorted(seen), "an iteration went back"


def test_edits_made_at_the_last_moment_and_while_away_survive(
    page: Page, own_server: Server, watch: Watch
) -> None:
    linear = Linear(page).open(own_server.url)
    linear.click("btn-step")
    expect(linear.at("iteration")).to_have_attribute("data-value", "1")
    start = linear.data()["points"]
    linear.drag(0, 50, 20)
    crash(linear, own_server)
    linear.drag(3, -30, -40)
    edited = linear.data()["points"]
    assert edited[0] != start[0]
    assert edited[3] != start[3]
    revive(linear, own_server, watch)
    linear.shows(linear.experiment())
    assert linear.data()["points"] == edited
    assert linear.iteration == 1


def test_a_graceful_stop_loses_nothing(page: Page, own_server: Server, watch: Watch) -> None:
    linear = Linear(page).open(own_server.url)
    expected = linear.experiment()
    for _ in range(3):
        linear.click("btn-step")
    expect(linear.at("iteration")).to_have_attribute("data-value", "3")
    own_server.stop()
    expect(linear.at("connection")).not_to_have_attribute("data-state", "live")
    revive(linear, own_server, watch)
    expected.step(3)
    linear.shows(expected)
    assert linear.iteration == 3


def test_a_reload_keeps_the_work(linear: Linear) -> None:
    linear.drag(1, 30, 30)
    linear.settle()
    linear.click("btn-step")
    expect(linear.at("iteration")).to_have_attribute("data-value", "1")
    kept = linear.experiment()
    linear.page.reload()
    linear.ready()
    linear.shows(kept)
    assert linear.iteration == 1


def test_a_reload_that_is_answered_late_keeps_the_work(linear: Linear) -> None:
    """The page works on and rewrites its address while the reload of the old one is under way."""

    def late(route: Route) -> None:
        linear.page.wait_for_timeout(1000)
        route.continue_()

    linear.click("btn-step")
    expect(linear.at("iteration")).to_have_attribute("data-value", "1")
    kept = linear.experiment()
    linear.page.route("**/linear", late)
    linear.page.reload()
    linear.ready()
    linear.shows(kept)
    assert linear.iteration == 1


def test_a_duplicate_tab_is_a_session_of_its_own(linear: Linear) -> None:
    linear.click("btn-step")
    expect(linear.at("iteration")).to_have_attribute("data-value", "1")
    linear.page.wait_for_timeout(1500)
    with linear.page.expect_popup() as opened:
        linear.page.evaluate("() => window.open(location.href)")
    twin = Linear(opened.value).ready()
    kept = linear.experiment()
    twin.shows(kept)
    twin.drag(0, 60, 0)
    twin.click("btn-step")
    expect(twin.at("iteration")).to_have_attribute("data-value", "2")
    linear.shows(kept)
    assert linear.iteration == 1
    assert twin.data()["points"] != linear.data()["points"]


SPOILED = {
    "no JSON": "kept => '{'",
    "a list": "kept => '[1, 2]'",
    "checkpoint": "kept => { kept.journal.checkpoint = 'AAAA'; return JSON.stringify(kept); }",
    "steps": "kept => { kept.journal.iteration = 1e15; return JSON.stringify(kept); }",
    "command": """kept => {
        kept.journal.entries = [{ command: { id: 1, type: 'fly' }, at: null }];
        return JSON.stringify(kept);
    }""",
}


@pytest.mark.parametrize("spoil", SPOILED.values(), ids=SPOILED)
def test_rubbish_in_the_tabs_storage_is_harmless(linear: Linear, spoil: str) -> None:
    """The page opens what its address says instead, and works."""
    linear.click("btn-step")
    expect(linear.at("iteration")).to_have_attribute("data-value", "1")
    linear.settle()
    until(lambda: "step=1" in linear.page.url, linear.page)
    linear.page.add_init_script(
        f"""for (const [key, text] of Object.entries(sessionStorage))
            sessionStorage.setItem(key, ({spoil})(JSON.parse(text)));"""
    )
    linear.page.reload()
    linear.ready()
    expect(linear.at("iteration")).to_have_attribute("data-value", "1")
    expected = linear.experiment()
    linear.click("btn-step")
    expected.step()
    linear.shows(expected)
