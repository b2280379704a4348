"""Branches of the training, in both scenes: begun, laid over one another, left, named, dropped."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import Linear, Mlp, until
from tests.browser.test_access import COLOURS, violations
from tests.server import Server

SCENES = [pytest.param(Linear, id="linear"), pytest.param(Mlp, id="mlp")]
RATE = "step-size"
PRESS = "(button, times) => { for (let i = 0; i < times; i += 1) button.click(); }"


def train(scene: Linear, steps: int) -> None:
    """Press "1 step" so often; what is shown then is exact."""
    first = scene.iteration
    scene.at("btn-step").evaluate(PRESS, steps)
    at_step(scene, first + steps)


def at_step(scene: Linear, iteration: int) -> None:
    expect(scene.at("iteration")).to_have_attribute("data-value", str(iteration))


def go(scene: Linear, iteration: int) -> None:
    """Back to the first step, and on by so many that were made before."""
    scene.page.keyboard.press("Home")
    at_step(scene, 0)
    train(scene, iteration)


def shown(scene: Linear) -> dict[str, str]:
    """The numbers that say where a branch is."""
    values = scene.values()
    return {name: values[name] for name in ("iteration", "total-loss", "data-loss", RATE)}


def becomes(scene: Linear, want: dict[str, str]) -> None:
    until(lambda: shown(scene) == want, scene.page)
    assert shown(scene) == want


def drawn(scene: Linear) -> str:
    """The picture of the curves."""
    found: str = scene.at("timeline").locator("canvas").evaluate("canvas => canvas.toDataURL()")
    return found


def story(scene: Linear, branch: int) -> str:
    return scene.page.locator(f"[data-branch='{branch}'] p").inner_text()


def focused(scene: Linear) -> str:
    found: str = scene.page.evaluate("() => document.activeElement.dataset.testid")
    return found


def laid_over(scene: Linear, branch: int, want: bool) -> None:
    overlay = scene.at(f"branch-overlay-{branch}")
    expect(overlay).to_have_attribute("aria-pressed", str(want).lower())


@pytest.mark.parametrize("scene", SCENES)
def test_a_branch_by_an_edit_in_the_past_stays_beside_the_one_it_left(
    page: Page, server: Server, scene: type[Linear]
) -> None:
    here = scene(page).open(server.url)
    rate = here.at(RATE).input_value()
    timeline = here.at("timeline")
    train(here, 6)
    first = shown(here)
    go(here, 3)
    here.type(RATE, "1")
    expect(page.locator("[data-panel=notice]")).to_have_text(
        "Novo ramo a partir do passo 3; o anterior ficou tracejado."
    )
    expect(here.at("btn-branches")).to_have_text("ramo 2")
    expect(timeline).to_have_attribute("aria-valuemax", "3")
    train(here, 5)
    second = shown(here)
    assert second["total-loss"] != first["total-loss"]

    here.click("btn-branches")
    laid_over(here, 1, True)
    assert story(here, 1) == "do passo 0 · até 6"
    assert re.fullmatch(rf"do passo 3 · até 8 · α {rate.rstrip('0')} → 1", story(here, 2))
    both = drawn(here)
    here.click("branch-overlay-1")
    laid_over(here, 1, False)
    until(lambda: drawn(here) != both, page)
    assert drawn(here) != both, "the curve that was left is seen no more"
    here.click("branch-overlay-1")
    here.type("branch-name-2", "α = 1")
    expect(here.at("btn-branches")).to_have_text("α = 1")
    here.click("branch-switch-1")
    at_step(here, 3)
    laid_over(here, 2, True)
    page.keyboard.press("Escape")
    page.keyboard.press("End")
    becomes(here, first)

    page.reload()
    here.ready()
    becomes(here, first)
    page.keyboard.press("Home")
    at_step(here, 0)
    here.click("btn-branches")
    assert story(here, 2).startswith("do passo 3 · até 8 · α "), "told again after the reload"
    laid_over(here, 2, True)
    here.click("branch-switch-2")
    becomes(here, second)
    here.click("branch-drop-1")
    again = "Aperte de novo para excluir ramo 1"
    expect(here.at("branch-drop-1")).to_have_attribute("title", again)
    here.click("branch-drop-1")
    expect(page.locator("[data-branch]")).to_have_count(1)
    page.keyboard.press("Escape")
    page.keyboard.press("Home")
    at_step(here, 0)


def test_undo_of_an_edit_that_began_a_branch_ends_the_branch(linear: Linear) -> None:
    here, page = linear, linear.page
    timeline, rate = here.at("timeline"), here.at(RATE)
    before = rate.input_value()
    train(here, 4)
    last = shown(here)
    go(here, 2)
    here.type(RATE, "0,7")
    expect(timeline).to_have_attribute("aria-valuemax", "2")
    here.click("btn-undo")
    expect(timeline).to_have_attribute("aria-valuemax", "4")
    expect(rate).to_have_value(before)
    at_step(here, 2)
    here.click("btn-redo")
    expect(timeline).to_have_attribute("aria-valuemax", "2")
    expect(rate).to_have_value("0,70")
    here.click("btn-branches")
    expect(page.locator("[data-branch]")).to_have_count(2)
    page.keyboard.press("Escape")
    train(here, 1)
    here.click("btn-undo")
    expect(rate).to_have_value(before)
    at_step(here, 3)
    here.click("btn-branches")
    here.click("branch-switch-1")
    at_step(here, 2)
    page.keyboard.press("Escape")
    page.keyboard.press("End")
    becomes(here, last)


def test_keys_alone_do_all_of_it(linear: Linear) -> None:
    key = linear.page.keyboard.press
    train(linear, 3)
    weights = linear.parameters()["W0"]
    key("b")
    linear.tab_to("[data-testid=branch-here]")
    key("Enter")
    expect(linear.at("btn-branches")).to_have_text("ramo 2")
    expect(linear.page.locator("[data-panel=live]")).to_have_text("Agora: ramo 2.")
    expect(linear.page.locator("[data-panel=notice]")).to_be_hidden()
    assert violations(linear.page, ".branches") == []
    for theme in ("dark", "light"):
        key("t")
        assert (theme, violations(linear.page, ".branches", COLOURS)) == (theme, [])
    key("Escape")
    assert focused(linear) == "btn-branches"
    key("ArrowRight")
    at_step(linear, 4)
    key("b")
    assert focused(linear) == "branch-overlay-1"
    key("Tab")
    linear.page.keyboard.type("x")
    key("Escape")
    expect(linear.at("branch-name-1")).to_have_value("ramo 1")
    linear.page.keyboard.insert_text("o meu")
    key("Enter")
    expect(linear.at("branch-switch-1")).to_have_attribute("aria-label", "Ir para o meu")
    key("ArrowDown")
    assert focused(linear) == "branch-name-2"
    key("ArrowUp")
    key("Tab")
    key("Enter")
    at_step(linear, 3)
    assert np.array_equal(linear.parameters()["W0"], weights)
    assert focused(linear) == "branch-switch-1", "it says now that it is the current one"
    expect(linear.at("branch-switch-1")).to_have_attribute("aria-disabled", "true")
    key("ArrowDown")
    key("Tab")
    assert focused(linear) == "branch-drop-2"
    key("Enter")
    key("Enter")
    expect(linear.page.locator("[data-branch]")).to_have_count(1)
    assert focused(linear) == "branch-name-1"
    key("Escape")
    expect(linear.at("btn-branches")).to_have_attribute("aria-expanded", "false")


@pytest.mark.parametrize("sized", ["phone"], indirect=True)
def test_fingers_open_a_sheet_of_branches(sized: tuple[str, Page], server: Server) -> None:
    phone = Linear(sized[1]).open(server.url)
    phone.at("btn-branches").tap()
    phone.at("branch-here").tap()
    expect(phone.page.locator("[data-branch]")).to_have_count(2)
    for part in ("overlay", "name", "switch", "drop"):
        box = phone.at(f"branch-{part}-1").bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 43.5, (part, box)
        assert 0 <= box["x"] <= 390 - box["width"], (part, box)
    button = phone.at("btn-branches").bounding_box()
    assert button is not None
    assert min(button["width"], button["height"]) >= 43.5
    phone.at("branch-switch-1").tap()
    expect(phone.at("branch-switch-1")).to_have_text("atual")


def test_a_name_is_sent_once(page: Page, server: Server) -> None:
    sent: list[str | bytes] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda text: sent.append(text)))
    linear = Linear(page).open(server.url)
    linear.click("btn-branches")
    field = linear.at("branch-name-1")
    field.fill("primeiro")
    field.press("Enter")
    expect(linear.at("btn-branches")).to_have_text("primeiro")
    field.press("Tab")
    linear.click("btn-step")
    expect(linear.at("iteration")).to_have_attribute("data-value", "1")
    assert sum("rename" in str(message) for message in sent) == 1
