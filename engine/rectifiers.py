"""Rectifying activations: near 0 for negative z and near z for positive z.

They belong to the family of activations.py; its letters and conventions hold.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from numpy import (
    absolute,
    add,
    ceil,
    copysign,
    copyto,
    divide,
    exp,
    expm1,
    logaddexp,
    maximum,
    minimum,
    multiply,
    negative,
    sign,
    subtract,
)

from engine.activations import Activation, BySent, bind_sigmoid, lowest_exponent
from engine.calls import Calls, calls
from engine.params import Array, Number, Run


class Relu(BySent):
    """f(z) = max(0, z), f' = 1 where z > 0, else 0. Source: Nair & Hinton 2010."""

    name = "relu"

    def bind_forward(self, z: Array, a: Array) -> Run:
        zeros = np.zeros_like(z)  # with one zero for all of them it takes twice the time

        return calls(lambda: maximum(z, zeros, out=a))

    def bind_derivative(self, a: Array, derivative: Array) -> Calls:
        ones = np.ones_like(a)  # min(1, ⌈a⌉) takes half the time of sign a, where arrays are large

        return calls((ceil, a, derivative), lambda: minimum(derivative, ones, out=derivative))


class LeakyRelu(Activation):
    """f(z) = z where z > 0, else slope · z; at 0 the derivative is the slope.

    Source: Maas, Hannun & Ng 2013, eq. 2.
    """

    name = "leaky_relu"
    slope = Number(0.01, 0.0, 1.0, step=0.01)

    def bind(self, z: Array, a: Array, da: Array, dz: Array) -> tuple[Run, Run]:
        slope = np.array(self.slope, z.dtype)

        forward = calls((multiply, z, slope, a), lambda: maximum(z, a, out=a))
        backward = calls((sign, z, dz), lambda: maximum(dz, slope, out=dz), (multiply, dz, da, dz))
        return forward, backward


class Elu(Activation):
    """f(z) = z where z > 0, else α (e^z − 1); f' = 1, else α e^z.

    Source: Clevert, Unterthiner & Hochreiter 2016, eq. 15.
    """

    name = "elu"
    alpha = Number(1.0, 0.0, 1.0, low_open=True, step=0.05)

    def bind(self, z: Array, a: Array, da: Array, dz: Array) -> tuple[Run, Run]:
        zero, alpha, below = np.zeros((), z.dtype), np.array(self.alpha, z.dtype), np.empty_like(z)

        def forward() -> None:
            minimum(z, zero, out=below)
            expm1(below, out=below)
            multiply(below, alpha, out=below)
            maximum(z, zero, out=a)
            add(a, below, out=a)

        def backward() -> None:
            minimum(z, zero, out=below)
            exp(below, out=below)
            multiply(below, alpha, out=below)
            sign(z, out=dz)
            maximum(dz, below, out=dz)
            multiply(dz, da, out=dz)

        return forward, backward


class Softplus(Activation):
    """f(z) = log(1 + e^z), f' = σ(z) = 1 − e^(−a). Source: Dugas et al. 2001."""

    name = "softplus"

    def bind(self, z: Array, a: Array, da: Array, dz: Array) -> tuple[Run, Run]:
        zero = np.zeros((), z.dtype)

        def forward() -> None:
            logaddexp(z, zero, out=a)

        def backward() -> None:
            negative(a, out=dz)
            expm1(dz, out=dz)
            negative(dz, out=dz)
            multiply(dz, da, out=dz)

        return forward, backward


class Gelu(Activation):
    """f(z) = z Φ(z), f' = Φ(z) + z φ(z), with the normal distribution Φ and its density φ.

    The exact form, as PyTorch's default, not the tanh approximation. NumPy has no erf, so the tail
    Φ(−|z|) is φ times a ratio of polynomials, within 2e-16 of the truth (Hart et al. 1968, Computer
    Approximations, no. 5666, as given by West 2005); then z Φ(z) = max(0, z) − |z| Φ(−|z|).
    Source: Hendrycks & Gimpel 2016.
    """

    name = "gelu"

    NUMERATOR: ClassVar = [
        3.52624965998911e-02, 0.700383064443688, 6.37396220353165, 33.912866078383,
        112.079291497871, 221.213596169931, 220.206867912376,
    ]  # fmt: skip
    DENOMINATOR: ClassVar = [
        8.83883476483184e-02, 1.75566716318264, 16.064177579207, 86.7807322029461,
        296.564248779674, 637.333633378831, 793.826512519948, 440.413735824752,
    ]  # fmt: skip

    def bind(self, z: Array, a: Array, da: Array, dz: Array) -> tuple[Run, Run]:
        size, bell, tail, work = (np.empty_like(z) for _ in range(4))
        zero, half, minus_half, far = (np.array(c, z.dtype) for c in (0.0, 0.5, -0.5, 40.0))
        scale = np.array(1.0 / math.sqrt(2.0 * math.pi), z.dtype)
        numerator = _bind_polynomial(self.NUMERATOR, size, tail)
        denominator = _bind_polynomial(self.DENOMINATOR, size, work)

        def forward() -> None:
            absolute(z, out=size)
            minimum(size, far, out=size)  # where the tail is 0 and the polynomials are finite
            numerator()
            denominator()
            divide(tail, work, out=tail)
            multiply(size, size, out=bell)
            multiply(bell, minus_half, out=bell)
            exp(bell, out=bell)
            multiply(tail, bell, out=tail)
            multiply(size, tail, out=work)
            maximum(z, zero, out=a)
            subtract(a, work, out=a)

        def backward() -> None:
            subtract(half, tail, out=dz)
            copysign(dz, z, out=dz)
            add(dz, half, out=dz)
            multiply(z, bell, out=work)
            multiply(work, scale, out=work)
            add(dz, work, out=dz)
            multiply(dz, da, out=dz)

        return forward, backward


class Silu(Activation):
    """f(z) = z σ(z), f' = σ(z) + a (1 − σ(z)). Source: Elfwing, Uchibe & Doya 2018."""

    name = "silu"

    def bind(self, z: Array, a: Array, da: Array, dz: Array) -> tuple[Run, Run]:
        gate, one, lowest = np.empty_like(z), np.ones((), z.dtype), lowest_exponent(z)
        open_gate = bind_sigmoid(z, gate)

        def forward() -> None:
            open_gate()
            maximum(z, lowest, out=a)  # from there down the gate is no longer smaller
            multiply(a, gate, out=a)

        def backward() -> None:
            subtract(one, gate, out=dz)
            multiply(dz, a, out=dz)
            add(dz, gate, out=dz)
            multiply(dz, da, out=dz)

        return forward, backward


def _bind_polynomial(coefficients: Sequence[float], x: Array, out: Array) -> Run:
    """Return a call that sets out to the polynomial of x, highest power first (Horner's rule)."""
    highest, *others = (np.array(c, x.dtype) for c in coefficients)

    def run() -> None:
        copyto(out, highest)
        for coefficient in others:
            multiply(out, x, out=out)
            add(out, coefficient, out=out)

    return run
