"""The tables, in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from statistics import median

from bench.engine.rounds import Measured
from bench.engine.workloads import SIDES, Workload

Results = Mapping[Workload, Measured]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def rates(results: Results) -> str:
    """Return how fast each side was: the median, and in brackets the least and the greatest."""
    sides = _sides(results)
    rows = []
    for workload, found in results.items():
        cells = [_rate(workload, found.rates.get(side, [])) for side in sides]
        rows.append([f"{workload.name}, {workload.unit}", *cells])
    return table(["workload", *sides], rows)


def ratios(results: Results) -> str:
    """Return ours ÷ peer over the rounds, with the goal and whether it is met."""
    rows = []
    for workload, found in results.items():
        for ours, peer, goal in workload.pairs():
            if values := found.ratios.get((ours, peer)):
                rows.append([workload.name, f"{ours} ÷ {peer}", *_against(goal, values)])
    return table(["workload", "ratio", "goal", "reached", ""], rows)


def checks(found: Mapping[Workload, Mapping[str, str]]) -> str:
    """Return how far each side's results are from ours."""
    sides = [side for side in SIDES if any(side in words for words in found.values())]
    rows = ([w.name, *(words.get(side, "–") for side in sides)] for w, words in found.items())
    return table(["workload", *sides], rows)


def busiest(results: Results) -> str:
    """Return how many threads each side kept busy, at most."""
    threads = {
        side: max(max(found.threads[side]) for found in results.values() if side in found.threads)
        for side in _sides(results)
    }
    return ", ".join(f"{side} {most:.2f}" for side, most in threads.items())


def _sides(results: Results) -> list[str]:
    return [side for side in SIDES if any(side in found.rates for found in results.values())]


def _rate(workload: Workload, values: Sequence[float]) -> str:
    if not values:
        return "–"
    if workload.unit == "ms":
        values = [1000.0 / value for value in values]
    return f"{short(median(values))} ({short(min(values))}–{short(max(values))})"


def _against(goal: float | None, values: Sequence[float]) -> list[str]:
    reached = median(values)
    spread = f"{short(reached)} ({short(min(values))}–{short(max(values))})"
    if goal is None:
        return ["told", spread, ""]
    return [f"≥ {goal:g}", spread, "met" if reached >= goal else "**missed**"]


def short(value: float) -> str:
    """Return three figures, thousands as k and millions as M."""
    for size, unit in ((1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{_three(value / size)}{unit}"
    return _three(value)


def _three(value: float) -> str:
    digits = 0 if value >= 100.0 else 1 if value >= 10.0 else 2 if value >= 1.0 else 3
    return f"{value:.{digits}f}"
