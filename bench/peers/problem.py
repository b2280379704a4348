"""What a side is to compute: data, a network with its start, and the rule that trains it.

Problems are written as a JSON file beside a file of raw float64 numbers, which every language can
read. Letters: n examples, d inputs, k outputs.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

CHECKED, UPDATES = 100, 20  # the examples and the updates after which the sides are compared
CELLS = 100  # of a grid, each way


@dataclass(frozen=True)
class Problem:
    """A network trained on examples; a grid is the picture of the plane that it gives.

    `answers` are labels (n,), or values (n, k) for the squared error ½ Σ (s − t)². `activation` is
    that of the hidden layers, `output` that of the last. `rule` is {"name": "gd", "momentum" or
    "adam", "learning_rate", ...}, on the mean loss plus ½ l2 Σ W². `start` is (k, d + 1) for each
    layer, the bias last. `view` is the window (low, high) of a grid.
    """

    name: str
    inputs: Array
    answers: Array
    start: tuple[Array, ...]
    activation: str
    loss: str
    rule: dict[str, Any]
    batch: int
    output: str = "linear"
    l2: float = 0.0
    view: tuple[float, float] | None = None

    @property
    def sizes(self) -> list[int]:
        """Return the inputs and the units of each layer."""
        return [self.inputs.shape[1], *(len(block) for block in self.start)]

    @property
    def labels(self) -> NDArray[np.int64]:
        return self.answers.astype(np.int64)

    @property
    def targets(self) -> Array:
        """Return the values, or 1 at the label (n, k)."""
        return self.answers if self.answers.ndim == 2 else np.eye(self.sizes[-1])[self.labels]

    @property
    def batches(self) -> list[slice]:
        """Return the examples of each batch; all batches are as large."""
        return [slice(i, i + self.batch) for i in range(0, len(self.inputs), self.batch)]

    def for_check(self) -> Problem:
        """Return the problem with some of its examples, in one batch.

        Adam's ε is next to nothing in it: it goes in before the correction of bias with some, after
        it with others.
        """
        some = slice(None, None, max(1, len(self.inputs) // CHECKED))
        inputs, answers = self.inputs[some], self.answers[some]
        rule = self.rule | ({"epsilon": 1e-20} if self.rule["name"] == "adam" else {})
        return replace(self, inputs=inputs, answers=answers, rule=rule, batch=len(inputs))

    def cells(self) -> NDArray[np.float32]:
        """Return the centres of the cells of the view (cells², 2), row by row from the top."""
        low, high = self.view or (-1.0, 1.0)
        centres = np.linspace(low, high, 2 * CELLS + 1)[1::2]
        x, y = np.meshgrid(centres, centres[::-1])
        return np.column_stack([x.ravel(), y.ravel()]).astype(np.float32)


def write(problem: Problem, folder: Path) -> None:
    """Write NAME.json and NAME.bin."""
    words = asdict(problem)
    arrays = [words.pop("inputs"), words.pop("answers"), *words.pop("start")]
    words["shapes"] = [array.shape for array in arrays]
    (folder / f"{problem.name}.json").write_text(json.dumps(words))
    with (folder / f"{problem.name}.bin").open("wb") as file:
        for array in arrays:
            file.write(array.astype("<f8").tobytes())


def read(name: str, folder: Path) -> Problem:
    """Read what `write` wrote."""
    words = json.loads((folder / f"{name}.json").read_text())
    numbers = np.fromfile(folder / f"{name}.bin", "<f8")
    arrays = []
    for shape in words.pop("shapes"):
        size = int(np.prod(shape))
        arrays.append(numbers[:size].reshape(shape).copy())
        numbers = numbers[size:]
    inputs, answers, *start = arrays
    return Problem(inputs=inputs, answers=answers, start=tuple(start), **words)
