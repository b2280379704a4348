"""The server goes, training leaves the finite numbers: what the page says, and the way on."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Watch
from tests.browser.pages import Linear, Mlp, until
from tests.browser.test_access import violations
from tests.server import Server

STEEP = (
    "data=convnet_circle&loss=squared_error&penalty=l2:0.001&hidden=6,relu&seed=1&speed=max"
    "&optimizer=momentum,learning_rate:3"
)
TOO_FAR = (
    "data=cs231n&loss=squared_error&seed=1&speed=max&optimizer=rmsprop,learning_rate:1000000000"
    "&hidden=" + ";".join(["3,linear"] * 8)
)


def diverge(linear: Linear, rate: str = "5") -> None:
    linear.type("l2", "1")
    linear.type("step-size", rate)
    linear.at("speed").press("End")
    linear.page.keyboard.press("Escape")
    linear.click("btn-play")
    expect(linear.page.get_by_role("alert")).to_be_visible()


def test_a_divergence_names_step_cause_and_limit_and_leads_back(linear: Linear) -> None:
    diverge(linear)
    stopped = linear.stopped()
    card = linear.page.get_by_role("alert")
    expect(card).to_contain_text(f"Divergiu no passo {stopped}")
    expect(card).to_contain_text("Deixou de ser finito:")
    expect(card).to_contain_text(
        "Com λ = 1, a taxa de aprendizado só é estável até α = 2 (exato); aqui α = 5."
    )
    shown = "element => getComputedStyle(element.querySelector('.under')).opacity"
    assert linear.at("plane").evaluate(shown) == "0.35"
    back = card.get_by_role("button", name=re.compile(r"^Voltar ao \d+$"))
    target = int(back.inner_text().split()[-1])
    assert target < stopped
    back.focus()
    linear.page.keyboard.press("Enter")
    expect(card).to_be_hidden()
    expect(linear.at("btn-play")).to_be_focused()
    expect(linear.at("iteration")).to_have_attribute("data-value", str(target))
    linear.shows(linear.experiment(penalty={"l2": 1.0}))
    expect(linear.at("step-size")).to_have_attribute("data-value", "5")


def test_half_the_limit_trains_on(linear: Linear) -> None:
    diverge(linear)
    stopped = linear.stopped()
    linear.page.get_by_role("alert").get_by_role("button", name="Repetir com α = 1").click()
    until(lambda: linear.iteration > stopped + 500, linear.page)
    expect(linear.at("step-size")).to_have_attribute("data-value", "1")
    expect(linear.page.get_by_role("alert")).to_be_hidden()
    linear.click("btn-play")
    assert linear.value("total-loss") < 10


def test_a_network_goes_back_to_its_best_step_and_trains_on_below_an_estimated_limit(
    page: Page, server: Server
) -> None:
    """And where an optimiser measures its own steps there is no limit to speak of."""
    mlp = Mlp(page).open(server.url, STEEP)
    mlp.click("btn-play")
    card = mlp.page.get_by_role("alert")
    limit = r"\(estimado no passo (\d+)\); aqui α = 3\."
    expect(card).to_contain_text(re.compile(limit))
    found = re.search(limit, card.inner_text())
    assert found is not None
    best = found[1]
    expect(card.get_by_role("button")).to_have_text(
        [f"Voltar ao {best}", "Repetir com α = 1,5", re.compile(r"^Repetir com α = 0,\d+$")]
    )
    assert violations(mlp.page, ".card") == []
    stopped = mlp.iteration
    card.get_by_role("button").last.click()
    until(lambda: mlp.iteration > stopped + 300, mlp.page)
    expect(card).to_be_hidden()
    mlp.click("btn-play")
    assert mlp.value("total-loss") < 1

    mlp.settle()
    mlp.open(server.url, TOO_FAR)
    mlp.click("btn-play")
    expect(card).to_contain_text("RMSprop mede cada passo pelos gradientes")
    expect(card.get_by_role("button")).to_have_count(2)


def test_away_and_back(page: Page, own_server: Server, watch: Watch) -> None:
    page.clock.install()
    linear = Linear(page).open(own_server.url)
    linear.click("btn-step")
    expect(linear.at("iteration")).to_have_attribute("data-value", "1")
    own_server.kill()
    bar = linear.at("connection")
    linear.connection("reconnecting")
    expect(bar).to_contain_text("Reconectando… tentativa")
    before = linear.data()["points"][0]
    linear.drag(0, 40, 0)
    assert linear.data()["points"][0][0] > before[0]
    page.clock.fast_forward(30_000)
    linear.connection("lost")
    expect(bar).to_contain_text("Sem servidor há 30 s. Nada se perdeu: o passo 1 está salvo aqui.")
    own_server.start()
    bar.get_by_role("button", name="Tentar agora").click()
    linear.connection("live")
    expect(bar).to_contain_text("De volta. Retomado no passo 1.")
    expect(bar).to_be_hidden(timeout=6000)
    watch.forgive("ERR_CONNECTION_REFUSED")
    linear.shows(linear.experiment())
    assert linear.data()["points"][0][0] > before[0]


def test_a_refusal_is_said_in_words_and_goes_away(linear: Linear) -> None:
    linear.type("step-size", "9e8")
    until(lambda: "learning_rate:900000000" in linear.page.url, linear.page)
    linear.page.evaluate("() => document.activeElement.blur()")
    linear.page.keyboard.press("]")
    notice = linear.page.locator("[data-panel=notice]")
    expect(notice).to_contain_text("taxa de aprendizado")
    expect(notice).to_be_hidden(timeout=12_000)
