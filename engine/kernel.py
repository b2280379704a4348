"""The kernel: many updates of a small network in one call, compiled.

It does what plan.py and the families do, but for rounding: where they call NumPy, which is all that
a tiny network costs, here are loops, over a network given as data. No code belongs to one
architecture. Arrays of a pass are feature-major, the examples n innermost; each is
one level of the `work`, (4, L + 1, width, n):

    received[l]   z (rows, n) of layer l         dreceived[l]   its gradient
    sent[l]       what goes into it, ones below  dsent[l]       its gradient
    sent[L]       the scores                     dsent[L]       their gradient
    received[L]   the targets                    dreceived[L]   two rows to spare
"""

from __future__ import annotations

from engine.jit import cached, compiled
from engine.kernel_activations import activate, pull_back
from engine.kernel_codes import ACTIVATION, END, ROWS, START, UNITS, WIDTH
from engine.kernel_losses import fill_slopes
from engine.kernel_updates import penalise, update
from engine.params import Array, IntArray

SIGNATURE = """boolean(
    int64[::1], float64[::1], int64[:, ::1], float64[::1], int64[:, ::1], float64[:, ::1],
    float64[::1], float64[::1], float64[::1], float64[::1], float64[::1],
    float64[:, ::1], float64[:, :, :, ::1], int64, int64, float64
)"""


@compiled
def take(source: Array, row: int, rows: int, first: int, n: int, out: Array) -> None:
    """Copy a batch of some rows."""
    for i in range(rows):
        for j in range(n):
            out[i, j] = source[row + i, first + j]


@compiled
def forward(
    theta: Array, layers: IntArray, settings: Array, received: Array, sent: Array, n: int
) -> None:
    for i in range(len(layers)):
        layer, z, a = layers[i], received[i], sent[i + 1]
        receive(theta[layer[START] : layer[END]], layer[WIDTH], sent[i], z, layer[ROWS], n)
        activate(layer[ACTIVATION], settings[i], z, a, layer[ROWS], layer[UNITS], n)


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
    for i in range(len(layers) - 1, -1, -1):
        layer, z, dz, a, da = layers[i], received[i], dreceived[i], sent[i + 1], dsent[i + 1]
        pull_back(layer[ACTIVATION], settings[i], z, a, da, dz, layer[ROWS], layer[UNITS], n)
        weigh(grad[layer[START] : layer[END]], layer[WIDTH], sent[i], dz, layer[ROWS], n)
        if i > 0:
            block = theta[layer[START] : layer[END]]
            send_back(block, layer[WIDTH], dz, dsent[i], layer[ROWS], n)


@compiled
def receive(block: Array, width: int, a: Array, z: Array, rows: int, n: int) -> None:
    """z = [W | b] · a."""
    for u in range(rows):
        weights = block[u * width : (u + 1) * width]
        for j in range(n):
            z[u, j] = weights[0] * a[0, j]
        for i in range(1, len(weights)):
            for j in range(n):
                z[u, j] += weights[i] * a[i, j]


@compiled
def weigh(block: Array, width: int, a: Array, dz: Array, rows: int, n: int) -> None:
    """The gradient of [W | b] = dz · aᵀ."""
    for u in range(rows):
        gradient = block[u * width : (u + 1) * width]
        for i in range(len(gradient)):
            total = 0.0
            for j in range(n):
                total += dz[u, j] * a[i, j]
            gradient[i] = total


@compiled
def send_back(block: Array, width: int, dz: Array, da: Array, rows: int, n: int) -> None:
    """da = Wᵀ · dz."""
    for u in range(rows):
        weights = block[u * width : (u + 1) * width]
        for i in range(len(weights) - 1):
            for j in range(n):
                da[i, j] = weights[i] * dz[u, j] + (da[i, j] if u > 0 else 0.0)


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
    last comes the first again. `numbers` are the loss's setting and share, then the optimiser's
    settings; `settings` the activations'; `parts` the [first, last) of θ that move; `penalty`
    (2, P) its pulls. Return whether θ stayed within the safe size.
    """
    optimizer, loss, size, penalised = codes[0], codes[1], codes[2], codes[3]
    received, sent, dreceived, dsent = work[0], work[1], work[2], work[3]
    last, total, d = len(layers), examples.shape[1], layers[0, WIDTH] - 1
    k = len(examples) - d - 1
    within, n = True, 0
    for _ in range(updates):
        first = batch * size
        if n != total:
            n = min(size, total - first)
            take(examples, 0, d + 1, first, n, sent[0])
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
