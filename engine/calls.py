"""Calls bound to their arrays in advance: what a step of training is made of.

On tiny networks a step costs what its calls cost, about a fifth of a microsecond each. So nothing
is looked up, nothing wrapped in a function of its own, and `out` is given by position; only
`maximum` and `minimum` want its name.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

Call = Callable[[], object]
Step = tuple[Any, ...]  # a function and its arguments


class Calls(tuple[Call, ...]):
    """Calls to make one after the other; itself a call, so that it can also be run alone."""

    def __call__(self) -> None:
        for call in self:
            call()


def calls(*steps: Step | Call) -> Calls:
    """Bind each (function, *arguments); what is a call already stays, or is taken apart."""
    bound: list[Call] = []
    for step in steps:
        if isinstance(step, Calls):
            bound += step
        elif isinstance(step, tuple):
            function, *arguments = step
            bound.append(partial(function, *arguments))
        else:
            bound.append(step)
    return Calls(bound)
