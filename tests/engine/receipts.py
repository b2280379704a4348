"""What the tests of receipts share: random experiments, and a receipt held to its own words."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import numpy as np

from engine import Divergence, Experiment, Operation, Receipt
from engine.catalog import members

CLOSE = 1e-12
LOSSES = list(members("loss"))
REGRESSION = [n for n, loss in members("loss").items() if "regression" in loss.tasks]  # type: ignore[attr-defined]
ACTIVATIONS = list(members("activation"))
OPTIMIZERS = list(members("optimizer"))
CONVENTIONS = ["half", "full", "cs231n"]
TIMES = {"divide": operator.truediv, "times": operator.mul, "add": operator.add}


def experiment(seed: int, **fixed: Any) -> Experiment:
    """A random experiment, trained for a few steps; what is `fixed` is not drawn."""
    rng = np.random.default_rng(seed)
    classes, n = int(rng.integers(2, 6)), int(rng.integers(6, 30))
    data: dict[str, Any] = {"points": rng.normal(size=(n, 2)).tolist()}
    loss = fixed.pop("loss", LOSSES[seed % len(LOSSES)])
    if loss in REGRESSION and rng.random() < 0.5:
        data["targets"] = rng.normal(size=(n, int(rng.integers(1, 4)))).tolist()
    else:
        labels = [0, 1, *rng.integers(0, classes, n - 2).tolist()]
        data |= {"labels": labels, "classes": classes}
    config = {
        "data": data,
        "loss": loss,
        "features": ["x1", "x2", "sin_x1", "x1_x2"][: int(rng.integers(1, 5))],
        "hidden": [_hidden(rng) for _ in range(int(rng.integers(0, 3)))],
        "penalty": _penalty(rng),
        "optimizer": OPTIMIZERS[int(rng.integers(len(OPTIMIZERS)))],
        "batch_size": [None, 1, 4, 7][int(rng.integers(4))],
        "test_fraction": float(rng.choice([0.0, 0.3])),
        "seed": seed,
    }
    expects = members("loss")[loss].expects  # type: ignore[attr-defined]
    if expects == "scores" and rng.random() < 0.5:
        config["output"] = {"activation": str(rng.choice(ACTIVATIONS))}
    e = Experiment(config | fixed)
    with suppress(Divergence):
        e.step(int(rng.integers(0, 6)))
    return e


def _hidden(rng: np.random.Generator) -> dict[str, Any]:
    units = int(rng.integers(1, 6))
    return {
        "units": units,
        "activation": str(rng.choice(ACTIVATIONS)),
        "dropout": float(rng.choice([1.0, 1.0, 0.6])),
        "frozen": bool(rng.random() < 0.1),
        "frozen_units": [0] if units > 1 and rng.random() < 0.2 else [],
    }


def _penalty(rng: np.random.Generator) -> dict[str, Any]:
    found: dict[str, Any] = {"l2_convention": str(rng.choice(CONVENTIONS))}
    if rng.random() < 0.5:
        found["l2"] = 0.1
    if rng.random() < 0.5:
        found["l1"] = 0.01
    return found


def next_of(e: Experiment) -> Experiment:
    """The experiment after one more update; it stays itself as it is."""
    other = Experiment.restore(e.snapshot())
    other.step()
    return other


def sizes(found: Receipt) -> Iterator[float]:
    """The sizes of all that is added up."""
    yield from (abs(term.value) for term in found.terms)
    yield from (abs(step.value) for step in found.operations)
    yield from (abs(step.operand or 0.0) for step in found.operations if step.code == "add")
    yield abs(found.rest.value) if found.rest else 0.0


def close(found: float, expected: float, size: float = 0.0) -> bool:
    """Whether two numbers are the same within 1e-12 of the larger of them and `size`."""
    if not (math.isfinite(found) and math.isfinite(expected)):
        return found == expected or (math.isnan(found) and math.isnan(expected))
    return abs(found - expected) <= CLOSE * max(abs(expected), size)


def check(found: Receipt, expected: float | None = None) -> None:
    """Hold a receipt to its own words: products, sum and operations; and to a number."""
    for term in found.terms:
        assert not term.factors or close(math.prod(term.factors), term.value), term
        assert term.active or term.value == 0.0 or math.isnan(term.value), term
    rest = [found.rest.value] if found.rest else []
    added = sum([term.value for term in found.terms] + rest)
    size = max(sizes(found), default=0.0)
    assert close(added, found.sum, size), found
    last = found.sum
    for step in found.operations:
        _check_operation(last, step, size)
        last = step.value
    assert last == found.value or math.isnan(last)
    if expected is not None:
        assert close(found.value, expected, size), (found.value, expected, found)
    for part in (*found.parts, *([found.next] if found.next else [])):
        check(part)


def _check_operation(last: float, step: Operation, size: float) -> None:
    if step.code == "apply":
        known = {"log": math.log, "sqrt": math.sqrt}.get(step.args["what"])
        assert known is None or close(known(last), step.value)
        return
    assert step.operand is not None
    if step.code == "into":
        assert close(step.operand / last, step.value)
    else:
        assert close(TIMES[step.code](last, step.operand), step.value, size), step
    if "factors" in step.args:
        assert close(math.prod(step.args["factors"]), step.operand)
