"""What the page is told of a single update that was asked for."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

from app import wire
from app.learner import Learner
from engine import Cue, Moment, cue, moment


def begun(learner: Learner, command: wire.Command) -> Moment | None:
    """Return what is to be known before a command, if it is a single update at rest."""
    single = isinstance(command, wire.Step) and command.count == 1 and not learner.playing
    return moment(learner.experiment) if single else None


def stepped(before: Moment | None, learner: Learner) -> dict[str, Any] | None:
    """Return the fields of the event, or None where there is nothing that JSON could say."""
    made = None if before is None else cue(before, learner.experiment)
    if made is None or not math.isfinite(made.before.total):
        return None
    return {
        "iteration": made.iteration,
        "before": asdict(made.before),
        "after": asdict(made.after),
        "changed": made.changed,
        "changes": _changes(made),
        "pulled": made.pulled and asdict(made.pulled),
    }


def _changes(made: Cue) -> list[dict[str, Any]]:
    return [
        {"name": c.name, "index": c.index, "from": c.before, "to": c.after} for c in made.changes
    ]
