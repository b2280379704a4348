"""Activations whose outputs depend on several columns of z: maxout, softmax, log-softmax.

They belong to the family of activations.py; its letters and conventions hold.
"""

from __future__ import annotations

import numpy as np
from numpy import add, copyto, divide, exp, heaviside, log, maximum, multiply, subtract

from engine.activations import Activation
from engine.params import Array, Integer, Run


class Maxout(Activation):
    """f(z) = the largest of a unit's pieces; piece i of h units is columns i·h to (i + 1)·h − 1.

    Where pieces are equal, the first takes the whole gradient. Source: Goodfellow et al. 2013.
    """

    name = "maxout"
    pieces = Integer(2, 2, 5)

    def bind(self, z: Array, a: Array, da: Array, dz: Array) -> tuple[Run, Run]:
        h = a.shape[-1]
        parts = [slice(i * h, (i + 1) * h) for i in range(self.pieces)]
        pairs = [(z[..., part], dz[..., part]) for part in parts]
        first, left, one = pairs[0][0], np.empty_like(a), np.ones((), z.dtype)

        def forward() -> None:
            copyto(a, first)
            for piece, _ in pairs:
                maximum(a, piece, out=a)

        def backward() -> None:
            copyto(left, da)
            for piece, slope in pairs:
                subtract(piece, a, out=slope)
                heaviside(slope, one, out=slope)
                multiply(slope, left, out=slope)
                subtract(left, slope, out=left)

        return forward, backward


class Softmax(Activation):
    """f(z)_j = exp(z_j) / Σ_i exp(z_i), the largest z subtracted first.

    Backwards dz = a (da − Σ_i da_i a_i). Source: Bridle 1990.
    """

    name = "softmax"

    def bind(self, z: Array, a: Array, da: Array, dz: Array) -> tuple[Run, Run]:
        column = np.empty((*z.shape[:-1], 1), z.dtype)

        def forward() -> None:
            maximum.reduce(z, axis=-1, out=column, keepdims=True)
            subtract(z, column, out=a)
            exp(a, out=a)
            add.reduce(a, axis=-1, out=column, keepdims=True)
            divide(a, column, out=a)

        def backward() -> None:
            multiply(da, a, out=dz)
            add.reduce(dz, axis=-1, out=column, keepdims=True)
            subtract(da, column, out=dz)
            multiply(dz, a, out=dz)

        return forward, backward


class LogSoftmax(Activation):
    """f(z)_j = z_j − log Σ_i exp(z_i): log-probabilities, precise where softmax would round to 0.

    Backwards dz = da − exp(a) Σ_i da_i. Source: Bridle 1990.
    """

    name = "log_softmax"

    def bind(self, z: Array, a: Array, da: Array, dz: Array) -> tuple[Run, Run]:
        column, work = np.empty((*z.shape[:-1], 1), z.dtype), np.empty_like(z)

        def forward() -> None:
            maximum.reduce(z, axis=-1, out=column, keepdims=True)
            subtract(z, column, out=a)
            exp(a, out=work)
            add.reduce(work, axis=-1, out=column, keepdims=True)
            log(column, out=column)
            subtract(a, column, out=a)

        def backward() -> None:
            exp(a, out=work)
            add.reduce(da, axis=-1, out=column, keepdims=True)
            multiply(work, column, out=work)
            subtract(da, work, out=dz)

        return forward, backward
