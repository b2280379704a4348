"""Where the compiled kernel overtakes the planned NumPy network, and where it falls behind.

    .venv/bin/python -m bench.kernel

It needs Numba, `pip install -e .[fast]`, and takes half a minute.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator

from bench import environment
from engine import Experiment, compiled
from engine.training import Trainer

WIDTHS = (1, 2, 4, 8, 12, 16, 24, 32, 48, 64)
BATCHES = (1, 10, 30, 100, 300)
ACTIVATIONS = ("tanh", "relu", "gelu")
SLICE = 0.02  # seconds of training between two looks at the clock
ROUNDS = 5


def rate(trainer: Trainer, updates: int) -> float:
    """Return the updates a second of one slice."""
    before = time.perf_counter()
    trainer.step(updates)
    return updates / (time.perf_counter() - before)


def ratio(width: int, batch: int, activation: str) -> str:
    """Return by how much the kernel is faster, in bold where it is chosen.

    The two take turns; it is the median of the rounds.
    """
    layer = {"units": width, "activation": activation}
    data = {"name": "moons", "count": 300}
    config = {"data": data, "loss": "softmax", "hidden": [layer, layer], "batch_size": batch}
    config["optimizer"] = {"name": "adam", "learning_rate": 1e-5}
    setup = Experiment(config).setup
    planned, by_kernel = (Trainer(setup, setup.start()) for _ in range(2))
    planned._kernel, by_kernel._kernel = None, by_kernel._compiled()
    found, updates = [], [8, 8]
    for turn in range(ROUNDS + 2):
        rates = [rate(t, n) for t, n in zip((planned, by_kernel), updates, strict=True)]
        updates = [max(8, int(r * SLICE)) for r in rates]
        if turn > 1:
            found.append(rates[1] / rates[0])
    shown = f"{statistics.median(found):.2f}"
    return f"**{shown}**" if compiled.supports(setup) else shown


def rows() -> Iterator[list[str]]:
    yield ["width", "activation", *(f"batch {batch}" for batch in BATCHES)]
    for activation in ACTIVATIONS:
        for width in WIDTHS:
            ratios = [ratio(width, batch, activation) for batch in BATCHES]
            yield [str(width), activation, *ratios]


def main() -> None:
    if "--here" not in sys.argv:
        here = [sys.executable, "-m", "bench.kernel", "--here"]
        sys.exit(subprocess.run(here, env=environment.one_thread()).returncode)
    if not compiled.prepare_kernel():
        sys.exit("There is no Numba: pip install -e .[fast]")
    print(f"{environment.machine()}\n\n2-w-w-2, Adam: updates/s of the kernel ÷ of the plan\n")
    for index, row in enumerate(rows()):
        print(f"| {' | '.join(row)} |", flush=True)
        if index == 0:
            print("|" + " --- |" * len(row))


if __name__ == "__main__":
    main()
