"""What the plane paints, by its pixels: no motion where it is unwelcome, bands, hollow points."""

from __future__ import annotations

import math

import pytest
from playwright.sync_api import Page, expect

from engine import Experiment
from tests.browser.pages import ADDRESS, Linear
from tests.browser.plane import pixel
from tests.server import Server

# From now on: every picture of the plane, one a change, and the most animations at one moment.
FILM = """() => {
  const film = (window.film = { pictures: [], animations: 0 });
  const canvases = [...document.querySelectorAll("[data-panel=plane] canvas")];
  const sheet = new OffscreenCanvas(120, 120).getContext("2d", { willReadFrequently: true });
  const shoot = () => {
    sheet.clearRect(0, 0, 120, 120);
    for (const canvas of canvases) sheet.drawImage(canvas, 0, 0, 120, 120);
    const picture = sheet.getImageData(0, 0, 120, 120).data.join();
    if (picture !== film.pictures.at(-1)) film.pictures.push(picture);
    film.animations = Math.max(film.animations, document.getAnimations().length);
    if (window.film === film) requestAnimationFrame(shoot);
  };
  shoot();
}"""
TOKEN = "(name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()"
FILLS = ("--class-0", "--class-1", "--class-2")
# Scores ±2x and one that never wins: class 0 has the probability 1 / (1 + exp(-4x)).
SIGMOID = "data=cs231n&loss=softmax&W0=2,0;-2,0;0,0&b0=0,0,-9"
# The probabilities in the middle of the bands from ½, .7, .85 and .95 on.
MIDDLES = (0.6, 0.775, 0.9, 0.97)


def film(linear: Linear) -> tuple[int, int]:
    """How many pictures one update makes, and the most animations at one moment."""
    linear.page.evaluate(FILM)
    after = linear.iteration + 1
    linear.page.keyboard.press("ArrowRight")
    expect(linear.at("iteration")).to_have_attribute("data-value", str(after))
    linear.page.wait_for_timeout(500)
    taken: list[int] = linear.page.evaluate(
        "() => [window.film.pictures.length, window.film.animations]"
    )
    return taken[0], taken[1]


def colour(linear: Linear, name: str) -> list[float]:
    """A colour of the theme, as red, green and blue."""
    text = linear.page.evaluate(TOKEN, name)
    return [int(text[at : at + 2], 16) for at in (1, 3, 5)]


def mixed(over: list[float], under: list[float], alpha: float) -> list[float]:
    return [alpha * a + (1 - alpha) * b for a, b in zip(over, under, strict=True)]


def test_a_step_is_a_movement_but_not_where_motion_is_unwelcome(linear: Linear) -> None:
    linear.page.mouse.move(0, 0)
    linear.settle()
    linear.page.emulate_media(reduced_motion="reduce")
    assert film(linear) == (2, 0)
    linear.page.emulate_media(reduced_motion="no-preference")
    pictures, animations = film(linear)
    assert pictures > 2
    assert animations > 0


def test_the_bands_of_softmax_are_as_strong_as_its_probabilities(
    page: Page, server: Server
) -> None:
    linear = Linear(page).open(server.url, SIGMOID)
    for theme in ("light", "dark"):
        expect(page.locator("html")).to_have_attribute("data-theme", theme)
        low, high = (
            float(page.evaluate(TOKEN, name)) for name in ("--region-low", "--region-high")
        )
        paper, fill = colour(linear, "--paper"), colour(linear, FILLS[0])
        for band, probability in enumerate(MIDDLES, start=1):
            x = math.log(probability / (1 - probability)) / 4
            want = mixed(fill, paper, low + (high - low) * band / 4)
            assert pixel(linear, "under", x, 0.14)[:3] == pytest.approx(want, abs=2.5), theme
        linear.click("theme")


def test_points_that_nothing_is_learned_from_are_hollow(page: Page, server: Server) -> None:
    linear = Linear(page).open(server.url, f"{ADDRESS}&test=0.4")
    experiment = Experiment({"data": {"name": "cs231n"}, "test_fraction": 0.4, "seed": 1})
    tested = set(experiment.setup.test.tolist())
    page.mouse.move(0, 0)
    assert 0 < len(tested) < 9
    for i, ((x, y), label) in enumerate(zip(experiment.points, experiment.labels, strict=True)):
        want = colour(linear, "--paper" if i in tested else FILLS[label])
        assert pixel(linear, "over", x, y)[:3] == pytest.approx(want, abs=2), i
