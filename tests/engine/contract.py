"""What the contract tests of all families share: the members, a memory meter, the torch numbers."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import catalog
from engine.params import Array, Run, Settings

TORCH: dict[str, Any] = json.loads(
    (Path(__file__).parent / "reference" / "torch.json").read_text("utf-8")
)


def name_of(member: type[Settings]) -> str:
    return member.name


def every(family: str, *but: str) -> pytest.MarkDecorator:
    """Run the test for every member of the family, with its class as `member`."""
    found = catalog.members(family)
    return pytest.mark.parametrize("member", [found[n] for n in found if n not in but], ids=name_of)


def torch_cases(family: str) -> pytest.MarkDecorator:
    """Run the test for every stored case of the family, as `case`."""
    return pytest.mark.parametrize("case", TORCH[family], ids=lambda case: case["name"])


def allocated(run: Run) -> int:
    """Bytes in use at the worst moment of a run, beyond those before it."""
    run()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        run()
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


def slope(f: Callable[[Array], float], x: Array, direction: Array, h: float = 1e-6) -> float:
    """The derivative of f at x along the direction, by central differences."""
    return (f(x + h * direction) - f(x - h * direction)) / (2.0 * h)


def layouts(array: Array) -> list[Array]:
    """The same numbers by rows, by columns, and scattered in a larger array."""
    wide = np.full((2 * array.shape[0], 3 * array.shape[1]), np.nan)
    wide[::2, ::3] = array
    return [np.array(array, order="C"), np.array(array, order="F"), wide[::2, ::3]]
