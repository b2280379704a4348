"""Every edit goes back to the same bits, and nothing else does."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watch
from tests.browser.pages import Linear, until
from tests.server import Server

STATE = ("W-", "b-", "x-", "y-", "step-size", "l2", "iteration", "loss-name", "total-loss")


def state(linear: Linear) -> dict[str, str]:
    values = linear.values()
    kept = {name: value for name, value in values.items() if name.startswith(STATE)}
    return kept | {"data": linear.at("data-name").input_value()}


def becomes(linear: Linear, want: dict[str, str]) -> None:
    until(lambda: state(linear) == want, linear.page)
    assert state(linear) == want


def nudge_held(linear: Linear) -> None:
    linear.at("up-W-1-0").hover()
    linear.page.mouse.down()
    before = linear.value("W-1-0")
    until(lambda: linear.value("W-1-0") > before + 0.35, linear.page)
    linear.page.mouse.up()


def place(linear: Linear) -> None:
    box = linear.at("plane").bounding_box()
    assert box is not None
    linear.page.mouse.click(box["x"] + 0.8 * box["width"], box["y"] + 0.9 * box["height"])


def delete(linear: Linear) -> None:
    x, y = linear.centre(4)
    linear.page.mouse.click(x, y)
    linear.click("btn-delete")


EDITS: dict[str, Callable[[Linear], None]] = {
    "a drag": lambda linear: linear.drag(2, 60, 45),
    "a button held": nudge_held,
    "a typed step size": lambda linear: linear.type("step-size", "0,7"),
    "a loss": lambda linear: linear.choose("loss-name", "softmax"),
    "a new point": place,
    "a point deleted": delete,
    "random parameters": lambda linear: linear.page.keyboard.press("n"),
    "another data set": lambda linear: linear.choose("data-name", "lecture_frame"),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_one_undo_takes_it_back_and_one_redo_does_it_again(
    linear: Linear, edit: Callable[[Linear], None]
) -> None:
    for _ in range(3):
        linear.click("btn-step")
    expect(linear.at("iteration")).to_have_attribute("data-value", "3")
    linear.settle()
    before = state(linear)
    expect(linear.at("btn-undo")).to_be_disabled()
    edit(linear)
    until(lambda: state(linear) != before, linear.page)
    linear.settle()
    after = state(linear)
    linear.click("btn-undo")
    becomes(linear, before)
    expect(linear.at("btn-undo")).to_be_disabled()
    linear.click("btn-redo")
    becomes(linear, after)
    linear.at("plane").focus()
    linear.page.keyboard.press("z")
    becomes(linear, before)
    linear.page.keyboard.press("Shift+Z")
    becomes(linear, after)
    linear.page.keyboard.press("Control+z")
    becomes(linear, before)
    shown = linear.experiment()
    linear.click("btn-step")
    shown.step()
    linear.shows(shown)


def test_training_is_no_edit(linear: Linear) -> None:
    before = linear.data()["points"]
    linear.drag(2, 60, 45)
    linear.settle()
    for _ in range(5):
        linear.click("btn-step")
    expect(linear.at("iteration")).to_have_attribute("data-value", "5")
    linear.settle()
    trained = linear.parameters()
    linear.click("btn-undo")
    until(lambda: linear.data()["points"] == before, linear.page)
    linear.settle()
    assert linear.iteration == 5
    assert np.array_equal(linear.parameters()["W0"], trained["W0"])
    assert np.array_equal(linear.parameters()["b0"], trained["b0"])


def test_a_step_back_before_an_edit_takes_it_back_too(linear: Linear) -> None:
    linear.click("btn-step")
    expect(linear.at("iteration")).to_have_attribute("data-value", "1")
    linear.settle()
    before = linear.data()["points"]
    linear.drag(0, 40, 0)
    linear.settle()
    moved = linear.data()["points"]
    linear.page.keyboard.press("Home")
    until(lambda: linear.data()["points"] == before, linear.page)
    expect(linear.at("btn-undo")).to_be_disabled()
    linear.click("btn-redo")
    until(lambda: linear.data()["points"] == moved, linear.page)
    assert linear.data()["points"] == moved


def test_undo_survives_a_crash_of_the_server_and_a_reload(
    page: Page, own_server: Server, watch: Watch
) -> None:
    linear = Linear(page).open(own_server.url)
    start = state(linear)
    linear.page.keyboard.press("n")
    until(lambda: state(linear) != start, page)
    linear.settle()
    random = state(linear)
    linear.drag(1, -30, 20)
    linear.settle()
    own_server.kill()
    expect(linear.at("connection")).not_to_have_attribute("data-state", "live")
    linear.click("btn-undo")
    own_server.start()
    linear.connection("live")
    watch.forgive("ERR_CONNECTION_REFUSED")
    becomes(linear, random)
    page.wait_for_timeout(1000)
    page.reload()
    linear.ready()
    linear.click("btn-undo")
    becomes(linear, start)


def test_undo_in_a_field_is_the_fields_own(linear: Linear) -> None:
    linear.drag(2, 60, 45)
    linear.settle()
    moved = linear.data()["points"]
    linear.at("step-size").fill("0,3")
    linear.page.keyboard.press("Control+z")
    linear.page.keyboard.press("Escape")
    linear.settle()
    assert linear.data()["points"] == moved
