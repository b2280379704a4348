"""What the page is told of a single update that was asked for."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any, NamedTuple

from app import wire
from app.learner import Learner
from engine import Cue, Moment, Totals, cue, moment


class Begun(NamedTuple):
    """An experiment before an update, and the edits of its branch that had been made by then."""

    moment: Moment
    passed: int


def begun(learner: Learner, command: wire.Command) -> Begun | None:
    """Return what is to be known before a command, if it is a single update at rest."""
    if not isinstance(command, wire.Step) or command.count > 1 or learner.playing:
        return None
    return Begun(moment(learner.experiment), learner.history.passed)


def stepped(before: Begun | None, learner: Learner) -> dict[str, Any] | None:
    """Return the fields of the event, or None where there is nothing that JSON could say.

    Nor is there where an edit of the past was made again with the update: it moved things, too.
    """
    if before is None or before.passed != learner.history.passed:
        return None
    made = cue(before.moment, learner.experiment)
    if made is None or not math.isfinite(made.before.total):
        return None
    return {
        "iteration": made.iteration,
        "before": _losses(made.before),
        "after": _losses(made.after),
        "changed": made.changed,
        "changes": _changes(made),
        "pulled": made.pulled and asdict(made.pulled),
    }


def _losses(totals: Totals) -> dict[str, float]:
    return {"data": totals.data_loss, "penalty": totals.penalty, "total": totals.total}


def _changes(made: Cue) -> list[dict[str, Any]]:
    return [
        {"name": c.name, "index": c.index, "from": c.before, "to": c.after} for c in made.changes
    ]
