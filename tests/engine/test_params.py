"""Settings: what they accept, how they refuse, how they describe themselves."""

from __future__ import annotations

import copy
import json
import math
import pickle
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from engine.params import Choice, ConfigError, Flag, Integer, Number, Settings


class Thing(Settings):
    """One setting of each kind."""

    name = "thing"
    rate = Number(0.5, 0.0, 10.0, low_open=True, scale="log", slider=(0.01, 1.0))
    count = Integer(3, 1, 9, step=2)
    mode = Choice("soft", ["soft", "hard"])
    fast = Flag(False)


class Special(Thing):
    """Another default, one setting more."""

    name = "special"
    extra = Number(1.0, -1.0, 1.0, high_open=False)
    rate = Number(2.0, 0.0, 10.0)


def refused(**values: object) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        Thing(**values)
    return caught.value


def test_defaults_and_given_values_are_plain_attributes() -> None:
    thing = Thing(rate=2, count=np.int32(5), mode="hard", fast=True)
    assert (Thing().rate, Thing().count, Thing().mode, Thing().fast) == (0.5, 3, "soft", False)
    assert thing.values() == {"rate": 2.0, "count": 5, "mode": "hard", "fast": True}
    assert [type(value) for value in thing.values().values()] == [float, int, str, bool]


@pytest.mark.parametrize("value", [1e-300, 10, 10.0, Fraction(1, 3), np.float32(0.5)])
def test_numbers_of_any_type_inside_the_range(value: Any) -> None:
    assert Thing(rate=value).rate == float(value)


@pytest.mark.parametrize(
    ("values", "code", "sentence"),
    [
        ({"rate": -1}, "range", "rate must be in (0, 10], got -1"),
        ({"rate": 0.0}, "range", "rate must be in (0, 10], got 0.0"),
        ({"rate": 10.5}, "range", "rate must be in (0, 10], got 10.5"),
        ({"rate": math.nan}, "finite", "rate must be finite, got nan"),
        ({"rate": -math.inf}, "finite", "rate must be finite, got -inf"),
        ({"rate": 10**400}, "finite", "rate must be finite, got an integer of 1329 bits"),
        ({"rate": True}, "number", "rate must be a number, got True"),
        ({"rate": "0.5"}, "number", "rate must be a number, got '0.5'"),
        ({"rate": None}, "number", "rate must be a number, got None"),
        ({"rate": 1j}, "number", "rate must be a number, got 1j"),
        ({"rate": [0.5]}, "number", "rate must be a number, got [0.5]"),
        ({"rate": np.ones(2)}, "number", "rate must be a number, got array([1., 1.])"),
        ({"count": 10}, "range", "count must be in [1, 9], got 10"),
        ({"count": 3.0}, "integer", "count must be an integer, got 3.0"),
        ({"count": False}, "integer", "count must be an integer, got False"),
        ({"mode": "loud"}, "choice", "mode must be one of soft, hard, got 'loud'"),
        ({"mode": ["soft"]}, "choice", "mode must be one of soft, hard, got ['soft']"),
        ({"fast": 1}, "type", "fast must be true or false, got 1"),
        (
            {"speed": 1},
            "unknown_field",
            "speed is no setting of thing (it has rate, count, mode, fast), got 1",
        ),
    ],
)
def test_refusals_name_the_field_the_rule_and_the_value(
    values: dict[str, Any], code: str, sentence: str
) -> None:
    error = refused(**values)
    assert (str(error), error.code) == (sentence, code)
    assert error.field in values
    assert sentence == f"{error.field} {error.rule}, got {error.shown}"


def test_details_say_the_rule_to_a_page() -> None:
    assert refused(rate=-1).details == {
        "low": 0.0,
        "high": 10.0,
        "low_open": True,
        "high_open": False,
    }
    assert refused(mode="loud").details == {"choices": ["soft", "hard"]}
    assert refused(speed=1).details == {"choices": ["rate", "count", "mode", "fast"]}


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (-1, -1),
        (np.float64(11.0), 11.0),
        (math.nan, "nan"),
        (2**80, "an integer of 81 bits"),
        ("x" * 40, "x" * 40),
        (True, True),
    ],
)
def test_the_value_is_kept_as_small_json(value: object, kept: object) -> None:
    assert refused(rate=value).value == kept


def test_a_huge_value_is_shortened() -> None:
    for value in ("x" * 10**6, ["y" * 10**5] * 10**4, {"a": {"b": "c" * 10**5}}, 10**5000):
        error = refused(rate=value)
        assert len(str(error)) < 400
        assert len(json.dumps(error.value)) < 400


def test_an_error_can_be_moved_renamed_copied_and_pickled() -> None:
    error = refused(rate=-1)
    moved = error.within("optimizer").within("config")
    assert str(moved) == "config.optimizer.rate must be in (0, 10], got -1"
    assert (moved.code, moved.details) == (error.code, error.details)
    assert str(error.about("speed")) == "speed must be in (0, 10], got -1"
    for twin in (copy.copy(moved), pickle.loads(pickle.dumps(moved))):
        assert (str(twin), twin.__dict__) == (str(moved), moved.__dict__)
    assert isinstance(error, ValueError)


def test_the_declaration_describes_itself() -> None:
    rate, count, mode, fast = Thing.describe()["settings"]
    plain = {
        "low": None,
        "high": None,
        "low_open": False,
        "high_open": False,
        "slider": None,
        "scale": "linear",
        "step": None,
        "choices": None,
    }
    assert rate == plain | {
        "name": "rate",
        "kind": "number",
        "default": 0.5,
        "low": 0.0,
        "high": 10.0,
        "low_open": True,
        "slider": [0.01, 1.0],
        "scale": "log",
    }
    assert count == plain | {
        "name": "count",
        "kind": "integer",
        "default": 3,
        "low": 1,
        "high": 9,
        "slider": [1, 9],
        "step": 2,
    }
    assert mode == plain | {
        "name": "mode",
        "kind": "choice",
        "default": "soft",
        "choices": ["soft", "hard"],
    }
    assert fast == plain | {"name": "fast", "kind": "flag", "default": False}


def test_a_member_may_build_on_another() -> None:
    assert list(Special.settings()) == ["rate", "count", "mode", "fast", "extra"]
    assert (Special().rate, Special(rate=0.0).rate, Thing().rate) == (2.0, 0.0, 0.5)
    assert Special.rate.low_open is False
