"""Every data set under one contract; then the points that their sources give."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import catalog
from engine.datasets import Data, Dataset
from engine.params import Array, ConfigError
from tests.engine.contract import every

NOISY = [n for n, cls in catalog.members("data").items() if "noise" in cls.settings()]
FIXED = (
    "cs231n",
    "lecture_frame",
    "overlapping_row",
    "convnet_simple",
    "playground_spiral",  # until noise moves it
)
DRAWN = ("playground_xor", "playground_circle", "convnet_random")  # labels by chance
BALANCED = [n for n, cls in catalog.members("data").items() if "balance" in cls.settings()]
COUNTED = [n for n, cls in catalog.members("data").items() if "count" in cls.settings()]


def data(name: str, seed: int = 0, **settings: Any) -> Data:
    made: Dataset = catalog.make("data", {"name": name, **settings}, "data")
    return made.generate(np.random.default_rng(seed))


def polar(points: Array) -> tuple[Array, Array]:
    """Radius, and angle clockwise from the x2 axis."""
    return np.hypot(*points.T), np.arctan2(*points.T)


@every("data")
@pytest.mark.parametrize("seed", range(5))
def test_points_and_what_they_are(member: type[Dataset], seed: int) -> None:
    made = member().generate(np.random.default_rng(seed))
    n = len(made.points)
    assert (made.points.shape, made.points.dtype) == ((n, 2), np.float64)
    low, high = member.view
    assert ((made.points >= low) & (made.points <= high)).all()
    if member.task == "classification":
        assert made.targets is None
        assert (made.labels.shape, made.labels.dtype) == ((n,), np.int64)
        assert set(made.labels.tolist()) == set(range(made.classes))
    else:
        assert (made.labels, made.classes) == (None, 0)
        assert (made.targets.shape, made.targets.dtype) == ((n, 1), np.float64)
        assert (np.abs(made.targets) <= (5.0 if member.name == "convnet_sine" else 1.2)).all()


@every("data")
def test_a_seed_gives_the_same_points(member: type[Dataset]) -> None:
    one, same, other = (member().generate(np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert (one.points == same.points).all()
    assert np.array_equal(one.labels, same.labels)
    assert np.array_equal(one.targets, same.targets)
    assert (one.points == other.points).all() == (member.name in FIXED)


@pytest.mark.parametrize("name", NOISY)
def test_noise_scales_the_same_draws(name: str) -> None:
    """Points move along lines (in the plane, or around the origin) and everything else stays."""
    none, some, twice = (data(name, noise=noise) for noise in (0.0, 0.2, 0.4))
    if name.startswith("playground_") and name not in ("playground_gauss", "playground_spiral"):
        assert (none.points == some.points).all()  # there the noise is in the labels
    elif name == "cs231n_spiral":
        angles = [polar(made.points)[1] for made in (none, some, twice)]
        bend = np.angle(np.exp(1j * (angles[2] - 2.0 * angles[1] + angles[0])))
        assert bend[polar(none.points)[0] > 0.0] == pytest.approx(0.0, abs=1e-12)
    elif name == "playground_gauss":
        centres = np.where(none.labels, 2.0, -2.0)[:, None]
        ratio = (twice.points - centres) / (none.points - centres)
        assert ratio == pytest.approx(np.sqrt(3.3 / 0.5))
    elif name == "convnet_sine":
        assert (none.points == some.points).all()
        moved = some.targets - none.targets
        assert twice.targets - none.targets == pytest.approx(2.0 * moved)
        assert (moved != 0.0).all()
    else:
        assert twice.points - none.points == pytest.approx(2.0 * (some.points - none.points))
        assert (none.points != some.points).all()
        assert (none.labels == some.labels).all()


@pytest.mark.parametrize("name", COUNTED)
def test_any_count_of_points(name: str) -> None:
    setting = catalog.members("data")[name].settings()["count"]
    for count in (setting.low, setting.low + 1, 101):
        made = data(name, count=count)
        assert len(made.points) == count + (name == "outlier")
        if made.labels is not None and name not in DRAWN:
            sizes = np.bincount(made.labels)
            assert sizes.max() - sizes.min() <= 1 + (name == "outlier")


@pytest.mark.parametrize("name", BALANCED)
def test_the_balance_is_the_share_of_class_1(name: str) -> None:
    for balance in (0.05, 0.25, 0.5, 0.8):
        made = data(name, balance=balance, count=400)
        share = (made.labels[:400] == 1).mean()
        assert share == pytest.approx(balance, abs=0.07 if name in DRAWN else 1 / 400)
        if name == "playground_circle":
            assert ((polar(made.points)[0] < 2.5) == made.labels).all()
        if name == "playground_xor":
            assert ((made.points.prod(axis=1) > 0.0) == made.labels).all()


@pytest.mark.parametrize("name", BALANCED)
def test_both_classes_stay_however_few_the_points(name: str) -> None:
    low = catalog.members("data")[name].settings()["count"].low
    for balance in (0.05, 0.95):
        made = data(name, balance=balance, count=low)
        assert made.classes == 2
        if name not in DRAWN[:1] + DRAWN[2:]:
            assert set(made.labels.tolist()) == {0, 1}


def test_the_nine_points_of_cs231n() -> None:
    made = data("cs231n")
    assert made.points.tolist() == [
        [0.5, 0.4],
        [0.8, 0.3],
        [0.3, 0.8],
        [-0.4, 0.3],
        [-0.3, 0.7],
        [-0.7, 0.2],
        [0.7, -0.4],
        [0.5, -0.6],
        [-0.4, -0.5],
    ]
    assert made.labels.tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 2]
    assert (made.classes, made.start) == (3, None)


def test_the_frame_of_the_lecture() -> None:
    made = data("lecture_frame")
    moved = np.flatnonzero((made.points != data("cs231n").points).any(axis=1))
    assert (moved.tolist(), made.points[7].tolist()) == ([7], [0.8, -1.15])
    assert made.start["W0"].round(2).tolist() == [[1.12, 0.84], [-0.95, 0.30], [0.35, -1.44]]
    assert made.start["b0"].round(2).tolist() == [0.06, 0.30, 0.35]


def test_the_thirteen_points_of_convnetjs() -> None:
    made = data("convnet_simple")
    assert made.labels.tolist() == [1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 1, 1, 1]
    assert made.points[[0, 1, 2, 8, 12]].tolist() == [
        [-0.4326, 1.1909],
        [3.0, 4.0],
        [0.1253, -0.0376],
        [4.1832, 0.3044],
        [1.0, -2.2],
    ]
    assert made.points.sum(axis=0) == pytest.approx([16.1315, 12.9673], abs=1e-12)


def test_the_circle_of_convnetjs() -> None:
    made = data("convnet_circle")
    radius, angle = polar(made.points)
    assert made.labels.tolist() == [1] * 50 + [0] * 50
    assert radius[:50].max() <= 2.0
    assert ((radius[50:] >= 3.0) & (radius[50:] <= 5.0)).all()
    assert np.unwrap(angle[50:]) == pytest.approx(2.0 * np.pi * np.arange(50) / 50, abs=1e-12)


def test_the_spiral_of_convnetjs() -> None:
    made = data("convnet_spiral")
    along = np.tile(np.arange(100) / 100, 2)
    turn = 2.5 * np.pi * along + np.repeat([0.0, np.pi], 100)
    ideal = 5.0 * along[:, None] * np.column_stack([np.sin(turn), np.cos(turn)])
    assert made.labels.tolist() == [1] * 100 + [0] * 100
    assert np.linalg.norm(made.points - ideal, axis=1).max() < 0.1 + 0.1 * 5.1
    assert np.abs(polar(made.points)[0][10:100] - 5.0 * along[10:100]).max() <= 0.1


def test_the_random_points_of_convnetjs() -> None:
    many = [data("convnet_random", seed) for seed in range(50)]
    assert all(len(made.points) == 40 and np.abs(made.points).max() <= 3.0 for made in many)
    assert np.mean([made.labels.mean() for made in many]) == pytest.approx(0.5, abs=0.05)


def test_the_curve_of_convnetjs() -> None:
    made = data("convnet_sine")
    x, x2 = made.points.T
    assert (len(x), x2.any()) == (20, False)
    assert made.targets[:, 0] == pytest.approx(x * np.sin(x))
    wide = data("convnet_sine", count=500).points[:, 0]
    assert -5.0 <= wide.min() < -4.9
    assert 4.9 < wide.max() <= 5.0


def test_the_circle_and_the_exclusive_or_of_playground() -> None:
    circle = data("playground_circle", count=400)
    radius, _ = polar(circle.points)
    assert ((radius < 2.5) == circle.labels).all()
    assert ((radius <= 2.5) | ((radius >= 3.5) & (radius <= 5.0))).all()
    assert circle.labels.sum() == 200
    xor = data("playground_xor", count=400)
    assert ((xor.points.prod(axis=1) > 0.0) == xor.labels).all()
    assert ((np.abs(xor.points) >= 0.3) & (np.abs(xor.points) <= 5.3)).all()
    for name in ("playground_circle", "playground_xor"):
        noisy = data(name, count=400, noise=0.5)
        assert 20 < (noisy.labels != data(name, count=400).labels).sum() < 250


def test_the_gaussians_and_the_spiral_of_playground() -> None:
    gauss = data("playground_gauss", count=2000)
    assert gauss.points[gauss.labels == 1].mean(axis=0) == pytest.approx([2.0, 2.0], abs=0.1)
    assert gauss.points[gauss.labels == 0].var(axis=0) == pytest.approx([0.5, 0.5], rel=0.1)
    spiral = data("playground_spiral", count=200)
    radius, _ = polar(spiral.points)
    assert radius == pytest.approx(5.0 * np.tile(np.arange(100) / 100, 2), abs=1e-12)
    assert spiral.labels.tolist() == [1] * 100 + [0] * 100
    turn = 3.5 * np.pi / 100
    assert spiral.points[1] == pytest.approx([0.05 * np.sin(turn), 0.05 * np.cos(turn)])
    assert spiral.points[100:] == pytest.approx(-spiral.points[:100], abs=1e-12)


def test_the_surfaces_of_playground() -> None:
    made = data("playground_plane")
    assert made.targets[:, 0] == pytest.approx(made.points.sum(axis=1) / 10.0)
    gaussian = catalog.members("data")["playground_gaussian"]()
    spots = np.array([[-4.0, 2.5], [0.0, 2.5], [4.0, -2.5], [0.0, -1.5], [0.0, 0.0], [-4.0, 3.0]])
    assert gaussian.target(spots) == pytest.approx([1.0, -1.0, -1.0, 0.5, 0.0, 0.75])


def test_one_line_separates_separable_and_outlier() -> None:
    for name in ("separable", "outlier"):
        made = data(name)
        side = made.points.sum(axis=1)
        assert ((side > 0.5) == made.labels).all()
        assert ((side < -0.5) == (made.labels == 0)).all()
    assert data("outlier").points[-1].tolist() == [5.0, -4.0]
    crossed = data("overlapping", count=400)
    wrong = (crossed.points.sum(axis=1) > 0.0) != crossed.labels
    assert 0.02 < wrong.mean() < 0.3


def test_three_in_a_row() -> None:
    made = data("three_in_a_row")
    for label, centre in enumerate([-2.0, 0.0, 2.0]):
        assert np.linalg.norm(made.points[made.labels == label] - centre, axis=1).max() <= 0.8


@pytest.mark.parametrize("name", ["blobs", "cs231n_spiral"])
def test_two_to_six_classes(name: str) -> None:
    for classes in range(2, 7):
        made = data(name, classes=classes, count=60)
        assert made.classes == classes
        assert np.bincount(made.labels).tolist() == [60 // classes] * classes
    for classes in (1, 7):
        with pytest.raises(ConfigError, match=r"data.classes must be in \[2, 6\]"):
            data(name, classes=classes)


def test_moons_and_blobs_and_spiral_without_noise() -> None:
    moons = data("moons", noise=0.0, count=100)
    assert np.hypot(*moons.points[:50].T) == pytest.approx(1.0)
    assert np.hypot(*(moons.points[50:] - [1.0, 0.5]).T) == pytest.approx(1.0)
    assert moons.points[:50, 1].min() > -1e-12
    assert moons.points[50:, 1].max() < 0.5 + 1e-12
    assert np.hypot(*data("blobs", noise=0.0).points.T) == pytest.approx(3.0)
    spiral = data("cs231n_spiral", noise=0.0)
    assert polar(spiral.points)[0] == pytest.approx(np.tile(np.linspace(0.0, 1.0, 100), 3))
    assert spiral.points[199] == pytest.approx([np.sin(8.0), np.cos(8.0)])
