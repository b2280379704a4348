"""Input features: one number a point, what the name says."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from engine import catalog
from engine.features import Feature
from tests.engine.contract import every, layouts

POINTS = np.array([[0.5, -2.0], [-3.0, 4.0], [0.0, 0.0]])
FORMULAS: dict[str, Callable[[float, float], float]] = {
    "x1": lambda x1, x2: x1,
    "x2": lambda x1, x2: x2,
    "x1_squared": lambda x1, x2: x1 * x1,
    "x2_squared": lambda x1, x2: x2 * x2,
    "x1_x2": lambda x1, x2: x1 * x2,
    "sin_x1": lambda x1, x2: math.sin(x1),
    "sin_x2": lambda x1, x2: math.sin(x2),
    "cos_x1": lambda x1, x2: math.cos(x1),
    "cos_x2": lambda x1, x2: math.cos(x2),
}


@every("feature")
def test_a_feature_is_what_its_name_says(member: type[Feature]) -> None:
    expected = [FORMULAS[member.name](*point) for point in POINTS.tolist()]
    for points in layouts(POINTS):
        assert member().value(points) == pytest.approx(expected, rel=1e-15)


def test_every_feature_has_a_formula_here() -> None:
    assert set(FORMULAS) == set(catalog.members("feature"))
