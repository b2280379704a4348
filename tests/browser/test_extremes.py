"""Numbers too large for anything, and a training that ends: what is shown keeps to its place."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import Linear
from tests.browser.test_layout import FAULTS, TABS
from tests.server import Server

MILLION = (
    "data=lecture_frame&loss=weston_watkins&penalty=l2:1000000,l2_convention:cs231n"
    "&optimizer=gd,learning_rate:1000000&seed=1&speed=max"
)
# What is wrong with the card: out of the window or off the plane, cut, a button covered.
CARD = """(card) => {
  const faults = [];
  const { left, top, right, bottom } = card.getBoundingClientRect();
  if (left < 0 || top < 0 || right > innerWidth || bottom > innerHeight)
    faults.push(`it is at ${[left, top, right, bottom]}`);
  const plane = document.querySelector("[data-panel=plane]").getBoundingClientRect();
  if (left < plane.left || top < plane.top || right > plane.right || bottom > plane.bottom)
    faults.push("it is not on the plane");
  for (const part of [card, ...card.querySelectorAll("*")])
    if (part.scrollWidth > part.clientWidth + 1) faults.push(`cut: ${part.textContent}`);
  for (const button of card.querySelectorAll("button")) {
    const box = button.getBoundingClientRect();
    const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
    if (document.elementFromPoint(x, y) !== button) faults.push(`covered: ${button.textContent}`);
  }
  return faults;
}"""


def faults(linear: Linear, size: str) -> list[str]:
    """What overlaps or is cut, on every tab of a phone."""
    found: list[str] = []
    for tab in TABS if size == "phone" else TABS[:1]:
        if size == "phone":
            linear.page.locator(f"#tab-{tab}").tap()
        linear.page.wait_for_timeout(100)
        found += linear.page.evaluate(FAULTS)
    return found


@pytest.mark.parametrize("sized", ["design", "tablet", "phone"], indirect=True)
def test_huge_numbers_and_the_end_of_a_training_keep_to_their_places(
    sized: tuple[str, Page], server: Server
) -> None:
    size, page = sized
    linear = Linear(page).open(server.url, MILLION)
    for step in range(1, 4):
        linear.click("btn-step")
        expect(linear.at("iteration")).to_have_attribute("data-value", str(step))
    assert abs(linear.value("W-0-0")) > 1e12
    assert faults(linear, size) == []
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    linear.click("btn-play")
    card = page.get_by_role("alert")
    expect(card).to_be_visible()
    linear.settle()
    assert card.evaluate(CARD) == []
    assert abs(linear.value("total-loss")) > 1e100
    assert faults(linear, size) == []
