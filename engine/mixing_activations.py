"""Activations whose outputs depend on several columns of z: maxout, softmax, log-softmax.

They belong to the family of activations.py; its letters and conventions hold. A sum over the units
is a product with a matrix of ones, which reaches every unit at once: broadcasting would allocate.
"""

from __future__ import annotations

import numpy as np
from numpy import copyto, divide, exp, heaviside, log, maximum, multiply, subtract

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
        z, a, da, dz = z.T, a.T, da.T, dz.T
        exps, work = np.empty(z.shape, z.dtype), np.empty(z.shape, z.dtype)
        row, spread_sum = np.empty(z.shape[1], z.dtype), np.ones((len(z), len(z)), z.dtype).dot

        def forward() -> None:
            maximum.reduce(z, axis=0, out=row)
            copyto(work, row)
            subtract(z, work, out=exps)
            exp(exps, out=exps)
            spread_sum(exps, out=work)
            divide(exps, work, out=a)

        def backward() -> None:
            multiply(da, a, out=exps)
            spread_sum(exps, out=work)
            subtract(da, work, out=dz)
            multiply(dz, a, out=dz)

        return forward, backward


class LogSoftmax(Activation):
    """f(z)_j = z_j − log Σ_i exp(z_i): log-probabilities, precise where softmax would round to 0.

    Backwards dz = da − exp(a) Σ_i da_i. Source: Bridle 1990.
    """

    name = "log_softmax"

    def bind(self, z: Array, a: Array, da: Array, dz: Array) -> tuple[Run, Run]:
        z, a, da, dz = z.T, a.T, da.T, dz.T
        exps, work = np.empty(z.shape, z.dtype), np.empty(z.shape, z.dtype)
        row, spread_sum = np.empty(z.shape[1], z.dtype), np.ones((len(z), len(z)), z.dtype).dot

        def forward() -> None:
            maximum.reduce(z, axis=0, out=row)
            copyto(work, row)
            subtract(z, work, out=a)
            exp(a, out=exps)
            spread_sum(exps, out=work)
            log(work, out=work)
            subtract(a, work, out=a)

        def backward() -> None:
            copyto(exps, da)
            spread_sum(exps, out=work)
            exp(a, out=exps)
            multiply(exps, work, out=work)
            subtract(da, work, out=dz)

        return forward, backward
