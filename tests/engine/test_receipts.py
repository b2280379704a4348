"""Receipts: over random experiments, every one ends with the number that it is of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from engine import Experiment, explain
from tests.engine.receipts import ACTIVATIONS, LOSSES, OPTIMIZERS, check, experiment, next_of

SEEDS = range(6)
Address = dict[str, Any]


def some(rng: np.random.Generator, count: int, most: int = 3) -> list[int]:
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
    for seed in range(15):
        e = experiment(seed, optimizer=optimizer)
        grads, after = e.evaluate().grads, next_of(e)
        assert grads is not None
        for name, index in elements(e, seed):
            found = explain(e, {"kind": "gradient", "name": name, "index": index})
            check(found, grads[name][index])
            assert found.next is not None
            check(found.next, after.params[name][index])
            alone = explain(e, {"kind": "next", "name": name, "index": index})
            assert alone.value == found.next.value
            memory = after.snapshot()["memory"]
            place = next(p["offset"] for p in e.layout if p["name"] == name)
            place += int(np.ravel_multi_index(index, e.params[name].shape))
            for part in alone.parts:
                if part.quantity.get("what") in memory:
                    check(part, memory[part.quantity["what"]][place])
