"""Any number asked why: its receipt, and whether a guess of it is right."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine import quantities, receipts_pass, receipts_total, receipts_update
from engine.experiment import Experiment
from engine.params import ConfigError, Json, parse_number
from engine.receipt import Receipt

CENT = 0.005  # half a unit of the second decimal, to which tables are printed
PART = 0.01
_TOTALS = ("data_loss", "penalty", "total")


@np.errstate(all="ignore")  # what is infinite or no number is said as such
def explain(experiment: Experiment, quantity: Mapping[str, Json], most: int = 64) -> Receipt:
    """Return the arithmetic of a number, of at most so many terms.

    quantity is its address (see quantities.py), as {"kind": "gradient", "name": "W0", "index":
    [0, 1]}. The value is that which evaluating, tracing or the next update gives, within 1e-12 of
    the largest of its terms. The experiment stays as it is, its random state too. Raises
    ConfigError about "quantity…" where there is no such number, or "most".
    """
    address = explained(experiment, quantity)
    if isinstance(most, bool) or not isinstance(most, int) or most < 1:
        raise ConfigError("most", "must be an integer of at least 1", most, "integer")
    kind = address["kind"]
    if kind in _TOTALS:
        return receipts_total.explain(experiment, address, most)
    if kind in ("gradient", "next"):
        return receipts_update.explain(experiment, address, most)
    return receipts_pass.explain(experiment, address, most)


def explained(experiment: Experiment, quantity: Mapping[str, Json]) -> dict[str, Json]:
    """Return the address of a number that `explain` explains; ConfigError if there is none such."""
    address = quantities.read(experiment, quantity)
    if address["kind"] == "parameter":
        rule, choices = "must be computed, not a parameter", [*quantities.FIELDS][:-1]
        raise ConfigError("quantity.kind", rule, "parameter", "choice", choices=choices)
    return address


@dataclass(frozen=True)
class Answer:
    """Whether a guess is right, the true value, and how far apart they are."""

    right: bool
    value: float
    apart: float


def answer(
    experiment: Experiment,
    quantity: Mapping[str, Json],
    value: float,
    tolerance: float | None = None,
) -> Answer:
    """Compare a guess of a number with it.

    It is right within half a unit of the second decimal or a hundredth of the number, or within the
    tolerance where one is given; of a number that is not finite none is. Raises ConfigError about
    "quantity…", "value" or "tolerance".
    """
    guess = parse_number("value", value)
    true = _value(experiment, quantity)
    allowed = max(CENT, PART * abs(true))
    if tolerance is not None:
        allowed = parse_number("tolerance", tolerance)
        if allowed < 0.0:
            raise ConfigError("tolerance", "must be at least 0", tolerance, "range", low=0.0)
    apart = abs(guess - true)
    return Answer(math.isfinite(true) and apart <= allowed, true, apart)


def _value(experiment: Experiment, quantity: Mapping[str, Json]) -> float:
    address = quantities.read(experiment, quantity)
    if address["kind"] == "parameter":
        return float(experiment.params[address["name"]][tuple(address["index"])])
    return explain(experiment, address, most=1).value
