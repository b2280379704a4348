"""The scene of networks: its settings, its transport, and what it shows of training."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from engine import Experiment
from tests.browser.pages import Mlp, until

ROOT = Path(__file__).resolve().parents[2]
PRESETS: dict[str, dict[str, Any]] = {
    preset.pop("name"): preset
    for preset in json.loads((ROOT / "static/presets/mlp.json").read_text("utf-8"))
}


def preset(name: str, **changes: Any) -> Experiment:
    return Experiment(PRESETS[name] | changes)


def at_iteration(mlp: Mlp, iteration: int) -> None:
    until(lambda: mlp.iteration == iteration, mlp.page)
    assert mlp.iteration == iteration


def test_one_iteration_and_one_epoch(mlp: Mlp) -> None:
    expected = preset("convnetjs")
    mlp.totals(expected)
    mlp.click("btn-step")
    at_iteration(mlp, 1)
    expected.step()
    mlp.totals(expected)
    mlp.click("btn-epoch")
    at_iteration(mlp, 11)
    expected.step(10)
    mlp.totals(expected)
    expect(mlp.at("epoch")).to_have_text("1")
    for _ in range(4):
        mlp.click("btn-epoch")
    at_iteration(mlp, 51)


def test_a_batch_of_all_is_a_step_and_needs_no_epochs(mlp: Mlp) -> None:
    expect(mlp.at("btn-step")).to_have_text("1 iteração")
    mlp.click("set-batch")
    mlp.at("batch-all").check()
    expect(mlp.at("btn-epoch")).to_be_hidden()
    expect(mlp.at("btn-step")).to_have_text("1 passo")
    expect(mlp.at("tape-sentence")).to_have_text("100 amostras num lote só: 1 época = 1 iteração")


def test_the_tape_tells_batch_iteration_and_epoch(mlp: Mlp) -> None:
    expect(mlp.at("tape")).to_have_text("lote 1 de 10")
    sentence = mlp.at("tape-sentence")
    expect(sentence).to_have_text("100 amostras, lote 10: 1 época = 10 iterações")
    for _ in range(3):
        mlp.click("btn-step")
    expect(mlp.at("tape")).to_have_text("lote 4 de 10")
    mlp.set("batch", "batch-size", "30")
    expect(sentence).to_have_text("100 amostras, lote 30: 1 época = 4 iterações")


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_what_its_file_says(mlp: Mlp, name: str) -> None:
    mlp.choose("preset", name)
    expected = preset(name)
    mlp.totals(expected)
    mlp.click("btn-epoch")
    expected.step(expected.trainer.batches.per_epoch)
    mlp.totals(expected)
    expect(mlp.at("preset")).to_have_value(name)
    hint = mlp.at("preset-hint")
    words = json.loads((ROOT / "static/i18n/pt-BR.json").read_text("utf-8"))
    expect(hint).to_have_text(words[f"preset.{name}.help"])
    box = hint.bounding_box()
    assert box
    assert box["height"] < 24  # one line


def test_a_preset_is_left_when_what_it_says_is_changed(mlp: Mlp) -> None:
    mlp.type("step-size", "0,02")
    expect(mlp.at("preset")).to_have_value("convnetjs")
    mlp.set("l2", "l2", "0,5")
    expect(mlp.at("preset")).to_have_value("own")


def test_the_rate_changes_without_a_new_start(mlp: Mlp) -> None:
    expected = preset("convnetjs")
    for _ in range(2):
        mlp.click("btn-step")
    at_iteration(mlp, 2)
    mlp.type("step-size", "0,5")
    mlp.click("btn-step")
    at_iteration(mlp, 3)
    expected.step(2)
    expected.configure({"optimizer": {"learning_rate": 0.5}})
    expected.step()
    mlp.totals(expected)


def test_settings_are_the_engines(mlp: Mlp) -> None:
    mlp.choose_in("optimizer", "optimizer-name", "adam")
    mlp.set("optimizer", "beta1", "0,8")
    mlp.choose_in("loss", "loss-name", "squared_hinge")
    mlp.choose_in("activation", "activation-name", "relu")
    mlp.set("l1", "l1", "0,01")
    mlp.set("seed", "seed", "7")
    expected = preset("convnetjs")
    expected.configure({"optimizer": {"name": "adam"}})
    expected.configure({"optimizer": {"beta1": 0.8}, "loss": {"name": "squared_hinge"}})
    relu = [{"units": 6, "activation": "relu"}, {"units": 2, "activation": "relu"}]
    expected.configure({"hidden": relu, "penalty": {"l1": 0.01}})
    expected.configure({"seed": 7})
    mlp.totals(expected)
    mlp.click("btn-step")
    at_iteration(mlp, 1)
    expected.step()
    mlp.totals(expected)
    for group, shown in {"optimizer": "Adam", "activation": "ReLU", "l1": "0,01"}.items():
        expect(mlp.at(f"set-{group}").locator(".set-value")).to_have_text(shown)


def test_an_initialiser_gives_new_weights_of_its_kind(mlp: Mlp) -> None:
    mlp.choose_in("initializer", "initializer-name", "zero")
    mlp.click("btn-reset")
    expected = preset("convnetjs", initializer={"name": "zero"})
    mlp.totals(expected)
    assert mlp.value("data-loss") == pytest.approx(np.log(2))


def test_another_data_set_begins_anew_with_a_loss_that_learns_it(mlp: Mlp) -> None:
    mlp.click("btn-step")
    mlp.choose_in("data", "data-name", "playground_plane")
    at_iteration(mlp, 0)
    expect(mlp.at("set-loss").locator(".set-value")).to_have_text("Erro quadrático")
    assert mlp.page.locator("[data-testid=accuracy]:visible").count() == 0
    mlp.click("tab-confusion")
    expect(mlp.page.locator(".chart-note")).to_have_text("Regressão: não há classes a confundir.")
    mlp.choose_in("data", "data-name", "moons")
    expect(mlp.at("set-loss").locator(".set-value")).to_have_text("Softmax")


def test_noise_and_count_are_settings_of_the_data(mlp: Mlp) -> None:
    expect(mlp.at("set-noise")).to_be_hidden()
    mlp.choose_in("data", "data-name", "moons")
    mlp.set("noise", "noise", "0,4")
    mlp.set("data", "count", "60")
    expect(mlp.at("tape-sentence")).to_contain_text("60 amostras")
    mlp.click("set-data")
    mlp.click("btn-new-data")
    expect(mlp.at("data-seed")).to_have_attribute("data-value", "2")
    expected = preset("convnetjs", data={"name": "moons", "noise": 0.4, "count": 60}, data_seed=2)
    mlp.page.keyboard.press("Escape")
    mlp.click("btn-reset")
    mlp.totals(expected)


def test_the_test_is_counted_apart(mlp: Mlp) -> None:
    mlp.preset("penalty_weak")
    mlp.click("btn-epoch")
    at_iteration(mlp, 5)
    expected = preset("penalty_weak")
    expected.step(5)
    result = expected.evaluate("test", gradients=False)
    until(lambda: mlp.value("test-loss") == pytest.approx(result.data_loss), mlp.page)
    assert mlp.value("test-loss") == pytest.approx(result.data_loss, rel=1e-12)
    assert mlp.value("test-accuracy") == result.accuracy
    mlp.click("tab-confusion")
    for split in ("train", "test"):
        mlp.choose("confusion-split", split)
        chosen = expected.evaluate(split, gradients=False)
        assert counted(mlp) == counts(expected, split, chosen.predictions)


def counted(mlp: Mlp) -> list[list[int]]:
    return [[int(mlp.value(f"confusion-{t}-{p}")) for p in range(2)] for t in range(2)]


def counts(e: Experiment, split: str, predictions: Any) -> list[list[int]]:
    """The confusion matrix, rows the true class, from the engine's own split."""
    labels = e.setup.examples.labels[e.setup.split(split)]
    return [[int(((labels == t) & (predictions == p)).sum()) for p in range(2)] for t in range(2)]


