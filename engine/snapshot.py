"""Snapshots: everything an experiment needs to continue bit for bit, as plain values and arrays.

A snapshot holds the config, parameters and the optimiser's memory (in the public order), the order
of the epoch and the position in it, the states of the generators, and the counters. Reading one
trusts nothing: it may come from a stranger.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.config import MAX_SEED, normalise
from engine.data import numbers
from engine.network import Network
from engine.params import Array, ConfigError, IntArray, Json
from engine.setup import Setup
from engine.training import Trainer

VERSION = 1
State = dict[str, Any]


def take(trainer: Trainer) -> State:
    """Return the trainer's state as a snapshot. Its config is shared: read it, do not write."""
    network = trainer.network
    state = trainer.state()
    return state | {
        "version": VERSION,
        "config": trainer.setup.config,
        "theta": state["theta"][network.public],
        "memory": {name: _public(network, array) for name, array in state["memory"].items()},
    }


def read(snapshot: object, earlier: Setup) -> Trainer:
    """Return a new trainer in the state of a snapshot; ConfigError names what is wrong with it.

    The earlier setup lends its examples if they are the same.
    """
    given = _object(snapshot, "snapshot")
    version = given.get("version")
    if type(version) is not int or version != VERSION:  # an array compares element by element
        raise ConfigError("snapshot.version", f"must be {VERSION}", version, "version")
    setup = Setup(normalise(given.get("config")), earlier)
    trainer = Trainer(setup, setup.start())
    state = trainer.state()
    known = {"version", "config", *state}
    for key in known ^ given.keys():
        rule = "is missing" if key in known else "is no field of a snapshot"
        raise ConfigError(f"snapshot.{key}", rule, given.get(key))
    theta = _array(given["theta"], state["theta"].shape, "theta")
    trainer.load(
        {
            "theta": setup.network.private(theta),
            "memory": _memory(given["memory"], state["memory"], setup.network),
            "order": _order(given["order"], trainer.batches.count),
            "position": _count(given["position"], trainer.batches.per_epoch - 1, "position"),
            "epoch": _count(given["epoch"], MAX_SEED, "epoch"),
            "iteration": _count(given["iteration"], MAX_SEED, "iteration"),
            "random": _random(given["random"], state["random"]),
        }
    )
    return trainer


def _public(network: Network, array: Array) -> Array:
    return array[network.public] if array.shape == (network.size,) else array


def _object(value: object, field: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ConfigError(field, "must be an object", value, "type", expected="object")
    return value


def _array(value: object, shape: tuple[int, ...], name: str) -> Array:
    found = numbers(value, f"snapshot.{name}")
    if found.shape != shape:
        got, expected = list(found.shape), list(shape)
        rule = f"must have the shape {shape}"
        raise ConfigError(f"snapshot.{name}", rule, got, "shape", expected=expected)
    return found


def _memory(value: object, known: Mapping[str, Array], network: Network) -> dict[str, Array]:
    given = _object(value, "snapshot.memory")
    if given.keys() != known.keys():
        names = sorted(known)
        rule = f"must have {', '.join(names) or 'nothing'}"
        raise ConfigError("snapshot.memory", rule, sorted(map(str, given)), choices=names)
    arrays = {n: _array(given[n], array.shape, f"memory.{n}") for n, array in known.items()}
    for name, array in arrays.items():
        if array.ndim == 0 and array < 0.0:
            rule = "must be in [0, inf)"  # a number of updates
            raise ConfigError(f"snapshot.memory.{name}", rule, float(array), "range", low=0.0)
    flat = (network.size,)
    return {n: network.private(a) if a.shape == flat else a for n, a in arrays.items()}


def _order(value: object, count: int) -> IntArray:
    found = _array(value, (count,), "order")
    if not np.array_equal(np.sort(found), np.arange(count)):
        rule = f"must be a permutation of 0 to {count - 1}"
        raise ConfigError("snapshot.order", rule, found.tolist())
    return found.astype(np.int64)


def _count(value: object, high: int, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ConfigError(f"snapshot.{name}", "must be an integer", value, "integer")
    if not 0 <= value <= high:
        rule = f"must be in [0, {high}]"
        raise ConfigError(f"snapshot.{name}", rule, value, "range", low=0, high=high)
    return value


def _random(value: object, known: Mapping[str, Json]) -> dict[str, Json]:
    given = _object(value, "snapshot.random")
    if given.keys() != known.keys():
        rule = f"must have {', '.join(known)}"
        raise ConfigError("snapshot.random", rule, sorted(map(str, given)))
    return {use: known[use] | _generator(given[use], f"random.{use}") for use in known}


def _generator(value: object, name: str) -> dict[str, Json]:
    """The state of a PCG64. An odd increment gives it the full period (O'Neill 2014, sec. 4.2)."""
    given = _object(value, f"snapshot.{name}")
    inner = _object(given.get("state"), f"snapshot.{name}.state")
    state = _count(inner.get("state"), 2**128 - 1, f"{name}.state.state")
    increment = _count(inner.get("inc"), 2**128 - 1, f"{name}.state.inc")
    if increment % 2 == 0:
        raise ConfigError(f"snapshot.{name}.state.inc", "must be odd", increment)
    return {
        "state": {"state": state, "inc": increment},
        "has_uint32": _count(given.get("has_uint32"), 1, f"{name}.has_uint32"),
        "uinteger": _count(given.get("uinteger"), 2**32 - 1, f"{name}.uinteger"),
    }
