"""The diagram of the network in a real browser: what it changes is what the engine then has."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import Mlp, until
from tests.browser.test_access import violations
from tests.server import Server

UNITS = """() => [...document.querySelectorAll("[data-testid^=units-]")]
    .map((field) => Number(field.dataset.value))"""


class Diagram(Mlp):
    """`/mlp`: the diagram of the network and the editor of its layers over it."""

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

    def called(self, testid: str, name: str) -> None:
        """What a thing is called for whoever hears it."""
        expect(self.at(testid)).to_have_attribute("aria-label", name)

    def define(self, text: str) -> None:
        self.click("network-text")
        self.at("definition-text").fill(text)
        self.click("definition-replace")


@pytest.fixture
def diagram(page: Page, server: Server) -> Diagram:
    """The scene with ConvNetJS's own network."""
    return Diagram(page).open(server.url)


def test_layers_and_units_come_and_go_while_it_trains(diagram: Diagram) -> None:
    diagram.has(6, 2)
    diagram.click("btn-play")
    diagram.click("add-unit-0")
    diagram.click("add-unit-0")
    diagram.click("remove-unit-1")
    diagram.has(8, 1)
    diagram.click("add-layer-1")
    diagram.has(8, 4, 1)
    diagram.type("units-1", "5")
    diagram.has(8, 5, 1)
    until(lambda: diagram.drawn(1) == 5, diagram.page)
    assert [diagram.drawn(layer) for layer in range(4)] == [8, 5, 1, 2]
    diagram.click("layer-1")
    diagram.click("remove-layer-1")
    diagram.has(8, 1)
    reached = diagram.iteration
    until(lambda: diagram.iteration > reached, diagram.page)
    diagram.click("btn-play")
    assert diagram.stopped() > reached


def test_presses_faster_than_the_answers_add_up(diagram: Diagram) -> None:
    press = "() => document.querySelector('[data-testid=add-unit-0]').click()"
    diagram.page.evaluate(f"() => [1, 2, 3].forEach({press})")
    diagram.has(9, 2)


def test_what_the_other_layers_learned_stays(diagram: Diagram) -> None:
    diagram.click("btn-epoch")
    diagram.settle()
    learned = [diagram.weight(0, 3, 1), diagram.weight(2, 1, 1)]
    diagram.click("add-layer-1")
    diagram.has(6, 4, 2)
    assert [diagram.weight(0, 3, 1), diagram.weight(3, 1, 1)] == learned
    diagram.click("layer-1")
    diagram.click("remove-layer-1")
    diagram.has(6, 2)
    assert [diagram.weight(0, 3, 1), diagram.weight(2, 1, 1)] == learned


def test_a_layer_has_its_own_activation_dropout_and_freeze(diagram: Diagram) -> None:
    diagram.click("layer-0")
    diagram.choose("activation-0", "leaky_relu")
    diagram.type("dropout-0", "0,5")
    diagram.click("frozen-0")
    expect(diagram.at("layer-0")).to_contain_text("Leaky ReLU · p 0,5")
    expect(diagram.at("unit-0-0")).to_have_attribute(
        "aria-label", "neurônio 1 da camada 1, congelado"
    )
    diagram.page.keyboard.press("Escape")
    expect(diagram.at("layer-0")).to_be_focused()
    still, moving = diagram.weight(0, 0, 0), diagram.weight(1, 0, 0)
    diagram.click("btn-epoch")
    diagram.settle()
    assert diagram.weight(0, 0, 0) == still
    assert diagram.weight(1, 0, 0) != moving


def test_a_frozen_unit_stays_while_its_neighbour_learns(diagram: Diagram) -> None:
    diagram.at("unit-0-1").focus()
    diagram.page.keyboard.press("f")
    expect(diagram.at("unit-0-1")).to_have_attribute(
        "aria-label", "neurônio 2 da camada 1, congelado"
    )
    expect(diagram.at("freeze-0-1")).to_be_checked()
    before = [diagram.weight(0, unit, 0) for unit in (1, 2)]
    diagram.click("btn-step")
    diagram.settle()
    assert diagram.weight(0, 1, 0) == before[0]
    assert diagram.weight(0, 2, 0) != before[1]


