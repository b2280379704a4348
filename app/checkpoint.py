"""The text of a checkpoint: JSON with its arrays in base64, exact to the last bit.

The page keeps this text and hands it back, perhaps to another server; so what is read here may
come from a stranger. Only plain values and arrays of two types come out of it.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine import ConfigError

ARRAY = "$"
TYPES = ("<f8", "<i8")
MAX_DEPTH = 32
FIELD = "checkpoint"


def pack(state: dict[str, Any]) -> str:
    """Return the text of a state made of dicts, lists, plain values and NumPy arrays."""
    return json.dumps(state, separators=(",", ":"), allow_nan=False, default=_plain)


def unpack(text: str, field: str = FIELD) -> dict[str, Any]:
    """Return the state of a text that `pack` made; ConfigError about the field for any other."""
    try:
        state = _restored(json.loads(text, parse_constant=_refuse_constant), MAX_DEPTH)
    except (ValueError, RecursionError, binascii.Error):
        raise unreadable(field, text) from None
    if not isinstance(state, dict):
        raise ConfigError(field, "must be an object", text, "type", expected="object")
    return state


def unreadable(field: str, text: object) -> ConfigError:
    """Return the refusal of a text that no server has made."""
    return ConfigError(field, "is not what a server has sent", text, "checkpoint")


def _plain(value: Any) -> Any:
    """What JSON has no word for."""
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        data = base64.b64encode(value.tobytes()).decode()
        return {ARRAY: [_type(value), list(value.shape), data]}
    raise TypeError(f"a checkpoint holds no {type(value).__name__}")


def _type(array: NDArray[Any]) -> str:
    name = array.dtype.str
    if name not in TYPES:
        raise TypeError(f"a checkpoint holds arrays of {', '.join(TYPES)}, not {name}")
    return name


def _restored(value: Any, depth: int) -> Any:
    if depth == 0:
        raise ValueError("nested too deeply")
    if isinstance(value, list):
        return [_restored(item, depth - 1) for item in value]
    if isinstance(value, dict):
        if value.keys() == {ARRAY}:
            return _array(value[ARRAY])
        return {key: _restored(item, depth - 1) for key, item in value.items()}
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("not finite")
    return value


def _array(value: Any) -> NDArray[Any]:
    match value:
        case [str(name), list(shape), str(text)] if name in TYPES and _is_shape(shape):
            array = np.frombuffer(base64.b64decode(text, validate=True), name)
            return array.reshape(shape).copy()
    raise ValueError("not an array")


def _is_shape(shape: list[Any]) -> bool:
    return len(shape) <= 4 and all(type(size) is int and 0 <= size < 1 << 31 for size in shape)


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not allowed")
