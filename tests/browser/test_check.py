"""The gradient check on the page: asked for, found, out of date, ended, named where it fails."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from engine import gradcheck
from tests.browser.pages import Linear, Mlp, until
from tests.browser.test_access import violations
from tests.server import Server

WIDE = (
    "data=blobs,count:400&loss=softmax&penalty=l2:0.01&optimizer=gd,learning_rate:0.1"
    "&hidden=64,relu;64,relu;64,relu&seed=1"
)
TWO = "points=1,0,0;0,1,1"
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def checked(scene: Linear) -> str:
    """Press the badge, and wait for what it says."""
    expect(scene.at("check")).to_have_text("conferir ∂")
    scene.click("check")
    expect(scene.at("check")).not_to_have_text(re.compile("conferir|conferindo"))
    return scene.at("check").inner_text().strip()


def reopen(scene: Linear, server: Server, address: str) -> None:
    """Another address, once the page has written its own."""
    scene.settle()
    scene.open(server.url, address)
    scene.settle()


def box(scene: Linear) -> Any:
    return scene.page.get_by_role("group", name="Conferência dos gradientes")


def test_the_linear_classifier(linear: Linear, server: Server) -> None:
    """Every gradient of it, the convention that is not meant to agree, and kinks of the loss."""
    badge, page = linear.at("check"), linear.page
    expect(badge).to_have_text("conferir ∂")
    said = checked(linear)
    found = gradcheck(linear.experiment())
    error = re.fullmatch(r"∂ conferido, erro (\d)·10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", said)
    assert error is not None, said
    shown = float(f"{error[1]}e{error[2].translate(RAISED)}")
    assert shown == float(f"{found.max_relative_error:.0e}")
    expect(badge.locator("svg")).to_be_visible()
    expect(page.locator("[data-panel=live]")).to_have_text(said)

    badge.focus()
    page.keyboard.press("Enter")
    expect(box(linear)).to_contain_text("Os gradientes conferem.")
    expect(box(linear).locator("dd").first).to_have_text("9")
    assert found.where is not None
    letter, index = found.where[0][0], ",".join(map(str, found.where[1]))
    expect(box(linear).locator("dd").nth(1).locator(".m")).to_have_text(letter + index)
    assert violations(page, ".params") == []
    page.keyboard.press("Escape")
    expect(box(linear)).to_be_hidden()
    expect(badge).to_be_focused()

    linear.drag(0, 30, 0)
    expect(badge).to_have_text("∂ conferido; já mudou")
    linear.click("check")
    expect(box(linear)).to_contain_text("mudaram desde então")
    linear.click("check-again")
    expect(badge).to_have_text(re.compile("^∂ conferido, erro"))
    linear.click("btn-step")
    expect(badge).to_have_text("∂ conferido; já mudou")
    linear.click("btn-back")
    expect(badge).to_have_text(re.compile("^∂ conferido, erro"))

    reopen(linear, server, "data=lecture_frame&penalty=l2:0.1,l2_convention:cs231n")
    assert checked(linear) == "∂ não confere: convenção CS231n"
    linear.click("check")
    expect(box(linear)).to_contain_text("mostra λΣW², mas dá o passo com ½λW")
    page.keyboard.press("Escape")
    linear.choose("l2-convention", "half")
    expect(badge).to_have_text("∂ não confere; já mudou")

    reopen(linear, server, f"{TWO}&loss=weston_watkins&W0=1,0;0,3&b0=0,0")
    assert checked(linear).startswith("∂ conferido, erro ")
    linear.click("check")
    expect(box(linear).locator("dd").last).to_have_text("4")
    kink = re.compile("a perda da amostra 1 tem uma quina em")
    expect(box(linear).locator("li").first).to_have_text(kink)
    expect(box(linear)).to_contain_text("Fora da conta: 4; ali a derivada salta")


def test_a_network(page: Page, server: Server) -> None:
    """Its step activation, its kinks, and a check so long that it is ended."""
    mlp = Mlp(page).open(server.url, "data=cs231n&hidden=3,step&loss=softmax")
    assert checked(mlp) == "∂ não confere: ativação degrau"
    mlp.click("check")
    expect(box(mlp)).to_contain_text("na camada 1 o sinal volta como veio")
    expect(box(mlp).locator("dd").nth(1)).to_contain_text(re.compile("neurônio|saída"))
    page.keyboard.press("Escape")

    reopen(mlp, server, f"{TWO}&hidden=2,relu&loss=softmax&W0=1,0.5;0,1&b0=0.5,0&W1=1,-1;0.5,2")
    assert checked(mlp).startswith("∂ conferido, erro ")
    mlp.click("check")
    named = "neurônio 2 da camada 1 passa por uma quina na amostra 1"
    expect(box(mlp).locator("li")).to_have_text([re.compile(f": {named}$")] * 2)
    assert violations(page, ".strip") == []
    page.keyboard.press("Escape")

    reopen(mlp, server, WIDE)
    expect(mlp.at("check")).to_have_text("conferir ∂")
    mlp.click("check")
    expect(mlp.at("work")).to_contain_text(re.compile(r"Conferindo os gradientes: [\d.]+ de 8\.7"))
    expect(mlp.at("btn-cancel")).to_be_in_viewport(ratio=1)
    mlp.click("btn-cancel")
    expect(mlp.at("work")).to_be_hidden()
    expect(mlp.at("check")).to_have_text("conferir ∂")
    mlp.click("check")
    expect(mlp.at("work")).to_be_visible()
    page.keyboard.press("Escape")
    expect(mlp.at("work")).to_be_hidden()
    expect(mlp.at("check")).to_have_text("conferir ∂")
    mlp.click("check")
    expect(mlp.at("work")).to_be_visible()
    mlp.click("btn-step")
    until(lambda: mlp.iteration == 1, page)
    expect(mlp.at("check")).to_have_text("conferir ∂")
