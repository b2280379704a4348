"""Activation functions of a layer: a = f(z), and backwards dz = da · f'(z).

Letters: z (n, h) what the units receive, a (n, h) what they send, da and dz the gradients of the
loss with respect to both. Arrays may have any strides and may be float32.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy import copyto, multiply, subtract, tanh

from engine.params import Array, Run, Settings


class Activation(Settings):
    """An activation function."""

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


class Linear(Activation):
    """f(z) = z."""

    name = "linear"

    def bind(self, z: Array, a: Array, da: Array, dz: Array) -> tuple[Run, Run]:
        return lambda: copyto(a, z), lambda: copyto(dz, da)


class Tanh(Activation):
    """f(z) = tanh z = 2σ(2z) − 1, f' = 1 − a²."""

    name = "tanh"

    def bind(self, z: Array, a: Array, da: Array, dz: Array) -> tuple[Run, Run]:
        one = np.ones((), z.dtype)

        def forward() -> None:
            tanh(z, out=a)

        def backward() -> None:
            multiply(a, a, out=dz)
            subtract(one, dz, out=dz)
            multiply(da, dz, out=dz)

        return forward, backward
