"""What the edits of a learner's do to an experiment. A refused edit changes nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping

from pydantic import ValidationError

from app import limits, wire
from app.complaints import complaint
from app.settings import Settings
from engine import Experiment

LIGHT = ("loss", "optimizer", "penalty")  # settings of these change nothing that was learned


def apply(experiment: Experiment, command: wire.Command, settings: Settings) -> None:
    """Do what the command says, or raise ConfigError."""
    match command:
        case wire.Configure(changes=changes):
            limits.check_request(changes, settings)
            experiment.configure(changes)
        case wire.SetParam(name=name, index=index, value=value):
            experiment.set_param(name, index, value)
        case wire.Nudge(name=name, index=index, by=by):
            experiment.nudge(name, index, by)
        case wire.SetParams(params=params):
            experiment.set_params(params)
        case wire.MovePoint(index=index, point=point):
            experiment.move_point(index, point)
        case wire.AddPoint(point=point, label=label):
            experiment.add_point(point, label)
        case wire.RemovePoint(index=index):
            experiment.remove_point(index)
        case wire.Relabel(index=index, label=label):
            experiment.relabel(index, label)
        case wire.SetPoints(points=points, labels=labels, classes=classes):
            limits.at_most("data.points", len(points), settings.max_points, "points")
            experiment.set_points(points, labels, classes)
        case wire.Reset():
            experiment.reset()
        case wire.Randomize(seed=seed):
            experiment.randomize(seed)
        case _:
            raise TypeError(f"{type(command).__name__} is no edit")


def text(command: wire.Command) -> str:
    """Return an edit as text, the same for each that does the same."""
    return json.dumps(command.model_dump() | {"id": 1}, separators=(",", ":"))


def read(text: str) -> wire.Command:
    """Return the edit of a text, which may come from anybody; ConfigError if it is none."""
    try:
        return wire.EDIT.validate_json(text)
    except ValidationError as error:
        raise complaint(error, tagged=True) from None


def replaces(earlier: wire.Command, later: wire.Command) -> bool:
    """Whether the later of two edits at one step leaves nothing of the earlier one.

    So it is with those of a drag: it sets the same numbers.
    """
    match earlier, later:
        case wire.MovePoint(), wire.MovePoint():
            return earlier.index == later.index
        case wire.SetParam(), wire.SetParam():
            return (earlier.name, earlier.index) == (later.name, later.index)
        case wire.SetParams(), wire.SetParams():
            return earlier.params.keys() == later.params.keys()
        case wire.Configure(), wire.Configure():
            light = _numbers(earlier.changes)
            return light is not None and light == _numbers(later.changes)
    return False


def _numbers(changes: Mapping[str, wire.Json]) -> list[tuple[str, str]] | None:
    """Which numbers of light settings these changes set; None if they change anything else."""
    found = []
    for part, settings in changes.items():
        if part not in LIGHT or not isinstance(settings, Mapping):
            return None
        if not all(isinstance(value, int | float) for value in settings.values()):
            return None
        found += [(part, name) for name in settings]
    return sorted(found)
