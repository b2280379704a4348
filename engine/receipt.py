"""Receipts: the arithmetic of one number, term by term, added up as the page shows it.

A receipt is a sum and what is done with it: terms, each perhaps a product of factors, are added up,
and each operation makes the next number of the last, up to the value. docs/protocol.md lists the
codes of terms and operations. Sums are correctly rounded (Shewchuk 1997), so that they do not
depend on the order of their terms.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.params import Array, ConfigError, Json

Args = Mapping[str, Json]


@dataclass(frozen=True)
class Term:
    """A number that is added up, the product of its factors where it has some.

    `code` says what it is and `args` of what; `active` is False where it can only be 0, as for a
    margin that is kept; `point` is the sample that it belongs to, if any.
    """

    code: str
    args: Args
    factors: tuple[float, ...]
    value: float
    active: bool = True
    point: int | None = None


@dataclass(frozen=True)
class Operation:
    """What makes `value` of the number before it, with `operand` where it takes one."""

    code: str
    operand: float | None
    value: float
    args: Args


@dataclass(frozen=True)
class Rest:
    """How many terms are left out, the smallest ones, and their sum."""

    count: int
    value: float


@dataclass(frozen=True)
class Receipt:
    """The arithmetic of a quantity.

    `sum` is that of all terms, the `rest` included; after the `operations` it is the `value`.
    `parts` are the receipts of what goes into it, and `next` is that of what it goes into.
    """

    quantity: Args
    terms: tuple[Term, ...]
    rest: Rest | None
    sum: float
    operations: tuple[Operation, ...]
    value: float
    parts: tuple[Receipt, ...] = ()
    next: Receipt | None = None

    def as_json(self) -> dict[str, Json]:
        """Return it as JSON; what is not finite as "Infinity", "-Infinity" or "NaN"."""
        found: dict[str, Json] = _plain(self)
        return found

    def leading_to(self, result: Receipt | None) -> Receipt:
        """Return the receipt with what it goes into."""
        return replace(self, next=result)


def _plain(value: object) -> Json:
    if isinstance(value, float):
        if math.isfinite(value):
            return value
        return "NaN" if math.isnan(value) else "Infinity" if value > 0.0 else "-Infinity"
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, Term | Operation | Rest | Receipt):
        value = vars(value)
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    return value


Step = Callable[[float], Operation]  # what to do with a number


def unwritten(name: str) -> ConfigError:
    """Return the refusal of a receipt that nobody has written, as of a loss that was just added."""
    return ConfigError("quantity", f"has no receipt yet: none is written for {name}", name)


def divide(by: float, what: str, **args: Json) -> Step:
    """The number divided by another."""
    return lambda last: Operation("divide", by, last / by, {"what": what, **args})


def times(by: float, what: str, **args: Json) -> Step:
    """The number times another."""
    return lambda last: Operation("times", by, last * by, {"what": what, **args})


def add(other: float, what: str, **args: Json) -> Step:
    """The number plus another."""
    return lambda last: Operation("add", other, last + other, {"what": what, **args})


def into(other: float, what: str, **args: Json) -> Step:
    """Another number divided by this one."""
    return lambda last: Operation("into", other, other / last, {"what": what, **args})


def apply(value: float, what: str, **args: Json) -> Step:
    """A function of the number, whose value is known."""
    return lambda _: Operation("apply", None, value, {"what": what, **args})


def product(factors: Iterable[float]) -> float:
    """Return the product of the factors, from the first to the last."""
    return math.prod(factors, start=1.0)


def term(code: str, factors: Sequence[float], active: bool = True, **args: Json) -> Term:
    """Return a term that is a product."""
    return Term(code, args, tuple(factors), product(factors), active)


def total(values: Sequence[float] | Array) -> float:
    """Return the sum, correctly rounded where it is finite."""
    try:
        return math.fsum(values)
    except (OverflowError, ValueError):  # infinite on the way, or ∞ − ∞
        return float(np.sum(values))


@dataclass(frozen=True)
class Terms:
    """Many terms: their values (m,), and how to write one of them out."""

    values: Array
    write: Callable[[int], Term]

    @classmethod
    def of(cls, terms: Sequence[Term]) -> Terms:
        """Terms that are written out already."""
        return cls(np.array([term.value for term in terms]), terms.__getitem__)


def receipt(
    quantity: Args,
    terms: Terms | Sequence[Term],
    steps: Iterable[Step],
    most: int,
    parts: Iterable[Receipt] = (),
) -> Receipt:
    """Add the terms up, the largest `most` of them written out in their order, and work on."""
    many = terms if isinstance(terms, Terms) else Terms.of(terms)
    kept, rest = _largest(many.values, most)
    value = added = total(many.values.tolist())
    operations = []
    for step in steps:
        operations.append(step(value))
        value = operations[-1].value
    written = tuple(map(many.write, kept))
    return Receipt(dict(quantity), written, rest, added, tuple(operations), value, tuple(parts))


def _largest(values: Array, most: int) -> tuple[list[int], Rest | None]:
    """The places of the largest, in their order, and what is left."""
    if len(values) <= most:
        return list(range(len(values))), None
    size = np.nan_to_num(np.abs(values), nan=np.inf)
    order = np.argsort(-size, kind="stable")
    left = values[np.sort(order[most:])].tolist()
    return np.sort(order[:most]).tolist(), Rest(len(left), total(left))
