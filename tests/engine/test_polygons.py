"""Regions as polygons: they tile the square, agree with argmax, and cut where they should."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import ConfigError, Experiment, bands, regions
from engine.params import Array
from engine.polygons import MARGIN_BANDS, PROBABILITY_BANDS, TOLERANCE, Region, regions_of

VIEW = (-1.5, 2.0)
WINDOW = (*VIEW, *VIEW)
SIDE = VIEW[1] - VIEW[0]
RNG = np.random.default_rng(8)
MODELS = [(RNG.normal(size=(k, 2)) * scale, RNG.normal(size=k) * scale)
          for k in (2, 3, 4, 10) for scale in (0.3, 2.0, 30.0)]  # fmt: skip


def area(polygon: Array) -> float:
    x, y = polygon.T
    return float(0.5 * np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))


def inside(polygon: Array, points: Array, slack: float = 0.0) -> Array:
    """Whether points lie in a convex counter-clockwise polygon grown by `slack`."""
    edges = np.roll(polygon, -1, axis=0) - polygon
    ways = points[:, None] - polygon
    distance = edges[:, 0] * ways[..., 1] - edges[:, 1] * ways[..., 0]
    return (distance >= -slack * np.hypot(*edges.T)).all(axis=1)


def plane(size: int = 40) -> Array:
    x = np.linspace(*VIEW, size)
    return np.column_stack([np.tile(x, size), np.repeat(x, size)])


def softmax(scores: Array) -> Array:
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    return p / p.sum(axis=1, keepdims=True)


def found(model: tuple[Array, Array], likelihood: str) -> list[Region]:
    levels = MARGIN_BANDS if likelihood == "none" else PROBABILITY_BANDS
    return regions_of(*model, WINDOW, levels, likelihood)


@pytest.mark.parametrize("model", MODELS)
def test_whole_regions_tile_the_square(model: tuple[Array, Array]) -> None:
    for likelihood in ("none", "softmax", "sigmoid"):
        whole = [r for r in found(model, likelihood) if r.band == 0.0]
        assert sum(area(r.polygon) for r in whole) == pytest.approx(SIDE**2, rel=1e-12)
        assert all(area(r.polygon) > 0 for r in whole)


@pytest.mark.parametrize("model", MODELS)
def test_bands_of_margins_agree_with_the_scores(model: tuple[Array, Array]) -> None:
    points = plane()
    scores = points @ model[0].T + model[1]
    regions = {(r.label, r.band): r.polygon for r in found(model, "none")}
    for label in range(len(model[1])):
        lead = scores[:, label] - np.delete(scores, label, axis=1).max(axis=1)
        for band in MARGIN_BANDS:
            clear = np.abs(lead - band) > 1e-9
            polygon = regions.get((label, band))
            shown = inside(polygon, points) if polygon is not None else np.zeros(len(points), bool)
            assert np.array_equal(shown[clear], (lead > band)[clear])


@pytest.mark.parametrize("model", MODELS)
def test_bands_of_probability_agree_with_softmax_to_less_than_a_pixel(
    model: tuple[Array, Array],
) -> None:
    points, pixel = plane(), SIDE * TOLERANCE
    likely = softmax(points @ model[0].T + model[1])
    regions = {(r.label, r.band): r.polygon for r in found(model, "softmax")}
    for label in range(len(model[1])):
        for band in PROBABILITY_BANDS[1:]:
            polygon = regions.get((label, band))
            if polygon is None:
                assert not (likely[:, label] > band + 1e-9).any()
                continue
            really = likely[:, label] > band
            assert inside(polygon, points[really], slack=1e-9).all()
            nearby = points[inside(polygon, points) & ~really]
            reach = pixel * np.array([[1, 0], [-1, 0], [0, 1], [0, -1], [0.7, 0.7], [-0.7, -0.7],
                                      [0.7, -0.7], [-0.7, 0.7]])  # fmt: skip
            around = softmax((nearby[:, None] + 1.2 * reach).reshape(-1, 2) @ model[0].T + model[1])
            assert (around[:, label].reshape(-1, 8).max(axis=1) >= band).all()
            corners = softmax(polygon @ model[0].T + model[1])[:, label]
            assert corners.min() > 0.4


def unequal(ratio: float) -> list[tuple[Array, Array]]:
    """Models whose first class is that many times as steep as the others."""
    rng = np.random.default_rng(5)
    models = []
    for k in (3, 4, 5, 8, 3, 4):
        weights, bias = 3.0 * rng.normal(size=(k, 2)), 3.0 * rng.normal(size=k)
        weights[0] *= ratio
        models.append((weights, bias))
    return models


STEEP = (np.array([[434.62, 170.46], [7.3, 1.93], [2.53, 2.52], [-1.82, -0.21]]),
         np.array([4.05, -1.19, 0.57, -0.06]))  # fmt: skip


@pytest.mark.parametrize("ratio", [1.0, 10.0, 100.0, 1e4, 1e6])
def test_every_vertex_meets_its_level_within_the_tolerance(ratio: float) -> None:
    """Also where a steep class gives way to gentle ones; and each polygon is convex."""
    angles = np.linspace(0.0, 2.0 * np.pi, 361)
    around = 1.001 * TOLERANCE * SIDE * np.column_stack([np.cos(angles), np.sin(angles)])
    around = np.concatenate([s * around for s in (0.0, 0.1, 0.3, 1.0)])
    for weights, bias in [STEEP, *unequal(ratio)]:
        for region in found((weights, bias), "softmax"):
            edges = np.roll(region.polygon, -1, axis=0) - region.polygon
            ahead = np.roll(edges, -1, axis=0)
            turns = edges[:, 0] * ahead[:, 1] - edges[:, 1] * ahead[:, 0]
            assert turns.min() > -1e-9 * SIDE**2
            near = (region.polygon[:, None] + around).reshape(-1, 2)
            likely = softmax(near @ weights.T + bias)[:, region.label]
            assert likely.reshape(len(region.polygon), -1).max(axis=1).min() >= region.band - 1e-9


def test_what_has_no_area_is_no_region() -> None:
    """Between classes 0 and 2 the middle one wins nowhere but on the line x1 = 0."""
    weights, bias = np.array([[2.0, 0.0], [1.0, 0.0], [-1.0, 0.0]]), np.zeros(3)
    for likelihood in ("none", "softmax", "sigmoid"):
        shown = regions_of(weights, bias, WINDOW, (0.0,), likelihood)
        assert {r.label for r in shown} == {0, 2}
    assert regions_of(weights, bias, (-1, 0, -1, 1), (0.0,), "none")[0].label == 2


@pytest.mark.parametrize(
    ("loss", "margin", "sentence"),
    [
        ("softmax", 1.0, r"margins must be in \[0, 1\), got 1.0"),
        ("softmax", -0.5, r"margins must be in \[0, 1\), got -0.5"),
        ("weston_watkins", -1, "margins must be at least 0, got -1"),
        ("weston_watkins", float("nan"), "margins must be finite, got nan"),
        ("weston_watkins", "1", "margins must be a number, got '1'"),
    ],
)
def test_a_band_that_is_none_is_refused(loss: str, margin: Any, sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence):
        regions(Experiment({"loss": loss}), margins=[0.0, margin])


def test_two_classes_have_exact_bands_of_probability() -> None:
    weights = np.array([[1.0, 0.0], [0.0, 0.0]])
    regions = regions_of(weights, np.zeros(2), (-4, 4, -4, 4), (0.85,), "softmax")
    left = min(r.polygon[:, 0].min() for r in regions if r.label == 0)
    assert left == pytest.approx(np.log(0.85 / 0.15), abs=1e-12)


def test_a_probability_of_its_own_is_a_half_plane_more() -> None:
    """Both scores are sure at the left, and class 0 is the better one above x2 = 0."""
    weights = np.array([[-1.0, 1.0], [-1.0, -1.0]])
    above, sure, below, _ = regions_of(weights, np.zeros(2), (-4, 4, -4, 4), (0.0, 0.7), "sigmoid")
    assert (above.label, sure.label, below.label) == (0, 0, 1)
    assert above.polygon[:, 1].min() == 0.0
    assert sure.polygon[:, 1].min() == 0.0
    scores = sure.polygon @ weights[0]
    assert scores.min() == pytest.approx(np.log(0.7 / 0.3), abs=1e-12)


def test_on_a_tie_over_the_whole_plane_the_first_class_wins() -> None:
    equal = regions_of(np.zeros((3, 2)), np.zeros(3), WINDOW, (0.0, 0.25), "none")
    assert [(r.label, r.band) for r in equal] == [(0, 0.0)]
    weights, bias = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]]), np.array([0.2, 0.2, 0.0])
    assert {r.label for r in regions_of(weights, bias, WINDOW, (0.0,), "none")} == {0, 2}


def test_enormous_parameters_do_no_harm() -> None:
    for scale in (1e150, 1e300, 1.7e308):
        for likelihood in ("none", "softmax", "sigmoid"):
            for weights, bias in MODELS:
                with np.errstate(all="ignore"):
                    model = (np.sign(weights) * scale, bias)
                for region in found(model, likelihood):
                    assert np.isfinite(region.polygon).all()


def test_regions_of_an_experiment() -> None:
    e = Experiment({"data": "lecture_frame"})
    assert bands(e) == MARGIN_BANDS
    shown = regions(e)
    assert shown is not None
    e.step(5)
    assert [r.polygon.tolist() for r in shown] != [r.polygon.tolist() for r in regions(e) or []]
    for region in regions(e, (-3, 3), (0.0,)) or []:
        hit = inside(region.polygon, e.points)
        assert np.array_equal(hit, e.evaluate().predictions == region.label)
    e.configure({"loss": "kl_divergence"})
    assert bands(e) == PROBABILITY_BANDS
    assert {r.band for r in regions(e) or []} <= set(PROBABILITY_BANDS)


def test_one_feature_alone_gives_stripes() -> None:
    e = Experiment({"features": ["x2"]})
    for region in regions(e, margins=(0.0,)) or []:
        assert set(region.polygon[:, 0]) == {-1.25, 1.25}


def test_distances_are_won_by_the_smallest() -> None:
    e = Experiment({"loss": "hinge_embedding", "output": {"activation": "linear"}})
    for region in regions(e, margins=(0.0,)) or []:
        hit = inside(region.polygon, e.points)
        assert np.array_equal(hit, e.evaluate().predictions == region.label)


@pytest.mark.parametrize(
    "config",
    [
        {"hidden": [{"units": 2}]},
        {"features": ["x1", "x1_squared"]},
        {"output": {"activation": "tanh"}},
        {"data": "playground_plane"},
    ],
)
def test_a_model_that_is_not_linear_has_no_polygons(config: dict[str, object]) -> None:
    assert regions(Experiment(config)) is None
