"""What the edits of a learner's do to an experiment. A refused edit changes nothing."""

from __future__ import annotations

from app import limits, wire
from app.settings import Settings
from engine import Experiment


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
