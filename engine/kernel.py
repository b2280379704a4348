"""The kernel: many updates of a small network in one call, compiled.

It does what plan.py and the families do, and within their rounding. What they are calls of NumPy
for, of which a tiny network is nothing else, is here loops over a network given as data: no code
belongs to an architecture. Arrays of a pass are feature-major, the examples n innermost; each is
one level of the `work`, (4, L + 1, width, n):

    received[l]   z (rows, n) of layer l         dreceived[l]   its gradient
    sent[l]       what goes into layer l         dsent[l]       its gradient
    sent[L]       the scores                     dsent[L]       their gradient
    received[L]   the targets                    dreceived[L]   two rows to spare
"""

from __future__ import annotations

from engine.jit import cached, compiled
from engine.kernel_activations import activate, pull_back
from engine.kernel_codes import ACTIVATION, INPUTS, OFFSET, ROWS, UNITS
from engine.kernel_losses import fill_slopes
from engine.kernel_updates import penalise, update
from engine.params import Array, IntArray

SIGNATURE = """boolean(
    int64[::1], float64[::1], int64[:, ::1], float64[::1], int64[:, ::1], float64[:, ::1],
    float64[::1], float64[::1], float64[::1], float64[::1], float64[::1],
    float64[:, ::1], float64[:, :, :, ::1], int64, int64, float64
)"""


@compiled
def take(source: Array, row: int, count: int, first: int, n: int, out: Array) -> None:
    """Copy a batch of some rows."""
    for c in range(count):
        for j in range(n):
            out[c, j] = source[row + c, first + j]


@compiled
def forward(
    theta: Array, layers: IntArray, settings: Array, received: Array, sent: Array, n: int
) -> None:
    for level in range(len(layers)):
        inputs, rows = layers[level, INPUTS], layers[level, ROWS]
        a, z, at = sent[level], received[level], layers[level, OFFSET]
        for u in range(rows):
            for j in range(n):
                z[u, j] = theta[at + inputs]
            for i in range(inputs):
                w = theta[at + i]
                for j in range(n):
                    z[u, j] += w * a[i, j]
            at += inputs + 1
        units, code = layers[level, UNITS], layers[level, ACTIVATION]
        activate(code, settings[level], z, sent[level + 1], rows, units, n)


@compiled
def backward(
    theta: Array,
    grad: Array,
    layers: IntArray,
    settings: Array,
    received: Array,
    sent: Array,
    dreceived: Array,
    dsent: Array,
    n: int,
) -> None:
    for level in range(len(layers) - 1, -1, -1):
        rows, units, code = layers[level, ROWS], layers[level, UNITS], layers[level, ACTIVATION]
        dz, above = dreceived[level], level + 1
        pull_back(
            code, settings[level], received[level], sent[above], dsent[above], dz, rows, units, n
        )
        inputs, at = layers[level, INPUTS], layers[level, OFFSET]
        gradient(grad, at, dz, sent[level], rows, inputs, n)
        if level > 0:
            spread(theta, at, dz, dsent[level], rows, inputs, n)


@compiled
def gradient(grad: Array, at: int, dz: Array, a: Array, rows: int, inputs: int, n: int) -> None:
    """The gradients of a layer's [W | b]: dz · aᵀ, and the sums of dz."""
    for u in range(rows):
        for i in range(inputs):
            total = 0.0
            for j in range(n):
                total += dz[u, j] * a[i, j]
            grad[at + i] = total
        total = 0.0
        for j in range(n):
            total += dz[u, j]
        grad[at + inputs] = total
        at += inputs + 1


@compiled
def spread(theta: Array, at: int, dz: Array, da: Array, rows: int, inputs: int, n: int) -> None:
    """da = Wᵀ · dz."""
    for i in range(inputs):
        for j in range(n):
            da[i, j] = 0.0
        for u in range(rows):
            w = theta[at + u * (inputs + 1) + i]
            for j in range(n):
                da[i, j] += w * dz[u, j]


@compiled
def small(theta: Array, safe: float) -> bool:
    """Whether no parameter is larger than the safe size."""
    outside = 0
    for i in range(len(theta)):
        outside += not abs(theta[i]) <= safe
    return outside == 0


@cached(SIGNATURE)
def run(
    codes: IntArray,
    numbers: Array,
    layers: IntArray,
    settings: Array,
    parts: IntArray,
    penalty: Array,
    theta: Array,
    grad: Array,
    m: Array,
    v: Array,
    count: Array,
    examples: Array,
    work: Array,
    batch: int,
    updates: int,
    safe: float,
) -> bool:
    """Make `updates` updates from a batch on, whatever comes of them.

    Batches are `size` columns of the examples (d + 1 + k, n): inputs, a one, targets. After the
    last comes the first again. Return whether θ stayed within the safe size.
    """
    optimizer, loss, size, penalised = codes[0], codes[1], codes[2], codes[3]
    received, sent, dreceived, dsent = work[0], work[1], work[2], work[3]
    last, (d, total) = len(layers), (layers[0, INPUTS], examples.shape[1])
    k = len(examples) - d - 1
    within, n = True, 0
    for _ in range(updates):
        first = batch * size
        if n != total:
            n = min(size, total - first)
            take(examples, 0, d, first, n, sent[0])
            take(examples, d + 1, k, first, n, received[last])
        forward(theta, layers, settings, received, sent, n)
        fill_slopes(
            loss, numbers[0], numbers[1] / n, sent[last], received[last], dsent[last],
            dreceived[last], k, n,
        )  # fmt: skip
        backward(theta, grad, layers, settings, received, sent, dreceived, dsent, n)
        if penalised:
            penalise(theta, grad, penalty[0], penalty[1])
        update(optimizer, numbers[2:], theta, grad, m, v, count, parts)
        within &= small(theta, safe)
        batch = batch + 1 if first + n < total else 0
    return within
