"""The matrix and the losses: every way to change a parameter, and what is printed about it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import Linear, until
from tests.server import Server

FRAME = "data=lecture_frame&loss=weston_watkins&penalty=l2:0.1,l2_convention:cs231n&seed=1"


@pytest.fixture
def frame(page: Page, server: Server) -> Linear:
    return Linear(page).open(server.url, FRAME)


def pull(linear: Linear, testid: str, pixels: float) -> None:
    """Drag a number sideways, in many small moves."""
    box = linear.at(testid).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse = linear.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + pixels, y, steps=20)
    mouse.up()


def test_nudges_add_up_to_whole_decimals(frame: Linear) -> None:
    frame.type("W-0-0", "0,7")
    for _ in range(3):
        frame.click("up-W-0-0")
    expect(frame.at("W-0-0")).to_have_attribute("data-value", "1")
    frame.at("down-W-0-0").click(modifiers=["Shift"])
    expect(frame.at("W-0-0")).to_have_attribute("data-value", "0.99")
    frame.shows(frame.experiment(penalty={"l2": 0.1, "l2_convention": "cs231n"}))


def test_a_stepper_held_down_goes_on_until_it_is_let_go(frame: Linear) -> None:
    start = frame.value("b-1")
    frame.at("up-b-1").hover()
    frame.page.mouse.down()
    until(lambda: frame.value("b-1") > start + 0.35, frame.page)
    frame.page.mouse.up()
    frame.settle()
    assert frame.value("b-1") > start + 0.35
    assert round((frame.value("b-1") - start) * 10, 6).is_integer()


def test_a_value_is_pulled_sideways_and_a_click_still_edits_it(frame: Linear) -> None:
    start = frame.value("W-1-1")
    pull(frame, "W-1-1", 40)
    until(lambda: frame.value("W-1-1") > start + 0.25, frame.page)
    assert start + 0.25 < frame.value("W-1-1") < start + 0.45
    expect(frame.at("W-1-1")).not_to_be_focused()
    frame.shows(frame.experiment(penalty={"l2": 0.1, "l2_convention": "cs231n"}))
    frame.click("W-1-1")
    expect(frame.at("W-1-1")).to_be_focused()
    value = frame.value("W-1-1")
    pull(frame, "W-1-1", 30)
    assert frame.value("W-1-1") == value
    frame.page.keyboard.press("ControlOrMeta+A")
    frame.page.keyboard.type("-0,5")
    frame.page.keyboard.press("Enter")
    expect(frame.at("W-1-1")).to_have_attribute("data-value", "-0.5")
    expect(frame.at("W-1-1")).to_have_text("−0,50")


def test_nonsense_stays_in_its_cell_until_it_is_taken_back(frame: Linear) -> None:
    cell, before = frame.at("W-0-1"), frame.value("W-0-1")
    cell.click()
    frame.page.keyboard.type("1,2,3")
    frame.page.keyboard.press("Enter")
    expect(cell).to_have_attribute("aria-invalid", "true")
    expect(cell).to_have_text("1,2,3")
    expect(frame.page.locator("[data-panel=notice]")).to_contain_text("“1,2,3” não é um número")
    frame.page.keyboard.press("Escape")
    expect(cell).to_have_text("0,84")
    assert cell.get_attribute("aria-invalid") is None
    assert frame.value("W-0-1") == before


def test_the_arrows_go_through_the_matrix_as_through_a_grid(frame: Linear) -> None:
    frame.at("W-0-0").focus()
    for key, reached in (("ArrowRight", "W-0-1"), ("ArrowRight", "b-0"), ("ArrowDown", "b-1")):
        frame.page.keyboard.press(key)
        expect(frame.at(reached)).to_be_focused()
    stops = frame.page.locator(".matrix [tabindex='0']")
    expect(stops).to_have_count(1)


def test_what_a_step_changes_is_marked_and_only_that(frame: Linear) -> None:
    frame.page.emulate_media(reduced_motion="reduce")
    frame.click("up-W-2-0")
    expect(frame.page.locator(".cell.is-changed")).to_have_count(1)
    shadow = frame.page.locator(".cell.is-changed").evaluate("e => getComputedStyle(e).boxShadow")
    assert "inset" in shadow
    printed = frame.page.locator(".cell .value").all_inner_texts()
    frame.click("btn-step")
    until(lambda: frame.page.locator(".cell .value").all_inner_texts() != printed, frame.page)
    now = frame.page.locator(".cell .value").all_inner_texts()
    changed = sum(a != b for a, b in zip(printed, now, strict=True))
    expect(frame.page.locator(".cell.is-changed")).to_have_count(changed)


def test_a_finger_changes_the_chosen_cell_with_the_bar(server: Server, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    frame = Linear(page).open(server.url, FRAME)
    page.locator(".cell", has=frame.at("b-2")).click(position={"x": 4, "y": 40})
    expect(page.locator(".edit-name")).to_have_text("b2")
    before = frame.value("b-2")
    frame.click("edit-up")
    until(lambda: frame.value("b-2") != before, page)
    assert frame.value("b-2") == pytest.approx(before + 0.1)
    frame.at("edit-slider").fill("-1.5")
    expect(frame.at("b-2")).to_have_attribute("data-value", "-1.5")


def test_the_loss_of_a_sample_in_its_own_numbers(frame: Linear) -> None:
    frame.at("row-2").hover()
    worked = frame.at("worked")
    expect(worked).to_have_text("L3 = max(0, 0,26 − 1,06 + 1) + max(0, −0,70 − 1,06 + 1) = 0,19")
    frame.choose("loss-name", "structured_svm")
    expect(worked).to_have_text("L3 = max(0, max(0,26; −0,70) − 1,06 + 1) = 0,19")
    frame.click("lang")
    expect(worked).to_have_text("L3 = max(0, max(0.26; −0.70) − 1.06 + 1) = 0.19")


def test_the_penalty_is_written_as_its_convention_has_it(frame: Linear) -> None:
    note = frame.page.locator(".note")
    expect(frame.at("penalty-formula")).to_have_text("λΣW²")
    expect(note).to_be_visible()
    frame.choose("l2-convention", "half")
    expect(frame.at("penalty-formula")).to_have_text("½λΣW²")
    expect(note).to_be_hidden()
    words = re.compile("um meio de lambda")
    expect(frame.at("penalty-formula")).to_have_attribute("aria-label", words)
