"""The limits of an experiment: each refusal names the field, the rule and the value."""

from __future__ import annotations

from collections.abc import Mapping

from app import wire
from app.settings import Settings
from engine import ConfigError, Experiment

UNIT = 40  # a hidden unit's activation takes about as long as so many parameters, gelu twice that
LONG = 16  # work that can be cancelled, or resumed, may take as long as so many requests


def check_request(config: object, settings: Settings) -> None:
    """Refuse, before anything is built, what would be too large to build.

    Only sizes are looked at; what is not of the right shape is the engine's to refuse.
    """
    if not isinstance(config, Mapping):
        return
    layers = config.get("hidden")
    if isinstance(layers, list):
        at_most("hidden", len(layers), settings.max_layers, "layers")
        for index, layer in enumerate(layers):
            units = layer.get("units") if isinstance(layer, Mapping) else None
            if isinstance(units, int) and units > settings.max_units:
                raise too_large(f"hidden.{index}.units", units, settings.max_units)
    data = config.get("data")
    points = data.get("points") if isinstance(data, Mapping) else None
    if isinstance(points, list):
        at_most("data.points", len(points), settings.max_points, "points")


def check_experiment(experiment: Experiment, settings: Settings) -> None:
    """Refuse an experiment that takes too long to step, draw or save."""
    n, parameters = len(experiment.setup.rows), experiment.setup.network.size
    at_most("data.points", n, settings.max_points, "points")
    at_most("data.classes", experiment.classes, settings.max_classes, "classes")
    if parameters > settings.max_parameters:
        raise too_large("hidden", parameters, settings.max_parameters, "must have parameters")
    if n * cost(experiment) > settings.max_work:
        rule = f"must keep points × (parameters + {UNIT} × hidden units)"
        raise too_large("hidden", n * cost(experiment), settings.max_work, rule)


def hidden_units(experiment: Experiment) -> int:
    """Return how many units all hidden layers have together."""
    return sum(layer.rows for layer in experiment.setup.network.layers[:-1])


def units(experiment: Experiment) -> int:
    """Return how many units there are to draw: inputs, hidden ones and outputs."""
    ends = len(experiment.setup.features) + experiment.setup.examples.outputs
    return hidden_units(experiment) + ends


def cost(experiment: Experiment) -> int:
    """Return what one point takes to go through the network, in parameters."""
    return experiment.setup.network.size + UNIT * hidden_units(experiment)


def work(experiment: Experiment) -> int:
    """Return what one update goes through: examples of the batch × cost."""
    return experiment.trainer.batches.size * cost(experiment)


def check_steps(
    field: str, count: int, experiment: Experiment, settings: Settings, times: int = 1
) -> None:
    """Refuse more updates than `times` requests may take, fewer for a large experiment."""
    work = len(experiment.points) * cost(experiment)
    high = max(1, min(settings.max_steps, times * settings.max_request_work // work))
    if count > high:
        raise too_large(field, count, high)


def check_replay(
    command: wire.Resume, experiment: Experiment, settings: Settings, newest: int
) -> None:
    """Refuse a resumption that would train for too long to come to what the page has seen.

    Up to the newest step of its branches it mostly jumps. What was never answered can be
    cancelled, and is refused by itself where it is too much.
    """
    seen = [dated for dated in command.commands if dated.at is not None]
    reached = max((dated.at or 0 for dated in seen), default=0)
    steps = sum(updates(dated.command, experiment) for dated in seen)
    last = max(reached, command.iteration) + steps
    affordable = LONG * settings.max_request_work // work(experiment)
    affordable = min(settings.max_replay, affordable)
    known = experiment.iteration + min(max(0, newest - experiment.iteration), settings.max_replay)
    if last - known > affordable:
        raise too_large("iteration", last, known + affordable)


def updates(command: wire.Command, experiment: Experiment) -> int:
    """Return how many updates a command asks for."""
    match command:
        case wire.Step(count=count):
            return count
        case wire.Epoch(count=count):
            return count * experiment.epoch_length
    return 0


def at_most(field: str, count: int, high: int, things: str) -> None:
    """Refuse a count above `high`."""
    if count > high:
        rule = f"must have at most {high} {things}"
        raise ConfigError(field, rule, count, "count", low=0, high=high)


def too_large(field: str, value: int, high: int, rule: str = "must be") -> ConfigError:
    """Return the refusal of a number above `high`."""
    bounds = {"low": None, "high": high, "low_open": False, "high_open": False}
    return ConfigError(field, f"{rule} at most {high}", value, "range", **bounds)
