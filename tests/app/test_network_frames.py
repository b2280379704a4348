"""What the frames show of a network: boundary, maps, warped plane, histograms, curve and mask."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from app.frames import Flag, Id
from engine import boundary, end_maps, fitted, grid, histograms, warped
from engine.contour import segments
from engine.field import nodes
from tests.app.commands import SPIRAL, started


def test_three_layers_of_twenty_on_five_hundred_points_are_drawn_finely() -> None:
    config = {
        "data": {"name": "blobs", "count": 500},
        "hidden": [{"units": 20, "activation": "tanh"}] * 3,
        "loss": {"name": "softmax"},
    }
    driver = started(config)
    driver.do("subscribe", grid=100, units=32, warp=[2, 0, 1], histograms=True)
    sections = driver.frame()[1]
    assert sections[Id.CELLS].shape == (102, 102)
    assert sections[Id.UNIT_MAPS].shape == (60 * 32, 32)
    assert sections[Id.WARP].shape[0] >= 30
    assert sum(part.nbytes for part in sections.values() if not isinstance(part, str)) < 200_000


def test_the_boundary_is_joined_from_the_grid_and_its_cuts() -> None:
    driver = started(SPIRAL)
    driver.do("step", count=300)
    driver.do("subscribe", grid=40, view=[-6.0, 6.0, -5.0, 7.0])
    window, experiment, sections = (-6.0, 6.0, -5.0, 7.0), driver.experiment, driver.frame()[1]
    cells, cuts = sections[Id.CELLS], sections[Id.CUTS]
    assert np.array_equal(cells[1:-1, 1:-1] >> 5, grid(experiment, window, 40)[0])
    assert cuts.dtype == np.uint16
    found = segments(cells >> 5, cuts.ravel() / 65535, *nodes(window, 40, rim=True))
    expected = boundary(experiment, window, 40)
    assert len(expected)
    assert np.abs(found - expected).max() <= 12.0 / 40 * 0.5 / 65535 + 1e-9
    driver.do("start", config={"data": {"name": "playground_plane"}})
    assert driver.frame()[1][Id.CUTS].size == 0, "those before are forgotten"


def test_the_regions_of_a_linear_model_do_not_outlive_it() -> None:
    driver = started({"data": {"name": "separable"}})
    assert len(driver.frame()[1][Id.REGION_TABLE])
    driver.do("configure", changes={"hidden": [{"units": 3}]})
    sections = driver.frame()[1]
    assert [sections[part].size for part in (Id.REGION_TABLE, Id.REGION_VERTICES)] == [0, 0]


def test_maps_of_inputs_and_outputs_come_with_those_of_the_units() -> None:
    driver = started(SPIRAL)
    driver.do("subscribe", units=12)
    sections = driver.frame()[1]
    assert np.array_equal(
        sections[Id.END_MAPS].reshape(4, 12, 12), end_maps(driver.experiment, size=12)
    )
    driver.do("configure", changes={"hidden": []})
    sections = driver.frame()[1]
    assert sections[Id.UNIT_MAPS].shape == (0, 12)
    assert sections[Id.END_MAPS].shape == (4 * 12, 12)


def test_the_warped_plane_is_that_of_the_units_asked_for() -> None:
    driver = started(SPIRAL)
    driver.do("subscribe", warp=[1, 1, 0])
    sections, expected = driver.frame()[1], warped(driver.experiment, 1, (1, 0), lines=17)
    assert np.array_equal(sections[Id.WARP], expected.lines.reshape(34, 136))
    assert np.array_equal(sections[Id.WARPED], expected.points)
    assert sections[Id.WARPED_VIEW].tolist() == [list(expected.window)]
    assert sections[Id.WARPED_TABLE][:, 2].sum() == len(sections[Id.WARPED_VERTICES]) > 0
    driver.do("move_point", index=0, point=[1.0, 1.0])
    assert Id.WARPED in driver.frame()[1], "a point is a part of it"
    driver.do("ping")
    assert not driver.frame()[1].keys() & {Id.WARP, Id.WARPED}


def test_a_warped_plane_that_is_no_more_comes_empty() -> None:
    driver = started(SPIRAL)
    driver.do("subscribe", warp=[1, 0, 1])
    driver.frame()
    driver.do("configure", changes={"hidden": [{"units": 6}]})
    sections = driver.frame()[1]
    gone = (Id.WARP, Id.WARPED, Id.WARPED_VIEW, Id.WARPED_TABLE, Id.WARPED_VERTICES)
    assert [sections[part].size for part in gone] == [0] * 5
    assert driver.do("subscribe", warp=[0, 0, 7])["type"] == "applied", "it may come to be"


def test_histograms_of_every_layer() -> None:
    driver = started(SPIRAL)
    driver.do("subscribe", tables=False, histograms=True)
    sections = driver.frame()[1]
    assert np.array_equal(sections[Id.HISTOGRAMS], histograms(driver.experiment))
    assert Id.PARAMS not in sections


def test_the_curve_of_a_regression_over_one_input() -> None:
    data = {"points": [[0, 0], [1, 0], [2, 0]], "targets": [[0], [1], [4]]}
    driver = started({"data": data, "features": ["x1"], "hidden": [{"units": 3}]})
    driver.do("subscribe", curve=50, view=[0.0, 2.0])
    assert np.array_equal(
        driver.frame()[1][Id.FITTED], fitted(driver.experiment, (0.0, 2.0), size=50)
    )
    driver.do("configure", changes={"features": ["x1", "x2"]})
    assert driver.frame()[1][Id.FITTED].size == 0


def test_another_target_is_another_scale_of_the_grid() -> None:
    driver = started({"data": {"points": [[0, 0], [1, 1]], "targets": [[0.5], [1.5]]}})
    driver.do("subscribe", grid=8)
    driver.frame()
    driver.do("relabel", index=0, label=-3.0)
    assert Id.CELLS in driver.frame()[1]


def test_who_was_dropped_out_and_the_order_of_the_epoch() -> None:
    driver = started(SPIRAL)
    assert driver.frame()[1][Id.MASK].size == 0
    driver.do("step", count=3)
    sections = driver.frame()[1]
    assert np.array_equal(sections[Id.MASK].ravel(), driver.experiment.mask)
    assert np.array_equal(sections[Id.ORDER].ravel(), driver.experiment.order)
    assert np.array_equal(sections[Id.BATCH].ravel(), sections[Id.ORDER].ravel()[30:40])


def test_while_it_plays_maps_and_histograms_come_with_the_tables_only() -> None:
    driver = started(SPIRAL)
    driver.do("subscribe", grid=20, units=10, warp=[0, 0, 1], histograms=True)
    driver.do("play", rate=1000)
    driver.frame()
    seen: dict[bool, set[int]] = {True: set(), False: set()}
    for _ in range(12):
        driver.clock.now += 0.034
        driver.advance()
        header, sections = driver.frame()
        seen[bool(header.flags & Flag.EXACT)] |= sections.keys()
    assert seen[False] >= {Id.CELLS, Id.CUTS, Id.WARP}
    assert seen[True] - seen[False] >= {Id.UNIT_MAPS, Id.END_MAPS, Id.HISTOGRAMS, Id.MASK}


def test_over_a_slow_link_maps_come_behind_the_tables() -> None:
    driver = started(SPIRAL)
    driver.do("subscribe", grid=20, units=10, warp=[0, 0, 1], histograms=True)
    driver.do("play", rate=1000)
    driver.frame()
    driver.session.feed.slow = True
    seen = []
    for _ in range(12):
        driver.clock.now += 0.2
        driver.advance()
        header, sections = driver.frame()
        assert not {Id.GRADIENTS, Id.UNIT_MAPS} <= sections.keys()
        assert not {Id.GRADIENTS, Id.WARP} <= sections.keys()
        seen.append((bool(header.flags & Flag.EXACT), Id.UNIT_MAPS in sections))
    for exact, behind in pairwise(seen):
        assert behind[1] == exact[0]
    assert any(exact for exact, _ in seen)
    driver.do("pause")
    assert {Id.GRADIENTS, Id.UNIT_MAPS} <= driver.frame()[1].keys(), "none is left for later"
