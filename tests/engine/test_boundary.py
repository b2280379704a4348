"""Grids, unit maps and warped space against the same numbers in float64."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import ConfigError, Experiment, grid, regions, unit_maps, warp
from engine.catalog import members
from engine.evaluation import activations_at
from engine.params import Array

NETS: list[dict[str, Any]] = [
    {},
    {"loss": "softmax"},
    {"loss": "hinge_embedding"},
    {"data": "convnet_spiral", "hidden": [{"units": 6}, {"units": 2}], "loss": "softmax"},
    {"hidden": [{"units": 5, "activation": "maxout", "dropout": 0.5}], "loss": "one_vs_all"},
    {"features": list(members("feature")), "hidden": [{"units": 4, "activation": "sine"}]},
]


def trained(config: dict[str, Any]) -> Experiment:
    e = Experiment(config)
    e.step(30)
    return e


def centres(view: tuple[float, float], size: int) -> Array:
    """The cells' centres (size², 2), the top row first."""
    x = view[0] + (np.arange(size) + 0.5) * (view[1] - view[0]) / size
    return np.column_stack([np.tile(x, size), np.repeat(x[::-1], size)])


@pytest.mark.parametrize("config", NETS)
@pytest.mark.parametrize("size", [7, 100])
def test_the_grid_is_the_model_at_the_centres(config: dict[str, Any], size: int) -> None:
    e = trained(config)
    labels, confidence = grid(e, size=size)
    assert labels.shape == confidence.shape == (size, size)
    assert labels.dtype == confidence.dtype == np.uint8
    scores = activations_at(e.setup, e.trainer.theta, centres(e.view, size))[-1]
    best = -scores if config.get("loss") == "hinge_embedding" else scores
    second, first = np.sort(best, axis=1)[:, -2:].T
    clear = first - second > 1e-4
    assert np.array_equal(labels.ravel()[clear], best.argmax(axis=1)[clear])
    if config.get("loss") == "softmax":
        p = np.exp(best - first[:, None])
        sure = 255 / p.sum(axis=1)
    else:
        sure = 255 * np.clip(first - second, 0, 1)
    assert np.abs(confidence.ravel() - sure).max() < 1.1


def test_a_window_may_be_elsewhere_in_either_direction() -> None:
    e = trained({"loss": "softmax"})
    labels, _ = grid(e, (5.0, 6.0, -2.0, -1.0), 9)
    points = centres((5.0, 6.0), 9) - [0.0, 7.0]
    scores = activations_at(e.setup, e.trainer.theta, points)[-1]
    assert np.array_equal(labels.ravel(), scores.argmax(axis=1))
    found = regions(e, (5.0, 6.0, -2.0, -1.0), margins=(0.0,))
    assert found is not None
    vertices = np.concatenate([region.polygon for region in found])
    assert np.concatenate([vertices.min(axis=0), vertices.max(axis=0)]).tolist() == [5, -2, 6, -1]


def test_another_window() -> None:
    e = trained({"loss": "softmax"})
    labels, _ = grid(e, (5.0, 6.0), 9)
    scores = activations_at(e.setup, e.trainer.theta, centres((5.0, 6.0), 9))[-1]
    assert np.array_equal(labels.ravel(), scores.argmax(axis=1))


def test_the_polygons_agree_with_the_grid() -> None:
    e = trained({})
    labels, _ = grid(e, size=50)
    cells = centres(e.view, 50)
    covered = np.zeros(2500, int)
    for region in regions(e, margins=(0.0,)) or []:
        ways = np.roll(region.polygon, -1, axis=0) - region.polygon
        out = cells[:, None] - region.polygon
        hit = (ways[:, 0] * out[..., 1] - ways[:, 1] * out[..., 0] >= 0).all(axis=1)
        assert (labels.ravel()[hit] == region.label).all()
        covered += hit
    assert (covered == 1).all()


def test_regression_shows_the_first_output_between_the_targets() -> None:
    e = trained({"data": "playground_plane", "optimizer": {"name": "adam", "learning_rate": 0.1}})
    labels, confidence = grid(e, size=20)
    assert not labels.any()
    values = activations_at(e.setup, e.trainer.theta, centres(e.view, 20))[-1][:, 0]
    assert e.targets is not None
    low, high = e.targets.min(), e.targets.max()
    expected = np.clip(255 * (values - low) / (high - low), 0, 255)
    assert np.abs(confidence.ravel() - expected).max() < 1.1


def test_unit_maps_show_every_hidden_unit_on_its_own_scale() -> None:
    e = trained(NETS[3])
    maps = unit_maps(e, size=30)
    sent = np.hstack(activations_at(e.setup, e.trainer.theta, centres(e.view, 30))[:-1]).T
    assert maps.shape == (8, 30, 30)
    scaled = 128.5 + 127 * sent / np.abs(sent).max(axis=1, keepdims=True)
    assert np.abs(maps.reshape(8, -1) - (scaled - 0.5)).max() < 1.0
    assert unit_maps(Experiment({})).shape == (0, 50, 50)


def test_dead_units_are_grey() -> None:
    e = Experiment({"hidden": [{"units": 2, "activation": "relu"}], "initializer": "zero"})
    assert (unit_maps(e, size=5) == 128).all()


