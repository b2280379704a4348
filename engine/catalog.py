"""The families and their members: describe them all, build one from a config.

A family is a module, or a few where it has themes. Its members are the classes with a `name` of
their own written there, in the order written: adding a loss is one class in losses.py, and the
schema, the validation and the contract tests find it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType, ModuleType
from typing import Any, cast

from engine import (
    activations,
    adaptive_optimizers,
    convnet_datasets,
    datasets,
    features,
    initializers,
    losses,
    margin_losses,
    mixing_activations,
    optimizers,
    penalties,
    playground_datasets,
    probability_losses,
    rectifiers,
    regression_losses,
)
from engine.params import ConfigError, Json, Settings

FAMILIES: dict[str, tuple[ModuleType, ...]] = {
    "loss": (losses, margin_losses, probability_losses, regression_losses),
    "activation": (activations, rectifiers, mixing_activations),
    "optimizer": (optimizers, adaptive_optimizers),
    "penalty": (penalties,),
    "initializer": (initializers,),
    "data": (datasets, convnet_datasets, playground_datasets),
    "feature": (features,),
}


@cache
def members(family: str) -> Mapping[str, type[Settings]]:
    """Return the members of a family by name, in the order written."""
    found = {
        thing.name: thing
        for module in FAMILIES[family]
        for thing in vars(module).values()
        if isinstance(thing, type) and issubclass(thing, Settings)
        if thing.__module__ == module.__name__ and "name" in vars(thing)
    }
    return MappingProxyType(found)


def schema() -> dict[str, Json]:
    """Return every family and member with its settings and traits, as JSON for the page."""
    families = {
        family: [member.describe() for member in members(family).values()] for family in FAMILIES
    }
    return {"version": 1, "families": families}


def make(family: str, config: object, path: str) -> Any:
    """Build a member from a name or from {"name": ..., setting: value, ...}.

    Raises ConfigError; its field starts with `path`, the place of `config` in the whole.
    """
    values = dict(config) if isinstance(config, Mapping) else {"name": config}
    name = values.pop("name", None)
    known = members(family)
    if not isinstance(name, str) or name not in known:
        raise _not_one_of(f"{path}.name", known, name)
    try:
        return known[name](**{str(field): value for field, value in values.items()})
    except ConfigError as error:
        raise error.within(path) from None


def normalise(family: str, config: object, path: str) -> dict[str, Json]:
    """Return the config that `make` builds from, with every default filled in."""
    member: Settings = make(family, config, path)
    return {"name": member.name} | member.values()


def make_penalties(config: object, path: str) -> list[penalties.Penalty]:
    """Build every penalty from one flat config, {"l2": 0.1, "l1": 0, "l2_convention": "half"}.

    A penalty's name is the key of its strength, `name_setting` that of another setting. Those left
    out have strength 0. Raises ConfigError; its field starts with `path`.
    """
    if not isinstance(config, Mapping):
        raise ConfigError(path, "must be an object", config, "type", expected="object")
    known = members("penalty")
    keys = {_penalty_key(n, field): (n, field) for n in known for field in known[n].settings()}
    values: dict[str, dict[str, object]] = {name: {} for name in known}
    for key, value in config.items():
        if key not in keys:
            raise _not_one_of(path, keys, key)
        name, field = keys[key]
        try:
            values[name][field] = known[name].settings()[field].parse(value)
        except ConfigError as error:
            raise error.about(f"{path}.{key}") from None
    return [cast(penalties.Penalty, known[name](**values[name])) for name in known]


def normalise_penalties(config: object, path: str) -> dict[str, Json]:
    """Return the flat config that `make_penalties` builds from, with every default filled in."""
    made = make_penalties(config, path)
    return {_penalty_key(p.name, field): v for p in made for field, v in p.values().items()}


def _penalty_key(name: str, field: str) -> str:
    return name if field == "strength" else f"{name}_{field}"


def _not_one_of(field: str, known: Iterable[str], value: object) -> ConfigError:
    choices = list(known)
    rule = f"must be one of {', '.join(choices)}"
    return ConfigError(field, rule, value, "unknown_name", choices=choices)
