"""The terms of a loss L of one sample, and of its slopes ∂L/∂s, for receipts.

Letters: k outputs, s (k,) the scores of the sample, t (k,) its targets, y the true class. Formulas
are those of the losses, in the form and the order in which they keep their digits for large scores.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import singledispatch

from engine.losses import Loss, PerOutput
from engine.margin_losses import (
    HingeEmbedding,
    OneVsAll,
    SquaredHinge,
    StructuredSvm,
    WestonWatkins,
)
from engine.probability_losses import (
    BinaryCrossEntropy,
    KlDivergence,
    NegativeLogLikelihood,
    Softmax,
)
from engine.receipt import Args, Step, Term, add, apply, divide, term, total, unwritten
from engine.regression_losses import (
    Huber,
    MeanAbsoluteError,
    MeanSquaredError,
    SquaredError,
)

Numbers = Sequence[float]
Account = tuple[list[Term], list[Step]]  # what is added up, and what is done with the sum
LOWEST = -700.0  # e^700 is finite


@singledispatch
def value(loss: Loss, s: Numbers, t: Numbers) -> Account:
    """Return what L is made of."""
    raise unwritten(loss.name)


@singledispatch
def slope(loss: Loss, s: Numbers, t: Numbers, unit: int) -> Account:
    """Return what ∂L/∂s of one output is made of."""
    raise unwritten(loss.name)


# Losses that compare the scores with each other


@value.register
def _(loss: WestonWatkins, s: Numbers, t: Numbers) -> Account:
    return _margins(s, t, worst_only=False), []


@slope.register
def _(loss: WestonWatkins, s: Numbers, t: Numbers, unit: int) -> Account:
    return _margin_slopes(_margins(s, t, worst_only=False), t, unit), []


@value.register
def _(loss: StructuredSvm, s: Numbers, t: Numbers) -> Account:
    return _margins(s, t, worst_only=True), []


@slope.register
def _(loss: StructuredSvm, s: Numbers, t: Numbers, unit: int) -> Account:
    return _margin_slopes(_margins(s, t, worst_only=True), t, unit), []


def _margins(s: Numbers, t: Numbers, worst_only: bool) -> list[Term]:
    """max(0, s_j − s_y + 1) of every other class; all but the worst count 0 if `worst_only`."""
    true = _true(t)
    excess = {j: score - (s[true] - 1.0) for j, score in enumerate(s) if j != true}
    worst = max(excess, key=excess.__getitem__)
    terms = []
    for j, size in excess.items():
        active = size > 0.0 and (j == worst or not worst_only)
        args = {"unit": j, "score": s[j], "true": true, "true_score": s[true], "excess": size}
        kept = size if active or math.isnan(size) else 0.0
        terms.append(Term("margin", args, (), kept, active))
    return terms


def _margin_slopes(terms: Sequence[Term], t: Numbers, unit: int) -> list[Term]:
    """Every margin that is violated pushes its class down by 1, and the true one up."""
    true = _true(t)
    pushes = [found for found in terms if unit in (true, found.args["unit"])]
    sign = -1.0 if unit == true else 1.0
    return [Term(p.code, p.args, (), sign if p.active else 0.0, p.active) for p in pushes]


@value.register
def _(loss: Softmax, s: Numbers, t: Numbers) -> Account:
    return unlikely(s, _true(t))


@slope.register
def _(loss: Softmax, s: Numbers, t: Numbers, unit: int) -> Account:
    terms = exponentials(s)
    likely = terms[unit].value / _sum(terms)
    return [Term("probability", {"unit": unit}, (), likely), _minus_target(unit, t[unit])], []


def exponentials(s: Numbers) -> list[Term]:
    """exp(s_j − max s) of every output: the sum neither overflows nor loses digits."""
    largest = max(s)
    terms = []
    for j, score in enumerate(s):
        args = {"unit": j, "score": score, "exponent": score - largest}
        terms.append(Term("exp", args, (), math.exp(score - largest)))
    return terms


def unlikely(s: Numbers, unit: int) -> Account:
    """−log softmax(s) of an output: log Σ_j exp(s_j − max s) and by how much the largest leads."""
    terms, largest = exponentials(s), max(s)
    lead = add(largest - s[unit], "lead", largest=largest, unit=unit, score=s[unit])
    return terms, [apply(math.log(_sum(terms)), "log"), lead]


def _sum(terms: Sequence[Term]) -> float:
    return total([term.value for term in terms])


def _true(t: Numbers) -> int:
    return max(range(len(t)), key=t.__getitem__)


def _minus_target(unit: int, t: float) -> Term:
    return Term("target", {"unit": unit, "target": t}, (), -t, t != 0.0)


# Losses of each output by itself


@value.register
def _(loss: PerOutput, s: Numbers, t: Numbers) -> Account:
    pairs = enumerate(zip(s, t, strict=True))
    return [output(loss, unit, *pair)[0] for unit, pair in pairs], _averaged(loss, len(s))


@slope.register
def _(loss: PerOutput, s: Numbers, t: Numbers, unit: int) -> Account:
    return output(loss, unit, s[unit], t[unit])[1], _averaged(loss, len(s))


def _averaged(loss: PerOutput, k: int) -> list[Step]:
    return [divide(float(k), "outputs")] if loss.average and k > 1 else []


@singledispatch
def output(loss: PerOutput, unit: int, s: float, t: float) -> tuple[Term, list[Term]]:
    """Return the term ℓ(s, t) of one output, and what its derivative is made of."""
    raise unwritten(loss.name)


@output.register
def _(loss: OneVsAll, unit: int, s: float, t: float) -> tuple[Term, list[Term]]:
    args, excess, active = _hinge(unit, s, t)
    slope = Term("hinge", args, (), -t if active else 0.0, active)
    return Term("hinge", args, (), excess, active), [slope]


@output.register
def _(loss: SquaredHinge, unit: int, s: float, t: float) -> tuple[Term, list[Term]]:
    args, excess, active = _hinge(unit, s, t)
    slope = term("squared_hinge", (-2.0, t, excess), active, **args)
    return term("squared_hinge", (excess, excess), active, **args), [slope]


def _hinge(unit: int, s: float, t: float) -> tuple[Args, float, bool]:
    excess = 1.0 - t * s
    args: Args = {"unit": unit, "score": s, "target": t, "excess": excess}
    return args, excess if excess > 0.0 or math.isnan(excess) else 0.0, excess > 0.0


@output.register
def _(loss: HingeEmbedding, unit: int, s: float, t: float) -> tuple[Term, list[Term]]:
    excess = s if t > 0.0 else loss.margin - s
    active = t > 0.0 or excess > 0.0
    args = {"unit": unit, "score": s, "target": t, "margin": loss.margin, "excess": excess}
    kept = excess if active or math.isnan(excess) else 0.0
    slope = Term("distance", args, (), t if active else 0.0, active)
    return Term("distance", args, (), kept, active), [slope]


@output.register
def _(loss: BinaryCrossEntropy, unit: int, s: float, t: float) -> tuple[Term, list[Term]]:
    likely = 1.0 / (1.0 + math.exp(-max(s, LOWEST)))
    cost = max(s, 0.0) - t * s + math.log1p(math.exp(-abs(s)))
    args = {"unit": unit, "score": s, "target": t, "probability": likely}
    slopes = [Term("probability", {"unit": unit}, (), likely), _minus_target(unit, t)]
    return Term("log_loss", args, (), cost), slopes


@output.register
def _(loss: NegativeLogLikelihood, unit: int, s: float, t: float) -> tuple[Term, list[Term]]:
    return term("likelihood", (-t, s), t != 0.0, unit=unit), [_minus_target(unit, t)]


@output.register
def _(loss: KlDivergence, unit: int, s: float, t: float) -> tuple[Term, list[Term]]:
    known = math.log(t) if t > 0.0 else 0.0
    found = term("divergence", (t, known - s), t != 0.0, unit=unit, score=s, target=t)
    return found, [_minus_target(unit, t)]


@output.register
def _(loss: SquaredError, unit: int, s: float, t: float) -> tuple[Term, list[Term]]:
    error = s - t
    args: Args = {"unit": unit, "score": s, "target": t}
    return term("error", (0.5, error, error), **args), [term("error", (error,), **args)]


@output.register
def _(loss: MeanSquaredError, unit: int, s: float, t: float) -> tuple[Term, list[Term]]:
    error = s - t
    args: Args = {"unit": unit, "score": s, "target": t}
    return term("error", (error, error), **args), [term("error", (2.0, error), **args)]


@output.register
def _(loss: MeanAbsoluteError, unit: int, s: float, t: float) -> tuple[Term, list[Term]]:
    error = s - t
    sign = _sign(error)
    args: Args = {"unit": unit, "score": s, "target": t}
    slope = term("absolute_error", (sign,), error != 0.0, **args)
    return term("absolute_error", (sign, error), error != 0.0, **args), [slope]


@output.register
def _(loss: Huber, unit: int, s: float, t: float) -> tuple[Term, list[Term]]:
    error, delta = s - t, loss.delta
    args: Args = {"unit": unit, "score": s, "target": t, "delta": delta}
    if abs(error) <= delta:
        slope = term("huber_near", (error,), **args)
        return term("huber_near", (0.5, error, error), **args), [slope]
    slope = term("huber_far", (_sign(error), delta), **args)
    return term("huber_far", (delta, abs(error) - 0.5 * delta), **args), [slope]


def _sign(x: float) -> float:
    return math.copysign(1.0, x) if x != 0.0 else 0.0
