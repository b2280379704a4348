"""The diagram of the network in a real browser: what it changes is what the engine then has."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import Linear, until
from tests.server import Server

UNITS = """() => [...document.querySelectorAll("[data-testid^=units-]")]
    .map((field) => Number(field.dataset.value))"""


class Mlp(Linear):
    """`/mlp`: the same controls, and those of the network."""

    def open(self, url: str, address: str = "") -> Mlp:
        self.page.goto(f"{url}/mlp#{address}")
        self.ready()
        return self

    def units(self) -> list[int]:
        """How many units each hidden layer has, by the editor over the diagram."""
        found: list[int] = self.page.evaluate(UNITS)
        return found

    def has(self, *units: int) -> None:
        until(lambda: self.units() == [*units], self.page)
        assert self.units() == [*units]

    def drawn(self, layer: int) -> int:
        """How many units of a layer the diagram has."""
        return self.page.locator(f"[data-testid^=unit-{layer}-]").count()

    def weight(self, layer: int, row: int, source: int) -> float:
        """A weight, walked to by the arrows from its unit."""
        self.at(f"unit-{layer}-{row}").focus()
        for key in ["ArrowLeft"] + ["ArrowDown"] * source:
            self.page.keyboard.press(key)
        name = f"W{layer}-{row}-{source}"
        expect(self.at(name)).to_be_focused()
        return float(str(self.at(name).get_attribute("data-value")))

    def define(self, text: str) -> None:
        self.click("network-text")
        self.at("definition-text").fill(text)
        self.click("definition-replace")


@pytest.fixture
def mlp(page: Page, server: Server) -> Mlp:
    """The scene of networks, live, with ConvNetJS's own network."""
    return Mlp(page).open(server.url)


def test_layers_and_units_come_and_go_while_it_trains(mlp: Mlp) -> None:
    mlp.has(6, 2)
    mlp.click("btn-play")
    mlp.click("add-unit-0")
    mlp.click("add-unit-0")
    mlp.click("remove-unit-1")
    mlp.has(8, 1)
    mlp.click("add-layer-1")
    mlp.has(8, 4, 1)
    mlp.type("units-1", "5")
    mlp.has(8, 5, 1)
    until(lambda: mlp.drawn(1) == 5, mlp.page)
    assert [mlp.drawn(layer) for layer in range(4)] == [8, 5, 1, 2]
    mlp.click("layer-1")
    mlp.click("remove-layer-1")
    mlp.has(8, 1)
    reached = mlp.iteration
    until(lambda: mlp.iteration > reached, mlp.page)
    mlp.click("btn-play")
    assert mlp.stopped() > reached


def test_what_the_other_layers_learned_stays(mlp: Mlp) -> None:
    mlp.click("btn-epoch")
    mlp.settle()
    learned = [mlp.weight(0, 3, 1), mlp.weight(2, 1, 1)]
    mlp.click("add-layer-1")
    mlp.has(6, 4, 2)
    assert [mlp.weight(0, 3, 1), mlp.weight(3, 1, 1)] == learned
    mlp.click("layer-1")
    mlp.click("remove-layer-1")
    mlp.has(6, 2)
    assert [mlp.weight(0, 3, 1), mlp.weight(2, 1, 1)] == learned


def test_a_layer_has_its_own_activation_dropout_and_freeze(mlp: Mlp) -> None:
    mlp.click("layer-0")
    mlp.choose("activation-0", "leaky_relu")
    mlp.type("dropout-0", "0,5")
    mlp.click("frozen-0")
    expect(mlp.at("layer-0")).to_contain_text("Leaky ReLU · p 0,5")
    expect(mlp.at("unit-0-0")).to_have_attribute("aria-label", "neurônio 1 da camada 1, congelado")
    mlp.page.keyboard.press("Escape")
    expect(mlp.at("layer-0")).to_be_focused()
    still, moving = mlp.weight(0, 0, 0), mlp.weight(1, 0, 0)
    mlp.click("btn-epoch")
    mlp.settle()
    assert mlp.weight(0, 0, 0) == still
    assert mlp.weight(1, 0, 0) != moving


def test_a_frozen_unit_stays_while_its_neighbour_learns(mlp: Mlp) -> None:
    mlp.at("unit-0-1").focus()
    mlp.page.keyboard.press("f")
    expect(mlp.at("unit-0-1")).to_have_attribute("aria-label", "neurônio 2 da camada 1, congelado")
    expect(mlp.at("freeze-0-1")).to_be_checked()
    before = [mlp.weight(0, unit, 0) for unit in (1, 2)]
    mlp.click("btn-step")
    mlp.settle()
    assert mlp.weight(0, 1, 0) == before[0]
    assert mlp.weight(0, 2, 0) != before[1]


