"""What a page asks of single numbers: why they are what they are, and whether a guess is right."""

from __future__ import annotations

import math
from typing import Any

from app import wire
from app.learner import Learner
from engine import answer, explained


def check_explained(command: wire.Subscribe, learner: Learner | None) -> None:
    """Refuse to explain a number that does not exist, where that can be known."""
    if learner is not None and command.explain is not None:
        explained(learner.experiment, command.explain)


def answered(command: wire.Answer, learner: Learner | None) -> dict[str, Any]:
    """Return the fields of the event: whether it is right, and the number only then."""
    assert learner is not None
    found = answer(learner.experiment, command.quantity, command.value, command.tolerance)
    return {
        "id": command.id,
        "quantity": command.quantity,
        "right": found.right,
        "apart": found.apart if math.isfinite(found.apart) else None,
        "value": found.value if found.right else None,
    }
