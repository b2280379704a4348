"""Receipts: over random experiments, every one ends with the number that it is of."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import numpy as np
import pytest

from engine import Divergence, Experiment, Receipt, explain
from tests.engine.receipts import ACTIVATIONS, LOSSES, OPTIMIZERS, check, experiment, next_of

SEEDS = range(3)
Address = dict[str, Any]


def some(rng: np.random.Generator, count: int, most: int = 2) -> list[int]:
    return rng.permutation(count)[:most].tolist()


def numbers_of_samples(e: Experiment, seed: int) -> Iterator[tuple[Address, float]]:
    """Numbers of a few samples' passes: scores, losses, and z, a and δ of every layer."""
    rng = np.random.default_rng(seed)
    result = e.evaluate("all" if e.setup.test.size else "train")
    for i in some(rng, len(e.points)):
        traced = e.trace([i])
        yield {"kind": "loss", "point": i}, result.losses[i]
        for unit in some(rng, result.scores.shape[1]):
            yield {"kind": "score", "point": i, "unit": unit}, result.scores[i, unit]
        for place, layer in enumerate(traced.layers):
            kinds = ("z", layer.z), ("activation", layer.a), ("delta", layer.delta)
            for kind, values in kinds:
                for u in some(rng, values.shape[1]):
                    yield {"kind": kind, "layer": place, "unit": u, "point": i}, values[0, u]


def totals(e: Experiment) -> Iterator[tuple[Address, float]]:
    result = e.evaluate()
    for kind in ("data_loss", "penalty", "total"):
        yield {"kind": kind}, getattr(result, kind)


def elements(e: Experiment, seed: int) -> Iterator[tuple[str, tuple[int, ...]]]:
    """A few places in every parameter."""
    rng = np.random.default_rng(seed)
    for name, part in e.params.items():
        for flat in some(rng, part.size):
            yield name, tuple(int(i) for i in np.unravel_index(flat, part.shape))


@pytest.mark.parametrize("loss", LOSSES)
def test_losses_scores_and_passes(loss: str) -> None:
    for seed in SEEDS:
        e = experiment(seed, loss=loss)
        for quantity, expected in [*numbers_of_samples(e, seed), *totals(e)]:
            check(explain(e, quantity), expected)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_hidden_and_of_the_output(activation: str) -> None:
    for seed in SEEDS:
        hidden = [{"units": 3, "activation": activation}, {"units": 4, "activation": activation}]
        output = {"activation": activation}
        e = experiment(seed, loss="mean_squared_error", hidden=hidden, output=output)
        for quantity, expected in numbers_of_samples(e, seed):
            check(explain(e, quantity), expected)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_gradients_and_what_the_next_update_makes_of_a_parameter(optimizer: str) -> None:
    for seed in range(6):
        e = experiment(seed, optimizer=optimizer)
        check_updates(e, next_of(e), seed)


def check_updates(e: Experiment, after: Experiment | None, seed: int) -> None:
    """Hold gradients, next values and what the optimiser remembers to those of a real step."""
    grads = e.evaluate().grads
    assert grads is not None
    for name, index in elements(e, seed):
        found = explain(e, {"kind": "gradient", "name": name, "index": index})
        check(found, grads[name][index])
        assert found.next is not None
        alone = explain(e, {"kind": "next", "name": name, "index": index})
        assert alone.value == found.next.value or not np.isfinite(alone.value)
        if after is not None:
            check(found.next, after.params[name][index])
            check_memory(alone, after, name, index)
        if "unchanged" not in codes(alone):
            stepped = e.setup.network.params(e.trainer.foresee().grad)[name][index]
            check(alone.parts[0], stepped)


def check_memory(found: Receipt, after: Experiment, name: str, index: tuple[int, ...]) -> None:
    memory = after.snapshot()["memory"]
    place = next(p["offset"] for p in after.layout if p["name"] == name)
    place += int(np.ravel_multi_index(index, after.params[name].shape))
    told = {part.quantity.get("what"): part for part in found.parts}
    if "unchanged" not in codes(found):
        for what in memory.keys() - {"t"}:
            check(told[what], memory[what][place])


def codes(found: Receipt) -> list[str]:
    return [term.code for term in found.terms]


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("case", ["step size", "penalty", "logits"])
def test_extremes(loss: str, case: str) -> None:
    """A step size and a strength of 1e6, and logits of 1e4."""
    optimizer = {"name": OPTIMIZERS[LOSSES.index(loss) % len(OPTIMIZERS)]}
    fixed: dict[str, Any] = {"optimizer": optimizer}
    if case == "step size":
        optimizer |= {"learning_rate": 1e6}
    if case == "penalty":
        fixed["penalty"] = {"l2": 1e6, "l1": 1e6}
    for seed in range(2):
        e = experiment(seed, loss=loss, **fixed)
        if case == "logits":
            rng = np.random.default_rng(seed)
            e.set_params({n: 1e4 * rng.normal(size=p.shape) for n, p in e.params.items()})
        for quantity, expected in [*numbers_of_samples(e, seed), *totals(e)]:
            check(explain(e, quantity), expected)
        after = None
        with suppress(Divergence):
            after = next_of(e)
        check_updates(e, after, seed)


def test_explaining_leaves_the_experiment_as_it_was() -> None:
    fixed = {"batch_size": 4, "hidden": [{"units": 5, "dropout": 0.5}], "optimizer": "adam"}
    e = experiment(3, loss="softmax", **fixed)
    before, other = e.snapshot(), Experiment.restore(e.snapshot())
    for seed in range(3):
        for name, index in elements(e, seed):
            explain(e, {"kind": "next", "name": name, "index": index})
    assert same_state(e.snapshot(), before)
    e.step(20)
    other.step(20)
    assert same_state(e.snapshot(), other.snapshot())


def same_state(a: dict[str, Any], b: dict[str, Any]) -> bool:
    plain = [json.dumps(state, default=lambda array: array.tolist()) for state in (a, b)]
    return plain[0] == plain[1]
