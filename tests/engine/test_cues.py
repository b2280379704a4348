"""What one update did: the losses, the largest changes, and the point that pulled hardest."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import Cue, Experiment, cue, moment
from engine.params import Array
from tests.app.commands import same_state

DEEP: dict[str, Any] = {
    "data": "convnet_spiral",
    "hidden": [
        {"units": 6, "activation": "maxout", "dropout": 0.6},
        {"units": 5, "frozen_units": [1, 3]},
        {"units": 4, "activation": "relu", "frozen": True},
    ],
    "loss": "softmax",
    "optimizer": {"name": "adam", "learning_rate": 0.05},
    "penalty": {"l2": 0.01},
    "batch_size": 7,
    "test_fraction": 0.2,
}
CONFIGS: list[dict[str, Any]] = [
    {"penalty": {"l2": 0.1}},
    {"data": "convnet_circle", "hidden": [{"units": 4}], "batch_size": 9, "seed": 3},
    {"data": {"points": [[1, 2], [0, 1], [3, 1]], "targets": [1.0, 2.0, 0.5]}, "loss": "huber"},
]


def made(e: Experiment) -> Cue:
    start = moment(e)
    e.step()
    found = cue(start, e)
    assert found is not None
    return found


def own_lengths(e: Experiment, batch: list[int]) -> Array:
    """The length of each point's gradient, the matrices written out."""
    parts = e.sample_gradients(batch).values()
    return np.sqrt(sum(np.square(part.reshape(len(batch), -1)).sum(1) for part in parts))


@pytest.mark.parametrize("config", CONFIGS)
def test_it_says_what_the_update_did(config: dict[str, Any]) -> None:
    e = Experiment(config)
    for _ in range(12):
        before, was, batch = e.evaluate(), e.params, e.batch.tolist()
        lengths = own_lengths(e, batch)
        found = made(e)
        after = e.evaluate()
        assert found.iteration == e.iteration
        assert found.before == (before.data_loss, before.penalty, before.total, before.accuracy)
        assert found.after.total == after.total
        moved = {name: e.params[name] - was[name] for name in was}
        assert found.changed == sum(np.count_nonzero(part) for part in moved.values())
        sizes = np.concatenate([np.abs(part).ravel() for part in moved.values()])
        largest = np.sort(sizes)[::-1][:3].tolist()
        assert [abs(c.after - c.before) for c in found.changes] == [s for s in largest if s]
        for change in found.changes:
            assert change.before == was[change.name][change.index]
            assert change.after == e.params[change.name][change.index]
        assert found.pulled is not None
        assert found.pulled.point == batch[lengths.argmax()]
        assert found.pulled.share == pytest.approx(lengths.max() / lengths.sum(), rel=1e-12)


def test_the_gradients_are_those_of_the_update_with_its_dropout_and_frozen_units() -> None:
    """Of a batch of two, the longer is found by leaving the other's gradient out of the sum."""
    e = Experiment(DEEP | {"batch_size": 2, "penalty": {"l2": 0.0}})
    masked = 0
    for _ in range(40):
        pair = e.batch.tolist()
        alone = [twin(e, point) for point in pair]
        found = made(e)
        masked += e.mask is not None and not e.mask.all()
        if found.pulled is None:
            assert max(alone) == 0.0
            continue
        assert found.pulled.point == pair[int(np.argmax(alone))]
        assert found.pulled.share == pytest.approx(max(alone) / sum(alone), rel=1e-9)
    assert masked > 20


def twin(e: Experiment, point: int) -> float:
    """The length of the gradient of an update that sees this point only, from here."""
    other = Experiment.restore(e.snapshot())
    batches = other.trainer.batches
    at = batches.order.tolist().index(int(np.flatnonzero(other.setup.train == point)[0]))
    state = other.trainer.state()
    order = state["order"]
    first = batches.position * batches.size
    order[[first, at]] = order[[at, first]]
    order[first + 1] = order[first]
    other.trainer.load(state)
    other.step()
    network = other.setup.network
    grad = other.trainer.grad.copy()
    for layer, block in zip(network.layers, network.blocks(grad), strict=True):
        block[np.isin(layer.unit_of_row, layer.frozen)] = 0.0
    return float(np.linalg.norm(grad))


def test_training_goes_on_as_if_nobody_had_looked() -> None:
    seen, alone = Experiment(DEEP), Experiment(DEEP)
    for _ in range(40):
        made(seen)
        alone.step()
        assert same_state(seen.snapshot(), alone.snapshot())


def test_there_is_none_but_of_one_update() -> None:
    e = Experiment(CONFIGS[0])
    start = moment(e)
    assert cue(start, e) is None
    e.step(2)
    assert cue(start, e) is None
    start = moment(e)
    e.step()
    e.move_point(0, (0.1, 0.2))
    assert cue(start, e) is None


def test_where_nothing_pulls_nobody_does() -> None:
    e = Experiment({"data": {"points": [[0, 1], [0, -1]], "labels": [0, 1]}, "loss": "hinge"})
    e.set_params({"W0": [[0.0, 5.0], [0.0, -5.0]], "b0": [0.0, 0.0]})
    found = made(e)
    assert (found.pulled, found.changed, found.changes) == (None, 0, ())
