"""Steps, speed and the timeline, with the mouse, with fingers and with keys alone."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import Linear, until
from tests.server import Server


def steps(linear: Linear, count: int) -> None:
    for _ in range(count):
        linear.click("btn-step")
    at_step(linear, count)


def at_step(linear: Linear, iteration: int) -> None:
    expect(linear.at("iteration")).to_have_attribute("data-value", str(iteration))


def explored(linear: Linear) -> int:
    return int(linear.at("timeline").get_attribute("aria-valuemax") or "")


def hold(linear: Linear, step: int) -> tuple[float, float]:
    """Where a step lies on the timeline, read off what the pointer is told there."""
    box = linear.at("timeline").bounding_box()
    assert box is not None
    tip = linear.page.locator(".timeline .curve-tip")
    for x in range(0, int(box["width"]), 4):
        linear.page.mouse.move(box["x"] + x, box["y"] + 20)
        if tip.is_visible() and re.search(rf"passo {step}\b", tip.inner_text()):
            return box["x"] + x, box["y"] + 20
    raise AssertionError(f"the timeline never says step {step}")


def test_back_is_off_at_the_start_and_says_why(linear: Linear) -> None:
    back = linear.at("btn-back")
    expect(back).to_be_disabled()
    expect(back).to_have_attribute("title", "Já no passo 0: não há passo antes")
    steps(linear, 2)
    expect(back).to_be_enabled()
    back.click()
    at_step(linear, 1)
    linear.page.keyboard.press("ArrowLeft")
    at_step(linear, 0)
    expect(back).to_be_disabled()
    back.dispatch_event("click")
    linear.settle()
    assert linear.iteration == 0
    expect(linear.at("connection")).to_have_attribute("data-state", "live")


def test_keys_go_by_steps_by_epochs_and_to_both_ends(linear: Linear) -> None:
    expected = linear.experiment()
    start = linear.parameters()
    key = linear.page.keyboard.press
    key("ArrowRight")
    at_step(linear, 1)
    key("Shift+ArrowRight")
    at_step(linear, 2)
    for _ in range(4):
        key("ArrowRight")
    at_step(linear, 6)
    key("Home")
    at_step(linear, 0)
    assert np.array_equal(linear.parameters()["W0"], start["W0"])
    assert explored(linear) == 6
    key("End")
    at_step(linear, 6)
    expected.step(6)
    linear.shows(expected)
    key("Shift+ArrowLeft")
    at_step(linear, 5)


def test_an_epoch_is_as_many_steps_as_there_are_batches(page: Page, server: Server) -> None:
    linear = Linear(page).open(server.url, "data=cs231n&optimizer=gd&batch=2&seed=1")
    page.keyboard.press("Shift+ArrowRight")
    at_step(linear, 5)
    page.keyboard.press("Shift+ArrowLeft")
    at_step(linear, 0)


def test_reset_is_the_same_start_and_n_is_another(linear: Linear) -> None:
    start = linear.parameters()["W0"]
    steps(linear, 3)
    linear.page.keyboard.press("r")
    at_step(linear, 0)
    until(lambda: np.array_equal(linear.parameters()["W0"], start), linear.page)
    linear.page.keyboard.press("n")
    until(lambda: not np.array_equal(linear.parameters()["W0"], start), linear.page)
    assert linear.iteration == 0


def test_speed_from_one_a_second_to_as_fast_as_it_goes(linear: Linear) -> None:
    speed = linear.at("speed")
    speed.press("Home")
    expect(speed).to_have_attribute("aria-valuetext", "1/s")
    speed.press("End")
    expect(speed).to_have_attribute("aria-valuetext", "máx.")
    linear.page.keyboard.press("Escape")
    linear.click("btn-play")
    until(lambda: linear.iteration > 2000, linear.page)
    speed.press("Home")
    linear.page.wait_for_timeout(300)
    slow = linear.iteration
    linear.page.wait_for_timeout(1500)
    assert 1 <= linear.iteration - slow <= 4, "the speed changes while it trains"
    linear.click("btn-play")


def test_the_timeline_tells_step_and_losses_under_the_pointer(linear: Linear) -> None:
    steps(linear, 4)
    total, data = (linear.at(name).inner_text() for name in ("total-loss", "data-loss"))
    hold(linear, 4)
    expect(linear.page.locator(".timeline .curve-tip")).to_have_text(
        f"passo 4 · total {total} · dados {data}"
    )
    linear.page.mouse.move(5, 5)
    expect(linear.page.locator(".timeline .curve-tip")).to_be_hidden()
    linear.tab_to("[data-testid=timeline]")
    expect(linear.page.locator(".timeline .curve-tip")).to_contain_text("passo 4")


def test_dragging_over_the_timeline_goes_through_the_steps(linear: Linear) -> None:
    expected = linear.experiment()
    steps(linear, 20)
    target = hold(linear, 7)
    start = hold(linear, 18)
    mouse = linear.page.mouse
    mouse.move(*start)
    mouse.down()
    mouse.move(*target, steps=12)
    mouse.up()
    at_step(linear, 7)
    expected.step(7)
    linear.shows(expected)
    assert explored(linear) == 20
    mouse.move(*start)
    mouse.down()
    mouse.up()
    at_step(linear, 18)
    expected.step(11)
    linear.shows(expected)


def test_the_timeline_is_a_slider_for_keys(linear: Linear) -> None:
    steps(linear, 12)
    linear.tab_to("[data-testid=timeline]")
    key = linear.page.keyboard.press
    for name, step in [
        ("Home", 0), ("ArrowRight", 1), ("PageUp", 11), ("ArrowDown", 10), ("PageDown", 0),
        ("End", 12), ("ArrowRight", 13),
    ]:  # fmt: skip
        key(name)
        at_step(linear, step)
    timeline = linear.at("timeline")
    expect(timeline).to_have_attribute("aria-valuenow", "13")
    expect(timeline).to_have_attribute("aria-valuetext", re.compile(r"^passo 13, perda total \d"))


def test_an_edit_in_the_past_begins_a_future_of_its_own(linear: Linear) -> None:
    steps(linear, 9)
    linear.page.keyboard.press("Home")
    at_step(linear, 0)
    assert explored(linear) == 9
    linear.drag(0, 30, 30)
    until(lambda: explored(linear) == 0, linear.page)
    edited = linear.experiment()
    linear.click("btn-step")
    edited.step()
    linear.shows(edited)


def test_powers_of_ten_are_remembered(linear: Linear) -> None:
    log = linear.at("btn-log")
    expect(log).to_have_attribute("aria-pressed", "false")
    plain = linear.at("timeline").screenshot()
    steps(linear, 5)
    log.click()
    expect(log).to_have_attribute("aria-pressed", "true")
    assert linear.at("timeline").screenshot() != plain
    linear.page.reload()
    linear.ready()
    expect(log).to_have_attribute("aria-pressed", "true")


def test_the_tip_of_a_scrub_names_the_step_that_is_shown(linear: Linear) -> None:
    mouse, tip = linear.page.mouse, linear.page.locator(".timeline .curve-tip")
    linear.at("speed").press("End")
    linear.click("btn-play")
    until(lambda: linear.iteration > 900, linear.page)
    linear.click("btn-play")
    linear.stopped()
    box = linear.at("timeline").locator("canvas").bounding_box()
    assert box is not None
    mouse.move(box["x"] + 60, box["y"] + 20)
    mouse.down()
    for right in (83, 101, 127):
        mouse.move(box["x"] + right, box["y"] + 20)
        linear.settle()
        expect(tip).to_contain_text(f"passo {linear.iteration:_} ·".replace("_", "."))
    mouse.up()


def test_letters_do_nothing_while_somebody_types(linear: Linear) -> None:
    field = linear.at("step-size")
    field.focus()
    before = linear.values()
    for key in ("n", "r", "z", "p", "t", "Home", "ArrowRight", "?"):
        linear.page.keyboard.press(key)
    assert linear.page.locator("dialog[open]").count() == 0
    linear.page.keyboard.press("Escape")
    linear.settle()
    assert linear.values() == before
    expect(linear.page.locator("html")).not_to_have_attribute("data-mode", "projector")


def test_a_cell_that_is_chosen_takes_digits_and_leaves_letters_to_the_page(linear: Linear) -> None:
    cell, press = linear.at("W-0-1"), linear.page.keyboard.press
    before = linear.value("W-0-1")
    cell.focus()
    press("b")
    expect(linear.page.locator(".branches")).to_be_visible()
    press("Escape")
    cell.focus()
    press("h")
    expect(linear.at("hide-done")).to_be_visible()
    press("Enter")
    expect(linear.at("ask-W-0-1")).to_be_focused()
    linear.page.keyboard.type("h")
    expect(linear.at("ask-W-0-1")).to_have_value("h")
    linear.click("hide-reveal")
    linear.click("hide-done")
    assert linear.value("W-0-1") == before
    cell.focus()
    linear.page.keyboard.type("2,5")
    press("Enter")
    until(lambda: linear.value("W-0-1") == 2.5, linear.page)
    press("Enter")
    linear.page.keyboard.type("3p")
    expect(cell).to_have_text("3p")
    press("Escape")
    expect(linear.page.locator("html")).not_to_have_attribute("data-mode", "projector")


def test_the_sheet_of_keys_opens_holds_the_focus_and_gives_it_back(linear: Linear) -> None:
    help_button = linear.at("help")
    help_button.focus()
    linear.page.keyboard.press("?")
    sheet = linear.page.get_by_role("dialog")
    expect(sheet).to_be_visible()
    inside = "() => Boolean(document.activeElement.closest('dialog'))"
    for _ in range(4):
        linear.page.keyboard.press("Tab")
        on_page = "() => document.activeElement !== document.body"
        assert linear.page.evaluate(inside) or not linear.page.evaluate(on_page)
    linear.page.keyboard.press("n")
    linear.page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(help_button).to_be_focused()


def test_one_spoken_message_after_a_step_and_none_while_running(linear: Linear) -> None:
    live = linear.page.locator("[data-panel=live]")
    linear.click("btn-step")
    at_step(linear, 1)
    total = linear.at("total-loss").inner_text()
    expect(live).to_contain_text(f"Passo 1: a perda caiu de 1,88 para {total}; mais mudou")
    linear.page.evaluate(
        """() => {
          window.spoken = 0;
          const live = document.querySelector("[data-panel=live]");
          new MutationObserver(() => (window.spoken += 1)).observe(live, { childList: true });
        }"""
    )
    linear.click("btn-play")
    until(lambda: linear.iteration > 20, linear.page)
    assert linear.page.evaluate("() => window.spoken") == 0
    linear.click("btn-play")


@pytest.fixture
def phone(server: Server, browser_context_args: dict[str, object], page: Page) -> Linear:
    browser = page.context.browser
    assert browser is not None
    size = {"width": 390, "height": 844}
    context = browser.new_context(viewport=size, has_touch=True, is_mobile=True, locale="pt-BR")
    return Linear(context.new_page()).open(server.url)


def test_fingers_find_everything_in_the_transport(phone: Linear) -> None:
    for name in ("btn-reset", "btn-back", "btn-play", "btn-step", "btn-log", "timeline"):
        box = phone.at(name).bounding_box()
        assert box is not None, name
        assert min(box["width"], box["height"]) >= 43.5, (name, box)
    for _ in range(6):
        phone.at("btn-step").tap()
    at_step(phone, 6)
    box = phone.at("timeline").bounding_box()
    assert box is not None
    phone.page.touchscreen.tap(box["x"] + 45, box["y"] + 12)
    until(lambda: phone.iteration < 6, phone.page)
    assert explored(phone) == 6
    phone.page.context.close()
