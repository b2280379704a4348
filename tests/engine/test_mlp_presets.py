"""Each preset of the networks shows what its sentence says."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import Experiment

ROOT = Path(__file__).resolve().parents[2]
PRESETS: dict[str, dict[str, Any]] = {
    preset.pop("name"): preset
    for preset in json.loads((ROOT / "static/presets/mlp.json").read_text("utf-8"))
}
COIN = np.log(2)


@cache
def trained(name: str, epochs: int) -> Experiment:
    e = Experiment(PRESETS[name])
    train_on(e, epochs)
    return e


def train_on(e: Experiment, epochs: int) -> None:
    while e.epoch < epochs:
        e.step()


def accuracy(e: Experiment, split: str = "train") -> float:
    found = e.evaluate(split, gradients=False).accuracy
    assert found is not None
    return found


def loss(e: Experiment, split: str = "train") -> float:
    return e.evaluate(split, gradients=False).data_loss


def norm(e: Experiment) -> float:
    """How large the weights are, biases apart."""
    return float(sum((value**2).sum() for key, value in e.params.items() if key[0] == "W"))


def words(language: str) -> dict[str, str]:
    found: dict[str, str] = json.loads((ROOT / f"static/i18n/{language}.json").read_text("utf-8"))
    return found


@pytest.mark.parametrize("language", ["pt-BR", "en"])
def test_every_preset_has_a_name_and_a_sentence_and_no_word_is_left_over(language: str) -> None:
    keys = {key for key in words(language) if key.startswith("preset.")}
    names = [*PRESETS, "own"]
    assert keys == {f"preset.{name}{end}" for name in names for end in ("", ".help")}


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_says_everything_that_a_learner_may_have_changed(name: str) -> None:
    needed = {"data", "hidden", "loss", "penalty", "optimizer", "batch_size", "seed"}
    assert PRESETS[name].keys() >= needed
    assert "l2" in PRESETS[name]["penalty"]


def test_the_first_is_the_start_of_convnetjs() -> None:
    """Karpathy, ConvNetJS demo classify2d, 2014: its circle, its layers and its trainer."""
    preset = PRESETS["convnetjs"]
    assert next(iter(PRESETS)) == "convnetjs"
    assert preset["data"] == {"name": "convnet_circle"}
    assert [(one["units"], one["activation"]) for one in preset["hidden"]] == [
        (6, "tanh"),
        (2, "tanh"),
    ]
    assert preset["optimizer"] == {"name": "momentum", "learning_rate": 0.01, "momentum": 0.1}
    assert (preset["batch_size"], preset["penalty"]["l2"]) == (10, 0.001)


def test_convnetjs_gets_all_hundred_right_within_300_epochs() -> None:
    e = trained("convnetjs", 300)
    assert len(e.points) == 100
    assert accuracy(e) == 1.0


def test_three_units_leave_one_in_five_wrong() -> None:
    assert accuracy(trained("units_3", 300)) <= 0.8


def test_six_units_get_nearly_all_right() -> None:
    assert accuracy(trained("units_6", 300)) > 0.95


def test_twenty_units_leave_less_than_a_fifth_of_the_loss_of_six() -> None:
    six, twenty = trained("units_6", 300), trained("units_20", 300)
    assert loss(twenty) < loss(six) / 5
    assert np.array_equal(six.points, twenty.points)


def test_a_weak_penalty_lets_the_test_loss_rise_again() -> None:
    e = Experiment(PRESETS["penalty_weak"])
    seen = []
    for epochs in range(20, 401, 20):
        train_on(e, epochs)
        seen.append(loss(e, "test"))
    assert accuracy(e) > 0.95
    assert min(seen) < seen[0]
    assert seen[-1] > 1.1 * min(seen)


def test_a_middling_penalty_gets_more_of_the_test_right_and_less_of_the_training() -> None:
    weak, middle = trained("penalty_weak", 400), trained("penalty_middle", 400)
    assert accuracy(middle) < accuracy(weak)
    assert accuracy(middle, "test") > accuracy(weak, "test")


def test_a_strong_penalty_shrinks_the_weights_and_gets_both_wrong() -> None:
    middle, strong = trained("penalty_middle", 400), trained("penalty_strong", 400)
    assert norm(strong) < 0.5 * norm(middle)
    for split in ("train", "test"):
        assert accuracy(strong, split) < accuracy(middle, split)


def test_the_penalties_are_the_lectures_on_the_same_network_and_data() -> None:
    presets = [PRESETS[f"penalty_{name}"] for name in ("weak", "middle", "strong")]
    assert [preset["penalty"]["l2"] for preset in presets] == [0.001, 0.01, 0.1]
    assert len({json.dumps(preset | {"penalty": None}) for preset in presets}) == 1
    assert [layer["units"] for layer in presets[0]["hidden"]] == [20]


@pytest.mark.parametrize("epochs", [20, 120])
def test_no_line_does_better_on_exclusive_or_than_a_coin(epochs: int) -> None:
    assert loss(trained("xor_line", epochs)) == pytest.approx(COIN, abs=0.005)


def test_four_units_get_exclusive_or_right() -> None:
    assert accuracy(trained("xor_hidden", 120)) == 1.0


def test_random_labels_are_learned_by_heart() -> None:
    e = Experiment(PRESETS["random_labels"])
    train_on(e, 20)
    early = loss(e, "test")
    train_on(e, 1000)
    assert accuracy(e) == 1.0
    assert 0.35 <= accuracy(e, "test") <= 0.65
    assert loss(e, "test") > 2 * early


def residuals(e: Experiment) -> np.ndarray[Any, Any]:
    scores = e.evaluate(gradients=False).scores
    assert e.targets is not None
    return np.asarray(np.abs(scores - e.targets).max(axis=1))


def test_the_curve_comes_near_every_point_and_follows_one_that_is_moved() -> None:
    e = Experiment(PRESETS["curve"])
    train_on(e, 200)
    assert residuals(e).max() < 0.3
    assert e.targets is not None
    last = int(e.points[:, 0].argmax())
    e.relabel(last, float(e.targets[last, 0]) + 2.0)
    train_on(e, 300)
    assert residuals(e)[last] < 0.7
