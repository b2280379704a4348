"""Asking the class: bets before an update, hidden numbers; and what an update did, marked."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watch
from tests.browser.pages import Linear, Mlp, until
from tests.browser.plane import spot
from tests.browser.test_access import violations
from tests.server import Server

GRADIENT = [139, 30, 125]  # the token, light
# How many pixels of a canvas are of about this colour.
COLOURED = """([selector, colour]) => {
  const canvas = document.querySelector(selector);
  const sheet = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
  sheet.drawImage(canvas, 0, 0);
  const { data } = sheet.getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let i = 0; i < data.length; i += 4)
    if (data[i + 3] > 200 && colour.every((part, j) => Math.abs(data[i + j] - part) < 6)) count++;
  return count;
}"""
PLACES = """() => [...document.querySelectorAll("[data-panel]:not([data-panel=live]), .hint")]
  .map((one) => Object.values(one.getBoundingClientRect().toJSON()).join(" "))"""
# Whether a number stands anywhere in the page: in a text, an attribute or a field.
STANDS = """(digits) => [...document.querySelectorAll("*")].filter((one) =>
  [...one.attributes].some(({ value }) => value.includes(digits)) || one.value?.includes?.(digits)
  || [...one.childNodes].some((node) => node.nodeType === 3 && node.data.includes(digits)))
  .map((one) => one.outerHTML.slice(0, 120))"""
# The handles of a drawn bet that are not what lies at their middle.
BURIED = """() => [...document.querySelectorAll(".bet-handle")].filter((one) => {
  const { x, y, width, height } = one.getBoundingClientRect();
  return document.elementFromPoint(x + width / 2, y + height / 2) !== one;
}).map((one) => one.dataset.testid)"""
# Whether a line does not fit, or something lies on it.
CUT = """(line) => {
  const { x, y, width, height } = line.getBoundingClientRect();
  const top = document.elementFromPoint(x + 9, y + height - 2);
  return line.scrollWidth > line.clientWidth || !line.contains(top);
}"""
SCENES = pytest.mark.parametrize("scene", ["linear", "mlp"])


@pytest.fixture
def opened(scene: str, page: Page, server: Server) -> Linear:
    return Linear(page).open(server.url) if scene == "linear" else Mlp(page).open(server.url)


def coloured(page: Page, canvas: str) -> int:
    found: int = page.evaluate(COLOURED, [canvas, GRADIENT])
    return found


def printed(value: float) -> str:
    return f"{value:.2f}".replace(".", ",").replace("-", "\u2212")


@SCENES
def test_an_update_is_restated_and_its_cause_marked(opened: Linear, scene: str) -> None:
    page, cue = opened.page, opened.at("cue")
    before, layout = opened.value("total-loss"), page.evaluate(PLACES)
    expect(cue).to_be_hidden()
    quiet = coloured(page, ".plane .over")
    opened.click("btn-step")
    expect(cue).to_contain_text(re.compile(r"^(Passo|Iteração) 1: .*perda .* amostra \d+\.?$"))
    if scene == "linear":
        expect(cue).to_contain_text(
            f"a perda caiu de {printed(before)} para {printed(opened.value('total-loss'))}; mais"
        )
        sample = int(re.findall(r"\d+", cue.inner_text())[-1])
        expect(opened.at(f"row-{sample - 1}")).to_have_class(re.compile("is-puller"))
    else:
        assert coloured(page, ".net-units") > 20
    expect(page.locator("[data-panel=live]")).to_contain_text("mais puxou: amostra")
    until(lambda: coloured(page, ".plane .over") > quiet + 20, page)
    assert coloured(page, ".plane .over") > quiet + 20
    assert page.evaluate(PLACES) == layout
    assert violations(page, "figcaption") == []
    opened.click("btn-play")
    expect(cue).to_be_hidden()
    opened.click("btn-play")
    opened.stopped()
    expect(cue).to_be_hidden()
    opened.click("btn-step")
    expect(cue).to_be_visible()
    opened.click("btn-back")
    expect(cue).to_be_hidden()


def test_what_was_before_goes_but_where_nothing_may_move_stays(linear: Linear) -> None:
    page = linear.page
    ink = "() => document.querySelector('.plane .over').toDataURL()"
    for stays in (False, True):
        page.emulate_media(reduced_motion="reduce" if stays else "no-preference")
        linear.click("btn-step")
        page.mouse.move(0, 0)
        expect(linear.at("cue")).to_be_visible()
        page.wait_for_timeout(350)
        first = page.evaluate(ink)
        page.wait_for_timeout(850)
        assert (page.evaluate(ink) == first) is stays


@pytest.mark.parametrize("sized", ["design", "low", "tablet", "projector"], indirect=True)
def test_the_sentence_names_who_pulled_on_every_screen(
    sized: tuple[str, Page], server: Server
) -> None:
    size, page = sized
    mlp = Mlp(page).open(server.url)
    if size == "projector":
        mlp.click("projector")
    mlp.click("btn-step")
    cue = mlp.at("cue")
    expect(cue).to_contain_text(re.compile(r"puxou: amostra \d+"))
    expect(cue).to_be_in_viewport(ratio=1)
    assert cue.evaluate(CUT) is False


@SCENES
def test_a_hidden_number_is_nowhere_until_it_is_typed(opened: Linear, scene: str) -> None:
    page = opened.page
    cells = ["total-loss", "data-loss"]
    if scene == "linear":
        cells += ["loss-2", "s-3-1", "dW-1-0", "W-0-1"]
    opened.click("btn-step")
    until(lambda: opened.iteration == 1, page)
    numbers = {cell: opened.values()[cell] for cell in cells}
    hide(opened, cells)
    through_training_and_dragging(opened, scene)
    for digits in numbers.values():
        assert page.evaluate(STANDS, digits) == []
    assert not set(cells) & opened.values().keys()
    if scene == "linear":
        bar = "slider => [slider.value, slider.getAttribute('aria-valuetext')]"
        assert opened.at("edit-slider").evaluate(bar) == ["0", None]
    total = float(numbers["total-loss"])
    assert page.evaluate(STANDS, f"total {printed(total)}") == []
    box = opened.at("ask-total-loss")
    for guess, answer in (("nada", "Isso não é um número."), (printed(total + 1), "Ainda não.")):
        box.fill(guess)
        box.press("Enter")
        expect(page.get_by_text(answer)).to_be_visible()
        expect(box).to_have_attribute("aria-invalid", "true")
    box.fill(f"{total:.2f}")
    box.press("Enter")
    expect(box).to_be_hidden()
    expect(opened.at("total-loss")).to_have_class(re.compile("is-right"))
    assert opened.values()["total-loss"] == numbers["total-loss"]
    expect(page.locator("[data-panel=live]")).to_contain_text("Certo: perda total")
    opened.at("ask-data-loss").focus()
    opened.click("show-ask-data-loss")
    expect(opened.at("data-loss")).to_have_attribute("data-value", numbers["data-loss"])
    opened.click("classroom")
    if scene == "linear":
        opened.click("reveal-all")
    until(lambda: set(cells) <= opened.values().keys(), page)
    assert {cell: opened.values()[cell] for cell in cells} == numbers


def hide(scene: Linear, cells: list[str]) -> None:
    """Press each of them, some with the keyboard, while that is what a press does."""
    scene.click("classroom")
    scene.click("hide")
    for cell in cells[:-1]:
        if cell.startswith("dW"):
            scene.at(cell[1:]).focus()
            scene.page.keyboard.press("Shift+Enter")
        else:
            scene.click(cell)
    scene.at(cells[-1]).focus()
    scene.page.keyboard.press("Enter")
    expect(scene.page.locator(".hide-says")).to_have_text(f"Escondidos: {len(cells)}.")
    expect(scene.at("point-0")).to_have_accessible_name(re.compile("^amostra 1"))
    assert violations(scene.page, "main" if scene.path == "linear" else ".hide-bar") == []
    scene.click("hide-done")


def through_training_and_dragging(scene: Linear, name: str) -> None:
    """And back to where it was, by the same update and the drag taken back."""
    page = scene.page
    scene.click("btn-step")
    until(lambda: scene.iteration == 2, page)
    if name == "linear":
        before = scene.data()["points"]
        scene.drag(2, 14, 10)
        until(lambda: scene.data()["points"] != before, page)
        assert "loss-2" not in scene.values()
        page.keyboard.press("Control+z")
        until(lambda: scene.data()["points"] == before, page)
        scene.at("point-2").hover()
        expect(scene.at("worked")).to_contain_text(re.compile(r"= \?$"))
        scene.click("loss-0")  # its arithmetic is free to be seen, that of the mean is not
        expect(page.locator("[data-panel=receipt]")).to_be_visible()
        page.keyboard.press("Escape")
    scene.click("btn-back")
    until(lambda: scene.iteration == 1, page)
    scene.at("timeline").focus()
    page.wait_for_timeout(400)


@SCENES
def test_the_class_bets_before_the_update(opened: Linear, scene: str) -> None:
    page, card = opened.page, opened.at("bet")
    opened.click("classroom")
    opened.at("predict").check()
    page.keyboard.press("Escape")
    page.evaluate("() => document.activeElement.blur()")
    if scene == "linear":
        expect(page.locator(".cell .is-bet")).to_have_count(1)
        hidden = page.locator(".cell:has(.is-bet) .why [data-testid]").get_attribute("data-testid")
        assert hidden is not None
        assert hidden not in opened.values()
        assert page.evaluate("() => localStorage.getItem('fronteira.predict')") == "true"
    page.keyboard.press("ArrowRight")
    update = "do passo" if scene == "linear" else "da iteração"
    expect(card.get_by_role("heading")).to_have_text(f"Antes {update} 1: qual é a sua aposta?")
    assert opened.iteration == 0
    page.keyboard.press("ArrowRight")  # among the three signs: the focus is in the card
    opened.at("bet-rose").check(force=True)
    draw(opened, scene)
    assert violations(page, ".plane") == []
    opened.click("bet-go")
    until(lambda: opened.iteration == 1, page)
    expect(opened.at("bet-result-loss")).to_contain_text("sua aposta: sobe; o certo: cai, de ")
    expect(opened.at("bet-result-sign")).to_contain_text("sua aposta: 0; o certo: ")
    expect(opened.at("bet-tally")).to_have_text("0 de 2 certas")
    expect(page.locator(".bet-sheet.is-done .bet-line")).to_have_attribute(
        "points", re.compile(r"\d")
    )
    assert violations(page, "[data-testid=bet]") == []
    opened.click("bet-next")
    opened.at("bet-fell").check(force=True)
    page.keyboard.press("Enter")
    expect(opened.at("bet-tally")).to_have_text("1 de 3 certas")
    opened.click("bet-close")
    opened.click("btn-step")
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    until(lambda: opened.iteration == 3, page)
    assert opened.iteration == 3
    opened.click("btn-play")
    expect(page.locator(".is-bet")).to_have_count(0)
    opened.click("btn-step")
    expect(card).to_be_hidden()
    opened.click("btn-play")


def ask_the_class(scene: Linear) -> None:
    """Before every update from now on; and the first one."""
    scene.click("classroom")
    scene.at("predict").check()
    scene.page.keyboard.press("Escape")
    scene.click("btn-step")
    expect(scene.at("bet")).to_be_visible()


@pytest.mark.parametrize("place", ["bet-fell", "bet-go", "bet-handle-0"])
def test_escape_skips_a_bet_wherever_the_focus_is_on_it(linear: Linear, place: str) -> None:
    ask_the_class(linear)
    linear.click("bet-draw")
    linear.at(place).focus()
    linear.page.keyboard.press("Escape")
    expect(linear.at("bet")).to_be_hidden()
    expect(linear.at("iteration")).to_have_attribute("data-value", "1")
    expect(linear.at("bet-sheet")).to_be_hidden()


def test_escape_closes_the_outcome_but_a_box_that_is_open_first(linear: Linear) -> None:
    page, card = linear.page, linear.at("bet")
    ask_the_class(linear)
    linear.at("bet-fell").check(force=True)
    linear.click("bet-go")
    expect(linear.at("bet-tally")).to_be_visible()
    linear.click("classroom")
    page.keyboard.press("Escape")
    expect(linear.at("predict")).to_be_hidden()
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(linear.at("iteration")).to_have_attribute("data-value", "1")


def test_a_bet_speaks_the_language_that_is_chosen_while_it_is_open(linear: Linear) -> None:
    card = linear.at("bet")
    ask_the_class(linear)
    linear.at("bet-fell").check(force=True)
    linear.at("lang").evaluate("button => button.click()")  # the focus stays
    expect(card.get_by_role("heading")).to_have_text("Before step 1: what is your bet?")
    expect(linear.at("bet-fell")).to_be_checked()
    expect(linear.at("bet-fell")).to_be_focused()
    linear.click("bet-go")
    expect(linear.at("bet-result-loss")).to_contain_text("falls, right: from ")


def test_a_bet_made_while_the_server_is_away_is_told_when_it_is_back(
    page: Page, own_server: Server, watch: Watch
) -> None:
    linear = Linear(page).open(own_server.url)
    linear.click("classroom")
    linear.at("predict").check()
    page.keyboard.press("Escape")
    linear.click("btn-step")
    linear.at("bet-fell").check(force=True)
    own_server.kill()
    linear.connection("reconnecting")
    for _ in range(2):
        linear.click("bet-go")  # pressed again, it is still one update
    linear.click("loss-2")
    waits = page.get_by_text("O recibo espera o servidor.")
    expect(waits).to_be_visible()
    own_server.start()
    linear.connection("live")
    watch.forgive("ERR_CONNECTION_REFUSED")
    expect(linear.at("bet-result-loss")).to_contain_text("cai, certo: de ")
    expect(linear.at("bet-tally")).to_have_text("1 de 1 certas")
    expect(waits).to_be_hidden()
    expect(linear.at("receipt-value")).to_have_attribute("data-value", linear.values()["loss-2"])
    assert linear.stopped() == 1


def test_an_answer_that_does_not_reach_the_server_says_so(
    page: Page, own_server: Server, watch: Watch
) -> None:
    linear = Linear(page).open(own_server.url)
    hide(linear, ["total-loss", "data-loss"])
    box = linear.at("ask-total-loss")
    own_server.kill()
    box.fill("1")
    box.press("Enter")
    expect(page.get_by_text("A resposta não chegou ao servidor.")).to_be_visible()
    own_server.start()
    linear.connection("live")
    watch.forgive("ERR_CONNECTION_REFUSED")
    box.press("Enter")
    expect(page.get_by_text("Ainda não.")).to_be_visible()


def draw(opened: Linear, scene: str) -> None:
    """A line by its ends and the arrows, a boundary in one stroke."""
    opened.click("bet-draw")
    line = opened.page.locator(".bet-line")
    assert opened.page.evaluate(BURIED) == []
    first = line.get_attribute("points")
    if scene == "linear":
        opened.page.keyboard.press("Shift+ArrowUp")
        expect(opened.at("bet-handle-1")).to_have_accessible_name(
            re.compile(r"ponto 2 de 2 da sua aposta: \(")
        )
    else:
        mouse = opened.page.mouse
        mouse.move(*spot(opened, -3, 0))
        mouse.down()
        mouse.move(*spot(opened, 0, 2), steps=6)
        mouse.move(*spot(opened, 3, 0), steps=6)
        mouse.up()
    expect(line).not_to_have_attribute("points", first or "")
    assert opened.value("iteration") == 0
