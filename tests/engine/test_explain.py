"""What a receipt says besides its sum, where there is none, and how guesses are judged."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest

from engine import Answer, ConfigError, Experiment, answer, explain
from tests.engine.receipts import check

FRAME = {"data": "lecture_frame", "penalty": {"l2": 0.1, "l2_convention": "cs231n"}}
W00 = {"name": "W0", "index": [0, 0]}
POINTS = np.random.default_rng(0).normal(size=(300, 2))
MANY = {"points": POINTS.tolist(), "labels": (POINTS[:, 0] > 0).astype(int).tolist()}


def test_the_receipt_of_the_lectures_slide() -> None:
    found = explain(Experiment(FRAME), {"kind": "gradient", **W00})
    assert [term.value for term in found.terms] == [0, 0, -0.3, -0.4, -0.3, 0, 0.7, 0, 0]
    assert [term.point for term in found.terms] == list(range(9))
    assert [term.active for term in found.terms] == [False, False] + [True] * 3 + [False, True] + (
        [False, False]
    )
    assert found.terms[6].factors == (1.0, 0.7)
    mean, pull = found.operations
    assert (mean.code, mean.operand, mean.args) == ("divide", 9.0, {"what": "samples"})
    assert mean.value == pytest.approx(-0.0333, abs=5e-5)
    assert (pull.code, pull.args["factors"]) == ("add", (0.5, 0.1, 1.1239))
    assert found.value == pytest.approx(0.0229, abs=5e-5)
    assert found.next is not None
    assert [term.factors for term in found.next.terms] == [(1.1239,), (-0.1, found.value)]
    assert found.next.value == pytest.approx(1.1216, abs=5e-5)
    assert found.next.parts == (), "the gradient is told of already"


def test_which_margins_are_violated() -> None:
    found = explain(Experiment(FRAME), {"kind": "loss", "point": 4})
    assert [(t.args["unit"], t.active) for t in found.terms] == [(0, True), (2, False)]
    assert [t.value > 0 for t in found.terms] == [True, False]
    assert found.terms[1].args["excess"] == pytest.approx(-0.5619, abs=5e-5)
    other = explain(Experiment(FRAME | {"loss": "structured_svm"}), {"kind": "loss", "point": 3})
    assert [term.active for term in other.terms] == [True, False], "both are violated, one counts"
    assert other.terms[1].args["excess"] > 0.0


@pytest.mark.parametrize(("error", "code"), [(0.5, "huber_near"), (3.0, "huber_far")])
def test_which_branch_of_huber(error: float, code: str) -> None:
    data = {"points": [[0, 0]], "targets": [[-error]]}
    e = Experiment({"data": data, "loss": "huber"})
    e.set_params({"W0": [[0, 0]], "b0": [0]})
    assert [t.code for t in explain(e, {"kind": "loss", "point": 0}).terms] == [code]


def test_the_largest_terms_are_written_out_in_their_order() -> None:
    e = Experiment({"data": MANY, "loss": "softmax"})
    whole = explain(e, {"kind": "data_loss"}, most=300)
    found = explain(e, {"kind": "data_loss"}, most=10)
    assert len(whole.terms) == 300
    assert whole.rest is None
    assert found.rest is not None
    assert (len(found.terms), found.rest.count) == (10, 290)
    largest = sorted(whole.terms, key=lambda term: -term.value)[:10]
    assert list(found.terms) == [term for term in whole.terms if term in largest]
    assert found.rest.value == pytest.approx(found.sum - sum(t.value for t in found.terms))
    assert (found.sum, found.value) == (whole.sum, whole.value)
    assert len(explain(e, {"kind": "gradient", **W00}).terms) == 64


def test_the_next_batch_is_a_part_where_it_is_not_the_whole() -> None:
    e = Experiment(FRAME | {"batch_size": 2, "optimizer": "adam"})
    e.step(3)
    found = explain(e, {"kind": "gradient", **W00}).next
    assert found is not None
    batch, *others = found.parts
    assert batch.quantity == {"kind": "gradient", "of": "batch", **W00}
    assert [term.point for term in batch.terms] == e.batch.tolist()
    assert [part.quantity["what"] for part in others] == ["m", "m_hat", "v", "v_hat", "scale"]
    correction = others[1].operations[0]
    assert correction.args == {"what": "correction", "beta": 0.9, "updates": 4.0}


def test_what_is_not_trained_stays() -> None:
    hidden = [{"units": 2, "frozen_units": [0]}, {"units": 12, "dropout": 0.5}]
    e = Experiment({"data": MANY, "loss": "softmax", "hidden": hidden, "optimizer": "momentum"})
    e.step(2)
    frozen = explain(e, {"kind": "next", "name": "W0", "index": [0, 1]})
    assert (frozen.terms[0].code, frozen.terms[0].args) == ("unchanged", {"why": "frozen"})
    assert frozen.value == e.params["W0"][0, 1]
    following = [explain(e, {"kind": "next", "name": "b1", "index": [u]}) for u in range(12)]
    e.step()
    assert e.mask is not None
    for unit, found in enumerate(following):
        dropped = found.terms[0].args.get("why") == "dropped"
        assert dropped != e.mask[2 + unit]


def test_what_is_not_finite_is_text() -> None:
    e = Experiment({"data": "cs231n", "loss": "squared_error", "penalty": {"l2": 1.0}})
    e.set_params({"W0": [[1e200, 0.0]] * 3})
    found = explain(e, {"kind": "total"}).as_json()
    assert found["value"] == "Infinity"
    assert found["terms"][1]["factors"] == ["Infinity"]
    e.set_params({"W0": [[1e308, 1e308], [-1e308, 1e308], [1e308, -1e308]]})
    for loss in ("softmax", "weston_watkins", "binary_cross_entropy", "structured_svm"):
        e.configure({"loss": loss})
        for kind in ({"kind": "loss", "point": 5}, {"kind": "gradient", **W00}):
            text = json.dumps(explain(e, kind).as_json(), allow_nan=False)
            assert json.loads(text).keys() == {
                "quantity", "terms", "rest", "sum", "operations", "value", "parts", "next",
            }  # fmt: skip


@pytest.mark.parametrize("optimizer", ["adagrad", "rmsprop", "adadelta", "adam"])
def test_squares_of_a_strangers_snapshot_may_be_negative(optimizer: str) -> None:
    e = Experiment(FRAME | {"optimizer": optimizer})
    e.step()
    state = e.snapshot()
    state["memory"] = {
        name: array * 0.0 - 1e9 * array.ndim for name, array in state["memory"].items()
    }
    found = explain(Experiment.restore(state), {"kind": "next", **W00})
    assert "NaN" in json.dumps(found.as_json(), allow_nan=False)


def test_what_a_step_is_divided_by_may_be_tiny_or_nothing() -> None:
    """Divided, 0 stays 0, where the inverse would be infinite."""
    data = {"points": [[0, 1], [0, 2]], "labels": [0, 1]}
    e = Experiment({"data": data, "optimizer": {"name": "adagrad", "epsilon": 1e-320}})
    address = {"kind": "next", **W00}
    assert explain(e, address).value == e.params["W0"][0, 0]
    e.configure({"optimizer": {"name": "adadelta", "decay": 0.5}})
    state = e.snapshot()
    state["memory"]["mean_square"] -= 2e-6  # a stranger's, and half of it is −ε
    assert explain(Experiment.restore(state), address).as_json()["value"] == "NaN"


def test_shares_of_probabilities_that_are_nearly_certain() -> None:
    """Their slopes are differences, which round as they do for the gradient of all."""
    for name, loss in (("softmax", "structured_svm"), ("log_softmax", "negative_log_likelihood")):
        e = Experiment({"loss": loss, "data": "lecture_frame", "output": {"activation": name}})
        e.set_params({"W0": 60.0 * e.params["W0"]})
        grads = e.evaluate().grads
        assert grads is not None
        for index in np.ndindex(3, 2):
            address = {"kind": "gradient", "name": "W0", "index": list(index)}
            check(explain(e, address), grads["W0"][index])


WRONG: list[tuple[Any, str]] = [
    (3, "quantity must be an object, got 3"),
    ({}, "quantity.kind must be one of score, "),
    ({"kind": ["loss"]}, "quantity.kind must be one of"),
    ({"kind": "parameter", **W00}, "quantity.kind must be computed"),
    ({"kind": "loss"}, "quantity.point is missing"),
    ({"kind": "loss", "point": 9}, r"quantity.point must be in \[0, 8\], got 9"),
    ({"kind": "loss", "point": True}, "quantity.point must be an integer"),
    ({"kind": "loss", "point": 0, "unit": 0}, "quantity.unit is no field of loss"),
    ({"kind": "total", "point": 0}, "quantity.point is no field of total"),
    ({"kind": "score", "point": 0, "unit": 3}, r"quantity.unit must be in \[0, 2\]"),
    ({"kind": "z", "layer": 1, "unit": 0, "point": 0}, "quantity.layer must be in"),
    ({"kind": "z", "layer": -1, "unit": 0, "point": 0}, "quantity.layer must be in"),
    ({"kind": "delta", "layer": 0, "unit": 3, "point": 0}, "quantity.unit must be in"),
    ({"kind": "next", "name": "W1", "index": [0, 0]}, "quantity.name must be one of W0, b0"),
    ({"kind": "next", "name": ["W0"], "index": [0, 0]}, "quantity.name must be one of"),
    ({"kind": "next", "name": "W0", "index": [0]}, "quantity.index must have 2 numbers"),
    ({"kind": "next", "name": "W0", "index": [0, 2]}, r"quantity.index must be in \[0, 1\]"),
    ({"kind": "next", "name": "W0", "index": [0, 0.5]}, "quantity.index must be an integer"),
    ({"kind": "next", "name": "W0", "index": 3}, "quantity.index must be a list"),
    ({"kind": "next", "name": "W0", "index": "00"}, "quantity.index must have 2 numbers"),
    ({"kind": "next", "name": "W0", "index": None}, "quantity.index must be a list"),
]


@pytest.mark.parametrize(("quantity", "sentence"), WRONG, ids=[s[:40] for _, s in WRONG])
def test_a_number_that_does_not_exist_gets_a_sentence(quantity: Any, sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence):
        explain(Experiment(FRAME), quantity)


@pytest.mark.parametrize("most", [0, -1, True, 2.5])
def test_there_is_at_least_one_term(most: Any) -> None:
    with pytest.raises(ConfigError, match="most must be an integer of at least 1"):
        explain(Experiment(FRAME), {"kind": "total"}, most)


@pytest.mark.parametrize(
    ("guess", "tolerance", "right"),
    [
        (1.1239, None, True), (1.12, None, True), (1.1125, None, False), (1.1351, None, True),
        (1.12, 0.001, False), (1.2, 0.1, True), (1.1239, 0.0, True), (1.1, 0, False),
    ],
)  # fmt: skip
def test_a_guess_of_a_parameter(guess: float, tolerance: float | None, right: bool) -> None:
    found = answer(Experiment(FRAME), {"kind": "parameter", **W00}, guess, tolerance)
    assert found == Answer(right, 1.1239, abs(guess - 1.1239))


def test_a_guess_of_a_computed_number() -> None:
    e = Experiment(FRAME)
    small = e.evaluate(gradients=False).losses[0]
    assert small == 0.0
    assert answer(e, {"kind": "loss", "point": 0}, 0.005).right
    assert not answer(e, {"kind": "loss", "point": 0}, 0.0051).right
    assert answer(e, {"kind": "gradient", **W00}, 0.02).right
    assert not answer(e, {"kind": "gradient", **W00}, -0.02).right
    e.set_params({"W0": [[1e200, 0.0]] * 3})
    assert not answer(e, {"kind": "penalty"}, 1e300).right, "a hundredth of infinity is no guess"


@pytest.mark.parametrize(
    ("value", "tolerance", "sentence"),
    [
        ("1", None, "value must be a number"),
        (math.nan, None, "value must be finite"),
        (1.0, -0.1, "tolerance must be at least 0"),
        (1.0, math.inf, "tolerance must be finite"),
    ],
)
def test_a_guess_that_is_none(value: Any, tolerance: Any, sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence):
        answer(Experiment(FRAME), {"kind": "total"}, value, tolerance)
