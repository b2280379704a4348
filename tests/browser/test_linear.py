"""The linear scene in a real browser: what is shown is what the engine computes."""

from __future__ import annotations

import math

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.pages import Linear, gather, until

# The lecture's slide, as printed.
SCORES = [
    [0.95, -0.05, -0.05],
    [1.21, -0.37, 0.20],
    [1.06, 0.26, -0.70],
    [-0.14, 0.77, -0.22],
    [0.31, 0.80, -0.76],
    [-0.56, 1.03, -0.18],
    [0.51, -0.49, 1.17],
    [-0.00, -0.81, 2.28],
    [-0.81, 0.53, 0.93],
]
LOSSES = [0.00, 0.00, 0.19, 0.09, 0.51, 0.00, 0.34, 0.00, 0.60]
HALF = 0.005 + 1e-9


def test_the_lecture_frame_is_reproduced_to_every_printed_digit(linear: Linear) -> None:
    linear.choose("data-name", "lecture_frame")
    expect(linear.at("l2-convention")).to_have_attribute("data-value", "cs231n")
    until(lambda: abs(linear.value("total-loss") - 0.71) <= HALF, linear.page)
    values = linear.values()
    assert gather(values, "s", 2) == pytest.approx(np.array(SCORES), abs=HALF)
    assert gather(values, "loss", 1) == pytest.approx(LOSSES, abs=HALF)
    sums = [linear.value(name) for name in ("data-loss", "penalty", "total-loss")]
    assert sums == pytest.approx([0.19, 0.52, 0.71], abs=HALF)
    gradients = [[0.02, 0.02], [0.06, -0.10], [-0.06, 0.06]]
    assert gather(values, "dW", 2) == pytest.approx(np.array(gradients), abs=HALF)
    assert gather(values, "db", 1) == pytest.approx([0.22, -0.11, -0.11], abs=HALF)
    expect(linear.at("s-0-0")).to_have_text("0,95")


def test_a_point_dragged_with_the_mouse_changes_the_losses(linear: Linear) -> None:
    before = linear.data()["points"]
    linear.shows(linear.experiment())
    linear.drag(2, 60, 45)
    linear.settle()
    after = linear.data()["points"]
    linear.shows(linear.experiment())
    assert after[2][0] > before[2][0]
    assert after[2][1] < before[2][1]
    assert [i for i in range(9) if after[i] != before[i]] == [2]


def test_one_update_is_the_engines_own(linear: Linear) -> None:
    start = linear.iteration
    expected = linear.experiment()
    linear.click("btn-step")
    expected.step()
    linear.shows(expected)
    assert linear.iteration == start + 1
    linear.click("btn-back")
    expect(linear.at("iteration")).to_have_attribute("data-value", str(start))


def test_a_nudge_changes_one_weight_and_what_follows_from_it(linear: Linear) -> None:
    expected = linear.experiment()
    before = linear.value("W-1-0")
    linear.click("up-W-1-0")
    until(lambda: linear.value("W-1-0") != before, linear.page)
    by = linear.value("W-1-0") - before
    assert by > 0
    expected.set_param("W0", (1, 0), linear.value("W-1-0"))
    linear.shows(expected)


def test_every_formulation_and_convention(linear: Linear) -> None:
    for loss in ("one_vs_all", "structured_svm", "softmax", "weston_watkins"):
        linear.choose("loss-name", loss)
        for convention in ("full", "cs231n", "half"):
            linear.choose("l2-convention", convention)
            penalty = {"l2": 0.1, "l2_convention": convention}
            expected = linear.experiment(loss={"name": loss}, penalty=penalty)
            linear.shows(expected)
            linear.click("btn-step")
            expected.step()
            linear.shows(expected)


def test_play_and_stop(linear: Linear) -> None:
    expected = linear.experiment()
    start = linear.iteration
    linear.click("btn-play")
    until(lambda: linear.iteration > start + 20, linear.page)
    linear.click("btn-play")
    steps = linear.stopped() - start
    assert steps > 20
    expected.step(steps)
    linear.shows(expected)


@pytest.mark.parametrize("typed", ["0,05", "0.05"])
def test_a_decimal_comma_or_point_may_be_typed(linear: Linear, typed: str) -> None:
    linear.type("step-size", typed)
    expect(linear.at("step-size")).to_have_attribute("data-value", "0.05")
    expect(linear.at("step-size")).to_have_value("0,05")
    expected = linear.experiment(optimizer={"name": "gd", "learning_rate": 0.05})
    linear.click("btn-step")
    expected.step()
    linear.shows(expected)


def test_nonsense_is_refused_with_a_sentence_and_changes_nothing(linear: Linear) -> None:
    expected = linear.experiment()
    for typed in ("abc", "1,2,3", "nan", "-1", "1e10"):
        linear.type("step-size", typed)
        expect(linear.at("step-size")).to_have_attribute("aria-invalid", "true")
        expect(linear.at("step-size")).to_have_attribute("data-value", "0.1")
        linear.at("step-size").press("Escape")
    linear.click("btn-step")
    expected.step()
    linear.shows(expected)


def test_a_step_size_that_diverges_stops_at_the_last_finite_state(linear: Linear) -> None:
    linear.type("step-size", "10")
    linear.type("l2", "1")
    linear.choose("l2-convention", "full")
    linear.at("speed").press("End")
    linear.click("btn-play")
    expect(linear.page.get_by_role("alert")).to_contain_text("Divergiu no passo")
    assert linear.stopped() > 100
    assert all(math.isfinite(value) for value in gather(linear.values(), "W", 2).flat)
    linear.click("btn-reset")
    expect(linear.at("iteration")).to_have_attribute("data-value", "0")
    expect(linear.page.get_by_role("alert")).to_be_hidden()