def test_a_weight_is_found_with_the_mouse_and_typed_over(mlp: Mlp) -> None:
    box = mlp.at("input-0").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] + 3, box["y"] + box["height"] / 2
    mlp.page.mouse.move(x, y)
    cell = mlp.page.locator(".net-tag [data-testid^=W0-]")
    expect(cell).to_be_visible()
    name = str(cell.get_attribute("data-testid"))
    mlp.page.mouse.click(x, y)
    expect(cell).to_be_focused()
    mlp.page.keyboard.type("1,75")
    mlp.page.keyboard.press("Enter")
    expect(mlp.at(name)).to_have_attribute("data-value", "1.75")
    mlp.page.keyboard.press("ArrowRight")
    _, row, source = name.split("-")
    assert mlp.weight(0, int(row), int(source)) == 1.75
    mlp.page.keyboard.press("Enter")
    mlp.page.keyboard.type("9")
    mlp.page.keyboard.press("Escape")
    expect(mlp.at(name)).to_have_attribute("data-value", "1.75")


def test_a_bias_is_typed_and_what_is_no_number_is_refused(mlp: Mlp) -> None:
    mlp.click("unit-2-1")
    mlp.page.keyboard.press("Enter")
    expect(mlp.at("b2-1")).to_be_focused()
    mlp.page.keyboard.type("many")
    mlp.page.keyboard.press("Enter")
    expect(mlp.at("b2-1")).to_have_attribute("aria-invalid", "true")
    mlp.at("b2-1").fill("-0.5")
    mlp.page.keyboard.press("Enter")
    expect(mlp.at("b2-1")).to_have_attribute("data-value", "-0.5")
    mlp.page.keyboard.press("Escape")
    expect(mlp.at("unit-2-1")).to_be_focused()


def test_inputs_are_switched_on_and_off_and_one_stays(mlp: Mlp) -> None:
    mlp.click("features")
    mlp.click("feature-x1_squared")
    until(lambda: mlp.page.locator("[data-testid^=input-]").count() == 3, mlp.page)
    mlp.click("feature-x1")
    until(lambda: mlp.page.locator("[data-testid^=input-]").count() == 2, mlp.page)
    mlp.click("feature-x2")
    until(lambda: mlp.page.locator("[data-testid^=input-]").count() == 1, mlp.page)
    expect(mlp.at("input-0")).to_have_attribute("aria-label", "x₁²")
    expect(mlp.at("feature-x1_squared")).to_be_disabled()


def test_the_network_is_read_from_text_and_a_wrong_line_is_named(mlp: Mlp) -> None:
    mlp.define("in x1 x2\n6 tanh\n2 tanhh\nout linear\nloss softmax")
    expect(mlp.at("definition-error")).to_contain_text("Linha 3. ativação: “tanhh” não existe.")
    mlp.has(6, 2)
    mlp.at("definition-text").fill("in x1 x1_x2\n3 relu p=0,5 frozen=2\nout linear\nloss softmax")
    mlp.click("definition-replace")
    mlp.has(3)
    expect(mlp.at("definition-text")).to_have_count(0)
    expect(mlp.at("input-1")).to_have_attribute("aria-label", "x₁x₂")
    expect(mlp.at("unit-0-1")).to_have_attribute("aria-label", "neurônio 2 da camada 1, congelado")
    mlp.click("network-text")
    text = mlp.at("definition-text").input_value()
    assert text == "in x1 x1_x2\n3 relu p=0.5 frozen=2\nout linear\nloss softmax"


def test_the_diagram_is_one_tab_stop_that_the_arrows_walk(mlp: Mlp) -> None:
    mlp.tab_to("[data-testid=network]")
    expect(mlp.at("unit-0-0")).to_be_focused()
    mlp.page.keyboard.press("ArrowRight")
    mlp.page.keyboard.press("ArrowDown")
    expect(mlp.at("unit-1-1")).to_be_focused()
    expect(mlp.at("b1-1")).to_be_visible()
    mlp.page.keyboard.press("ArrowLeft")
    expect(mlp.at("W1-1-0")).to_be_focused()
    label = "peso de neurônio 1 da camada 1 para neurônio 2 da camada 2"
    expect(mlp.at("W1-1-0")).to_have_attribute("aria-label", label)
    mlp.page.keyboard.press("ArrowLeft")
    expect(mlp.at("unit-0-0")).to_be_focused()
    mlp.page.keyboard.press("Tab")
    assert not mlp.page.evaluate("() => document.activeElement.matches('.net-unit')")
