"""The link that is copied: what it brings back, and what happens where the clipboard is denied."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import Linear, until
from tests.server import Server

DENIED = (
    "Object.defineProperty(navigator.clipboard, 'writeText', { value: () => Promise.reject() })"
)
KEPT = """(text) => { window.copied = text; return Promise.resolve(); }"""


def elsewhere(linear: Linear, link: str) -> Linear:
    browser = linear.page.context.browser
    assert browser is not None
    page = browser.new_context(locale="pt-BR").new_page()
    page.goto(link)
    return Linear(page).ready()


@pytest.fixture
def copying(page: Page, server: Server) -> Linear:
    page.add_init_script(
        f"Object.defineProperty(navigator.clipboard, 'writeText', {{ value: {KEPT} }})"
    )
    return Linear(page).open(server.url)


def copied(linear: Linear) -> str:
    linear.click("share")
    until(lambda: bool(linear.page.evaluate("() => window.copied")), linear.page)
    link: str = linear.page.evaluate("() => window.copied")
    return link


def test_a_link_brings_back_the_step_the_speed_and_every_bit(copying: Linear) -> None:
    linear = copying
    linear.drag(3, 25, -35)
    linear.at("speed").press("End")
    linear.page.keyboard.press("Escape")
    for _ in range(7):
        linear.click("btn-step")
    expect(linear.at("iteration")).to_have_attribute("data-value", "7")
    linear.settle()
    link = copied(linear)
    expect(linear.page.locator("[data-panel=notice]")).to_contain_text("Link copiado")
    seen = linear.values()
    other = elsewhere(linear, link)
    until(lambda: other.values() == seen, other.page)
    assert other.values() == seen
    assert other.iteration == 7
    expect(other.at("btn-back")).to_be_disabled()
    expect(other.at("btn-back")).to_have_attribute("title", "O passado guardado começa no passo 7")
    expected = linear.experiment()
    other.click("btn-step")
    expected.step()
    other.shows(expected)
    other.page.context.close()


def test_where_copying_is_denied_there_is_a_field_to_copy_from(page: Page, server: Server) -> None:
    page.add_init_script(DENIED)
    linear = Linear(page).open(server.url)
    linear.click("btn-step")
    expect(linear.at("iteration")).to_have_attribute("data-value", "1")
    linear.click("share")
    field = linear.at("share-link")
    expect(field).to_be_focused()
    chosen = "field => field.value.slice(field.selectionStart, field.selectionEnd)"
    link = field.evaluate(chosen)
    assert link.startswith(f"{server.url}/linear#")
    assert "step=1" in link
    page.keyboard.press("Escape")
    expect(field).to_have_count(0)
    expect(linear.at("share")).to_be_focused()


def test_a_link_with_hundreds_of_points_says_that_it_is_long_and_works(copying: Linear) -> None:
    rows = ";".join(f"{(i * 37 % 101) / 50.5 - 1},{(i * 53 % 97) / 48.5 - 1},{i % 3}"
                    for i in range(300))  # fmt: skip
    linear = copying
    linear.page.evaluate("(hash) => { location.hash = hash; }", f"points={rows}&seed=1")
    until(lambda: len(linear.data()["points"]) == 300, linear.page)
    linear.settle()
    link = copied(linear)
    notice = linear.page.locator("[data-panel=notice]")
    expect(notice).to_contain_text("mil letras: alguns programas o cortam")
    seen = linear.data()
    other = elsewhere(linear, link)
    assert other.data() == seen
    other.page.context.close()


@pytest.mark.parametrize("address", ["step=-3", "step=1.5", "step=x", "speed=0"])
def test_a_step_or_a_speed_that_is_none_gets_a_sentence(
    page: Page, server: Server, address: str
) -> None:
    page.goto(f"{server.url}/linear#{address}")
    linear = Linear(page).ready()
    expect(page.locator("[data-panel=notice]")).to_be_visible()
    assert linear.iteration == 0
    assert len(linear.data()["points"]) == 9
