"""What a gradient check has found, as JSON."""

from __future__ import annotations

import math
from typing import Any

from engine import GradientCheck

MOST_KINKS = 20  # that are named


def described(iteration: int, check: GradientCheck) -> dict[str, Any]:
    """Return the fields of the event; an error that is no number is null."""
    error, where = check.max_relative_error, check.where
    return {
        "iteration": iteration,
        "passed": check.passed,
        "max_relative_error": error if math.isfinite(error) else None,
        "where": None if where is None else {"name": where[0], "index": list(where[1])},
        "count": len(check.indices),
        "kinks": [
            {
                "name": kink.parameter,
                "index": list(kink.element),
                "place": kink.place,
                "point": kink.point,
                "unit": kink.unit,
            }
            for kink in check.kinks[:MOST_KINKS]
        ],
        "kink_count": check.kink_count,
        "excused": check.excused,
        "inconsistent": check.inconsistent,
        "surrogate": check.surrogate,
    }
