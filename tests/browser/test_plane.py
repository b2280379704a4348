"""The plane under the mouse, under fingers and under the keyboard; what is drawn, by its pixels."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.pages import Linear, gather, until
from tests.browser.plane import frame, pixel, spot, touch, window
from tests.server import Server

LECTURE = "data=lecture_frame&loss=weston_watkins&penalty=l2:0.1&optimizer=gd,learning_rate:0.1"
OWN = [0.0, 0.0, 1.25]
# How many pixels of the upper canvas have the gradient's colour.
MAGENTA = """() => {
  const canvas = document.querySelector("[data-panel=plane] .over");
  const sheet = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
  sheet.drawImage(canvas, 0, 0);
  const { data } = sheet.getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let i = 0; i < data.length; i += 4) {
    const near = (at, value) => Math.abs(data[i + at] - value) < 12;
    if (data[i + 3] > 200 && near(0, 0x8b) && near(1, 0x1e) && near(2, 0x7d)) count += 1;
  }
  return count;
}"""


def wheel(linear: Linear, x: float, y: float, pixels: float) -> None:
    before = window(linear)
    linear.page.mouse.move(*spot(linear, x, y))
    linear.page.mouse.wheel(0, pixels)
    until(lambda: window(linear) != before, linear.page)


# The window


def test_the_wheel_zooms_about_the_pointer_and_the_server_fills_the_window(linear: Linear) -> None:
    assert window(linear) == OWN
    place = spot(linear, 0.5, 0.4)
    wheel(linear, 0.5, 0.4, -400)
    assert window(linear)[2] < 0.7
    assert spot(linear, 0.5, 0.4) == pytest.approx(place, abs=1)
    for _ in range(5):
        wheel(linear, 0.5, 0.4, 500)
    x, y, half = window(linear)
    assert half > 5
    corners = [(x + a * half, y + b * half) for a in (-0.97, 0.97) for b in (-0.9, 0.9)]
    paper = [255, 255, 255, 255]
    until(lambda: all(pixel(linear, "under", *one) != paper for one in corners), linear.page)
    assert all(pixel(linear, "under", *one) != paper for one in corners)
    linear.click("view-reset")
    until(lambda: window(linear) == OWN, linear.page)
    expect(linear.at("view-reset")).to_be_hidden()


def test_the_window_says_nothing_of_the_model(linear: Linear) -> None:
    expected = linear.experiment()
    wheel(linear, 0, 0, 700)
    linear.click("btn-step")
    expected.step()
    linear.shows(expected)


def test_shift_and_the_mouse_pull_the_plane_and_place_nothing(linear: Linear) -> None:
    points = linear.data()["points"]
    x, y = spot(linear, -0.9, -0.9)
    mouse = linear.page.mouse
    linear.page.keyboard.down("Shift")
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + 80, y - 40, steps=5)
    mouse.up()
    linear.page.keyboard.up("Shift")
    until(lambda: window(linear) != OWN, linear.page)
    assert spot(linear, -0.9, -0.9) == pytest.approx((x + 80, y - 40), abs=1)
    assert linear.data()["points"] == points
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + 30, y, steps=5)
    mouse.up()
    assert spot(linear, -0.9, -0.9) == pytest.approx((x + 110, y - 40), abs=1)


def test_a_drag_on_an_empty_place_leaves_the_plane_where_it_is(linear: Linear) -> None:
    points = linear.data()["points"]
    x, y = spot(linear, -0.9, -0.9)
    linear.page.mouse.move(x, y)
    linear.page.mouse.down()
    linear.page.mouse.move(x + 60, y, steps=4)
    linear.page.mouse.up()
    linear.settle()
    assert (window(linear), linear.data()["points"]) == (OWN, points)


def test_the_window_grows_to_hold_every_point_and_fits_them_on_demand(linear: Linear) -> None:
    linear.type("x-0-0", "3")
    until(lambda: window(linear)[2] > 3, linear.page)
    left, _, side = frame(linear)
    assert left < linear.centre(0)[0] < left + side
    linear.type("x-0-0", "0,5")
    until(lambda: window(linear) == OWN, linear.page)
    linear.at("plane").hover()
    linear.click("view-fit")
    until(lambda: window(linear) != OWN, linear.page)
    points = linear.data()["points"]
    x, y, half = window(linear)
    reach = max(max(abs(p - x), abs(q - y)) for p, q in points)
    assert 0.8 * half < reach < half
    linear.choose("data-name", "lecture_frame")
    until(lambda: window(linear) == OWN, linear.page)


def test_two_fingers_zoom_and_pull_the_plane(linear: Linear) -> None:
    points = linear.data()["points"]
    left, top, side = frame(linear)
    x, y = left + side / 2, top + side / 2
    cdp = linear.page.context.new_cdp_session(linear.page)
    touch(cdp, "touchStart", (x - 60, y + 150))
    touch(cdp, "touchStart", (x - 60, y + 150), (x + 60, y + 150))
    touch(cdp, "touchMove", (x - 90, y + 150), (x + 90, y + 150))
    touch(cdp, "touchMove", (x - 120, y + 130), (x + 120, y + 130))
    touch(cdp, "touchEnd")
    until(lambda: window(linear)[2] == pytest.approx(0.625), linear.page)
    assert window(linear)[2] == pytest.approx(0.625)
    under = -1.25 * 300 / side
    assert spot(linear, 0, under) == pytest.approx((x, y + 130), abs=0.5)
    linear.settle()
    assert linear.data()["points"] == points


# Points


def test_a_finger_drags_the_point_near_it_and_losing_the_finger_returns_it(linear: Linear) -> None:
    before = linear.data()["points"]
    x, y = linear.centre(2)
    cdp = linear.page.context.new_cdp_session(linear.page)
    touch(cdp, "touchStart", (x + 20, y + 12))
    touch(cdp, "touchMove", (x + 70, y + 12))
    touch(cdp, "touchMove", (x + 120, y + 12))
    until(lambda: linear.data()["points"] != before, linear.page)
    touch(cdp, "touchCancel")
    until(lambda: linear.data()["points"] == before, linear.page)
    assert linear.data()["points"] == before
    touch(cdp, "touchStart", (x + 20, y + 12))
    touch(cdp, "touchMove", (x + 70, y + 12))
    touch(cdp, "touchMove", (x + 120, y + 12))
    touch(cdp, "touchEnd")
    linear.settle()
    assert linear.centre(2) == pytest.approx((x + 100, y), abs=1.1)


def test_escape_returns_a_dragged_point_and_the_frame_holds_it(linear: Linear) -> None:
    before = linear.data()["points"]
    x, y = linear.centre(0)
    left, top, _ = frame(linear)
    mouse = linear.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + 50, y + 30, steps=4)
    until(lambda: linear.data()["points"] != before, linear.page)
    linear.page.keyboard.press("Escape")
    until(lambda: linear.data()["points"] == before, linear.page)
    mouse.up()
    mouse.move(x, y)
    mouse.down()
    mouse.move(left - 10, top - 30, steps=4)
    mouse.up()
    linear.settle()
    assert linear.data()["points"][0] == [-1.25, 1.25]
    assert len(linear.data()["points"]) == len(before)


def test_a_click_places_a_point_of_the_chosen_class(linear: Linear) -> None:
    linear.click("class-2")
    linear.page.mouse.click(*spot(linear, -0.9, -0.9))
    expect(linear.at("point-9")).to_be_attached()
    data = linear.data()
    assert (data["points"][9], data["labels"][9]) == ([-0.9, -0.9], 2)
    linear.shows(linear.experiment())


def test_of_two_points_at_one_place_the_chosen_one_is_taken(linear: Linear) -> None:
    for axis, value in enumerate(linear.data()["points"][1]):
        linear.type(f"x-0-{axis}", str(value))
    linear.settle()
    linear.at("point-0").focus()
    linear.drag(0, 70, 40)
    linear.settle()
    points = linear.data()["points"]
    assert points[0] != points[1]
    assert points[1] == [0.8, 0.3]


def test_the_last_sample_stays_and_the_plane_says_so(linear: Linear) -> None:
    linear.at("point-0").focus()
    for left in range(8, 0, -1):
        linear.page.keyboard.press("Delete")
        expect(linear.at(f"point-{left}")).not_to_be_attached()
    linear.page.keyboard.press("Delete")
    linear.settle()
    expect(linear.at("point-0")).to_be_attached()
    expect(linear.at("plane-remark")).to_have_text(re.compile("^Uma amostra só"))
    linear.page.mouse.click(*spot(linear, -0.9, -0.9))
    expect(linear.at("point-1")).to_be_attached()


def test_one_class_has_nothing_to_separate(linear: Linear) -> None:
    for i in range(3, 9):
        linear.choose(f"y-{i}", "0")
    linear.page.mouse.move(0, 0)
    expect(linear.at("plane-remark")).to_have_text("Uma classe só: não há nada a separar.")


# The keyboard


def test_the_keyboard_places_carries_and_takes_back_a_point(linear: Linear) -> None:
    linear.at("point-0").focus()
    keys = linear.page.keyboard
    keys.press("a")
    expect(linear.at("point-9")).to_be_focused()
    keys.press("Escape")
    expect(linear.at("point-9")).not_to_be_attached()
    linear.at("point-0").focus()
    keys.press("a")
    keys.press("Shift+ArrowUp")
    keys.press("ArrowUp")
    keys.press("Enter")
    keys.press("ArrowUp")
    linear.settle()
    assert linear.data()["points"][9] == [0.6, 0.51]


def test_the_keyboard_moves_the_window(linear: Linear) -> None:
    linear.at("point-0").focus()
    x, y = linear.centre(0)
    linear.page.keyboard.press("+")
    until(lambda: window(linear)[2] == 1.0, linear.page)
    assert linear.centre(0) == pytest.approx((x, y), abs=0.6)
    for _ in range(4):
        linear.page.keyboard.press("+")
    until(lambda: window(linear)[2] < 0.5, linear.page)
    linear.page.keyboard.press("ArrowUp")
    expect(linear.at("point-8")).to_be_focused()
    left, top, side = frame(linear)
    until(lambda: left < linear.centre(8)[0] < left + side, linear.page)
    assert top < linear.centre(8)[1] < top + side
    linear.page.keyboard.press("0")
    until(lambda: window(linear) == OWN, linear.page)


@pytest.mark.parametrize("way", ["key", "menu"])
def test_a_sample_may_begin_a_class(linear: Linear, way: str) -> None:
    before = linear.parameters()
    if way == "menu":
        linear.choose("y-8", "3")
    else:
        linear.at("point-8").focus()
        linear.page.keyboard.press("4")
    expect(linear.at("class-3")).to_be_attached()
    expect(linear.at("W-3-0")).to_be_attached()
    linear.settle()
    assert linear.data()["labels"][8] == 3
    assert (linear.parameters()["W0"][:3] == before["W0"]).all()
    linear.shows(linear.experiment())


def test_classes_are_added_and_taken_away(linear: Linear) -> None:
    expect(linear.at("class-less")).to_be_disabled()
    for k in range(3, 6):
        linear.click("class-more")
        expect(linear.at(f"W-{k}-1")).to_be_attached()
    expect(linear.at("class-more")).to_be_disabled()
    linear.shows(linear.experiment())
    linear.click("class-5")
    linear.page.mouse.click(*spot(linear, -0.9, -0.9))
    expect(linear.at("class-less")).to_be_disabled()
    linear.at("point-9").focus()
    linear.page.keyboard.press("Delete")
    for k in range(5, 2, -1):
        linear.click("class-less")
        expect(linear.at(f"class-{k}")).not_to_be_attached()
    expect(linear.at("class-less")).to_be_disabled()
    linear.shows(linear.experiment())


def test_a_point_says_everything_about_itself(linear: Linear, server: Server) -> None:
    linear.page.goto("about:blank")
    linear.open(server.url, LECTURE)
    label = "amostra 3, classe 0, círculo, x 0,30, y 0,80, perda 0,19, vence a classe 0"
    expect(linear.at("point-2")).to_have_attribute("aria-label", label)
    expect(linear.at("plane")).to_have_attribute("role", "application")


# What is drawn


def test_a_row_or_a_point_at_hand_shows_its_pull_on_each_line(
    linear: Linear, server: Server
) -> None:
    linear.page.goto("about:blank")
    linear.open(server.url, LECTURE)
    linear.page.mouse.move(0, 0)
    linear.settle()
    assert linear.page.evaluate(MAGENTA) == 0
    strong = pixel(linear, "over", 0.5, 0.4)
    linear.at("row-8").hover()
    until(lambda: linear.page.evaluate(MAGENTA) > 60, linear.page)
    until(lambda: pixel(linear, "over", 0.5, 0.4)[3] < 130, linear.page)
    assert strong[3] == 255
    expect(linear.at("plane-remark")).to_contain_text("×12")
    linear.at("row-0").hover()
    until(lambda: linear.page.evaluate(MAGENTA) == 0, linear.page)
    assert linear.page.evaluate(MAGENTA) == 0
    linear.page.mouse.move(*linear.centre(8))
    until(lambda: linear.page.evaluate(MAGENTA) > 60, linear.page)
    assert linear.page.evaluate(MAGENTA) > 60
    values = gather(linear.values(), "loss", 1)
    assert values[0] == 0


def test_softmax_has_bands_and_no_margin(linear: Linear) -> None:
    expect(linear.page.locator(".margin-dots")).to_be_visible()
    linear.choose("loss-name", "softmax")
    expect(linear.page.locator(".margin-dots")).to_be_hidden()
