"""The presets: each opens whole from the menu, and its sentence covers nothing."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from engine import Experiment
from tests.browser.pages import Linear, until
from tests.server import ROOT, Server

PRESETS: list[dict[str, Any]] = json.loads((ROOT / "static/presets/linear.json").read_text("utf-8"))
NAMES = [preset["data"]["name"] for preset in PRESETS]
SIZES = {
    "design": (1280, 720),
    "projector": (1920, 1080),
    "tablet": (1024, 768),
    "upright": (768, 1024),
    "phone": (390, 844),
}
# The sentence, all of it in view, and every other thing that is drawn where it is.
COVERED = """() => {
  const hint = document.querySelector("[data-testid=preset-hint]");
  const text = document.createRange();
  text.selectNodeContents(hint);
  const boxes = [...text.getClientRects()];
  const seen = (x, y) => hint.contains(document.elementFromPoint(x, y));
  const hidden = boxes.filter(({ left, right, top, bottom }) =>
    ![left + 1, (left + right) / 2, right - 1].every((x) => seen(x, (top + bottom) / 2)));
  const cut = boxes.filter(({ left, right }) => left < 0 || right > innerWidth);
  return { lines: boxes.length, hidden: hidden.length, cut: cut.length,
    wide: hint.scrollWidth > hint.clientWidth };
}"""


def hint(name: str, language: str) -> str:
    words = json.loads((ROOT / f"static/i18n/{language}.json").read_text("utf-8"))
    return str(words[f"data.{name}.help"])


def test_the_menu_has_the_presets_first_and_the_own_points_last(linear: Linear) -> None:
    options = linear.at("data-name").locator("option")
    values = options.evaluate_all("options => options.map(({ value }) => value)")
    assert values[: len(NAMES)] == NAMES
    assert values[-1] == "own"
    assert len(values) == len(set(values))


@pytest.mark.parametrize("preset", PRESETS, ids=NAMES)
def test_a_preset_opens_whole(linear: Linear, preset: dict[str, Any]) -> None:
    linear.type("step-size", "0.7")
    linear.type("l2", "0.5")
    linear.choose("l2-convention", "full")
    linear.click("btn-step")
    name = preset["data"]["name"]
    other = "separable" if name == "cs231n" else "cs231n"
    linear.choose("data-name", other)
    linear.choose("data-name", name)
    linear.shows(Experiment(preset))
    assert linear.iteration == 0
    expect(linear.at("loss-name")).to_have_attribute("data-value", preset["loss"]["name"])
    expect(linear.at("l2")).to_have_attribute("data-value", f"{preset['penalty']['l2']:g}")
    expect(linear.at("l2-convention")).to_have_value(preset["penalty"]["l2_convention"])
    rate = preset["optimizer"]["learning_rate"]
    expect(linear.at("step-size")).to_have_attribute("data-value", f"{rate:g}")
    expect(linear.at("preset-hint")).to_have_text(hint(name, "pt-BR"))


def test_an_edit_makes_the_points_ones_own(linear: Linear) -> None:
    linear.choose("data-name", "lecture_frame")
    expect(linear.at("data-name")).to_have_value("lecture_frame")
    linear.drag(0, 30, 20)
    expect(linear.at("data-name")).to_have_value("own")
    expect(linear.at("preset-hint")).to_contain_text("Clique no plano")


def test_a_change_of_the_loss_keeps_the_preset(linear: Linear) -> None:
    linear.choose("data-name", "three_in_a_row")
    linear.choose("loss-name", "softmax")
    expect(linear.at("loss-name")).to_have_attribute("data-value", "softmax")
    expect(linear.at("data-name")).to_have_value("three_in_a_row")


def test_another_data_set_keeps_the_settings(linear: Linear) -> None:
    linear.choose("loss-name", "softmax")
    linear.type("l2", "0.02")
    linear.click("btn-step")
    linear.choose("data-name", "moons")
    expect(linear.at("iteration")).to_have_attribute("data-value", "0")
    config = {"data": {"name": "moons"}, "loss": {"name": "softmax"}, "penalty": {"l2": 0.02}}
    linear.shows(Experiment({**config, "seed": 1}))
    expect(linear.at("preset-hint")).to_have_text(hint("moons", "pt-BR"))


def test_a_preset_is_one_change_to_take_back(linear: Linear) -> None:
    linear.click("btn-step")
    expect(linear.at("iteration")).to_have_attribute("data-value", "1")
    before = linear.experiment()
    linear.choose("data-name", "overlapping_row")
    linear.shows(Experiment(PRESETS[NAMES.index("overlapping_row")]))
    linear.click("btn-undo")
    linear.shows(before)
    assert linear.iteration == 1
    expect(linear.at("data-name")).to_have_value("cs231n")
    linear.click("btn-redo")
    linear.shows(Experiment(PRESETS[NAMES.index("overlapping_row")]))
    expect(linear.at("loss-name")).to_have_attribute("data-value", "structured_svm")


def test_a_preset_is_reached_by_a_link(linear: Linear, page: Page, server: Server) -> None:
    linear.choose("data-name", "outlier")
    page.wait_for_url(re.compile("data=outlier,count:12&loss=softmax"))
    link = page.url
    page.goto("about:blank")
    page.goto(link)
    other = Linear(page).ready()
    other.shows(Experiment(PRESETS[NAMES.index("outlier")]))
    expect(other.at("data-name")).to_have_value("outlier")


def test_a_preset_is_reached_by_the_keyboard(linear: Linear) -> None:
    linear.tab_to('[data-testid="data-name"]')
    linear.page.keyboard.press("ArrowDown")
    expect(linear.at("data-name")).to_have_value("lecture_frame")
    until(lambda: abs(linear.value("total-loss") - 0.708) < 5e-4, linear.page)
    expect(
        linear.page.get_by_role("combobox", name="dados", exact=True)
    ).to_have_accessible_description(hint("lecture_frame", "pt-BR"))


def test_what_a_preset_promises_is_what_the_page_shows(linear: Linear) -> None:
    """The lecture's frame: in 60 updates the total shown goes from 0.71 to 0.80."""
    linear.choose("data-name", "lecture_frame")
    until(lambda: abs(linear.value("total-loss") - 0.708) < 5e-4, linear.page)
    for _ in range(60):
        linear.click("btn-step")
    expect(linear.at("iteration")).to_have_attribute("data-value", "60")
    until(lambda: abs(linear.value("total-loss") - 0.795) < 5e-4, linear.page)
    assert linear.value("total-loss") == pytest.approx(0.795, abs=5e-4)


@pytest.mark.parametrize("language", ["pt-BR", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_the_sentence_is_in_view_at_every_size(linear: Linear, size: str, language: str) -> None:
    width, height = SIZES[size]
    linear.page.set_viewport_size({"width": width, "height": height})
    if language == "en":
        linear.click("lang")
    if size == "projector":
        linear.page.keyboard.press("p")
    for name in [*NAMES, "moons"]:
        linear.choose("data-name", name)
        expect(linear.at("preset-hint")).to_have_text(hint(name, language))
        if size == "phone":  # where the tools and the sentence stand below the panels
            linear.page.evaluate("scrollTo(0, document.body.scrollHeight)")
        found = linear.page.evaluate(COVERED)
        lines = found.pop("lines")
        assert found == {"hidden": 0, "cut": 0, "wide": False}, name
        assert 1 <= lines <= (1 if size in ("design", "projector") else 4), (name, lines)
