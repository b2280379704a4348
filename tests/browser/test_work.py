"""Work that takes long shows itself and can be cancelled, and what it made is not lost."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from engine import Experiment
from tests.browser.conftest import Watch
from tests.browser.pages import Linear, Mlp, until
from tests.browser.test_access import violations
from tests.server import Server

# An epoch of 1998 updates; 60 of them take seconds.
ADDRESS = (
    "data=blobs,classes:3,count:1998&loss=softmax&optimizer=adam"
    "&hidden=16,tanh;16,tanh&batch=1&seed=1"
)
CONFIG = {
    "data": {"name": "blobs", "classes": 3, "count": 1998},
    "optimizer": {"name": "adam"},
    "loss": {"name": "softmax"},
    "hidden": [{"units": 16, "activation": "tanh"}] * 2,
    "batch_size": 1,
}
MANY_EPOCHS = """() => {
  const button = document.querySelector("[data-testid=btn-epoch]");
  for (let i = 0; i < 60; i += 1) button.click();
}"""
PLACES = """() => Object.fromEntries([...document.querySelectorAll("[data-testid]")]
    .filter((e) => e.checkVisibility() && !e.closest("[data-testid=work]"))
    .map((e) => [e.dataset.testid, JSON.stringify(e.getBoundingClientRect())]))"""
SPOKEN = """() => {
  window.spoken = [];
  const live = document.querySelector("[data-panel=live]");
  new MutationObserver(() => window.spoken.push(live.textContent))
    .observe(live, { childList: true });
}"""


class Wire:
    """A page's socket. The server never hears of a step; the test says how far it is."""

    def __init__(self, page: Page) -> None:
        self.sent: list[dict[str, Any]] = []
        page.route_web_socket("**/stream", self.connect)

    def connect(self, route: WebSocketRoute) -> None:
        self.route, server = route, route.connect_to_server()

        def up(message: str | bytes) -> None:
            command = json.loads(message)
            self.sent.append(command)
            if command["type"] != "step":
                server.send(message)

        route.on_message(up)

    def progress(self, done: int, of: int) -> None:
        (step,) = [command["id"] for command in self.sent if command["type"] == "step"]
        event = {"type": "progress", "command": step, "done": done, "of": of}
        self.route.send(json.dumps(event))


def busy(page: Page, server: Server) -> tuple[Linear, Wire]:
    """The linear scene while the server works on a step, or so it says."""
    wire = Wire(page)
    linear = Linear(page).open(server.url)
    linear.click("btn-step")
    until(lambda: any(command["type"] == "step" for command in wire.sent), page)
    return linear, wire


def test_cancelled_work_stands_where_it_is_and_survives_a_reload(
    page: Page, server: Server
) -> None:
    mlp = Mlp(page).open(server.url, ADDRESS)
    page.evaluate(MANY_EPOCHS)
    expect(mlp.at("work")).to_be_visible()
    expect(mlp.at("work")).to_contain_text(re.compile(r"de 119\.880 passos"))
    mlp.click("btn-cancel")
    expect(mlp.at("work")).to_be_hidden()
    reached = mlp.stopped()
    assert 0 < reached < 119_880
    assert reached % 1998 != 0, "in the midst of an epoch"
    expected = Experiment(CONFIG)
    expected.step(reached)
    mlp.totals(expected)
    expect(page.locator("[data-panel=notice]")).to_be_hidden()
    page.keyboard.press("Home")
    expect(mlp.at("iteration")).to_have_attribute("data-value", "0")
    page.keyboard.press("End")
    until(lambda: mlp.iteration == reached, page)
    mlp.totals(expected)
    page.reload()
    mlp.ready()
    mlp.totals(expected)
    assert mlp.iteration == reached


def test_escape_cancels_and_the_focus_is_not_lost(page: Page, server: Server) -> None:
    linear, wire = busy(page, server)
    page.evaluate(SPOKEN)
    for done in (3210, 4000, 5000):
        wire.progress(done, 10_000)
        expect(linear.at("work")).to_contain_text(f"{done:_} de 10.000 passos".replace("_", "."))
    bar = page.get_by_role("progressbar", name="Passos calculados")
    expect(bar).to_have_attribute("aria-valuetext", "5.000 de 10.000 passos")
    assert page.evaluate("() => window.spoken") == ["Calculando 10.000 passos. Esc cancela."]
    linear.at("btn-cancel").focus()
    page.keyboard.press("Escape")
    until(lambda: wire.sent[-1] == {"type": "cancel"}, page)
    assert wire.sent[-1] == {"type": "cancel"}
    wire.progress(5001, 5001)
    expect(linear.at("work")).to_be_hidden()
    expect(linear.at("btn-play")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("]")
    until(lambda: wire.sent[-1]["type"] == "configure", page)
    kinds = [command["type"] for command in wire.sent]
    assert kinds[-2:] == ["cancel", "configure"], "nothing is left to cancel the second time"
    assert kinds.count("cancel") == 1


def test_without_a_connection_nothing_is_said_of_it(
    page: Page, own_server: Server, watch: Watch
) -> None:
    linear, wire = busy(page, own_server)
    wire.progress(3210, 10_000)
    expect(linear.at("work")).to_be_visible()
    own_server.kill()
    wire.route.close()
    expect(linear.at("work")).to_be_hidden(timeout=900)
    watch.complaints.clear()


@pytest.mark.parametrize("sized", ["design", "tablet", "phone"], indirect=True)
def test_the_bar_moves_nothing_and_is_easy_to_hit(sized: tuple[str, Page], server: Server) -> None:
    _, page = sized
    linear, wire = busy(page, server)
    linear.settle()
    before = page.evaluate(PLACES)
    wire.progress(123_456, 1_000_000)
    expect(linear.at("work")).to_be_visible()
    assert page.evaluate(PLACES) == before
    box, button = linear.at("work").bounding_box(), linear.at("btn-cancel").bounding_box()
    assert box is not None
    assert button is not None
    assert min(button["width"], button["height"]) >= 44
    width, cut = page.evaluate(
        """() => [innerWidth, [...document.querySelectorAll(".work, .work *")]
            .filter((e) => e.scrollWidth > e.clientWidth + 1).length]"""
    )
    assert (box["x"] >= 0, box["x"] + box["width"] <= width, cut) == (True, True, 0)
    button_on_top = page.evaluate(
        "([x, y]) => document.elementFromPoint(x, y).dataset.testid",
        [button["x"] + button["width"] / 2, button["y"] + button["height"] / 2],
    )
    assert button_on_top == "btn-cancel"


def test_anybody_can_read_the_bar(page: Page, server: Server) -> None:
    linear, wire = busy(page, server)
    linear.click("lang")
    wire.progress(3210, 10_000)
    expect(linear.at("work")).to_contain_text("3,210 of 10,000 steps")
    for change in (None, "theme", "projector", "theme"):  # light, dark, night, projector
        if change:
            linear.click(change)
            page.wait_for_timeout(300)
        assert violations(page, "[data-testid=work]") == []