def test_a_number_of_the_confusion_leads_to_its_samples(mlp: Mlp) -> None:
    mlp.click("tab-confusion")
    names = ["0-0", "0-1", "1-0", "1-1"]
    many = max(names, key=lambda name: mlp.value(f"confusion-{name}"))
    mlp.click(f"confusion-{many}")
    mlp.click("tab-samples")
    row = mlp.page.locator(".samples tr.is-hover")
    expect(row).to_have_count(1)
    assert row.locator("[data-testid^=y-]").get_attribute("data-value") == many[0]


def test_histograms_come_only_while_they_are_looked_at(mlp: Mlp) -> None:
    mlp.click("tab-histograms")
    chart = mlp.page.locator(".histograms")
    words = "Histogramas de pesos, gradientes e ativações de 3 camadas"
    expect(chart).to_have_attribute("aria-label", words)
    expect(chart.locator(".histogram-rows span")).to_have_text(["1", "2", "saída"])


def test_the_curve_reads_out_training_and_test(mlp: Mlp) -> None:
    mlp.preset("penalty_weak")
    mlp.click("btn-epoch")
    at_iteration(mlp, 5)
    box = mlp.at("loss-chart").bounding_box()
    assert box
    mlp.page.mouse.move(box["x"] + 0.95 * box["width"], box["y"] + box["height"] / 2)
    tip = mlp.page.locator(".plot .curve-tip")
    expect(tip).to_contain_text("iteração 5 · treino")
    expect(tip).to_contain_text("teste")
    mlp.click("btn-chart-log")
    expect(mlp.at("btn-log")).to_have_attribute("aria-pressed", "true")


