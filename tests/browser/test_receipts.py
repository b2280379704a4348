"""Any number asked why: its arithmetic opens in its place, stays live, and ends with its number."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.pages import Linear, Mlp, until
from tests.browser.test_access import COLOURS, violations
from tests.browser.test_layout import FAULTS, OVERFLOW
from tests.server import Server

FRAME = (
    "data=lecture_frame&loss=weston_watkins&penalty=l2:0.1,l2_convention:cs231n"
    "&optimizer=gd,learning_rate:0.1"
)
HUGE = "data=lecture_frame&loss=weston_watkins&penalty=l2:0.1&optimizer=gd,learning_rate:1000000"
SMALL = """() => [...document.querySelectorAll(".receipt button")]
    .filter((e) => e.checkVisibility()).map((e) => e.getBoundingClientRect())
    .filter(({ width, height }) => Math.min(width, height) < 43.5).length"""
STOPS = "() => document.querySelectorAll('.samples tbody [tabindex=\"0\"]').length"


def answers(scene: Linear, testid: str) -> None:
    """The open receipt ends with the number of the cell, to the last digits."""

    def apart() -> bool:
        shown = scene.values()
        ends = float(shown.get("receipt-value", "nan"))
        return ends == pytest.approx(float(shown[testid]), rel=1e-12, abs=1e-15)

    until(apart, scene.page)
    assert apart(), (testid, scene.values().get("receipt-value"))


def lines(scene: Linear, table: str) -> list[str]:
    """Working and value of each line of the receipt, as a person reads them."""
    rows = scene.page.locator(f".receipt-{table} tr").all()
    return [" | ".join(filter(None, row.locator("td.num").all_inner_texts())) for row in rows]


def top(scene: Linear, selector: str) -> float:
    box = scene.page.locator(selector).bounding_box()
    assert box is not None
    return box["y"]


def test_a_gradient_opens_beside_the_samples_row_by_row(page: Page, server: Server) -> None:
    page.emulate_media(reduced_motion="reduce")
    linear = Linear(page).open(server.url, FRAME)
    receipt, button = linear.at("receipt"), page.locator(".why", has=linear.at("dW-0-0"))
    expect(receipt).to_be_hidden()
    linear.click("dW-0-0")
    expect(receipt.get_by_role("heading")).to_contain_text("peso de x 0 para escore 0")
    expect(page.locator(".receipt-sums tr")).to_have_count(4)
    assert lines(linear, "terms")[2:7] == [
        "−1 · 0,30 | −0,30",
        "1 · (−0,40) | −0,40",
        "1 · (−0,30) | −0,30",
        "0 · (−0,70) | 0",
        "1 · 0,70 | 0,70",
    ]
    expect(page.locator(".receipt-sums tr").first).to_contain_text("soma −0,30 ÷ 9")
    assert lines(linear, "sums") == ["−0,0333", "0,0562", "0,0229", "1,1216"]
    for i in range(9):
        row = top(linear, f'.receipt-terms tr[data-index="{i}"]')
        assert row == pytest.approx(top(linear, f'[data-testid="row-{i}"]'), abs=1.5)
    assert page.evaluate(OVERFLOW) == 0, "one screen"
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(linear.at("pull-caption")).to_have_text("quem puxa a reta s₀ = 0 (×12)")
    expect(page.locator("[data-panel=live]")).to_contain_text("Termos: 9")
    answers(linear, "dW-0-0")

    before = linear.value("receipt-value")
    page.mouse.move(*linear.centre(6))
    page.mouse.down()
    page.mouse.move(*[part + 60 for part in linear.centre(6)], steps=4)
    until(lambda: linear.value("receipt-value") != before, page)
    assert linear.value("receipt-value") != before, "it is live while a point is carried"
    page.mouse.up()
    answers(linear, "dW-0-0")
    linear.click("btn-play")
    before = linear.value("receipt-value")
    until(lambda: linear.value("receipt-value") != before, page)
    assert linear.value("receipt-value") != before, "and while it trains"
    linear.click("btn-play")
    linear.settle()
    answers(linear, "dW-0-0")

    page.locator(".receipt-sums .why").click()
    expect(receipt.get_by_role("heading")).to_contain_text("próximo valor")
    after = linear.experiment(penalty={"l2": 0.1, "l2_convention": "cs231n"})
    after.step()
    assert linear.value("receipt-value") == pytest.approx(after.params["W0"][0, 0], rel=1e-12)
    linear.click("receipt-back")
    answers(linear, "dW-0-0")
    assert violations(page, ".receipt") == []
    linear.click("theme")
    assert violations(page, ".receipt", COLOURS) == []
    linear.click("lang")
    expect(linear.at("pull-caption")).to_have_text("who pulls the line s₀ = 0 (×12)")
    linear.click("receipt-close")
    expect(receipt).to_be_hidden()
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(linear.at("pull-caption")).to_be_hidden()


def test_every_number_is_asked_from_the_keyboard_and_ends_with_itself(linear: Linear) -> None:
    page, press = linear.page, linear.page.keyboard.press
    heading = page.locator("#receipt-title")
    assert page.evaluate(STOPS) == 1, "the table stays one stop of the Tab key"
    linear.at("x-2-1").focus()
    press("ArrowRight")
    expect(linear.at("s-2-0")).to_be_focused()
    press("ArrowRight")
    press("g")
    expect(heading).to_contain_text("escore 1")
    answers(linear, "s-2-1")
    press("Enter")
    expect(linear.at("receipt")).to_be_hidden()
    press("Enter")
    linear.click("receipt-plus")
    expect(linear.at("receipt-point")).to_have_text("amostra 4")
    answers(linear, "s-3-1")
    press("Escape")
    expect(linear.at("s-2-1")).to_be_focused()
    for testid in ("loss-4", "loss-mean", "data-loss", "penalty", "total-loss", "db-1"):
        linear.at(testid).click()
        answers(linear, testid)
    linear.at("W-1-0").focus()
    press("g")
    answers(linear, "dW-1-0")
    press("Enter")
    press("g")
    expect(linear.at("receipt")).to_be_visible()
    press("Escape")
    expect(linear.at("receipt")).to_be_visible()
    press("Escape")
    expect(linear.at("receipt")).to_be_hidden()
    expect(linear.at("W-1-0")).to_be_focused()

    linear.at("point-8").focus()
    press("g")
    answers(linear, "loss-8")
    linear.at("point-2").focus()
    press("Delete")
    answers(linear, "loss-7")
    expect(linear.at("receipt-point")).to_have_text("amostra 8")
    linear.at("point-7").focus()
    press("Delete")
    expect(linear.at("receipt")).to_be_hidden()
    expect(page.locator("[data-panel=notice]")).to_contain_text("não existe mais")


def test_weights_and_units_of_a_network_answer(mlp: Mlp) -> None:
    page, press = mlp.page, mlp.page.keyboard.press
    page.emulate_media(reduced_motion="reduce")
    mlp.click("btn-step")
    hidden = page.locator(".hidden-space")
    expect(hidden).to_be_visible()
    mlp.click("unit-0-2")
    mlp.click("why-0-2")
    expect(mlp.at("receipt-activation")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".receipt-terms tr")).to_have_count(3)
    expect(hidden).to_be_hidden()
    received = sum(number(line) for line in lines(mlp, "terms"))
    mlp.click("receipt-z")
    expect(page.locator("#receipt-title")).to_contain_text("recebe")
    expect(mlp.at("receipt-value")).to_be_visible()
    assert mlp.value("receipt-value") == pytest.approx(received, abs=2e-4)
    mlp.click("receipt-delta")
    expect(page.locator("#receipt-title")).to_contain_text("delta")
    expect(page.locator(".receipt-sums")).to_contain_text("tanh′")
    mlp.click("receipt-close")
    expect(hidden).to_be_visible()

    mlp.at("unit-0-2").focus()
    press("ArrowLeft")
    expect(mlp.at("W0-2-0")).to_be_focused()
    press("g")
    answers(mlp, "dW0-2-0")
    assert len(lines(mlp, "terms")) == 65
    expect(page.locator(".receipt-terms .is-rest")).to_contain_text(
        "as demais amostras juntas (36)"
    )
    press("Escape")
    expect(mlp.at("W0-2-0")).to_be_focused()
    mlp.click("tab-samples")
    for testid in ("s-3-1", "loss-3", "data-loss", "total-loss"):
        mlp.at(testid).click()
        answers(mlp, testid)
    mlp.click("btn-play")
    before = mlp.value("receipt-value")
    until(lambda: mlp.value("receipt-value") != before, page)
    mlp.click("btn-play")
    answers(mlp, "total-loss")
    assert violations(page, "main") == []


def number(line: str) -> float:
    """The value of a line, as printed."""
    return float(line.split(" | ")[-1].replace("−", "-").replace(",", "."))


@pytest.mark.parametrize("sized", ["design", "projector"], indirect=True)
def test_huge_numbers_keep_a_receipt_and_its_table_in_sight(
    sized: tuple[str, Page], server: Server
) -> None:
    size, page = sized
    linear = Linear(page).open(server.url, HUGE)
    if size == "projector":
        linear.click("projector")
    linear.click("btn-step")
    linear.click("dW-0-0")
    answers(linear, "dW-0-0")
    for cell in ("loss-0", "loss-8", "loss-mean"):
        expect(linear.at(cell)).to_be_in_viewport(ratio=0.9)
    receipt, last = linear.at("receipt"), page.locator(".receipt-sums tr").last
    assert bottom(last) <= bottom(receipt) + 1
    assert page.evaluate(FAULTS) == []
    expect(linear.at("cue")).to_be_visible()
    cue, caption = linear.at("cue").bounding_box(), page.locator(".pull-arrow").bounding_box()
    assert cue is not None
    assert caption is not None
    assert cue["x"] + cue["width"] <= caption["x"] + 1


def bottom(locator: Locator) -> float:
    box = locator.bounding_box()
    assert box is not None
    return box["y"] + box["height"]


def test_what_an_update_is_made_of_stays_in_sight_under_what_it_remembers(
    page: Page, server: Server
) -> None:
    mlp = Mlp(page).open(server.url, "data=cs231n&hidden=3,tanh&optimizer=adam,learning_rate:0.01")
    mlp.click("btn-step")
    mlp.at("unit-0-2").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("g")
    answers(mlp, "dW0-2-0")
    page.locator(".receipt-sums .why").click()
    step = page.locator(".receipt-terms tr").last
    expect(step).to_contain_text("passo")
    expect(step).to_be_in_viewport(ratio=0.9)


@pytest.mark.parametrize("sized", ["phone"], indirect=True)
def test_on_a_phone_it_is_a_sheet_under_the_plane(sized: tuple[str, Page], server: Server) -> None:
    _, page = sized
    page.emulate_media(reduced_motion="reduce")
    linear = Linear(page).open(server.url, FRAME)
    linear.at("dW-1-1").tap()
    answers(linear, "dW-1-1")
    sheet, plane = linear.at("receipt").bounding_box(), linear.at("plane").bounding_box()
    footer = page.locator(".transport").bounding_box()
    assert sheet is not None
    assert plane is not None
    assert footer is not None
    assert sheet["y"] >= plane["y"] + plane["height"] - 1
    assert sheet["y"] + sheet["height"] <= footer["y"] + 1
    expect(page.locator(".receipt-terms tr:first-child th .mark")).to_be_visible()
    expect(linear.at("receipt-value")).to_be_in_viewport(ratio=1)
    assert page.evaluate(SMALL) == 0
    assert violations(page, ".receipt") == []
    linear.at("receipt-close").tap()
    expect(linear.at("receipt")).to_be_hidden()
