"""Ours and the peers as processes, and rounds of measuring them in turn."""

from __future__ import annotations

import json
import subprocess
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from bench import environment
from bench.engine.workloads import (
    CONVNETJS,
    FUSED,
    JIT,
    KERNEL,
    OURS,
    SCAN,
    SIDES,
    SKLEARN,
    TORCH,
    Workload,
)

Json = Any
PROBLEMS = environment.FOLDER / "problems"
_PYTHON = {
    OURS: (environment.OURS, "ours_plain"),
    KERNEL: (environment.PEERS, "ours"),
    TORCH: (environment.PEERS, "torch_eager"),
    FUSED: (environment.PEERS, "torch_eager", "fused"),
    SKLEARN: (environment.PEERS, "sklearn_mlp"),
    JIT: (environment.PEERS, "jax_compiled", "jit"),
    SCAN: (environment.PEERS, "jax_compiled", "scan"),
}


def at_hand() -> list[str]:
    """Return the sides there are: the compiled kernel may not be."""
    kernel = any((environment.ROOT / "engine").glob("compiled*.py"))
    return [side for side in SIDES if side != KERNEL or kernel]


def command_of(side: str) -> list[str | Path]:
    """Return what starts a side."""
    if side == CONVNETJS:
        script = environment.ROOT / "bench" / "peers" / "convnet.mjs"
        return [environment.node(), script, PROBLEMS, environment.FOLDER]
    python, module, *words = _PYTHON[side]
    return [python, "-m", f"bench.peers.{module}", PROBLEMS, *words]


def write_problems() -> None:
    command = [environment.OURS, "-m", "bench.engine.problems", PROBLEMS]
    subprocess.run(command, cwd=environment.ROOT, env=environment.one_thread(), check=True)


class Side:
    """A process that answers, until the `with` ends."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._process = subprocess.Popen(
            command_of(name),
            cwd=environment.ROOT,
            env=environment.one_thread(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Side:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._process.terminate()
        self._process.wait()

    def ask(self, **command: Json) -> Json:
        """Return the answer to a command."""
        into, out = self._process.stdin, self._process.stdout
        assert into is not None
        assert out is not None
        into.write(json.dumps(command) + "\n")
        into.flush()
        line = out.readline()
        if not line:
            raise SystemExit(f"{self.name} ended at {command}")
        return json.loads(line)


@dataclass
class Measured:
    """What the rounds of a workload gave: rates by side, ratios by pair, busy threads by side."""

    rates: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    ratios: dict[tuple[str, str], list[float]] = field(default_factory=lambda: defaultdict(list))
    threads: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))


def measure(workload: Workload, sides: dict[str, Side], rounds: int, seconds: float) -> Measured:
    """Measure each pair of a workload, one right after the other, round after round."""
    found = Measured()
    pairs = [pair[:2] for pair in workload.pairs() if set(pair[:2]) <= sides.keys()]

    def rate(name: str) -> float:
        answer = sides[name].ask(problem=workload.problem, grid=workload.grid, seconds=seconds)
        found.rates[name].append(answer["rate"] * workload.of_an_epoch)
        found.threads[name].append(answer["threads"])
        return found.rates[name][-1]

    for name in dict.fromkeys(name for pair in pairs for name in pair):
        sides[name].ask(problem=workload.problem, grid=workload.grid, seconds=0.01)  # compiles
    for _ in range(rounds):
        for ours, peer in pairs:
            found.ratios[ours, peer].append(rate(ours) / rate(peer))
    return found


def check(workload: Workload, sides: dict[str, Side]) -> dict[str, str]:
    """Return how far each side's results are from ours, as words by side."""
    answers = {
        name: sides[name].ask(problem=workload.problem, grid=workload.grid)
        for name in dict.fromkeys(n for pair in workload.pairs() for n in pair[:2])
        if name in sides
    }
    mine = answers.pop(OURS)
    differ = _cells if workload.grid else _scores
    return {name: differ(mine, answer) for name, answer in answers.items()}


def _scores(mine: Json, theirs: Json) -> str:
    """The largest difference, as a share of the largest score."""
    pairs = list(zip(_flat(mine["scores"]), _flat(theirs["scores"]), strict=False))
    if len(theirs["scores"][0]) != len(mine["scores"][0]):
        return "other outputs"
    return f"{max(abs(a - b) for a, b in pairs) / max(abs(a) for a, _ in pairs):.0e}"


def _cells(mine: Json, theirs: Json) -> str:
    """How many cells have another class, and how far the confidence of the others is off."""
    others, off = 0, 0
    cells = zip(*mine["cells"], *theirs["cells"], strict=True)
    for label, sure, their_label, their_sure in cells:
        if label == their_label:
            off = max(off, abs(sure - their_sure))
        else:
            others += 1
    return f"{others} cells, {off}/255"


def _flat(rows: Iterable[Iterable[float]]) -> list[float]:
    return [value for row in rows for value in row]