def test_a_weight_is_found_with_the_mouse_and_typed_over(diagram: Diagram) -> None:
    box = diagram.at("input-0").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] + 3, box["y"] + box["height"] / 2
    diagram.page.mouse.move(x, y)
    cell = diagram.page.locator(".net-tag [data-testid^=W0-]")
    expect(cell).to_be_visible()
    name = str(cell.get_attribute("data-testid"))
    diagram.page.mouse.click(x, y)
    expect(cell).to_be_focused()
    diagram.page.keyboard.type("1,75")
    diagram.page.keyboard.press("Enter")
    expect(diagram.at(name)).to_have_attribute("data-value", "1.75")
    diagram.page.keyboard.press("ArrowRight")
    _, row, source = name.split("-")
    assert diagram.weight(0, int(row), int(source)) == 1.75
    diagram.page.keyboard.press("Enter")
    diagram.page.keyboard.type("9")
    diagram.page.keyboard.press("Escape")
    expect(diagram.at(name)).to_have_attribute("data-value", "1.75")


def test_a_bias_is_typed_and_what_is_no_number_is_refused(diagram: Diagram) -> None:
    diagram.click("unit-2-1")
    diagram.page.keyboard.press("Enter")
    expect(diagram.at("b2-1")).to_be_focused()
    diagram.page.keyboard.type("many")
    diagram.page.keyboard.press("Enter")
    expect(diagram.at("b2-1")).to_have_attribute("aria-invalid", "true")
    diagram.at("b2-1").fill("-0.5")
    diagram.page.keyboard.press("Enter")
    expect(diagram.at("b2-1")).to_have_attribute("data-value", "-0.5")
    diagram.page.keyboard.press("Escape")
    expect(diagram.at("unit-2-1")).to_be_focused()


def test_inputs_are_switched_on_and_off_and_one_stays(diagram: Diagram) -> None:
    diagram.click("features")
    diagram.click("feature-x1_squared")
    until(lambda: diagram.page.locator("[data-testid^=input-]").count() == 3, diagram.page)
    diagram.click("feature-x1")
    until(lambda: diagram.page.locator("[data-testid^=input-]").count() == 2, diagram.page)
    diagram.click("feature-x2")
    until(lambda: diagram.page.locator("[data-testid^=input-]").count() == 1, diagram.page)
    diagram.called("input-0", "x₁²")
    expect(diagram.at("feature-x1_squared")).to_be_disabled()


def test_the_output_of_a_regression_is_a_value(diagram: Diagram) -> None:
    diagram.called("unit-2-0", "saída da classe 0")
    diagram.choose("preset", "curve")
    diagram.called("unit-2-0", "saída")
    expect(diagram.at("unit-2-0")).to_have_text("y")
    diagram.choose("preset", "convnetjs")
    diagram.called("unit-2-0", "saída da classe 0")


def test_the_network_is_read_from_text_and_a_wrong_line_is_named(diagram: Diagram) -> None:
    diagram.define("in x1 x2\n6 tanh\n2 tanhh\nout linear\nloss softmax")
    expect(diagram.at("definition-error")).to_contain_text("Linha 3. ativação: “tanhh” não existe.")
    diagram.has(6, 2)
    lines = "in x1 x1_x2\n3 relu p=0,5 frozen=2\nout linear\nloss softmax"
    diagram.at("definition-text").fill(lines)
    diagram.click("definition-replace")
    diagram.has(3)
    expect(diagram.at("definition-text")).to_have_count(0)
    diagram.called("input-1", "x₁x₂")
    expect(diagram.at("unit-0-1")).to_have_attribute(
        "aria-label", "neurônio 2 da camada 1, congelado"
    )
    diagram.click("network-text")
    assert diagram.at("definition-text").input_value() == lines.replace(",", ".")


def test_no_accessibility_violations_at_what_opens(diagram: Diagram) -> None:
    for testid in ("features", "layer-1"):
        diagram.click(testid)
        assert (testid, violations(diagram.page, ".network")) == (testid, [])
        diagram.page.keyboard.press("Escape")
    diagram.weight(1, 0, 0)
    assert violations(diagram.page, ".network") == []
    diagram.click("network-text")
    assert violations(diagram.page, "dialog[open]") == []


def test_the_diagram_is_one_tab_stop_that_the_arrows_walk(diagram: Diagram) -> None:
    diagram.tab_to("[data-testid=network]")
    expect(diagram.at("unit-0-0")).to_be_focused()
    diagram.page.keyboard.press("ArrowRight")
    diagram.page.keyboard.press("ArrowDown")
    expect(diagram.at("unit-1-1")).to_be_focused()
    expect(diagram.at("b1-1")).to_be_visible()
    diagram.page.keyboard.press("ArrowLeft")
    expect(diagram.at("W1-1-0")).to_be_focused()
    diagram.called("W1-1-0", "peso de neurônio 1 da camada 1 para neurônio 2 da camada 2")
    diagram.page.keyboard.press("ArrowLeft")
    expect(diagram.at("unit-0-0")).to_be_focused()
    diagram.page.keyboard.press("Tab")
    assert not diagram.page.evaluate("() => document.activeElement.matches('.net-unit')")
