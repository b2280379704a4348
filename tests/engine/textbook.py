"""The textbook: the same mathematics as plain formulas, one example at a time, slow and clear.

Rows are examples, W is (units, inputs), z = W a + b. Nothing here is planned, shared or in place,
and nothing is taken from the engine but the values of settings; the planned network must agree.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Params = dict[str, Array]


def sigmoid(z: Array) -> Array:
    return 1.0 / (1.0 + np.exp(-z))


def normal_cdf(z: Array) -> Array:
    return np.vectorize(lambda x: 0.5 * math.erfc(-x / math.sqrt(2.0)))(z)


def normal_density(z: Array) -> Array:
    return np.exp(-(z**2) / 2.0) / math.sqrt(2.0 * math.pi)


# name: (f(z), f'(z)), elementwise, o the settings
ELEMENTWISE: dict[str, tuple[Callable[..., Array], Callable[..., Array]]] = {
    "step": (lambda z, o: 1.0 * (z >= 0), lambda z, o: np.ones_like(z)),  # the perceptron rule
    "linear": (lambda z, o: z, lambda z, o: np.ones_like(z)),
    "sigmoid": (lambda z, o: sigmoid(z), lambda z, o: sigmoid(z) * (1 - sigmoid(z))),
    "tanh": (lambda z, o: np.tanh(z), lambda z, o: 1 - np.tanh(z) ** 2),
    "relu": (lambda z, o: np.maximum(0, z), lambda z, o: 1.0 * (z > 0)),
    "leaky_relu": (
        lambda z, o: np.where(z > 0, z, o.slope * z),
        lambda z, o: np.where(z > 0, 1.0, o.slope),
    ),
    "elu": (
        lambda z, o: np.where(z > 0, z, o.alpha * (np.exp(z) - 1)),
        lambda z, o: np.where(z > 0, 1.0, o.alpha * np.exp(z)),
    ),
    "softplus": (lambda z, o: np.log(1 + np.exp(z)), lambda z, o: sigmoid(z)),
    "gelu": (
        lambda z, o: z * normal_cdf(z),
        lambda z, o: normal_cdf(z) + z * normal_density(z),
    ),
    "silu": (
        lambda z, o: z * sigmoid(z),
        lambda z, o: sigmoid(z) + z * sigmoid(z) * (1 - sigmoid(z)),
    ),
    "sine": (lambda z, o: np.sin(z), lambda z, o: np.cos(z)),
}


def activate(name: str, z: Array, o: Any) -> Array:
    """a of one example, z (rows,)."""
    if name == "maxout":
        return z.reshape(o.pieces, -1).max(axis=0)
    if name == "softmax":
        return np.exp(z) / np.exp(z).sum()
    if name == "log_softmax":
        return z - np.log(np.exp(z).sum())
    return ELEMENTWISE[name][0](z, o)


def pull_back(name: str, z: Array, da: Array, o: Any) -> Array:
    """∂L/∂z of one example from ∂L/∂a, by the Jacobian where units mix."""
    if name == "maxout":
        pieces = z.reshape(o.pieces, -1)
        dz = np.zeros_like(pieces)
        for unit, piece in enumerate(pieces.argmax(axis=0)):
            dz[piece, unit] = da[unit]
        return dz.ravel()
    if name == "softmax":
        a = activate(name, z, o)
        return (np.diag(a) - np.outer(a, a)) @ da
    if name == "log_softmax":
        p = np.exp(activate(name, z, o))
        return (np.eye(len(z)) - np.outer(p, np.ones(len(z)))) @ da
    return da * ELEMENTWISE[name][1](z, o)


def loss(name: str, s: Array, target: int | Array, o: Any) -> tuple[float, Array]:
    """L and ∂L/∂s of one example: scores (k,), and the class or the values (k,) to reach."""
    k = len(s)
    y = target if isinstance(target, int) else -1
    t = np.eye(k)[y] if isinstance(target, int) else target
    sign = 2.0 * t - 1.0
    ds = np.zeros(k)
    if name == "weston_watkins":
        total = 0.0
        for j in range(k):
            if j != y and s[j] - s[y] + 1 > 0:
                total += s[j] - s[y] + 1
                ds[j] += 1
                ds[y] -= 1
        return total, ds
    if name == "structured_svm":
        others = [j for j in range(k) if j != y]
        worst = max(others, key=lambda j: s[j])
        if s[worst] - s[y] + 1 > 0:
            ds[worst], ds[y] = 1, -1
        return max(0.0, s[worst] - s[y] + 1), ds
    if name in ("one_vs_all", "hinge"):
        share = 1.0 if name == "one_vs_all" else 1.0 / k
        hinge = np.maximum(0, 1 - sign * s)
        return share * hinge.sum(), share * np.where(hinge > 0, -sign, 0)
    if name == "squared_hinge":
        hinge = np.maximum(0, 1 - sign * s)
        return (hinge**2).mean(), -2 * hinge * sign / k
    if name == "hinge_embedding":
        terms = np.where(sign > 0, s, np.maximum(0, o.margin - s))
        return terms.mean(), np.where(sign > 0, 1, np.where(o.margin - s > 0, -1, 0)) / k
    if name == "softmax":
        p = np.exp(s) / np.exp(s).sum()
        return -math.log(p[y]), p - t
    if name == "binary_cross_entropy":
        p = sigmoid(s)
        return -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p)), (p - t) / k
    if name == "negative_log_likelihood":
        return -s[y], -t
    if name == "kl_divergence":
        t = (1 - o.smoothing) * t + o.smoothing / k
        return sum(tj * (math.log(tj) - sj) for tj, sj in zip(t, s, strict=True) if tj > 0), -t
    if name == "squared_error":
        return 0.5 * ((s - t) ** 2).sum(), s - t
    if name == "mean_squared_error":
        return ((s - t) ** 2).mean(), 2 * (s - t) / k
    if name == "mean_absolute_error":
        return np.abs(s - t).mean(), np.sign(s - t) / k
    if name == "huber":
        e = np.abs(s - t)
        near = e <= o.delta
        terms = np.where(near, 0.5 * e**2, o.delta * (e - 0.5 * o.delta))
        return terms.mean(), np.where(near, s - t, o.delta * np.sign(s - t)) / k
    raise KeyError(name)


def penalty(weights: Array, o: Any) -> tuple[float, Array]:
    """R and the gradient it is stepped with, of one matrix: L2 by its convention, and L1."""
    shown = {"half": 0.5, "full": 1.0, "cs231n": 1.0}[o.l2_convention]
    stepped = {"half": 1.0, "full": 2.0, "cs231n": 0.5}[o.l2_convention]
    value = shown * o.l2 * (weights**2).sum() + o.l1 * np.abs(weights).sum()
    return value, stepped * o.l2 * weights + o.l1 * np.sign(weights)


def update(name: str, theta: Array, g: Array, memory: dict[str, Any], o: Any) -> Array:
    """θ after one update of a single parameter array; `memory` is empty at first."""

    def old(key: str) -> Array:
        return memory.setdefault(key, np.zeros_like(theta))

    rate = o.learning_rate
    if name == "gd":
        return theta - rate * g
    if name == "momentum":
        memory["v"] = o.momentum * old("v") - rate * g
        return theta + memory["v"]
    if name == "nesterov":
        behind = theta - o.momentum * old("v")  # g was taken at θ = behind + μ v
        memory["v"] = o.momentum * old("v") - rate * g
        return behind + memory["v"] + o.momentum * memory["v"]
    if name == "adagrad":
        memory["G"] = old("G") + g**2
        return theta - rate * g / (np.sqrt(memory["G"]) + o.epsilon)
    if name == "rmsprop":
        memory["G"] = o.decay * old("G") + (1 - o.decay) * g**2
        return theta - rate * g / (np.sqrt(memory["G"]) + o.epsilon)
    if name == "adadelta":
        memory["G"] = o.decay * old("G") + (1 - o.decay) * g**2
        step = -np.sqrt(old("D") + o.epsilon) / np.sqrt(memory["G"] + o.epsilon) * g
        memory["D"] = o.decay * old("D") + (1 - o.decay) * step**2
        return theta + rate * step
    if name in ("adam", "adamw"):
        if name == "adamw":
            theta = theta - rate * o.weight_decay * theta
        t = memory["t"] = memory.get("t", 0) + 1
        memory["m"] = o.beta1 * old("m") + (1 - o.beta1) * g
        memory["v"] = o.beta2 * old("v") + (1 - o.beta2) * g**2
        m, v = memory["m"] / (1 - o.beta1**t), memory["v"] / (1 - o.beta2**t)
        return theta - rate * m / (np.sqrt(v) + o.epsilon)
    raise KeyError(name)


class Textbook:
    """A network with a config's layers and loss, from given parameters."""

    def __init__(self, config: dict[str, Any], params: Params) -> None:
        layers = [layer["activation"] for layer in [*config["hidden"], config["output"]]]
        self.activations = [(layer["name"], SimpleNamespace(**layer)) for layer in layers]
        self.loss = (config["loss"]["name"], SimpleNamespace(**config["loss"]))
        self.penalty = SimpleNamespace(**config["penalty"])
        self.optimizer = (config["optimizer"]["name"], SimpleNamespace(**config["optimizer"]))
        self.params = {name: value.copy() for name, value in params.items()}
        self.memory: dict[str, dict[str, Any]] = {name: {} for name in params}

    def example(self, x: Array, target: int | Array) -> tuple[Array, float, Params]:
        """Scores, loss and gradients of one example."""
        a, passed = x, []
        for layer, (name, o) in enumerate(self.activations):
            z = self.params[f"W{layer}"] @ a + self.params[f"b{layer}"]
            passed.append((a, z))
            a = activate(name, z, o)
        value, da = loss(self.loss[0], a, target, self.loss[1])
        scores, gradients = a, {}
        for layer in reversed(range(len(passed))):
            name, o = self.activations[layer]
            below, z = passed[layer]
            delta = pull_back(name, z, da, o)
            gradients[f"W{layer}"], gradients[f"b{layer}"] = np.outer(delta, below), delta
            da = self.params[f"W{layer}"].T @ delta
        return scores, float(value), gradients

    def batch(self, inputs: Array, targets: Sequence[Any]) -> SimpleNamespace:
        """Scores, losses, data loss, penalty, total and gradients of a batch."""
        each = [self.example(x, target) for x, target in zip(inputs, targets, strict=True)]
        scores, losses = np.array([e[0] for e in each]), np.array([e[1] for e in each])
        grads = {name: sum(e[2][name] for e in each) / len(each) for name in self.params}
        total_penalty = 0.0
        for name in self.params:
            if name.startswith("W"):
                value, slope = penalty(self.params[name], self.penalty)
                total_penalty += value
                grads[name] = grads[name] + slope
        data_loss = losses.sum() / len(losses)
        return SimpleNamespace(
            scores=scores,
            losses=losses,
            data_loss=data_loss,
            penalty=total_penalty,
            total=data_loss + total_penalty,
            grads=grads,
        )

    def step(self, inputs: Array, targets: Sequence[Any]) -> None:
        """One update on a batch."""
        grads = self.batch(inputs, targets).grads
        name, o = self.optimizer
        for key in self.params:
            memory = self.memory[key]
            self.params[key] = update(name, self.params[key], grads[key], memory, o)
