"""Write torch.json: what PyTorch computes for the losses, activations and optimisers we share.

PyTorch is no dependency of ours. To make the file anew, in a virtual environment with torch 2.13:

    python tests/engine/reference/make_torch_reference.py

Everything is float64 on the CPU. Gradients come from autograd, of PyTorch's own function where it
has one and of the formula where it has none.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

SCORES = [
    [1.2, -0.7, 0.4],
    [-2.5, 3.1, 0.2],
    [0.3, 0.9, -1.6],
    [12.0, -9.0, 7.5],
    [0.1, -0.2, 0.05],
]
LABELS = [0, 2, 1, 1, 2]
RECEIVED = [[-30.0, -3.3, -1.1, -0.2, 0.7, 2.4], [0.4, 1.3, 25.0, -6.0, -0.9, 5.1]]
UPSTREAM = [[0.3, -1.2, 0.8, 1.0, -0.5, 0.9], [1.1, -0.4, 0.6, -0.7, 0.2, -1.5]]
START = [1.5, -0.8, 0.3, -2.0, 0.05]
CURVATURE = [0.2, 1.0, 3.0, 0.5, 8.0]
SHOWN = [1, 2, 3, *range(10, 101, 10)]


def one_hot(k: int) -> Tensor:
    return functional.one_hot(torch.tensor(LABELS), k).double()


def signed(k: int) -> Tensor:
    return 2 * one_hot(k) - 1


def excess(s: Tensor) -> Tensor:
    """s_j − s_y + 1 for the other classes, −inf at y."""
    y = torch.tensor(LABELS)[:, None]
    return (s - s.gather(1, y) + 1).scatter(1, y, -torch.inf)


LOSSES: dict[str, tuple[dict[str, float], Callable[[Tensor], Tensor]]] = {
    "weston_watkins": (
        {},
        lambda s: 3 * functional.multi_margin_loss(s, torch.tensor(LABELS), reduction="none"),
    ),
    "one_vs_all": ({}, lambda s: (1 - signed(3) * s).clamp(min=0).sum(1)),
    "structured_svm": ({}, lambda s: excess(s).amax(1).clamp(min=0)),
    "hinge": ({}, lambda s: (1 - signed(3) * s).clamp(min=0).mean(1)),
    "squared_hinge": ({}, lambda s: (1 - signed(3) * s).clamp(min=0).square().mean(1)),
    "hinge_embedding": (
        {"margin": 1.5},
        lambda s: functional.hinge_embedding_loss(s, signed(3), margin=1.5, reduction="none").mean(
            1
        ),
    ),
    "softmax": ({}, lambda s: functional.cross_entropy(s, torch.tensor(LABELS), reduction="none")),
    "binary_cross_entropy": (
        {},
        lambda s: functional.binary_cross_entropy_with_logits(s, one_hot(3), reduction="none").mean(
            1
        ),
    ),
    "negative_log_likelihood": (
        {},
        lambda s: functional.nll_loss(s, torch.tensor(LABELS), reduction="none"),
    ),
    "kl_divergence": (
        {"smoothing": 0.15},
        lambda s: functional.kl_div(s, 0.85 * one_hot(3) + 0.05, reduction="none").sum(1),
    ),
    "squared_error": (
        {},
        lambda s: 0.5 * functional.mse_loss(s, one_hot(3), reduction="none").sum(1),
    ),
    "mean_squared_error": (
        {},
        lambda s: functional.mse_loss(s, one_hot(3), reduction="none").mean(1),
    ),
    "mean_absolute_error": (
        {},
        lambda s: functional.l1_loss(s, one_hot(3), reduction="none").mean(1),
    ),
    "huber": (
        {"delta": 0.7},
        lambda s: functional.huber_loss(s, one_hot(3), delta=0.7, reduction="none").mean(1),
    ),
}

ACTIVATIONS: dict[str, tuple[dict[str, float], Callable[[Tensor], Tensor]]] = {
    "linear": ({}, lambda z: z * 1),
    "sigmoid": ({}, torch.sigmoid),
    "tanh": ({}, torch.tanh),
    "sine": ({}, torch.sin),
    "relu": ({}, torch.relu),
    "leaky_relu": ({"slope": 0.2}, lambda z: functional.leaky_relu(z, 0.2)),
    "elu": ({"alpha": 0.6}, lambda z: functional.elu(z, 0.6)),
    "softplus": ({}, lambda z: functional.softplus(z, threshold=1e9)),
    "gelu": ({}, functional.gelu),
    "silu": ({}, functional.silu),
    "maxout": ({"pieces": 3}, lambda z: z.view(-1, 3, 2).amax(1)),
    "softmax": ({}, lambda z: functional.softmax(z, 1)),
    "log_softmax": ({}, lambda z: functional.log_softmax(z, 1)),
}

# name, our settings, PyTorch's optimiser, PyTorch's arguments beside lr
OPTIMIZERS: list[tuple[str, dict[str, float], Any, dict[str, Any]]] = [
    ("gd", {"learning_rate": 0.05}, torch.optim.SGD, {}),
    (
        "momentum",
        {"learning_rate": 0.02, "momentum": 0.9},
        torch.optim.SGD,
        {"momentum": 0.9},
    ),
    (
        "nesterov",
        {"learning_rate": 0.02, "momentum": 0.8},
        torch.optim.SGD,
        {"momentum": 0.8, "nesterov": True},
    ),
    (
        "adagrad",
        {"learning_rate": 0.3, "epsilon": 1e-6},
        torch.optim.Adagrad,
        {"eps": 1e-6},
    ),
    (
        "rmsprop",
        {"learning_rate": 0.005, "decay": 0.8, "epsilon": 0.05},
        torch.optim.RMSprop,
        {"alpha": 0.8, "eps": 0.05},
    ),
    (
        "adadelta",
        {"learning_rate": 1.5, "decay": 0.9, "epsilon": 1e-5},
        torch.optim.Adadelta,
        {"rho": 0.9, "eps": 1e-5},
    ),
    (
        "adam",
        {"learning_rate": 0.05, "beta1": 0.8, "beta2": 0.95, "epsilon": 1e-4},
        torch.optim.Adam,
        {"betas": (0.8, 0.95), "eps": 1e-4},
    ),
    (
        "adamw",
        {"learning_rate": 0.05, "weight_decay": 0.3},
        torch.optim.AdamW,
        {"weight_decay": 0.3},
    ),
]


def loss_case(
    name: str, settings: dict[str, float], f: Callable[[Tensor], Tensor]
) -> dict[str, Any]:
    s = torch.tensor(SCORES, dtype=torch.float64)
    if name in ("negative_log_likelihood", "kl_divergence"):
        s = torch.log_softmax(s, 1)
    if name == "hinge_embedding":
        s = s.abs()
    s.requires_grad_()
    value = f(s)
    value.sum().backward()
    return {
        "name": name,
        "settings": settings,
        "scores": s.tolist(),
        "value": value.tolist(),
        "gradient": s.grad.tolist(),
    }


def activation_case(
    name: str, settings: dict[str, float], f: Callable[[Tensor], Tensor]
) -> dict[str, Any]:
    z = torch.tensor(RECEIVED, dtype=torch.float64, requires_grad=True)
    a = f(z)
    da = torch.tensor(UPSTREAM, dtype=torch.float64)[:, : a.shape[1]]
    a.backward(da)
    return {
        "name": name,
        "settings": settings,
        "da": da.tolist(),
        "value": a.tolist(),
        "gradient": z.grad.tolist(),
    }


def optimizer_case(
    name: str, settings: dict[str, float], method: Any, arguments: dict[str, Any]
) -> dict[str, Any]:
    """One hundred steps down Σ ½ c θ² + sin θ."""
    theta = torch.tensor(START, dtype=torch.float64, requires_grad=True)
    curvature = torch.tensor(CURVATURE, dtype=torch.float64)
    optimizer = method([theta], lr=settings["learning_rate"], **arguments)
    path = []
    for step in range(1, 101):
        optimizer.zero_grad()
        theta.grad = curvature * theta.detach() + theta.detach().cos()
        optimizer.step()
        if step in SHOWN:
            path.append(theta.tolist())
    return {"name": name, "settings": settings, "path": path}


def main() -> None:
    reference = {
        "torch": torch.__version__,
        "labels": LABELS,
        "received": RECEIVED,
        "start": START,
        "curvature": CURVATURE,
        "shown": SHOWN,
        "losses": [loss_case(name, *case) for name, case in LOSSES.items()],
        "activations": [activation_case(name, *case) for name, case in ACTIVATIONS.items()],
        "optimizers": [optimizer_case(*case) for case in OPTIMIZERS],
    }
    path = Path(__file__).with_name("torch.json")
    lines = (f"{json.dumps(key)}: {json.dumps(value)}" for key, value in reference.items())
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print(f"{path}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
