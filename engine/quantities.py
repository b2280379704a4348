"""The address of a number of an experiment, as {"kind": "score", "point": 4, "unit": 0}.

kind                                fields
score                               point, unit
z, activation, delta                layer, unit, point
loss                                point
data_loss, penalty, total
gradient, next, parameter           name, index

Layers are counted from 0, the output is the last. A unit of z and delta is a row of W: with maxout
there are more of them than of activations.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.data import check_index
from engine.experiment import Experiment
from engine.params import ConfigError, Json

FIELDS: dict[str, tuple[str, ...]] = {
    "score": ("point", "unit"),
    "z": ("layer", "unit", "point"),
    "activation": ("layer", "unit", "point"),
    "delta": ("layer", "unit", "point"),
    "loss": ("point",),
    "data_loss": (),
    "penalty": (),
    "total": (),
    "gradient": ("name", "index"),
    "next": ("name", "index"),
    "parameter": ("name", "index"),
}


def read(experiment: Experiment, quantity: object) -> dict[str, Json]:
    """Return the address as plain JSON; ConfigError about "quantity…" if there is none such."""
    if not isinstance(quantity, Mapping):
        raise ConfigError("quantity", "must be an object", quantity, "type", expected="object")
    kind = quantity.get("kind")
    if not isinstance(kind, str) or kind not in FIELDS:
        rule, choices = f"must be one of {', '.join(FIELDS)}", list(FIELDS)
        raise ConfigError("quantity.kind", rule, kind, "unknown_name", choices=choices)
    given = {field: quantity[field] for field in quantity if field != "kind"}
    for field, value in given.items():
        if field not in FIELDS[kind]:
            choices = list(FIELDS[kind])
            rule = f"is no field of {kind} (it has {', '.join(choices) or 'none'})"
            raise ConfigError(f"quantity.{field}", rule, value, "unknown_field", choices=choices)
    for field in FIELDS[kind]:
        if field not in given:
            raise ConfigError(f"quantity.{field}", "is missing", None, "missing")
    return {"kind": kind} | _checked(experiment, kind, given)


def _checked(experiment: Experiment, kind: str, given: Mapping[str, Json]) -> dict[str, Json]:
    network = experiment.setup.network
    if "name" in given:
        return _parameter(experiment, given["name"], given["index"])
    found: dict[str, Json] = {}
    layer = network.layers[-1]
    if "layer" in given:
        place = check_index(given["layer"], len(network.layers), "quantity.layer")
        found["layer"], layer = place, network.layers[place]
    if "unit" in given:
        count = layer.rows if kind in ("z", "delta") else layer.units
        found["unit"] = check_index(given["unit"], count, "quantity.unit")
    if "point" in given:
        n = len(experiment.setup.rows)
        found["point"] = check_index(given["point"], n, "quantity.point")
    return found


def _parameter(experiment: Experiment, name: Json, index: Json) -> dict[str, Json]:
    network = experiment.setup.network
    network.place(name, "quantity.name")
    if not isinstance(index, Sequence):
        raise ConfigError("quantity.index", "must be a list", index, "type", expected="array")
    try:
        network.element(experiment.trainer.theta, name, index)
    except ConfigError as error:
        raise error.within("quantity") from None
    return {"name": name, "index": [int(i) for i in index]}
