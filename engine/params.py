"""Settings declared once: described for the page, validated, and read as plain attributes.

Every member of a family (a loss, an optimiser, a data set, ...) is a `Settings` class with a `name`
and its settings as class attributes:

    class Huber(Loss):
        name = "huber"
        delta = Number(1.0, 0.0, 100.0, low_open=True, scale="log", slider=(0.01, 100.0))

Constructor, error messages, the page's sliders and the tests all read that one declaration.
"""

from __future__ import annotations

import copy
import math
import numbers
import reprlib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any, ClassVar, Generic, Self, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]
Run = Callable[[], None]
Json = Any  # None, bool, int, float, str, and lists and dicts of them

T = TypeVar("T")
N = TypeVar("N", bound=float)  # int or float


class ConfigError(ValueError):
    """A value that cannot be used, as a sentence: "learning_rate must be in (0, 1e9], got -1".

    `field` names the thing, `rule` what it must be, `value` what arrived (JSON, shortened).
    `code` and `details` say the same to a page that writes the sentence in its own language
    (not `args`: every exception already has that attribute).
    """

    def __init__(
        self, field: str, rule: str, value: object, code: str = "invalid", **details: object
    ) -> None:
        super().__init__(field, rule, value)
        if isinstance(value, np.generic):
            value = value.item()
        self.field = field
        self.rule = rule
        self.shown = _shown(value)
        self.value = value if _is_small_json(value) else self.shown
        self.code = code
        self.details = details

    def __str__(self) -> str:
        return f"{self.field} {self.rule}, got {self.shown}"

    def about(self, field: str) -> ConfigError:
        """The same error under another field name."""
        error = copy.copy(self)
        error.field = field
        return error

    def within(self, prefix: str) -> ConfigError:
        """The same error about `prefix.field`."""
        return self.about(f"{prefix}.{self.field}")


def _shown(value: object) -> str:
    """The value as text of bounded length."""
    if isinstance(value, int) and value.bit_length() > 64:
        return f"an integer of {value.bit_length()} bits"  # Python refuses to print the longest
    return reprlib.repr(value)


def _is_small_json(value: object) -> bool:
    if isinstance(value, str):
        return len(value) <= 40
    if isinstance(value, int):
        return value.bit_length() <= 64
    return value is None or (type(value) is float and math.isfinite(value))


class Setting(Generic[T]):
    """One declared setting: on the class it is the declaration, on an instance the value."""

    kind: ClassVar[str]
    name: str

    def __init__(self, default: T) -> None:
        self.default = default

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: object, owner: type) -> Self | T:
        return self if instance is None else self.default

    def parse(self, value: object) -> T:
        """Return the value in the setting's own type; ConfigError if it breaks the rule."""
        raise NotImplementedError

    def describe(self) -> dict[str, Json]:
        """Return the declaration as JSON; what this kind does not have is null."""
        return {
            "name": self.name,
            "kind": self.kind,
            "default": self.default,
            "low": None,
            "high": None,
            "low_open": False,
            "high_open": False,
            "slider": None,
            "scale": "linear",
            "step": None,
            "choices": None,
        }


class _Ranged(Setting[N]):
    """A setting inside an interval.

    `slider` is the part of it that a slider spans, the whole if not given; `scale` ("linear" or
    "log") and `step` are for the slider too.
    """

    def __init__(
        self,
        default: N,
        low: N,
        high: N,
        *,
        low_open: bool = False,
        high_open: bool = False,
        scale: str = "linear",
        step: N | None = None,
        slider: tuple[N, N] | None = None,
    ) -> None:
        super().__init__(default)
        self.low, self.high = low, high
        self.low_open, self.high_open = low_open, high_open
        self.slider, self.scale, self.step = slider or (low, high), scale, step

    def describe(self) -> dict[str, Json]:
        look = {"slider": list(self.slider), "scale": self.scale, "step": self.step}
        return super().describe() | self._interval() | look

    def _interval(self) -> dict[str, Json]:
        keys = ("low", "high", "low_open", "high_open")
        return {key: getattr(self, key) for key in keys}

    def _inside(self, number: N, value: object) -> N:
        above = self.low < number or (number == self.low and not self.low_open)
        below = number < self.high or (number == self.high and not self.high_open)
        if above and below:
            return number
        left, right = "(" if self.low_open else "[", ")" if self.high_open else "]"
        low, high = (f"{edge:g}".replace("e+0", "e") for edge in (self.low, self.high))
        rule = f"must be in {left}{low}, {high}{right}"
        raise ConfigError(self.name, rule, value, "range", **self._interval())


class Number(_Ranged[float]):
    """A finite real number."""

    kind = "number"

    def parse(self, value: object) -> float:
        return self._inside(parse_number(self.name, value), value)


class Integer(_Ranged[int]):
    """A whole number."""

    kind = "integer"

    def parse(self, value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, numbers.Integral):
            raise ConfigError(self.name, "must be an integer", value, "integer")
        return self._inside(int(value), value)


class Choice(Setting[str]):
    """One of a few names."""

    kind = "choice"

    def __init__(self, default: str, choices: Sequence[str]) -> None:
        super().__init__(default)
        self.choices = list(choices)

    def parse(self, value: object) -> str:
        if isinstance(value, str) and value in self.choices:
            return value
        rule = f"must be one of {', '.join(self.choices)}"
        raise ConfigError(self.name, rule, value, "choice", choices=self.choices)

    def describe(self) -> dict[str, Json]:
        return super().describe() | {"choices": self.choices}


class Flag(Setting[bool]):
    """True or false."""

    kind = "flag"

    def parse(self, value: object) -> bool:
        if isinstance(value, bool):
            return value
        raise ConfigError(self.name, "must be true or false", value, "type", expected="boolean")


def parse_number(field: str, value: object) -> float:
    """Return `value` as a finite float, or ConfigError about `field`; a bool is no number."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise ConfigError(field, "must be a number", value, "number")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ConfigError(field, "must be finite", value, "finite")
    return number


class Settings:
    """Base of every family member: a named thing with declared settings.

    A class with a `name` of its own is a member; one without is a base. `traits` names the class
    attributes that the description carries beside the settings.
    """

    name: ClassVar[str]
    traits: ClassVar[tuple[str, ...]] = ()

    def __init__(self, /, **values: object) -> None:
        declared = self.settings()
        for field, value in values.items():
            if field not in declared:
                raise self._unknown(field, value)
            setattr(self, field, declared[field].parse(value))

    @classmethod
    @cache
    def settings(cls) -> Mapping[str, Setting[Any]]:
        """Return the declared settings by name, those of base classes first."""
        found: dict[str, Setting[Any]] = {}
        for base in reversed(cls.__mro__):
            found |= {k: v for k, v in vars(base).items() if isinstance(v, Setting)}
        return MappingProxyType(found)

    @classmethod
    def describe(cls) -> dict[str, Json]:
        """Return the member as JSON: name, settings, traits."""
        settings = [setting.describe() for setting in cls.settings().values()]
        return {"name": cls.name, "settings": settings} | {t: _json(cls, t) for t in cls.traits}

    def values(self) -> dict[str, Json]:
        """Return the value of every setting, defaults included."""
        return {field: getattr(self, field) for field in self.settings()}

    def _unknown(self, field: str, value: object) -> ConfigError:
        choices = list(self.settings())
        rule = f"is no setting of {self.name} (it has {', '.join(choices) or 'none'})"
        return ConfigError(field, rule, value, "unknown_field", choices=choices)


def _json(cls: type, trait: str) -> Json:
    value = getattr(cls, trait)
    return list(value) if isinstance(value, tuple) else value
