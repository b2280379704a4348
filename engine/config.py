"""An experiment's config: every default filled in, validated whole, merged with changes.

A normalised config is JSON and says everything; normalising it again changes nothing. Its keys:

    data           a named set {"name": ...} or explicit points (see data.py)
    features       the input features, by name
    test_fraction  the part of the points kept out of training
    hidden         the hidden layers, first to last
    output         {"activation": ...} of the last layer
    loss, penalty, optimizer, initializer
    batch_size     examples a step sees; null for all of them
    start          "preset" (the data set's own parameters where it has some that fit, else drawn),
                   "random" (always drawn by the initializer), or parameters {"W0": ..., "b0": ...}
    seed           of the weights, the batches and dropout
    data_seed      of the data and their split; `seed` where it is not given
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine import catalog, data
from engine.params import ConfigError, Flag, Integer, Json, Number, Settings

MAX_LAYERS = 16
MAX_SEED = 2**53 - 1  # what a JavaScript number carries exactly
_LOSSES = {"classification": "weston_watkins", "regression": "squared_error"}
_OUTPUTS = {"log_probabilities": "log_softmax", "distances": "softplus"}  # by what a loss expects
_MERGED = ("data", "output", "loss", "penalty", "optimizer", "initializer")


class Layer(Settings):
    """A hidden layer, beside its activation and its frozen units.

    `dropout` is the probability that a unit is active; a frozen layer or unit is not trained.
    """

    name = "layer"
    units = Integer(4, 1, 512)
    dropout = Number(1.0, 0.0, 1.0, low_open=True)
    frozen = Flag(False)


class Training(Settings):
    """What belongs to the experiment as a whole. A batch size of null means all the examples."""

    name = "training"
    test_fraction = Number(0.0, 0.0, 0.9)
    batch_size = Integer(10, 1, data.MAX_POINTS)
    seed = Integer(1, 0, MAX_SEED)
    data_seed = Integer(1, 0, MAX_SEED)


def schema() -> dict[str, Json]:
    """Return every family, and the settings of a layer and of the experiment, as JSON."""
    return catalog.schema() | {"layer": Layer.describe(), "training": Training.describe()}


def normalise(config: object) -> dict[str, Json]:
    """Return the config with every default filled in; ConfigError names what is wrong."""
    given = dict(_object(config, "config"))
    examples = data.normalise(given.pop("data", {"name": "cs231n"}), "data")
    task = data.task(examples)
    loss = _member(given, "loss", _LOSSES[task])
    _check_task(loss, task)
    result = {
        "data": examples,
        "features": _features(given.pop("features", ["x1", "x2"])),
        "hidden": _hidden(given.pop("hidden", [])),
        "output": _output(given.pop("output", {}), loss),
        "loss": loss,
        "penalty": catalog.normalise_penalties(given.pop("penalty", {}), "penalty"),
        "optimizer": _member(given, "optimizer", "gd"),
        "initializer": _member(given, "initializer", "xavier"),
        "start": _start(given.pop("start", "preset")),
        **_training(given),
    }
    for key, value in given.items():
        rule = f"is no field of a config (it has {', '.join(result)})"
        raise ConfigError(key, rule, value, "unknown_field", choices=list(result))
    return result


def merge(config: Mapping[str, Json], changes: object) -> dict[str, Json]:
    """Return the normalised config with changes merged in, normalised again.

    Objects are merged key by key, but a changed name drops the old settings; everything else
    is replaced. A loss that reads other outputs than the old one brings its own output activation.
    """
    given = dict(_object(changes, "config"))
    merged = dict(config)
    for key, value in given.items():
        merged[key] = _merged(merged[key], value) if key in _MERGED else value
    if "output" not in given and _expects(merged["loss"]) != _expects(config["loss"]):
        merged.pop("output")
    return normalise(merged)


def _object(config: object, path: str) -> Mapping[str, object]:
    if not isinstance(config, Mapping):
        raise ConfigError(path, "must be an object", config, "type", expected="object")
    return config


def _member(given: dict[str, object], family: str, default: str) -> dict[str, Json]:
    """Take a member's config out of `given`; without a name it is the default one's."""
    config = given.pop(family, {})
    if isinstance(config, Mapping):
        config = {"name": default, **config}
    return catalog.normalise(family, config, family)


def _merged(old: Mapping[str, Json], value: object) -> object:
    if isinstance(value, str) and "name" in old:
        value = {"name": value}
    if not isinstance(value, Mapping) or value.get("name", old.get("name")) != old.get("name"):
        return value
    answers = {"labels", "targets"} & value.keys()
    whole = "points" in value and (answers or "points" not in old)
    return dict(value) if whole else {**old, **value}


def _expects(loss: object) -> str:
    return str(catalog.make("loss", loss, "loss").expects)


def _features(names: object) -> list[str]:
    known = list(catalog.members("feature"))
    if not isinstance(names, Sequence) or isinstance(names, str):
        raise ConfigError("features", "must be a list of names", names, "type", expected="array")
    if not 1 <= len(names) <= len(known):
        rule = f"must have 1 to {len(known)} names"
        raise ConfigError("features", rule, len(names), "count", low=1, high=len(known))
    for name in names:
        catalog.make("feature", {"name": name}, "features")
        if names.count(name) > 1:
            raise ConfigError("features", "must not repeat a name", name)
    return list(names)


def _hidden(layers: object) -> list[dict[str, Json]]:
    if not isinstance(layers, Sequence) or isinstance(layers, str):
        raise ConfigError("hidden", "must be a list of layers", layers, "type", expected="array")
    if len(layers) > MAX_LAYERS:
        rule = f"must have at most {MAX_LAYERS} layers"
        raise ConfigError("hidden", rule, len(layers), "count", low=0, high=MAX_LAYERS)
    return [_layer(layer, f"hidden.{index}") for index, layer in enumerate(layers)]


def _layer(config: object, path: str) -> dict[str, Json]:
    given = {str(field): value for field, value in _object(config, path).items()}
    activation = catalog.normalise(
        "activation", given.pop("activation", "tanh"), f"{path}.activation"
    )
    frozen_units = given.pop("frozen_units", [])
    try:
        values = Layer(**given).values()
    except ConfigError as error:
        raise error.within(path) from None
    frozen = _units(frozen_units, values["units"], f"{path}.frozen_units")
    return {"activation": activation, "frozen_units": frozen} | values


def _units(units: object, count: int, field: str) -> list[int]:
    if not isinstance(units, Sequence) or isinstance(units, str):
        raise ConfigError(field, "must be a list of units", units, "type", expected="array")
    return sorted({data.check_index(unit, count, field) for unit in units})


def _output(config: object, loss: Mapping[str, Json]) -> dict[str, Json]:
    """The last layer; a loss of log-probabilities reads log_softmax and nothing else."""
    given = dict(_object(config, "output"))
    expects = _expects(loss)
    activation = given.pop("activation", _OUTPUTS.get(expects, "linear"))
    for key, value in given.items():
        rule = "is no field of the output (it has activation)"
        raise ConfigError(f"output.{key}", rule, value, "unknown_field", choices=["activation"])
    result = catalog.normalise("activation", activation, "output.activation")
    if expects == "log_probabilities" and result["name"] != "log_softmax":
        rule = f"must be log_softmax for {loss['name']}"
        raise ConfigError(
            "output.activation", rule, result["name"], "choice", choices=["log_softmax"]
        )
    return {"activation": result}


def _check_task(loss: Mapping[str, Json], task: str) -> None:
    members = catalog.members("loss").items()
    choices = [name for name, member in members if task in getattr(member, "tasks", ())]
    if loss["name"] not in choices:
        rule = f"must be one for {task} ({', '.join(choices)})"
        raise ConfigError("loss.name", rule, loss["name"], "choice", choices=choices)


def _start(start: object) -> Json:
    """The start as it is; whether parameters fit is seen where the network is built."""
    if isinstance(start, Mapping):
        return {str(name): data.numbers(value, f"start.{name}").tolist()
                for name, value in start.items()}  # fmt: skip
    if start not in ("preset", "random"):
        rule = "must be preset, random, or parameters"
        raise ConfigError("start", rule, start, "choice", choices=["preset", "random"])
    return start


def _training(given: dict[str, object]) -> dict[str, Json]:
    """Take the experiment's own settings out of `given`."""
    values = {key: given.pop(key) for key in Training.settings() if key in given}
    full = values.get("batch_size") is None
    if full:
        values.pop("batch_size", None)
    values.setdefault("data_seed", values.get("seed", Training.seed.default))
    parsed = Training(**values).values()
    return parsed | {"batch_size": None} if full else parsed
