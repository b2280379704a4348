"""JAX, compiled: a step called from a Python loop ("jit"), or many steps in one call ("scan")."""

from __future__ import annotations

import sys
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from numpy.typing import NDArray

from bench.peers.problem import Problem
from bench.peers.serving import serve

UPDATES_A_CALL, PRODUCTS_A_CALL = 2000, 50_000_000  # at most, of a scan
ACTIVATIONS = {"tanh": jnp.tanh, "relu": jax.nn.relu, "linear": lambda z: z}
Tree = Any


def network(params: Tree, x: Any, activation: str, output: str) -> Any:
    """Return the scores (n, k)."""
    names = [activation] * (len(params) - 1) + [output]
    for (weights, bias), name in zip(params, names, strict=True):
        x = ACTIVATIONS[name](x @ weights.T + bias)
    return x


def softmax(scores: Any, targets: Any) -> Any:
    return -jnp.sum(targets * jax.nn.log_softmax(scores), axis=1)


def weston_watkins(scores: Any, targets: Any) -> Any:
    true = jnp.sum(targets * scores, axis=1, keepdims=True)
    return jnp.sum((1.0 - targets) * jax.nn.relu(scores - true + 1.0), axis=1)


def squared_error(scores: Any, targets: Any) -> Any:
    return 0.5 * jnp.sum((scores - targets) ** 2, axis=1)


LOSSES = {"softmax": softmax, "weston_watkins": weston_watkins, "squared_error": squared_error}


def rule_of(rule: dict[str, Any]) -> tuple[Any, Any]:
    """Return (what is remembered at first, the update) of an optimiser."""
    rate = rule["learning_rate"]

    def gd(params: Tree, grads: Tree, state: Tree) -> tuple[Tree, Tree]:
        return jax.tree.map(lambda p, g: p - rate * g, params, grads), state

    def momentum(params: Tree, grads: Tree, speed: Tree) -> tuple[Tree, Tree]:
        speed = jax.tree.map(lambda v, g: rule["momentum"] * v - rate * g, speed, grads)
        return jax.tree.map(jnp.add, params, speed), speed

    def adam(params: Tree, grads: Tree, state: Tree) -> tuple[Tree, Tree]:
        m, v, t = state
        t = t + 1.0
        m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, grads)
        v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, grads)
        fresh, scale = 1.0 - 0.9**t, 1.0 - 0.999**t

        def move(p: Any, m: Any, v: Any) -> Any:
            return p - rate * (m / fresh) / (jnp.sqrt(v / scale) + rule["epsilon"])

        return jax.tree.map(move, params, m, v), (m, v, t)

    zeros = partial(jax.tree.map, jnp.zeros_like)
    starts = {"gd": lambda p: (), "momentum": zeros, "adam": lambda p: (zeros(p), zeros(p), 0.0)}
    return starts[rule["name"]], {"gd": gd, "momentum": momentum, "adam": adam}[rule["name"]]


class JaxTraining:
    """One compiled step, called for each batch."""

    quantum = 1

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.inputs = jnp.asarray(problem.inputs)
        targets = jnp.asarray(problem.targets)
        self.batches = [(self.inputs[part], targets[part]) for part in problem.batches]
        self.remember, update = rule_of(problem.rule)
        loss, activation, output = LOSSES[problem.loss], problem.activation, problem.output

        def total(params: Tree, inputs: Any, targets: Any) -> Any:
            data = jnp.mean(loss(network(params, inputs, activation, output), targets))
            if not problem.l2:
                return data
            return data + 0.5 * problem.l2 * sum(jnp.sum(w * w) for w, _ in params)

        def step(carry: Tree, batch: Tree) -> Tree:
            params, state = carry
            return update(params, jax.grad(total)(params, *batch), state)

        self.step = step
        self.compile()

    def compile(self) -> None:
        self.compiled = jax.jit(self.step)

    def restart(self) -> None:
        params = [(jnp.array(b[:, :-1]), jnp.array(b[:, -1])) for b in self.problem.start]
        self.carry = jax.tree.map(jnp.asarray, (params, self.remember(params)))

    def run(self, epochs: int) -> None:
        carry, step = self.carry, self.compiled
        for _ in range(epochs):
            for batch in self.batches:
                carry = step(carry, batch)
        self.carry = jax.block_until_ready(carry)

    def scores(self) -> NDArray[Any]:
        return np.asarray(
            network(self.carry[0], self.inputs, self.problem.activation, self.problem.output)
        )


class JaxScan(JaxTraining):
    """Epochs in one compiled loop, each a loop over its batches."""

    def compile(self) -> None:
        batches = jax.tree.map(lambda *parts: jnp.stack(parts), *self.batches)
        count, work = len(self.batches), sum(map(np.size, self.problem.start)) * len(self.inputs)
        self.quantum = max(1, min(UPDATES_A_CALL // count, PRODUCTS_A_CALL // work))

        def epoch(carry: Tree, _: None) -> tuple[Tree, None]:
            if count == 1:
                return self.step(carry, self.batches[0]), None
            return lax.scan(lambda c, batch: (self.step(c, batch), None), carry, batches)

        @partial(jax.jit, static_argnums=1)
        def run(carry: Tree, epochs: int) -> Tree:
            return lax.scan(epoch, carry, None, length=epochs)[0]

        self.compiled = run

    def run(self, epochs: int) -> None:
        whole, rest = divmod(epochs, self.quantum)
        for length in [self.quantum] * whole + [rest] * (rest > 0):
            self.carry = self.compiled(self.carry, length)
        jax.block_until_ready(self.carry)


class JaxGrid:
    """The whole picture in one compiled call."""

    def __init__(self, problem: Problem) -> None:
        self.cells = jnp.asarray(problem.cells())
        blocks = [block.astype(np.float32) for block in problem.start]
        self.params = [(jnp.array(b[:, :-1]), jnp.array(b[:, -1])) for b in blocks]

        @jax.jit
        def draw(params: Tree, cells: Any) -> tuple[Any, Any]:
            shares = jax.nn.softmax(network(params, cells, problem.activation, problem.output))
            sure = 255.0 * jnp.max(shares, axis=1)
            return jnp.argmax(shares, axis=1).astype(jnp.uint8), sure.astype(jnp.uint8)

        self.compiled = draw

    def draw(self) -> tuple[NDArray[Any], NDArray[Any]]:
        labels, sure = self.compiled(self.params, self.cells)
        return np.asarray(labels), np.asarray(sure)


if __name__ == "__main__":
    jax.config.update("jax_enable_x64", True)
    jax.config.update("jax_cpu_enable_async_dispatch", False)  # it is a second thread
    kinds = {"jit": JaxTraining, "scan": JaxScan}
    serve(f"JAX {jax.__version__}", kinds[sys.argv[2]], JaxGrid)
