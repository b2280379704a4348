"""Activation functions of a layer: a = f(z), and backwards dz = da · f'(z).

Letters: z (n, h) what the units receive, a (n, h) what they send, da and dz the gradients of the
loss with respect to both. Arrays may have any strides and may be float32.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy import (
    add,
    copyto,
    cos,
    divide,
    exp,
    heaviside,
    maximum,
    multiply,
    negative,
    sin,
    subtract,
    tanh,
)

from engine.calls import Calls, calls
from engine.params import Array, Run, Settings


class Activation(Settings):
    """An activation function. Its values are no larger than 2|z| + h, h being the units."""

    traits = ("surrogate",)
    surrogate: ClassVar[bool] = False  # backward is not the derivative

    @property
    def pieces(self) -> int:
        """How many columns of z a unit reads: z is (n, pieces · h)."""
        return 1

    def bind(self, z: Array, a: Array, da: Array, dz: Array) -> tuple[Run, Run]:
        """Return (forward, backward): a = f(z), then dz = da · f'(z) from that same z and a.

        Neither allocates anything. The four arrays must not overlap.
        """
        raise NotImplementedError

    def value(self, z: Array) -> Array:
        """Return f(z)."""
        a, da, dz = self._buffers(z)
        self.bind(z, a, da, dz)[0]()
        return a

    def derivative(self, z: Array) -> Array:
        """Return f'(z); where units mix (softmax, maxout), the gradient of Σ a."""
        a, da, dz = self._buffers(z)
        forward, backward = self.bind(z, a, da, dz)
        forward()
        backward()
        return dz

    def _buffers(self, z: Array) -> tuple[Array, Array, Array]:
        h = z.shape[-1] // self.pieces
        shape = (*z.shape[:-1], h)
        return np.empty(shape, z.dtype), np.ones(shape, z.dtype), np.empty_like(z)


class BySent(Activation):
    """An activation whose derivative follows from what is sent, whatever was received."""

    def bind_forward(self, z: Array, a: Array) -> Run:
        """Return a call that sets a = f(z); z may be the same array."""
        raise NotImplementedError

    def bind_derivative(self, a: Array, derivative: Array) -> Calls:
        """Return calls that set f'(z) from a = f(z), of any shape."""
        raise NotImplementedError

    def bind(self, z: Array, a: Array, da: Array, dz: Array) -> tuple[Run, Run]:
        backward = calls(self.bind_derivative(a, dz), (multiply, dz, da, dz))
        return self.bind_forward(z, a), backward


class Step(Activation):
    """f(z) = 1 if z ≥ 0 else 0.

    Its derivative is 0 wherever it exists, so backwards the signal passes unchanged: the perceptron
    rule. Source: McCulloch & Pitts 1943; Rosenblatt 1958.
    """

    name = "step"
    surrogate = True

    def bind(self, z: Array, a: Array, da: Array, dz: Array) -> tuple[Run, Run]:
        at_zero = np.ones((), z.dtype)

        return calls((heaviside, z, at_zero, a)), calls((copyto, dz, da))

    def derivative(self, z: Array) -> Array:
        return np.zeros_like(z)


class Linear(Activation):
    """f(z) = z."""

    name = "linear"

    def bind(self, z: Array, a: Array, da: Array, dz: Array) -> tuple[Run, Run]:
        return calls((copyto, a, z)), calls((copyto, dz, da))


class Sigmoid(BySent):
    """f(z) = σ(z) = 1 / (1 + e^(−z)), f' = a (1 − a). Source: Verhulst 1845, the logistic curve."""

    name = "sigmoid"

    def bind_forward(self, z: Array, a: Array) -> Run:
        return bind_sigmoid(z, a)

    def bind_derivative(self, a: Array, derivative: Array) -> Calls:
        one = np.ones((), a.dtype)
        return calls((subtract, one, a, derivative), (multiply, derivative, a, derivative))


class Tanh(BySent):
    """f(z) = tanh z = 2σ(2z) − 1, f' = 1 − a². Source: LeCun et al. 1998, "Efficient backprop"."""

    name = "tanh"

    def bind_forward(self, z: Array, a: Array) -> Run:
        return calls((tanh, z, a))

    def bind_derivative(self, a: Array, derivative: Array) -> Calls:
        one = np.ones((), a.dtype)
        return calls((multiply, a, a, derivative), (subtract, one, derivative, derivative))


class Sine(Activation):
    """f(z) = sin z, f' = cos z. Source: Sitzmann et al. 2020."""

    name = "sine"

    def bind(self, z: Array, a: Array, da: Array, dz: Array) -> tuple[Run, Run]:
        return calls((sin, z, a)), calls((cos, z, dz), (multiply, dz, da, dz))


def lowest_exponent(z: Array) -> Array:
    """Return about the lowest number, of z's type, whose negative still has an exponential."""
    return np.array(-np.floor(np.log(np.finfo(z.dtype).max)), z.dtype)


def bind_sigmoid(z: Array, out: Array) -> Run:
    """Return a call that sets out = 1 / (1 + e^(−z)), z cut off where e^(−z) would overflow."""
    lowest, one = lowest_exponent(z), np.ones((), z.dtype)

    return calls(
        lambda: maximum(z, lowest, out=out),
        (negative, out, out),
        (exp, out, out),
        (add, out, one, out),
        (divide, one, out, out),
    )
