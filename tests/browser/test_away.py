"""A drag while the server is away: the point follows, what nobody knows waits, nothing is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watch
from tests.browser.pages import Linear, until
from tests.server import Server

# For every move of the pressed mouse: where pointer and point are in the next animation frame.
FOLLOW = """() => {
  window.followed = [];
  const point = document.querySelector("[data-testid=point-0]");
  addEventListener("pointermove", ({ clientX, buttons }) => {
    if (!buttons) return;
    requestAnimationFrame(() => {
      const { left, width } = point.getBoundingClientRect();
      window.followed.push([clientX, left + width / 2]);
    });
  });
}"""
# Numbers that only the engine can compute, and numbers that are the person's own.
ENGINES = ("s-0-0", "loss-2", "loss-mean", "data-loss", "total-loss", "dW-0-0")
OWN = ("W-0-0", "x-0-0")
COLOURS = """(names) => Object.fromEntries(names.map((name) => {
  const cell = document.querySelector(`[data-testid="${name}"]`);
  return [name, getComputedStyle(cell).color];
}))"""


def colours(linear: Linear) -> dict[str, str]:
    found: dict[str, str] = linear.page.evaluate(COLOURS, [*ENGINES, *OWN])
    return found


def test_a_point_follows_the_mouse_while_the_server_is_away(
    page: Page, own_server: Server, watch: Watch
) -> None:
    linear = Linear(page).open(own_server.url)
    linear.click("btn-step")
    expect(linear.at("iteration")).to_have_attribute("data-value", "1")
    expected = linear.experiment()
    before, there, start = colours(linear), linear.centre(0), linear.values()
    own_server.kill()
    linear.connection("reconnecting")
    assert colours(linear) == before

    page.evaluate(FOLLOW)
    linear.drag(0, 120, 40)
    until(lambda: len(page.evaluate("window.followed")) == 8, page)
    for pointer, point in page.evaluate("window.followed"):
        assert point == pytest.approx(pointer, abs=1.5)
    assert linear.centre(0) == pytest.approx((there[0] + 120, there[1] + 40), abs=1.5)
    moved = linear.data()["points"][0]
    now = colours(linear)
    assert {name for name in now if now[name] != before[name]} == set(ENGINES)
    values = linear.values()
    assert {name for name in values if values[name] != start[name]} == {"x-0-0", "x-0-1", "point-0"}

    own_server.start()
    linear.connection("live")
    watch.forgive("ERR_CONNECTION_REFUSED")
    expected.move_point(0, moved)
    linear.shows(expected)
    page.mouse.move(0, 0)
    assert colours(linear) == before
    assert linear.iteration == 1
    linear.click("btn-step")
    expected.step()
    linear.shows(expected)
