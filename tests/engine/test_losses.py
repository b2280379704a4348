"""Every loss under one contract; then what the particular ones are."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from engine import catalog
from engine.losses import Loss
from engine.params import Array
from engine.probability_losses import Softmax
from tests.engine.contract import TORCH, allocated, every, layouts, slope, torch_cases

LABELS = np.array([0, 2, 1, 1, 0, 2, 0])


def example(loss: Loss, seed: int = 0, labels: Any = LABELS, k: int = 3) -> tuple[Array, Array]:
    """Scores and targets that the loss can be given, away from kinks."""
    s = 2.0 * np.random.default_rng(seed).standard_normal((len(labels), k))
    if loss.expects == "log_probabilities":
        s -= np.log(np.exp(s).sum(axis=1, keepdims=True))
    if loss.expects == "distances":
        s = np.abs(s)
    return s, loss.encode(labels, k)


@every("loss")
@pytest.mark.parametrize("seed", range(5))
def test_the_gradient_is_the_slope_of_the_value(member: type[Loss], seed: int) -> None:
    loss = member()
    s, t = example(loss, seed)
    direction, weight = np.random.default_rng(seed + 99).standard_normal((2, *s.shape))
    expected = slope(lambda x: float(loss.value(x, t) @ weight[:, 0]), s, direction)
    found = np.sum(loss.gradient(s, t) * direction * weight[:, :1])
    assert found == pytest.approx(expected, rel=1e-6)


@every("loss")
def test_examples_do_not_touch_each_other(member: type[Loss]) -> None:
    loss = member()
    s, t = example(loss)
    alone = [loss.value(s[i : i + 1], t[i : i + 1])[0] for i in range(len(s))]
    assert loss.value(s, t) == pytest.approx(alone, rel=1e-15)


@every("loss")
def test_a_bound_loss_reads_afresh_and_allocates_nothing(member: type[Loss]) -> None:
    loss = member()
    labels = np.random.default_rng(5).integers(0, 4, 500)
    s, t = (np.asfortranarray(x) for x in example(loss, 1, labels, 4))
    ds, losses, aims = np.empty_like(s), np.empty(500), loss.aims(t)
    one_number_each = losses.nbytes
    value, gradient = loss.bind(s, t, ds, losses, aims)
    value()
    s[...], t[...] = example(loss, 2, labels[::-1], 4)
    aims[...] = loss.aims(t)
    assert allocated(gradient) < one_number_each
    assert allocated(value) < one_number_each
    assert np.array_equal(ds, loss.gradient(s, t))
    assert np.array_equal(losses, loss.value(s, t))


@every("loss")
def test_the_memory_layout_does_not_matter(member: type[Loss]) -> None:
    loss = member()
    s, t = example(loss)
    for s_as, t_as, ds in zip(layouts(s), layouts(t)[::-1], layouts(s), strict=True):
        losses = np.empty(len(s))
        value, gradient = loss.bind(s_as, t_as, ds, losses, loss.aims(t_as))
        gradient()
        value()
        assert ds == pytest.approx(loss.gradient(s, t), abs=1e-15)
        assert losses == pytest.approx(loss.value(s, t), rel=1e-15)


@every("loss")
@pytest.mark.parametrize("size", [1.0, 30.0, 1e4])
def test_large_scores_stay_finite(member: type[Loss], size: float) -> None:
    loss = member()
    s = size * np.array([[1.0, -1.0, 0.0], [-1.0, 1.0, 1.0]])
    t = loss.encode(np.array([0, 0]), 3)
    assert np.isfinite(loss.value(s, t)).all()
    assert np.isfinite(loss.gradient(s, t)).all()


@every("loss")
@pytest.mark.parametrize("size", [0.0, 1.0, 1e3, 1e100])
@pytest.mark.parametrize("k", [1, 2, 10])
def test_no_loss_grows_faster_than_the_square(member: type[Loss], size: float, k: int) -> None:
    """The bound that the look for overflow counts on."""
    loss = member()
    rng = np.random.default_rng(0)
    t = loss.encode(rng.integers(0, k, 50), k)
    s = size * rng.choice([-1.0, 0.0, 1.0], t.shape)
    reach = 2.0 * size + 1.0 + 1000.0
    assert np.abs(loss.value(s, t)).max() <= k * reach * reach
    assert np.abs(loss.gradient(s, t)).max() <= k * reach * reach


@every("loss")
def test_nan_is_not_hidden(member: type[Loss]) -> None:
    loss = member()
    s, t = example(loss)
    s[1, t[1].argmin()] = np.nan
    s[2, t[2].argmax()] = np.nan
    with np.errstate(invalid="ignore"):
        assert np.isnan(loss.value(s, t)).tolist() == [i in (1, 2) for i in range(len(s))]
        if loss.expects != "log_probabilities":  # whose gradient does not depend on the scores
            assert np.isnan(loss.gradient(s, t)).any(axis=1)[1:3].all()


@every("loss")
def test_traits_and_targets(member: type[Loss]) -> None:
    loss = member()
    assert set(loss.tasks) <= {"classification", "regression"}
    assert "classification" in loss.tasks
    t = loss.encode(np.array([2, 0]), 3)
    other = -1.0 if loss.coding == "signed" else 0.0
    assert t.tolist() == [[other, other, 1.0], [1.0, other, other]]
    assert loss.encode(np.array([0, 1]), 1).tolist() == [[other], [1.0]]
    assert np.isfinite(loss.value(*example(loss, labels=np.array([0, 1]), k=1))).all()


@torch_cases("losses")
def test_pytorch_computes_the_same(case: dict[str, Any]) -> None:
    loss = catalog.make("loss", {"name": case["name"], **case["settings"]}, "loss")
    s = np.array(case["scores"])
    t = loss.encode(np.array(TORCH["labels"]), 3)
    assert loss.value(s, t) == pytest.approx(np.array(case["value"]), rel=1e-13, abs=1e-15)
    assert loss.gradient(s, t) == pytest.approx(np.array(case["gradient"]), rel=1e-13, abs=1e-15)


def test_every_loss_has_a_pytorch_case() -> None:
    assert {case["name"] for case in TORCH["losses"]} == set(catalog.members("loss"))


@pytest.mark.parametrize(
    ("name", "scores", "value", "gradient"),
    [
        ("weston_watkins", [0.5, 0.25, 1.0], 0.75 + 1.5, [-2, 1, 1]),
        ("weston_watkins", [2.0, 0.25, 1.5], 0.5, [-1, 0, 1]),
        ("one_vs_all", [0.5, -2.0, 1.0], 0.5 + 2.0, [-1, 0, 1]),
        ("structured_svm", [0.5, 0.25, 1.0], 1.5, [-1, 0, 1]),
        ("structured_svm", [3.0, 0.25, 1.0], 0.0, [0, 0, 0]),
        ("hinge", [0.5, -2.0, 1.0], 2.5 / 3, [-1 / 3, 0, 1 / 3]),
        ("squared_hinge", [0.5, -2.0, 1.0], 4.25 / 3, [-1 / 3, 0, 4 / 3]),
        ("hinge_embedding", [0.5, 0.25, 4.0], 1.25 / 3, [1 / 3, -1 / 3, 0]),
        ("squared_error", [0.5, -2.0, 1.0], 0.5 * 5.25, [-0.5, -2, 1]),
        ("mean_squared_error", [0.5, -2.0, 1.0], 5.25 / 3, [-1 / 3, -4 / 3, 2 / 3]),
        ("mean_absolute_error", [0.5, -2.0, 1.0], 3.5 / 3, [-1 / 3, -1 / 3, 1 / 3]),
        ("huber", [0.5, -2.0, 1.0], (0.125 + 1.5 + 0.5) / 3, [-0.5 / 3, -1 / 3, 1 / 3]),
        ("softmax", [0.0, 0.0, 0.0], np.log(3), [-2 / 3, 1 / 3, 1 / 3]),
        ("binary_cross_entropy", [0.0, 0.0, 0.0], np.log(2), [-1 / 6, 1 / 6, 1 / 6]),
        ("negative_log_likelihood", [-1.5, -1.0, -0.5], 1.5, [-1, 0, 0]),
        ("kl_divergence", [-1.5, -1.0, -0.5], 1.5, [-1, 0, 0]),
    ],
)
def test_worked_by_hand(
    name: str, scores: list[float], value: float, gradient: list[float]
) -> None:
    loss = catalog.make("loss", name, "loss")
    s, t = np.array([scores]), loss.encode(np.array([0]), 3)
    assert loss.value(s, t) == pytest.approx([value], rel=1e-15)
    assert loss.gradient(s, t)[0] == pytest.approx(gradient, abs=1e-15)


@pytest.mark.parametrize(
    ("name", "scores"),
    [
        ("weston_watkins", [1.0, 0.0, -5.0]),
        ("one_vs_all", [1.0, -1.0, -1.0]),
        ("structured_svm", [1.0, 0.0, 0.0]),
        ("hinge", [1.0, -1.0, -1.0]),
        ("squared_hinge", [1.0, -1.0, -1.0]),
        ("mean_absolute_error", [1.0, 0.0, 0.0]),
    ],
)
def test_at_a_kink_the_subgradient_is_zero(name: str, scores: list[float]) -> None:
    loss = catalog.make("loss", name, "loss")
    s, t = np.array([scores]), loss.encode(np.array([0]), 3)
    assert loss.value(s, t) == [0.0]
    assert not loss.gradient(s, t).any()
    if name != "mean_absolute_error":
        assert not loss.margins(s, t).any()


def test_a_distance_at_the_margin_has_subgradient_zero() -> None:
    loss = catalog.make("loss", {"name": "hinge_embedding", "margin": 2.0}, "loss")
    assert loss.gradient(np.array([[2.0, 0.0]]), np.array([[-1.0, 1.0]])).tolist() == [[0.0, 0.5]]


def test_the_first_of_several_worst_classes_takes_the_gradient() -> None:
    loss = catalog.make("loss", "structured_svm", "loss")
    t = loss.encode(np.array([1, 0]), 4)
    assert loss.gradient(np.zeros((2, 4)), t).tolist() == [[1, -1, 0, 0], [-1, 1, 0, 0]]


def test_margins_mark_the_scores_that_pay() -> None:
    s = np.array([[0.5, 0.25, 1.0], [0.0, 3.0, -3.0]])
    labels = np.array([0, 1])

    def marks(name: str) -> Any:
        loss = catalog.make("loss", name, "loss")
        found = loss.margins(s, loss.encode(labels, 3))
        return found if found is None else found.astype(int).tolist()

    assert marks("weston_watkins") == [[0, 1, 1], [0, 0, 0]]
    assert marks("structured_svm") == [[0, 0, 1], [0, 0, 0]]
    assert marks("one_vs_all") == [[1, 1, 1], [1, 0, 0]]
    assert marks("hinge") == marks("squared_hinge") == marks("one_vs_all")
    assert marks("hinge_embedding") == [[0, 1, 0], [1, 0, 1]]
    assert marks("softmax") is None


def test_a_certain_softmax_costs_nothing_and_a_wrong_one_its_score() -> None:
    loss = catalog.make("loss", "softmax", "loss")
    s = np.array([[1e4, 0.0], [0.0, 1e4]])
    assert loss.value(s, np.array([[1.0, 0.0], [1.0, 0.0]])).tolist() == [0.0, 1e4]


@pytest.mark.parametrize("size", [1.0, 30.0, 1e4, 1e307])
@pytest.mark.parametrize("k", [2, 3, 4])
def test_the_softmax_of_few_classes_is_that_of_many(k: int, size: float) -> None:
    """There are two ways to the same numbers: classes that are out of the question change none."""
    loss = catalog.make("loss", "softmax", "loss")
    rng = np.random.default_rng(0)
    s = size * rng.uniform(-1.0, 1.0, (200, k))
    t = loss.encode(rng.integers(0, k, 200), k)
    hopeless = np.repeat(s.min(axis=1, keepdims=True) - 800.0 - size, 3, axis=1)
    many = loss.gradient(np.hstack([s, hopeless]), np.hstack([t, np.zeros((200, 3))]))
    assert loss.gradient(s, t) == pytest.approx(many[:, :k], rel=1e-12, abs=1e-15)


def test_a_softmax_of_the_largest_scores_is_a_number() -> None:
    loss = catalog.make("loss", "softmax", "loss")
    s, t = np.array([[1e308, -1e308]]), np.array([[1.0, 0.0]])
    with np.errstate(over="ignore"):
        assert loss.value(s, t).tolist() == [0.0]
        assert loss.gradient(s, t) == pytest.approx(np.zeros((1, 2)), abs=1e-300)
        assert loss.value(s, 1.0 - t).tolist() == [np.inf]


def test_binary_cross_entropy_keeps_its_precision_where_it_is_sure() -> None:
    loss = catalog.make("loss", "binary_cross_entropy", "loss")
    for size in (20.0, 40.0, 700.0):
        right, t = np.array([[size, -size]]), np.array([[1.0, 0.0]])
        assert loss.value(right, t) == pytest.approx([np.log1p(np.exp(-size))], rel=1e-15)
        assert loss.value(-right, t) == pytest.approx([size], rel=1e-8)


def test_smoothing_gives_the_divergence_an_entropy() -> None:
    loss = catalog.make("loss", {"name": "kl_divergence", "smoothing": 0.3}, "loss")
    t = loss.encode(np.array([1]), 3)
    assert t[0] == pytest.approx([0.1, 0.8, 0.1], rel=1e-15)
    assert loss.value(np.log(t), t) == pytest.approx([0.0], abs=1e-15)


@pytest.mark.parametrize("k", [2, 3, 6])
@pytest.mark.parametrize("lead", [5.0, 20.0, 45.0, 300.0])
def test_a_class_that_is_hardly_likely_has_the_slope_of_how_likely_it_is(
    k: int, lead: float
) -> None:
    """However small: what a receipt adds up is compared with it to 1e-12 of itself."""
    s, t = np.zeros((1, k)), np.zeros((1, k))
    s[0, 0], t[0, 0] = lead, 1.0
    small = math.exp(-lead) / (1.0 + (k - 1) * math.exp(-lead))
    assert Softmax().gradient(s, t)[0, 1:] == pytest.approx(small, rel=1e-12, abs=0.0)
