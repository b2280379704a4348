"""The plane of two hidden units: its lines, points, window and exact regions."""

from __future__ import annotations

import numpy as np
import pytest

from engine import ConfigError, Experiment, warp, warped
from engine.evaluation import activations_at
from tests.engine.test_boundary import NETS, trained


def test_lines_and_points_are_those_of_the_two_units() -> None:
    e = trained(NETS[3])
    found = warped(e, 0, (4, 1), lines=5)
    assert np.array_equal(found.lines, warp(e, 0, lines=5)[..., [4, 1]])
    sent = activations_at(e.setup, e.trainer.theta, e.points)[0]
    assert found.points == pytest.approx(sent[:, [4, 1]], abs=1e-6)
    assert found.regions == [], "more layers follow"


def test_everything_lies_within_the_window() -> None:
    e = trained(NETS[3])
    found = warped(e, 1, (0, 1), lines=6)
    left, right, bottom, top = found.window
    for shown in (found.lines.reshape(-1, 2), found.points):
        assert (shown > [left, bottom]).all()
        assert (shown < [right, top]).all()


@pytest.mark.parametrize("loss", ["softmax", "weston_watkins"])
@pytest.mark.parametrize("pair", [(0, 1), (1, 0)])
def test_the_regions_are_the_classes_of_the_points(loss: str, pair: tuple[int, int]) -> None:
    e = Experiment(NETS[3] | {"loss": loss, "optimizer": {"name": "adam", "learning_rate": 0.03}})
    e.step(200)
    found = warped(e, 1, pair)
    predicted = e.evaluate().predictions
    assert predicted is not None
    assert set(predicted.tolist()) == {0, 1}
    inside = np.zeros((len(e.points), 2), bool)
    for region in found.regions:
        if region.band == 0.0:
            ways = np.roll(region.polygon, -1, axis=0) - region.polygon
            out = found.points[:, None] - region.polygon
            hit = (ways[:, 0] * out[..., 1] - ways[:, 1] * out[..., 0] >= 0.0).all(axis=1)
            inside[:, region.label] |= hit
    clear = np.abs(np.diff(e.evaluate().scores, axis=1)).ravel() > 1e-4
    assert np.array_equal(inside[clear].argmax(axis=1), predicted[clear])
    assert (inside[clear].sum(axis=1) == 1).all()


def test_units_that_send_nothing_have_a_window_all_the_same() -> None:
    hidden = [{"units": 2, "activation": "relu"}]
    e = Experiment({"hidden": hidden, "initializer": "zero"})
    left, right, bottom, top = warped(e, 0, (0, 1)).window
    assert left < 0.0 < right
    assert bottom < 0.0 < top


@pytest.mark.parametrize(
    ("layer", "pair", "sentence"),
    [
        (2, (0, 1), "layer must be one of the 2 hidden layers"),
        (1, (0, 2), r"units must be in \[0, 1\], got 2"),
    ],
)
def test_units_that_are_not_there_are_refused(
    layer: int, pair: tuple[int, int], sentence: str
) -> None:
    with pytest.raises(ConfigError, match=sentence):
        warped(Experiment(NETS[3]), layer, pair)
