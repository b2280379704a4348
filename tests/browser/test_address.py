"""A link reopens what was seen; what cannot be read gets a sentence; choices are remembered."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import Linear, until
from tests.server import Server

NUMBERS = (
    "W-",
    "b-",
    "dW-",
    "db-",
    "x-",
    "y-",
    "s-",
    "loss-",
    "total",
    "penalty",
    "step-size",
    "l2",
)


def numbers(linear: Linear) -> dict[str, str]:
    return {name: value for name, value in linear.values().items() if name.startswith(NUMBERS)}


def notice(page: Page) -> str:
    bar = page.locator("[data-panel=notice]")
    expect(bar).to_be_visible()
    return bar.inner_text()


def settled_address(linear: Linear) -> str:
    """The address, once it says the parameters shown."""
    weight = f"W0={linear.values()['W-0-0']},"
    until(lambda: weight in linear.page.url, linear.page)
    return linear.page.url


def test_a_link_reopens_exactly_what_was_seen(linear: Linear, page: Page) -> None:
    linear.drag(3, 25, -35)
    linear.click("btn-step")
    expect(linear.at("iteration")).to_have_attribute("data-value", "1")
    link = settled_address(linear)
    seen = numbers(linear)
    assert len(seen) > 80
    browser = page.context.browser
    assert browser is not None
    elsewhere = browser.new_context().new_page()
    elsewhere.goto(link)
    other = Linear(elsewhere).ready()
    until(lambda: numbers(other) == seen, elsewhere)
    assert numbers(other) == seen
    elsewhere.context.close()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("seed=abc", "seed=abc"),
        ("data=nonsense", "nonsense"),
        ("loss=huber,delta:-3", "−3"),
        ("W0=1,2&b0=3", "W0"),
        ("points=0,0,0&seed=1", "classes"),
    ],
)
def test_a_wrong_link_gets_a_sentence_and_the_usual_scene(
    page: Page, server: Server, address: str, said: str
) -> None:
    page.goto(f"{server.url}/linear#{address}")
    linear = Linear(page).ready()
    assert said in notice(page)
    assert len(linear.data()["points"]) == 9
    until(lambda: address not in page.url, page)
    assert "data=cs231n" in page.url


@pytest.mark.parametrize("address", ["seed=oops", "data=nonsense"])
def test_a_wrong_address_typed_into_a_live_page_changes_nothing(
    linear: Linear, address: str
) -> None:
    linear.click("btn-step")
    expect(linear.at("iteration")).to_have_attribute("data-value", "1")
    seen = numbers(linear)
    linear.page.evaluate("(hash) => { location.hash = hash; }", address)
    assert notice(linear.page)
    until(lambda: address not in linear.page.url, linear.page)
    assert numbers(linear) == seen
    linear.click("btn-step")
    expect(linear.at("iteration")).to_have_attribute("data-value", "2")


def test_language_theme_and_projector_are_remembered(linear: Linear) -> None:
    page = linear.page
    for button in ("lang", "theme", "projector"):
        linear.click(button)
    html = page.locator("html")
    expect(html).to_have_attribute("lang", "en")
    first: list[str] = []
    page.on("response", lambda r: first.append(r.text()) if r.url.endswith("/linear") else None)
    page.reload()
    linear.ready()
    assert '<html lang="en">' in first[0], "the server itself writes the page in English"
    expect(html).to_have_attribute("data-theme", "dark")
    expect(html).to_have_attribute("data-mode", "projector")
    expect(linear.at("step-size")).to_have_value("0.10")
