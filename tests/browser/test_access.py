"""Anybody can use it: in every theme and language, and with the keyboard alone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.pages import Linear, Mlp, until
from tests.server import Server

LOOKS = {
    "light": [],
    "dark": ["theme"],
    "projector": ["projector"],
    "night": ["theme", "projector"],
}


RUN = """([within, runOnly]) =>
    axe.run(within ?? document, { resultTypes: ["violations"], ...(runOnly && { runOnly }) })"""
COLOURS = ("color-contrast",)  # the only rule to which another look can make a difference
Found = list[tuple[str, str, list[str]]]


def violations(page: Page, within: str | None = None, rules: tuple[str, ...] = ()) -> Found:
    """What axe finds on the page, or within what a selector finds: by these rules, else by all.

    A page reads axe only once.
    """
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate(RUN, [within, list(rules) or None])["violations"]
    return [(v["id"], v["help"], [str(n["target"]) for n in v["nodes"]]) for v in found]


def dress(scene: Linear, look: str, language: str) -> None:
    """Give a scene a look and a language."""
    if language == "en":
        scene.click("lang")
    for button in LOOKS[look]:
        scene.click(button)
    expect(scene.page.locator("html")).to_have_attribute("lang", language)
    scene.page.wait_for_timeout(300)


@pytest.mark.parametrize("language", ["pt-BR", "en"])
def test_no_accessibility_violations(linear: Linear, language: str) -> None:
    """In one look after the other, of which only the first is asked about more than its colours."""
    dress(linear, "light", language)
    assert violations(linear.page) == []
    for look, button in (("dark", "theme"), ("night", "projector"), ("projector", "theme")):
        linear.click(button)
        linear.page.wait_for_timeout(300)
        assert (look, violations(linear.page, rules=COLOURS)) == (look, [])


@pytest.mark.parametrize(
    ("look", "language", "rules"),
    [
        ("light", "pt-BR", ()),
        ("light", "en", ()),
        ("dark", "pt-BR", COLOURS),
        ("projector", "pt-BR", COLOURS),
        ("night", "pt-BR", COLOURS),
    ],
)
def test_no_accessibility_violations_of_networks(
    mlp: Mlp, look: str, language: str, rules: tuple[str, ...]
) -> None:
    """With each tab of the chart open in turn, then each group of settings."""
    dress(mlp, look, language)
    assert violations(mlp.page, rules=rules) == []
    for tab in ("confusion", "samples", "histograms"):
        mlp.click(f"tab-{tab}")
        assert (tab, violations(mlp.page, ".chart-box", rules)) == (tab, [])
    for group in ("data", "optimizer", "batch", "l2", "seed"):
        mlp.click(f"set-{group}")
        assert (group, violations(mlp.page, ".strip", rules)) == (group, [])


@pytest.mark.parametrize("path", ["/"])
def test_other_pages_have_no_violations(page: Page, server: Server, path: str) -> None:
    page.goto(server.url + path)
    assert violations(page) == []


def test_the_keyboard_alone_is_enough(linear: Linear) -> None:
    page, keyboard = linear.page, linear.page.keyboard
    page.evaluate("() => document.activeElement.blur()")
    before = linear.data()["points"]
    weight = linear.value("W-0-0")
    start = linear.iteration

    linear.tab_to('[data-testid="plane"]')
    keyboard.press("ArrowRight")
    keyboard.press("Enter")
    keyboard.press("Shift+ArrowUp")
    keyboard.press("Enter")
    until(lambda: linear.data()["points"] != before, page)
    moved = [i for i, point in enumerate(linear.data()["points"]) if point != before[i]]
    assert len(moved) == 1
    assert linear.data()["points"][moved[0]][1] == pytest.approx(before[moved[0]][1] + 0.1)

    linear.tab_to('[data-testid^="W-"], [data-testid^="up-W-"]')
    keyboard.press("Enter")
    keyboard.press("ArrowUp")
    keyboard.press("Enter")
    until(lambda: linear.value("W-0-0") != weight, page)
    assert linear.value("W-0-0") == pytest.approx(weight + 0.1)

    expected = linear.experiment()
    linear.tab_to('[data-testid="btn-step"]')
    keyboard.press("Enter")
    expected.step()
    linear.shows(expected)
    assert linear.iteration == start + 1
