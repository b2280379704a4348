"""scikit-learn's MLPClassifier, fitted from a given start for a given number of epochs.

Two classes have one logistic output there; more have a softmax, as everywhere.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import sklearn
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from bench.peers.problem import Problem
from bench.peers.serving import serve


class SklearnTraining:
    quantum = 1

    def __init__(self, problem: Problem) -> None:
        self.problem, rule = problem, problem.rule
        self.model = MLPClassifier(
            hidden_layer_sizes=problem.sizes[1:-1],
            activation=problem.activation,
            solver="adam" if rule["name"] == "adam" else "sgd",
            alpha=problem.l2 * problem.batch,  # which it divides by the batch size
            batch_size=problem.batch,
            learning_rate_init=rule["learning_rate"],
            epsilon=rule.get("epsilon", 1e-8),
            momentum=rule.get("momentum", 0.9),
            nesterovs_momentum=False,
            shuffle=False,
            warm_start=True,
            max_iter=1,
            tol=0.0,
            n_iter_no_change=10**9,
        )
        self.model.fit(problem.inputs, problem.labels)

    def restart(self) -> None:
        blocks = self.problem.start
        used = [*blocks[:-1], blocks[-1][: self.model.n_outputs_]]
        self.model.coefs_ = [np.ascontiguousarray(block[:, :-1].T) for block in used]
        self.model.intercepts_ = [block[:, -1].copy() for block in used]
        self.model.n_iter_, self.model.t_, self.model.loss_curve_ = 0, 0, []

    def run(self, epochs: int) -> None:
        self.model.max_iter = epochs
        self.model.fit(self.problem.inputs, self.problem.labels)

    def scores(self) -> NDArray[Any]:
        below, last = self.problem.inputs, len(self.model.coefs_) - 1
        act = {"tanh": np.tanh, "relu": lambda z: np.maximum(z, 0.0)}[self.problem.activation]
        layers = zip(self.model.coefs_, self.model.intercepts_, strict=True)
        for index, (weights, bias) in enumerate(layers):
            z = below @ weights + bias
            below = z if index == last else act(z)
        return below


if __name__ == "__main__":
    warnings.simplefilter("ignore", ConvergenceWarning)
    serve(f"scikit-learn {sklearn.__version__}", SklearnTraining, None)
