"""Checkpoints keep every bit, and hold nothing but plain values and arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from app import checkpoint
from engine import ConfigError
from tests.app.commands import same_state

plain = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
names = st.text(max_size=5).filter(lambda name: name != checkpoint.ARRAY)
shapes = arrays.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4)
matrices = st.sampled_from(checkpoint.TYPES).flatmap(lambda kind: arrays.arrays(kind, shapes))
states = st.dictionaries(
    names,
    st.recursive(
        plain | st.text(max_size=5) | matrices,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
        max_leaves=8,
    ),
    max_size=4,
)


def flat(value: Any) -> Any:
    """Lists as dicts, for `same_state`."""
    if isinstance(value, list):
        return {index: flat(item) for index, item in enumerate(value)}
    return {key: flat(item) for key, item in value.items()} if isinstance(value, dict) else value


@given(states)
def test_what_is_packed_is_unpacked(state: dict[str, Any]) -> None:
    assert same_state(flat(checkpoint.unpack(checkpoint.pack(state))), flat(state))


def test_any_order_of_memory_keeps_its_meaning() -> None:
    matrix = np.asfortranarray(np.arange(6.0).reshape(2, 3))
    found = checkpoint.unpack(checkpoint.pack({"W": matrix}))["W"]
    assert np.array_equal(found, matrix)
    found[0, 0] = 5.0


def test_what_cannot_come_back_is_not_packed() -> None:
    with pytest.raises(TypeError, match="c16"):
        checkpoint.pack({"z": np.zeros(1, complex)})
    with pytest.raises(ValueError, match="JSON"):
        checkpoint.pack({"z": float("inf")})


@given(st.text(max_size=80) | st.dictionaries(st.just("$"), plain | st.lists(plain)).map(str))
def test_rubbish_is_refused_in_words(text: str) -> None:
    with pytest.raises(ConfigError, match="checkpoint"):
        checkpoint.unpack(text + "!")


@pytest.mark.parametrize(
    "text",
    [
        '{"a": NaN}',
        '{"a": 1e999}',
        '{"a": {"$": ["<f8", [1], "AAAA"]}}',
        '{"a": {"$": ["<f8", [2147483648], ""]}}',
        '{"a": {"$": ["<f8", [true], "AAAAAAAAAAA="]}}',
        '{"a": {"$": ["<f8", [1, 1, 1, 1, 1], "AAAAAAAAAAA="]}}',
        '{"a": {"$": ["<f4", [1], "AAAAAA=="]}}',
        '{"a": {"$": 5}}',
        "[" * 40 + "]" * 40,
        '{"a":' * 40 + "1" + "}" * 40,
        '{"a": ' + "9" * 5000 + "}",
    ],
    ids=lambda text: text[:30],
)
def test_almost_a_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="checkpoint"):
        checkpoint.unpack(text)
