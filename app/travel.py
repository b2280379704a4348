"""Moves in time: back, on to a step, and over to another branch.

Each is a job. Closed on the way, it leaves everything as it was.
"""

from __future__ import annotations

from app import limits, wire
from app.branches import Branch
from app.keyframes import stops, taken
from app.learner import Clock, Job, Learner
from engine import ConfigError


def back(learner: Learner, count: int, until: Clock) -> Job:
    """Go back `count` updates, or as far as the past is kept."""
    branch = learner.history.current
    yield from _travel(learner, branch, learner.experiment.iteration - count, until)


def goto(learner: Learner, iteration: int, until: Clock) -> Job:
    """Go to an iteration, in the branch or behind it by training; there a divergence is over."""
    branch, now = learner.history.current, learner.experiment.iteration
    more = iteration - max(now, branch.tip)
    if more > 0:
        limits.check_steps("iteration", more, learner.experiment, learner.settings, limits.LONG)
    if min(iteration, branch.tip) != now:
        yield from _travel(learner, branch, min(iteration, branch.tip), until)
    learner.diverged = None
    if more > 0:
        yield from learner.forward("iteration", more, until)


def switch(learner: Learner, command: wire.Switch, until: Clock) -> Job:
    """Go over to another branch, where it was left or at an iteration of it."""
    branch = learner.history.find(command.branch)
    left = learner.history.current
    now = learner.experiment.iteration
    target = command.iteration
    if target is None:
        target = now if branch is left else branch.left
    if not branch.first <= target <= branch.tip:
        rule = f"must be in [{branch.first}, {branch.tip}]"
        bounds = {"low": branch.first, "high": branch.tip, "low_open": False, "high_open": False}
        raise ConfigError("iteration", rule, target, "range", **bounds)
    yield from _travel(learner, branch, target, until)
    if branch is not left:
        left.left = now
        learner.history.changed()


def _travel(learner: Learner, branch: Branch, target: int, until: Clock) -> Job:
    """Go to a step of a branch, up to its tip, or to the earliest that is kept."""
    history, target = learner.history, max(branch.first, target)
    before = history.current, history.passed, branch.frames.copy(), learner.diverged
    state = learner.experiment.snapshot()
    try:
        yield from _follow(learner, branch, target, until)
    except GeneratorExit:
        history.current, history.passed, branch.frames, learner.diverged = before
        learner.experiment.load(state)
        history.measure()
        raise


def _follow(learner: Learner, branch: Branch, target: int, until: Clock) -> Job:
    """Repeat what was recorded, from the last state that is kept or from here if that is nearer."""
    history, experiment = learner.history, learner.experiment
    frame, here = branch.near(target), history.current is branch
    if not (here and frame.iteration <= experiment.iteration <= target):
        experiment.load(frame.state)
        history.current, history.passed = branch, frame.passed
        learner.forget_pace()
    learner.diverged = None
    kept = []
    for stop in stops(experiment.iteration, target):
        for missing in learner.train_to(stop, until):
            yield missing + target - stop
        kept.append(taken(experiment, history.passed, frame))
    yield from learner.train_to(target, until)
    for each in kept:
        history.keep(each)
