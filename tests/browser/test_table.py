"""The table of samples: edited, pasted, copied, pointed at, and scrolled when there are many."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import Linear, until
from tests.server import Server

PASTE = """(text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const options = { clipboardData: data, bubbles: true, cancelable: true };
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", options));
}"""
MANY = "data=blobs,count:300,classes:3&loss=weston_watkins&penalty=l2:0.1&seed=1"


def paste(linear: Linear, text: str) -> None:
    linear.at("x-0-0").focus()
    linear.page.evaluate(PASTE, text)


def test_a_cell_is_typed_over_and_a_class_chosen(linear: Linear) -> None:
    linear.type("x-1-0", "-0,25")
    expect(linear.at("x-1-0")).to_have_attribute("data-value", "-0.25")
    linear.at("y-1").select_option("2")
    expect(linear.at("y-1")).to_have_attribute("data-value", "2")
    linear.shows(linear.experiment())


def test_rows_from_a_spreadsheet_take_the_place_of_the_samples(linear: Linear) -> None:
    paste(linear, "x0;x1;classe\n0,5;0,25;0\n-0,5;1;3\n1;-1;1\n")
    expect(linear.at("row-3")).to_have_count(0)
    want = {"points": [[0.5, 0.25], [-0.5, 1.0], [1.0, -1.0]], "labels": [0, 3, 1], "classes": 4}
    until(lambda: linear.data() == want, linear.page)
    assert linear.data() == want
    linear.shows(linear.experiment())


def test_a_bad_row_is_named_and_changes_nothing(linear: Linear) -> None:
    before = linear.data()
    paste(linear, "1\t2\t0\n3\tquatro\t1")
    notice = linear.page.locator("[data-panel=notice]")
    expect(notice).to_contain_text("Linha 2")
    expect(notice).to_contain_text("quatro")
    linear.settle()
    assert linear.data() == before


def test_one_number_is_pasted_into_its_cell(linear: Linear) -> None:
    paste(linear, "0,75")
    linear.page.keyboard.press("Enter")
    expect(linear.at("x-0-0")).to_have_attribute("data-value", "0.75")
    expect(linear.at("row-8")).to_have_count(1)


def test_the_samples_as_text_are_edited_and_put_back(linear: Linear) -> None:
    before = linear.data()
    linear.click("samples-open")
    area = linear.at("samples-text")
    lines = area.input_value().split("\n")
    assert lines[:2] == ["x0\tx1\ty", "0,5\t0,4\t0"]
    area.fill("\n".join([*lines, "1\t1\t9"]))
    linear.click("samples-replace")
    expect(linear.at("samples-error")).to_contain_text("Linha 11")
    area.fill("\n".join([*lines, "1\t1\t2"]))
    linear.click("samples-replace")
    expect(area).to_have_count(0)
    expect(linear.at("row-9")).to_have_count(1)
    until(lambda: len(linear.data()["points"]) == 10, linear.page)
    assert linear.data()["points"] == [*before["points"], [1.0, 1.0]]


def test_a_row_and_its_point_answer_to_each_other(linear: Linear) -> None:
    x, y = linear.centre(4)
    linear.page.mouse.move(x, y)
    expect(linear.at("row-4")).to_have_class("is-hover")
    linear.at("row-6").hover()
    expect(linear.at("row-6")).to_have_class("is-hover")
    linear.page.mouse.move(0, 0)
    linear.at("x-3-1").focus()
    expect(linear.at("row-3")).to_have_class("is-hover")


@pytest.mark.parametrize("index", [0, 150, 299])
def test_hundreds_of_rows_scroll_in_their_box_and_all_become_true(
    page: Page, server: Server, index: int
) -> None:
    linear = Linear(page).open(server.url, MANY)
    linear.click("btn-step")
    linear.shows(linear.experiment())
    box, row = linear.at(f"row-{index}"), page.locator("#panel-samples")
    box.scroll_into_view_if_needed()
    inside, outside = box.bounding_box(), row.bounding_box()
    assert inside is not None
    assert outside is not None
    assert outside["y"] <= inside["y"] < outside["y"] + outside["height"]
    head = page.locator(".samples thead").bounding_box()
    assert head is not None
    assert head["y"] == pytest.approx(outside["y"], abs=1)
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
