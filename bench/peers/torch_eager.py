"""PyTorch as its tutorials use it: modules, autograd, an optimiser of torch.optim.

With the word "fused" its updates are made by the fused optimisers, which have to be asked for.
"""

from __future__ import annotations

import sys
from typing import Any

import torch
from numpy.typing import NDArray
from torch import nn

from bench.peers.problem import Problem
from bench.peers.serving import serve

FUSED = True if "fused" in sys.argv else None  # None is its default
ACTIVATIONS = {"tanh": nn.Tanh, "relu": nn.ReLU, "linear": nn.Identity}


def network(problem: Problem) -> nn.Sequential:
    """Return the network at its start."""
    sizes, layers = problem.sizes, []
    names = [problem.activation] * (len(sizes) - 2) + [problem.output]
    for inputs, units, name in zip(sizes[:-1], sizes[1:], names, strict=True):
        layers += [nn.Linear(inputs, units)]
        layers += [] if name == "linear" else [ACTIVATIONS[name]()]
    model = nn.Sequential(*layers)
    linear = [layer for layer in layers if isinstance(layer, nn.Linear)]
    with torch.no_grad():
        for layer, block in zip(linear, problem.start, strict=True):
            layer.weight.copy_(torch.from_numpy(block[:, :-1]))
            layer.bias.copy_(torch.from_numpy(block[:, -1]))
    return model


def optimizer(model: nn.Sequential, problem: Problem) -> torch.optim.Optimizer:
    """Return the rule; only weights decay."""
    rule, groups = problem.rule, [{"params": model.parameters()}]
    if problem.l2:
        named = list(model.named_parameters())
        weights = [p for name, p in named if name.endswith("weight")]
        biases = [p for name, p in named if name.endswith("bias")]
        groups = [{"params": weights, "weight_decay": problem.l2}, {"params": biases}]
    if rule["name"] == "adam":
        return torch.optim.Adam(groups, lr=rule["learning_rate"], eps=rule["epsilon"], fused=FUSED)
    momentum = rule.get("momentum", 0.0)
    return torch.optim.SGD(groups, lr=rule["learning_rate"], momentum=momentum, fused=FUSED)


def loss_of(name: str) -> Any:
    """Return the mean loss of scores and answers."""
    if name == "softmax":
        return nn.functional.cross_entropy
    return {"weston_watkins": weston_watkins, "squared_error": half_squares}[name]


def weston_watkins(scores: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Σ_{j≠y} max(0, s_j − s_y + 1), which is 1 at y: PyTorch's own divides it by k."""
    return nn.functional.multi_margin_loss(scores, labels) * scores.shape[1]


def half_squares(scores: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    return nn.functional.mse_loss(scores, targets, reduction="sum") * (0.5 / len(scores))


class TorchTraining:
    quantum = 1

    def __init__(self, problem: Problem) -> None:
        self.problem, self.loss = problem, loss_of(problem.loss)
        labels = problem.loss != "squared_error"
        answers = torch.from_numpy(problem.labels if labels else problem.answers)
        self.inputs = torch.from_numpy(problem.inputs)
        self.batches = [(self.inputs[part], answers[part]) for part in problem.batches]

    def restart(self) -> None:
        self.model = network(self.problem)
        self.optimizer = optimizer(self.model, self.problem)

    def run(self, epochs: int) -> None:
        model, loss, rule = self.model, self.loss, self.optimizer
        for _ in range(epochs):
            for inputs, answers in self.batches:
                rule.zero_grad()
                loss(model(inputs), answers).backward()
                rule.step()

    def scores(self) -> NDArray[Any]:
        return self.model(self.inputs).detach().numpy()


class TorchGrid:
    def __init__(self, problem: Problem) -> None:
        self.model = network(problem).to(torch.float32)
        self.cells = torch.from_numpy(problem.cells())

    @torch.inference_mode()
    def draw(self) -> tuple[NDArray[Any], NDArray[Any]]:
        sure, labels = self.model(self.cells).softmax(dim=1).max(dim=1)
        return labels.to(torch.uint8).numpy(), (sure * 255.0).to(torch.uint8).numpy()


if __name__ == "__main__":
    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    torch.set_default_dtype(torch.float64)
    serve(f"PyTorch {torch.__version__}", TorchTraining, TorchGrid)
