"""Fingers and a pen on the numbers: what pulls, what chooses, what opens, what goes on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, CDPSession, expect

from tests.browser.conftest import Watch
from tests.browser.pages import Linear, until
from tests.browser.plane import touch
from tests.server import Server

KINDS = """() => {
  window.kinds = [];
  addEventListener("pointerdown", ({ pointerType }) => window.kinds.push(pointerType), true);
}"""


@pytest.fixture
def phone(browser: Browser, server: Server) -> Iterator[Linear]:
    size = {"width": 390, "height": 844}
    context = browser.new_context(viewport=size, has_touch=True, is_mobile=True, locale="pt-BR")
    watch = Watch(context)
    yield Linear(context.new_page()).open(server.url)
    context.close()
    assert watch.complaints == []


def middle(linear: Linear, testid: str) -> tuple[float, float]:
    box = linear.at(testid).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def swipe(cdp: CDPSession, x: float, y: float, right: float, down: float = 0) -> None:
    """A finger comes down and moves so far, and stays."""
    touch(cdp, "touchStart", (x, y))
    for part in range(1, 11):
        touch(cdp, "touchMove", (x + right * part / 10, y + down * part / 10))


def pen(cdp: CDPSession, kind: str, x: float, y: float) -> None:
    held = {"button": "left", "buttons": 1, "clickCount": 1}
    event = {"type": kind, "x": x, "y": y, "pointerType": "pen", **held}
    cdp.send("Input.dispatchMouseEvent", event)


def held(linear: Linear, button: str) -> float:
    """How far a finger on a button of the bar takes b2 before it is lifted."""
    cdp = linear.page.context.new_cdp_session(linear.page)
    start = linear.value("b-2")
    touch(cdp, "touchStart", middle(linear, button))
    until(lambda: abs(linear.value("b-2") - start) > 0.45, linear.page)
    touch(cdp, "touchEnd")
    linear.settle()
    return linear.value("b-2") - start


def test_a_finger_pulls_a_number_sideways_and_losing_it_takes_it_back(phone: Linear) -> None:
    cdp = phone.page.context.new_cdp_session(phone.page)
    start = phone.value("b-1")
    x, y = middle(phone, "b-1")
    swipe(cdp, x, y, -60)
    until(lambda: phone.value("b-1") < start - 0.3, phone.page)
    assert start - 0.6 < phone.value("b-1") < start - 0.3
    touch(cdp, "touchCancel")
    until(lambda: phone.value("b-1") == start, phone.page)
    assert phone.value("b-1") == start
    swipe(cdp, x, y, -60)
    touch(cdp, "touchEnd")
    phone.settle()
    assert start - 0.6 < phone.value("b-1") < start - 0.3
    expect(phone.at("b-1")).not_to_be_focused()
    phone.shows(phone.experiment())


def test_a_tap_chooses_a_cell_and_a_second_one_opens_it_and_scrolling_does_neither(
    phone: Linear,
) -> None:
    cdp = phone.page.context.new_cdp_session(phone.page)
    name = phone.page.locator(".edit-name")
    expect(name).to_have_text("W0,0")
    swipe(cdp, *middle(phone, "b-2"), 4, -150)
    until(lambda: phone.page.evaluate("scrollY") > 50, phone.page)
    touch(cdp, "touchEnd")
    phone.settle()
    assert phone.page.evaluate("scrollY") > 50
    expect(name).to_have_text("W0,0")
    phone.at("b-2").tap()
    expect(name).to_have_text("b2")
    expect(phone.at("b-2")).not_to_be_focused()
    assert (phone.parameters()["b0"] == 0).all()
    phone.at("b-2").tap()
    expect(phone.at("b-2")).to_be_focused()
    phone.page.keyboard.type("1,5")
    phone.page.keyboard.press("Enter")
    expect(phone.at("b-2")).to_have_attribute("data-value", "1.5")


def test_a_finger_held_on_the_bar_goes_on_until_it_is_lifted(phone: Linear) -> None:
    phone.at("b-2").tap()
    for button, way in (("edit-up", 1), ("edit-down", -1)):
        nudges = way * held(phone, button) / 0.1
        assert nudges > 4.5
        assert nudges == pytest.approx(round(nudges))
    phone.shows(phone.experiment())


def test_a_pen_pulls_a_number_and_one_that_trembles_opens_it(linear: Linear) -> None:
    linear.page.evaluate(KINDS)
    cdp = linear.page.context.new_cdp_session(linear.page)
    start = linear.value("W-2-1")
    x, y = middle(linear, "W-2-1")
    pen(cdp, "mousePressed", x, y)
    for part in range(1, 11):
        pen(cdp, "mouseMoved", x + 5 * part, y)
    pen(cdp, "mouseReleased", x + 50, y)
    linear.settle()
    assert start + 0.25 < linear.value("W-2-1") < start + 0.5
    pulled = linear.value("W-2-1")
    pen(cdp, "mousePressed", x, y)
    pen(cdp, "mouseMoved", x + 5, y)
    pen(cdp, "mouseReleased", x + 5, y)
    expect(linear.at("W-2-1")).to_be_focused()
    linear.settle()
    assert linear.value("W-2-1") == pulled
    assert linear.page.evaluate("() => window.kinds") == ["pen", "pen"]
