"""The kernel's penalties and optimisers: those of penalties.py and optimizers.py compiled.

θ, its gradient and what the optimiser remembers, none to two vectors, are flat. What is frozen lies
outside of every part [first, last) that is updated.
"""

from __future__ import annotations

import math

from engine.jit import compiled
from engine.kernel_codes import (
    ADADELTA,
    ADAGRAD,
    ADAMW,
    BETA1,
    BETA2,
    DECAY,
    EPSILON,
    GD,
    MOMENTUM,
    MU,
    NESTEROV,
    RATE,
    RMSPROP,
    WEIGHT_DECAY,
)
from engine.kernel_functions import sign
from engine.params import Array, IntArray


@compiled
def penalise(theta: Array, grad: Array, decay: Array, pull: Array) -> None:
    """g += decay · θ + pull · sign θ."""
    for i in range(len(theta)):
        grad[i] += decay[i] * theta[i] + pull[i] * sign(theta[i])


@compiled
def update(
    code: int,
    hyper: Array,
    theta: Array,
    grad: Array,
    m: Array,
    v: Array,
    count: Array,
    parts: IntArray,
) -> None:
    """Move θ by one step of the optimiser."""
    if code > ADADELTA:
        count[0] += 1.0
    for i in range(len(parts)):
        part = slice(parts[i, 0], parts[i, 1])
        if code <= NESTEROV:
            descend(code, hyper, theta[part], grad[part], m[part])
        elif code <= ADADELTA:
            adapt(code, hyper, theta[part], grad[part], m[part], v[part])
        else:
            adam(code, hyper, theta[part], grad[part], m[part], v[part], count[0])


@compiled
def descend(code: int, hyper: Array, theta: Array, grad: Array, velocity: Array) -> None:
    rate, mu = hyper[RATE], hyper[MU]
    if code == GD:
        for i in range(len(theta)):
            theta[i] -= rate * grad[i]
    elif code == MOMENTUM:
        for i in range(len(theta)):
            velocity[i] = mu * velocity[i] - rate * grad[i]
            theta[i] += velocity[i]
    else:
        for i in range(len(theta)):
            velocity[i] = mu * velocity[i] - rate * grad[i]
            theta[i] += mu * velocity[i] - rate * grad[i]


@compiled
def adapt(
    code: int,
    hyper: Array,
    theta: Array,
    grad: Array,
    mean: Array,
    mean_step: Array,
) -> None:
    rate, epsilon, kept, fresh = hyper[RATE], hyper[EPSILON], hyper[DECAY], 1.0 - hyper[DECAY]
    if code == ADAGRAD:
        for i in range(len(theta)):
            mean[i] += grad[i] * grad[i]
            theta[i] -= rate * grad[i] / (math.sqrt(mean[i]) + epsilon)
    elif code == RMSPROP:
        for i in range(len(theta)):
            mean[i] = kept * mean[i] + fresh * (grad[i] * grad[i])
            theta[i] -= rate * grad[i] / (math.sqrt(mean[i]) + epsilon)
    else:
        for i in range(len(theta)):
            mean[i] = kept * mean[i] + fresh * (grad[i] * grad[i])
            step = math.sqrt((mean_step[i] + epsilon) / (mean[i] + epsilon)) * grad[i]
            mean_step[i] = kept * mean_step[i] + fresh * (step * step)
            theta[i] -= rate * step


@compiled
def adam(
    code: int,
    hyper: Array,
    theta: Array,
    grad: Array,
    m: Array,
    v: Array,
    count: float,
) -> None:
    """The corrections of the bias are multiplied into the rate and ε."""
    beta1, beta2 = hyper[BETA1], hyper[BETA2]
    root = math.sqrt(1.0 - beta2**count)
    rate, epsilon = hyper[RATE] * root / (1.0 - beta1**count), hyper[EPSILON] * root
    kept = 1.0 - hyper[RATE] * hyper[WEIGHT_DECAY] if code == ADAMW else 1.0
    for i in range(len(theta)):
        m[i] += (1.0 - beta1) * (grad[i] - m[i])
        v[i] = beta2 * v[i] + (1.0 - beta2) * (grad[i] * grad[i])
        theta[i] = kept * theta[i] - rate * m[i] / (math.sqrt(v[i]) + epsilon)
