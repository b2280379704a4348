"""Who took part in the last iteration, and which samples are in this epoch's batches."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import Experiment

NET: dict[str, Any] = {
    "data": "convnet_spiral",
    "hidden": [{"units": 6, "dropout": 0.5}, {"units": 4}, {"units": 5, "dropout": 0.8}],
    "loss": "softmax",
    "batch_size": 30,
    "test_fraction": 0.2,
}


def mask(e: Experiment) -> list[bool]:
    found = e.mask
    assert found is not None
    return found.tolist()


def moved(before: Experiment, after: Experiment) -> list[bool]:
    """The hidden units whose incoming weights another iteration has changed."""
    return [
        bool((before.params[f"W{layer}"][unit] != after.params[f"W{layer}"][unit]).any())
        for layer in range(3)
        for unit in range(len(before.params[f"W{layer}"]))
    ]


def test_those_who_moved_were_active() -> None:
    e = Experiment(NET)
    assert e.mask is None, "nothing is made yet"
    for _ in range(20):
        before = Experiment.restore(e.snapshot())
        e.step()
        # An active unit may stay, where all that listen to it are not.
        assert all(a for a, m in zip(mask(e), moved(before, e), strict=True) if m)
        assert mask(e)[6:10] == [True] * 4
        assert any(moved(before, e))


def test_it_comes_back_with_the_state() -> None:
    e = Experiment(NET)
    e.step(7)
    state, seen = e.snapshot(), mask(e)
    assert mask(Experiment.restore(state)) == seen
    e.step()
    e.load(state)
    assert mask(e) == seen


def test_it_is_known_only_of_the_network_that_made_the_iteration() -> None:
    e = Experiment(NET)
    e.step(3)
    seen = mask(e)
    e.configure({"optimizer": {"learning_rate": 0.5}})
    assert mask(e) == seen
    e.configure({"hidden": [{"units": 7, "dropout": 0.5}]})
    assert e.mask is None
    e.move_point(0, (0.1, 0.1))
    assert e.mask is None
    e.step()
    assert len(mask(e)) == 7
    e.reset()
    assert e.mask is None
    plain = Experiment({})
    plain.step()
    assert plain.mask is None


def test_a_batch_is_a_part_of_the_order() -> None:
    e = Experiment(NET)
    train = e.evaluate().indices
    for step in range(8):
        assert sorted(e.order) == sorted(train)
        part = e.order[30 * (step % 6) : 30 * (step % 6) + 30]
        assert np.array_equal(e.batch, part)
        e.step()
