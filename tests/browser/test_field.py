"""The plane of a network: its picture, the hidden space, curves, many samples, and the hands."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.pages import Linear, Mlp, gather, until
from tests.browser.plane import pixels, spot
from tests.server import Server

ADAM = "optimizer=adam,learning_rate:0.02&batch=20"
SPIRAL = f"data=cs231n_spiral&loss=softmax&hidden=8,tanh;3,tanh;2,tanh&{ADAM}"
SINE = f"data=convnet_sine&features=x1&loss=squared_error&hidden=6,tanh&{ADAM}"
HILLS = f"data=playground_gaussian&loss=squared_error&hidden=4,tanh&{ADAM}"
STRAIGHT = f"data=blobs&loss=softmax&{ADAM}"
CROWD = f"data=moons,count:500&loss=softmax&hidden=20,tanh;20,tanh;20,tanh&{ADAM}"
POINTS = "() => document.querySelectorAll('.point').length"
SEEN = """(name) => document.querySelector(`[data-testid=warp] .${name}`).toDataURL()"""


def count(scene: Linear) -> int:
    found: int = scene.page.evaluate(POINTS)
    return found


def counts(scene: Linear, expected: int) -> None:
    until(lambda: count(scene) == expected, scene.page)
    assert count(scene) == expected


def place(scene: Linear, index: int) -> tuple[float, float]:
    x, y = str(scene.at(f"point-{index}").get_attribute("data-value")).split(",")
    return float(x), float(y)


def press(scene: Linear, key: str, x: float, y: float) -> None:
    """Click a place of the plane with a key held down."""
    scene.page.keyboard.down(key)
    scene.page.mouse.click(*spot(scene, x, y))
    scene.page.keyboard.up(key)


# What hands do


def test_shift_and_a_click_place_the_next_class_and_ctrl_or_alt_remove(linear: Linear) -> None:
    press(linear, "Shift", -0.9, -0.9)
    counts(linear, 10)
    assert gather(linear.values(), "y", 1)[9] == 1
    linear.click("class-2")
    press(linear, "Shift", 0.9, -0.9)
    counts(linear, 11)
    assert gather(linear.values(), "y", 1)[10] == 0
    press(linear, "Control", 0.9, -0.9)
    counts(linear, 10)
    press(linear, "Alt", -0.9, -0.9)
    counts(linear, 9)
    press(linear, "Control", -0.9, 0.9)
    linear.settle()
    assert count(linear) == 9


def test_a_stroke_of_the_brush_is_one_edit(mlp: Mlp) -> None:
    before = count(mlp)
    mlp.click("brush")
    expect(mlp.at("brush")).to_have_attribute("aria-pressed", "true")
    mlp.page.mouse.move(*spot(mlp, -4, -2))
    mlp.page.mouse.down()
    mlp.page.mouse.move(*spot(mlp, -2, -2), steps=4)
    until(lambda: count(mlp) > before + 4, mlp.page)
    mlp.page.mouse.up()
    mlp.settle()
    after = count(mlp)
    assert after > before + 4
    for index in range(before, after):
        x, y = place(mlp, index)
        assert -4.5 < x < -1.5
        assert -2.5 < y < -1.5
    mlp.click("btn-undo")
    counts(mlp, before)
    mlp.click("btn-redo")
    counts(mlp, after)


# What is drawn


def test_bands_of_confidence_can_be_left_out(mlp: Mlp, server: Server) -> None:
    mlp.open(server.url, SPIRAL)
    mlp.page.mouse.move(1, 1)
    mlp.click("btn-epoch")
    mlp.settle()

    def colours() -> set[tuple[int, ...]]:
        every = [(x / 5 + 0.03, y / 5 + 0.04) for x in range(-5, 6) for y in range(-5, 6)]
        return {tuple(colour) for colour in pixels(mlp, "under", every)}

    banded = colours()
    assert (255, 255, 255, 255) not in banded
    mlp.click("soft")
    until(lambda: colours() != banded, mlp.page)
    assert colours() != banded


def test_the_hidden_space_follows_training_and_shows_any_two_units(
    mlp: Mlp, server: Server
) -> None:
    mlp.open(server.url, SPIRAL)
    expect(mlp.at("warp-layer")).to_have_value("2")

    def drawn() -> tuple[str, str]:
        return mlp.page.evaluate(SEEN, "under"), mlp.page.evaluate(SEEN, "over")

    until(lambda: mlp.page.evaluate(SEEN, "under") != mlp.page.evaluate(SEEN, "over"), mlp.page)
    mlp.settle()
    before = drawn()
    mlp.click("btn-step")
    until(lambda: all(a != b for a, b in zip(before, drawn(), strict=True)), mlp.page)
    assert all(a != b for a, b in zip(before, drawn(), strict=True))
    mlp.at("warp-layer").select_option("1")
    pairs = []
    for _ in range(4):
        pairs.append(mlp.at("warp-i").input_value() + mlp.at("warp-j").input_value())
        mlp.click("warp-cycle")
        until(
            lambda: mlp.at("warp-i").input_value() + mlp.at("warp-j").input_value() != pairs[-1],
            mlp.page,
        )
    assert pairs == ["01", "02", "12", "01"]
    mlp.at("warp-i").select_option("2")
    until(lambda: mlp.at("warp-i").input_value() == "2", mlp.page)
    mlp.at("warp-j").select_option("2")
    expect(mlp.at("warp-i")).to_have_value("0")
    expect(mlp.at("warp-j")).to_have_value("2")


def test_without_a_hidden_layer_a_sentence_says_so(mlp: Mlp, server: Server) -> None:
    mlp.open(server.url, STRAIGHT)
    expect(mlp.at("warp")).to_be_hidden()
    expect(mlp.page.locator(".hidden-none")).to_be_visible()


def test_a_sample_under_the_pointer_is_ringed_in_both_planes(mlp: Mlp, server: Server) -> None:
    mlp.open(server.url, SPIRAL)
    mlp.settle()
    before = mlp.page.evaluate(SEEN, "over")
    mlp.page.mouse.move(*mlp.centre(50))
    until(lambda: mlp.page.evaluate(SEEN, "over") != before, mlp.page)
    assert mlp.page.evaluate(SEEN, "over") != before


# Regression


def test_a_curve_is_drawn_and_its_points_go_both_ways(mlp: Mlp, server: Server) -> None:
    mlp.open(server.url, SINE)
    counts(mlp, 20)
    x, y = place(mlp, 0)
    before = mlp.value("data-loss")
    mlp.drag(0, 30, 40)
    mlp.settle()
    right, low = place(mlp, 0)
    assert right > x
    assert low < y
    assert mlp.value("data-loss") != before
    mlp.page.mouse.click(*spot(mlp, 4.5, 4.5))
    counts(mlp, 21)
    assert place(mlp, 20) == pytest.approx((4.5, 4.5), abs=0.02)
    mlp.click("btn-undo")
    counts(mlp, 20)
    mlp.click("btn-undo")
    until(lambda: place(mlp, 0) == (x, y), mlp.page)
    assert place(mlp, 0) == (x, y)


def test_the_table_of_a_regression_takes_values(mlp: Mlp, server: Server) -> None:
    mlp.open(server.url, HILLS)
    mlp.page.get_by_role("tab", name="amostras").click()
    mlp.at("y-0").click()
    mlp.page.keyboard.press("Control+a")
    mlp.page.keyboard.type("0,5")
    mlp.page.keyboard.press("Enter")
    until(lambda: mlp.values().get("y-0") == "0.5", mlp.page)
    residual = mlp.value("s-0-0") - 0.5
    until(lambda: mlp.value("loss-0") == pytest.approx(residual**2 / 2), mlp.page)
    assert mlp.value("loss-0") == pytest.approx(residual**2 / 2)


# Many


def test_hundreds_of_samples_and_three_layers_of_twenty_play_on(mlp: Mlp, server: Server) -> None:
    mlp.open(server.url, CROWD)
    counts(mlp, 1)
    mlp.click("btn-play")
    until(lambda: mlp.iteration > 60, mlp.page)
    assert mlp.iteration > 60
    mlp.connection("live")
    mlp.click("btn-play")
    mlp.at("point-0").focus()
    mlp.page.keyboard.press("ArrowLeft")
    expect(mlp.at("point-499")).to_be_focused()
    mlp.page.keyboard.press("ArrowRight")
    expect(mlp.at("point-0")).to_be_focused()
    counts(mlp, 1)  # the one before goes with the next picture
