"""The kernel's activations over a layer, forward and backward: those of activations.py compiled.

z (rows, n) is what the units receive, a (units, n) what they send; dz and da are the gradients. The
loops without branches, one for a function, become vector instructions.
"""

from __future__ import annotations

import math

from engine.jit import compiled
from engine.kernel_codes import (
    ELU,
    LEAKY_RELU,
    LINEAR,
    MAXOUT,
    RELU,
    SIGMOID,
    SILU,
    SINE,
    SOFTMAX,
    SOFTPLUS,
    STEP,
    TANH,
)
from engine.kernel_functions import exponential, larger, positive, sigmoid, sign, smaller, tanh
from engine.params import Array

ROOT_HALF = math.sqrt(0.5)
BELL = 1.0 / math.sqrt(2.0 * math.pi)


@compiled
def activate(code: int, setting: float, z: Array, a: Array, rows: int, units: int, n: int) -> None:
    """a = f(z)."""
    if code >= MAXOUT:
        mix(code, z, a, rows, units, n)
        return
    for u in range(units):
        if code == LINEAR:
            for j in range(n):
                a[u, j] = z[u, j]
        elif code == TANH:
            for j in range(n):
                a[u, j] = tanh(z[u, j])
        elif code == SIGMOID:
            for j in range(n):
                a[u, j] = sigmoid(z[u, j])
        elif code == RELU:
            for j in range(n):
                a[u, j] = larger(z[u, j], 0.0)
        elif code == LEAKY_RELU:
            for j in range(n):
                a[u, j] = larger(z[u, j], setting * z[u, j])
        elif code == SILU:
            for j in range(n):
                a[u, j] = larger(z[u, j], -709.0) * sigmoid(z[u, j])
        else:
            for j in range(n):
                a[u, j] = value(code, setting, z[u, j])


@compiled
def pull_back(
    code: int,
    setting: float,
    z: Array,
    a: Array,
    da: Array,
    dz: Array,
    rows: int,
    units: int,
    n: int,
) -> None:
    """dz = da · f'(z)."""
    if code >= MAXOUT:
        unmix(code, z, a, da, dz, rows, units, n)
        return
    for u in range(units):
        if code in (LINEAR, STEP):
            for j in range(n):
                dz[u, j] = da[u, j]
        elif code == TANH:
            for j in range(n):
                dz[u, j] = (1.0 - a[u, j] * a[u, j]) * da[u, j]
        elif code == SIGMOID:
            for j in range(n):
                dz[u, j] = (1.0 - a[u, j]) * a[u, j] * da[u, j]
        elif code == RELU:
            for j in range(n):
                dz[u, j] = positive(z[u, j]) * da[u, j]
        elif code == LEAKY_RELU:
            for j in range(n):
                dz[u, j] = larger(sign(z[u, j]), setting) * da[u, j]
        else:
            for j in range(n):
                dz[u, j] = derivative(code, setting, z[u, j], a[u, j]) * da[u, j]


@compiled
def value(code: int, setting: float, x: float) -> float:
    """f(x) of the functions that have no loop of their own."""
    if code == STEP:
        return 1.0 - positive(-x)
    if code == SINE:
        return math.sin(x)
    if code == ELU:
        return larger(x, 0.0) + setting * math.expm1(smaller(x, 0.0))
    if code == SOFTPLUS:
        return larger(x, 0.0) + math.log1p(exponential(-abs(x)))
    return 0.5 * x * math.erfc(-x * ROOT_HALF)  # gelu


@compiled
def derivative(code: int, setting: float, x: float, sent: float) -> float:
    if code == SINE:
        return math.cos(x)
    if code == ELU:
        return 1.0 if x > 0.0 else setting * exponential(x)
    if code == SOFTPLUS:
        return sigmoid(x)
    if code == SILU:
        return sigmoid(x) + sent * (1.0 - sigmoid(x))
    return 0.5 * math.erfc(-x * ROOT_HALF) + x * BELL * exponential(-0.5 * x * x)  # gelu


@compiled
def mix(code: int, z: Array, a: Array, rows: int, units: int, n: int) -> None:
    """Maxout, softmax, log-softmax: a depends on several rows of z."""
    for j in range(n):
        if code == MAXOUT:
            for u in range(units):
                a[u, j] = z[u, j]
                for i in range(u + units, rows, units):
                    a[u, j] = larger(z[i, j], a[u, j])
            continue
        top, total = z[0, j], 0.0
        for u in range(1, units):
            top = larger(z[u, j], top)
        for u in range(units):
            a[u, j] = exponential(z[u, j] - top)
            total += a[u, j]
        for u in range(units):
            a[u, j] = a[u, j] / total if code == SOFTMAX else z[u, j] - top - math.log(total)


@compiled
def unmix(
    code: int, z: Array, a: Array, da: Array, dz: Array, rows: int, units: int, n: int
) -> None:
    for j in range(n):
        if code == MAXOUT:
            for u in range(units):
                left = da[u, j]
                for i in range(u, rows, units):  # the first of equal pieces takes it all
                    dz[i, j] = left if z[i, j] == a[u, j] else 0.0
                    left -= dz[i, j]
            continue
        total = 0.0
        for u in range(units):
            total += da[u, j] * a[u, j] if code == SOFTMAX else da[u, j]
        for u in range(units):
            if code == SOFTMAX:
                dz[u, j] = (da[u, j] - total) * a[u, j]
            else:
                dz[u, j] = da[u, j] - exponential(a[u, j]) * total
