"""The home page: the lecture's line as it is, and nothing cut, covered or out of reach."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.server import Server

SIZES = {  # the keys pressed there
    "design": (1280, 720, ""),
    "large": (1920, 1080, ""),
    "projector": (1920, 1080, "p"),
    "old projector": (1024, 768, "p"),
    "tablet": (768, 1024, ""),
    "phone": (390, 844, ""),
    "small": (320, 640, ""),
}
TEXTS = """() => {
  const texts = "h1, h2, p, figcaption span, .btn, .name, .question, .hero text";
  const seen = [...document.querySelectorAll(texts)].filter((one) =>
    one.checkVisibility() && one.textContent.trim() && !one.closest(".vh, .skip"));
  return seen.filter((one) => !seen.some((other) => other !== one && one.contains(other)))
    .map((one) => {
      const { left, right, top, bottom } = one.getBoundingClientRect();
      return { text: one.textContent.trim(), box: [left, top, right, bottom] };
    });
}"""
HERO = """() => {
  const at = (selector) => [...document.querySelectorAll(`.hero ${selector}`)];
  const path = (one) => one.getAttribute("d").match(/-?[\\d.]+/g).map(Number);
  return {
    round: at("circle.dot, circle.ghost")
      .map((one) => [Number(one.getAttribute("cx")), -Number(one.getAttribute("cy"))]),
    triangle: path(at("path.dot")[0]).slice(0, 2),
    boundary: path(at("path.edge")[0]),
    arrow: path(at("path.edge")[1]),
    values: at("text:not([class])").map((one) => one.textContent),
  };
}"""


@pytest.fixture
def home(page: Page, server: Server) -> Page:
    page.goto(server.url)
    expect(page.locator("body[data-ready]")).to_be_attached()
    return page


def f(x1: float, x2: float) -> float:
    """The lecture's line."""
    return -x1 + 4.0 * x2 + 0.4


def test_the_figure_is_the_lectures_line(home: Page) -> None:
    found: dict[str, Any] = home.evaluate(HERO)
    assert found["values"] == ["1,8", "0", "−1"]
    assert [f(*point) for point in found["round"]] == pytest.approx([1.8, 0.0], abs=1e-12)
    x, top = found["triangle"]
    height = 0.29
    assert f(x, -(top + 2 * height / 3)) == pytest.approx(-1.0, abs=0.06), "about its centre"
    x, y, right, bottom = found["boundary"]
    assert [f(x, -y), f(right, -bottom)] == pytest.approx([0.0, 0.0])
    foot, tip = found["arrow"][:2], found["arrow"][2:]
    assert f(foot[0], -foot[1]) == pytest.approx(0.0, abs=1e-9)
    rise, run = -(tip[1] - foot[1]), tip[0] - foot[0]
    assert rise / run == pytest.approx(-4.0, rel=0.02), "w = (−1, 4) stands upright on the line"


def test_the_figure_speaks_the_pages_language(home: Page) -> None:
    home.get_by_test_id("lang").click()
    expect(home.locator("html")).to_have_attribute("lang", "en")
    assert home.evaluate(HERO)["values"][0] == "1.8"
    expect(home.get_by_role("math")).to_have_accessible_name(re.compile("plus 0.4"))


@pytest.mark.parametrize("language", ["pt-BR", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_nothing_overlaps_or_is_cut(home: Page, size: str, language: str) -> None:
    width, height, keys = SIZES[size]
    home.set_viewport_size({"width": width, "height": height})
    if language == "en":
        home.get_by_test_id("lang").click()
    for key in keys:
        home.keyboard.press(key)
    expect(home.locator("html")).to_have_attribute("lang", language)
    assert home.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    texts = home.evaluate(TEXTS)
    assert len(texts) > 10
    for index, one in enumerate(texts):
        left, _, right, _ = one["box"]
        assert left >= 0, one
        assert right <= width, one
        for other in texts[index + 1 :]:
            assert not overlap(one["box"], other["box"]), (one["text"], other["text"])


def overlap(a: list[float], b: list[float]) -> bool:
    """Whether two boxes (left, top, right, bottom) share more than a pixel's edge."""
    return min(a[2], b[2]) - max(a[0], b[0]) > 1.0 and min(a[3], b[3]) - max(a[1], b[1]) > 1.0


@pytest.mark.parametrize("size", ["design", "phone"])
@pytest.mark.parametrize("look", ["", "t", "p", "tp"], ids=["light", "dark", "projector", "night"])
def test_no_accessibility_violations(home: Page, look: str, size: str) -> None:
    width, height, _ = SIZES[size]
    home.set_viewport_size({"width": width, "height": height})
    for key in look:
        home.keyboard.press(key)
    home.wait_for_timeout(300)
    found = Axe().run(home).response["violations"]
    assert [(one["id"], one["help"]) for one in found] == []


def test_the_keyboard_leads_to_the_scene(home: Page) -> None:
    for _ in range(20):
        home.keyboard.press("Tab")
        if home.evaluate("() => document.activeElement.matches('.hero .btn')"):
            break
    home.keyboard.press("Enter")
    home.wait_for_url(re.compile("/linear"))
    expect(home.get_by_test_id("connection")).to_have_attribute("data-state", "live")


def test_only_scenes_that_exist_are_on_the_agenda(home: Page) -> None:
    cards = home.locator(".part a")
    paths = cards.evaluate_all("links => links.map((link) => new URL(link.href).pathname)")
    tabs = home.locator(".tabs a")
    assert paths == tabs.evaluate_all("links => links.map((link) => new URL(link.href).pathname)")
    for path in paths:
        assert home.request.get(path).ok, path