def test_warped_lines_are_the_lines_sent_through_the_layer() -> None:
    e = trained(NETS[3])
    lines = warp(e, 1, lines=5)
    assert lines.shape == (10, 20, 2)
    low, high = e.view
    at, along = np.linspace(low, high, 5), np.linspace(low, high, 20)
    upright = np.column_stack([np.full(20, at[3]), along])
    level = np.column_stack([along, np.full(20, at[1])])
    for line, points in ((3, upright), (6, level)):
        expected = activations_at(e.setup, e.trainer.theta, points)[1]
        assert lines[line] == pytest.approx(expected, abs=1e-6)


def test_enormous_parameters_draw_something_and_warn_of_nothing() -> None:
    for config in NETS:
        for scale in (1e30, 1e300):
            e = Experiment(config)
            e.set_params({name: scale * np.sign(value) for name, value in e.params.items()})
            labels, _ = grid(e, size=10)
            assert labels.max() < e.classes
            unit_maps(e, size=10)


@pytest.mark.parametrize("size", [1e10, 1e30, 1e45, 1e100, 1e200])
def test_a_grid_of_enormous_parameters_is_still_the_model(size: float) -> None:
    """Beyond the range of single precision too, and where x1 and x2 are large themselves."""
    e = Experiment(NETS[3])
    e.set_params({"W2": size * e.params["W2"]})
    labels, _ = grid(e, size=40)
    scores = activations_at(e.setup, e.trainer.theta, centres(e.view, 40))[-1]
    assert np.array_equal(labels.ravel(), scores.argmax(axis=1))


def test_a_grid_far_from_the_origin_is_still_the_model() -> None:
    off = 1e6
    far = {"points": [[off, off], [off + 1, off + 1]], "labels": [0, 1], "view": [off - 1, off + 2]}
    e = Experiment({"data": far, "hidden": [{"units": 2, "activation": "linear"}]})
    e.set_params({"W0": np.eye(2), "b0": [0, 0], "W1": [[-1, -1], [1, 1]],
                  "b1": [2 * off + 1, -2 * off - 1]})  # fmt: skip
    labels, _ = grid(e, size=40)
    scores = activations_at(e.setup, e.trainer.theta, centres(e.view, 40))[-1]
    clear = np.abs(scores[:, 0] - scores[:, 1]) > 1e-6
    assert np.array_equal(labels.ravel()[clear], scores.argmax(axis=1)[clear])


def test_maps_and_lines_of_what_is_no_number() -> None:
    linear = {"activation": "linear"}
    e = Experiment({"hidden": [{"units": 3, **linear}, {"units": 1, **linear}]})
    e.set_params({"W0": [[1e308, 0.0], [0.0, 1e308], [1.0, 0.0]], "b0": [0.0, 0.0, 0.0]})
    e.set_params({"W1": [[1.0, -1.0, 0.0]]})
    view = (-40.0, 40.0)
    _, _, tame, wild = unit_maps(e, view, size=9)
    e.set_params({"W0": [[1.0, 0.0], [1.0, 0.0], [1.0, 0.0]]})
    assert np.array_equal(tame, unit_maps(e, view, size=9)[2])
    assert wild[0, 8] == wild[8, 0] == 128, "∞ − ∞ is no number"
    assert wild[0, 0] == 0, "−∞"
    e = Experiment({"hidden": [{"units": 2, **linear}]})
    e.set_params({"W0": [[1e308, 0.0], [1e39, 0.0]]})
    lines = warp(e, 0, view, lines=5)
    assert np.isfinite(lines).all()
    assert lines[4].tolist() == [[np.finfo(np.float32).max] * 2] * 20


def test_the_value_of_regression_is_in_the_middle_where_it_is_no_number() -> None:
    linear = {"units": 2, "activation": "linear"}
    e = Experiment({"data": "playground_plane", "hidden": [linear]})
    e.set_params({"W0": [[1e308, 0.0], [0.0, 1e308]], "W1": [[1.0, -1.0]]})
    _, confidence = grid(e, (2.0, 4.0), size=5)
    assert (confidence == 128).any()


def test_looking_changes_nothing() -> None:
    e, other = (trained(NETS[4]) for _ in range(2))
    grid(e)
    unit_maps(e)
    warp(e, 0)
    e.evaluate()
    for one in (e, other):
        one.step(20)
    assert np.array_equal(e.theta, other.theta)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda e: grid(e, size=1), r"size must be an integer in \[2, 1024\], got 1"),
        (lambda e: grid(e, size=10**9), "size must be"),
        (lambda e: unit_maps(e, size=2.5), "size must be"),
        (lambda e: warp(e, 1), "layer must be one of the 1 hidden layers, from 0, got 1"),
        (lambda e: warp(e, 0, lines=0), "lines must be"),
        (lambda e: grid(e, (1.0, 1.0)), "view must have low < high"),
        (lambda e: unit_maps(e, (0.0, float("nan"))), "view must be finite"),
        (lambda e: grid(e, (0.0, 1.0, 2.0)), r"view must be \[low, high\]"),
    ],
)
def test_wrong_input_gets_a_sentence(call: Any, sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence):
        call(Experiment({"hidden": [{"units": 2}]}))