def test_a_popover_leaves_the_plane_alone_and_gives_the_focus_back(mlp: Mlp) -> None:
    plane = mlp.at("plane").bounding_box()
    assert plane
    for group in ("data", "test", "activation", "loss", "optimizer", "batch", "l2", "seed"):
        button = mlp.at(f"set-{group}")
        button.press("Enter")
        expect(button).to_have_attribute("aria-expanded", "true")
        popover = mlp.page.locator(".popover:visible")
        box = popover.bounding_box()
        assert box
        assert box["x"] >= plane["x"] + plane["width"]
        assert box["x"] + box["width"] <= 1280
        assert popover.locator(":focus").count() == 1
        mlp.page.keyboard.press("Escape")
        expect(popover).to_have_count(0)
        expect(button).to_be_focused()


def test_a_press_elsewhere_closes_a_popover(mlp: Mlp) -> None:
    mlp.click("set-loss")
    mlp.click("set-l2")
    expect(mlp.page.locator(".popover:visible")).to_have_count(1)
    mlp.type("l2", "nonsense")
    expect(mlp.at("l2")).to_have_attribute("aria-invalid", "true")
    mlp.page.keyboard.press("Escape")
    expect(mlp.at("l2")).to_have_attribute("data-value", "0.001")
    mlp.click("btn-step")
    expect(mlp.page.locator(".popover:visible")).to_have_count(0)
    at_iteration(mlp, 1)


def test_new_weights_begin_at_iteration_0(mlp: Mlp) -> None:
    before = mlp.value("data-loss")
    mlp.click("btn-step")
    at_iteration(mlp, 1)
    mlp.click("btn-randomize")
    at_iteration(mlp, 0)
    until(lambda: mlp.value("data-loss") != before, mlp.page)
    assert mlp.value("data-loss") != before


def test_the_link_brings_everything_back(mlp: Mlp) -> None:
    mlp.preset("penalty_weak")
    mlp.set("batch", "batch-size", "7")
    mlp.click("btn-epoch")
    at_iteration(mlp, 8)
    mlp.settle()
    until(lambda: "step=8" in mlp.page.url, mlp.page)
    shown = mlp.value("total-loss")
    mlp.page.evaluate("() => sessionStorage.clear()")
    mlp.page.goto("about:blank")
    mlp.page.go_back()
    mlp.ready()
    at_iteration(mlp, 8)
    assert mlp.value("total-loss") == shown
    expect(mlp.at("preset")).to_have_value("penalty_weak")
