"""What a command does to a learner."""

from __future__ import annotations

from app import limits, travel, wire
from app.learner import Clock, Job, Learner


def do(learner: Learner, command: wire.Command, until: Clock) -> Job:
    """Carry out a command, yielding whenever it is `until`; ConfigError if it is refused.

    It may be closed on the way: training then stays where it is, or where it went back from.
    """
    history, experiment = learner.history, learner.experiment
    yield from learner.train_to(experiment.iteration, until)  # the edits that are due here
    match command:
        case wire.Play(rate=rate):
            learner.playing, learner.rate, learner.diverged = True, rate, None
        case wire.Pause():
            learner.playing = False
        case wire.Step() | wire.Epoch():
            yield from learner.forward("count", limits.updates(command, experiment), until)
        case wire.Back(count=count):
            yield from travel.back(learner, count, until)
        case wire.Goto(iteration=iteration):
            yield from travel.goto(learner, iteration, until)
        case wire.Switch():
            yield from travel.switch(learner, command, until)
        case wire.Fork(name=name):
            history.fork(experiment.iteration, name)
        case wire.Rename(branch=branch, name=name):
            history.rename(branch, name)
        case wire.Drop(branch=branch):
            history.drop(branch)
        case _:
            learner.edit(command)
