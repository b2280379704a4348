"""Functions of one number for the kernel, made so that a loop of them can be vector instructions.

NaN in, NaN out; no number is too large.
"""

from __future__ import annotations

import math

import numpy as np

from engine.jit import compiled


@compiled
def larger(x: float, least: float) -> float:
    """max(x, least)."""
    return least if x < least else x


@compiled
def smaller(x: float, most: float) -> float:
    """min(x, most)."""
    return most if x > most else x


@compiled
def sign(x: float) -> float:
    """−1, 0 or 1."""
    return 1.0 if x > 0.0 else -1.0 if x < 0.0 else x


@compiled
def positive(x: float) -> float:
    """1 where x > 0, else 0."""
    return larger(sign(x), 0.0)


@compiled
def exponential(x: float) -> float:
    """e^x for −708 ≤ x ≤ 709 to the last bit but one, and its value there beyond.

    x = k log 2 + r with |r| ≤ ½ log 2, and e^r a rational function. Source: Moshier 1989, Methods
    and Programs for Mathematical Functions (Cephes, exp.c).
    """
    x = smaller(larger(x, -708.0), 709.0)
    k = math.floor(x * 1.4426950408889634 + 0.5)
    r = x - k * 6.93145751953125e-1
    r = r - k * 1.42860682030941723212e-6
    s = r * r
    p = 1.26177193074810590878e-4 * s + 3.02994407707441961300e-2
    p = r * (p * s + 9.99999999999999999910e-1)
    q = 3.00198505138664455042e-6 * s + 2.52448340349684104192e-3
    q = (q * s + 2.27265548208155028766e-1) * s + 2.0
    power = np.int64((np.int64(k) + 1023) << 52).view(np.float64)  # 2^k is an exponent's bits
    return (1.0 + 2.0 * p / (q - p)) * power


@compiled
def tanh(x: float) -> float:
    """1 − 2 / (e^2|x| + 1) with the sign of x; near 0 a rational function.

    Source: Cephes, tanh.c.
    """
    size = smaller(abs(x), 20.0)
    s = size * size
    p = (-9.64399179425052238628e-1 * s - 9.92877231001918586564e1) * s - 1.61468768441708447952e3
    q = (
        (s + 1.12811678491632931402e2) * s + 2.23548839060100448583e3
    ) * s + 4.84406305325125486048e3
    near = x + x * s * (p / q)
    far = 1.0 - 2.0 / (exponential(2.0 * size) + 1.0)
    return near if size < 0.625 else math.copysign(far, x)


@compiled
def sigmoid(x: float) -> float:
    """1 / (1 + e^(−x))."""
    return 1.0 / (1.0 + exponential(-x))
