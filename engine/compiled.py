"""Training by the compiled kernel: when it is chosen, and a setup as the numbers it takes.

The kernel needs Numba, which `fronteira[fast]` installs, and `prepare_kernel`, called once before
anything is trained. Without either, training goes by the plan. So the choice depends on the setup
and the process alone, never on time, and the same commands give the same bits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from engine import kernel_codes as codes
from engine.network import Network
from engine.params import Array, BoolArray, IntArray
from engine.setup import Setup

BLOCK = 512  # updates between two looks at the optimiser's memory
MOST_WORK = 16_000  # of an update: beyond, NumPy's products win (bench/kernel.py measures it)
_run: Callable[..., bool] | None = None


def prepare_kernel(compiling: Callable[[], object] = lambda: None) -> bool:
    """Have networks trained by the kernel from now on where it is faster; False without Numba.

    The first time on a machine this calls `compiling`, which may say so, and then takes about ten
    seconds; later it takes half of one.
    """
    global _run
    try:
        from engine import jit

        if not jit.kept():
            compiling()
        from engine.kernel import run
    except ImportError:
        return False
    _run = run
    return True


def supports(setup: Setup) -> bool:
    """Whether the kernel knows all that this setup is made of, and is the faster way to train.

    An update costs it about parameters · (batch + 6), and the plan little more than its calls.
    """
    layers = setup.network.layers
    known = [
        setup.loss.name in codes.LOSSES,
        setup.optimizer.name in codes.OPTIMIZERS,
        all(penalty.name in codes.PENALTIES for penalty in setup.penalties),
        all(layer.activation.name in codes.ACTIVATIONS for layer in layers),
        all(layer.active == 1.0 for layer in layers),  # dropout is drawn by NumPy's generator
    ]
    n = len(setup.train)
    batch = min(setup.config["batch_size"] or n, n)
    return all(known) and setup.network.size * (batch + 6) <= MOST_WORK


def chosen(setup: Setup) -> bool:
    """Whether this setup is trained by the kernel."""
    return _run is not None and supports(setup)


class Kernel:
    """A trainer's updates by the kernel, on the trainer's own arrays.

    `examples` (d + 1 + k, n) are those of an epoch in its order: inputs, a one, targets. `held`
    (P,) marks the parameters that stay as they are.
    """

    def __init__(
        self,
        setup: Setup,
        theta: Array,
        grad: Array,
        memory: Mapping[str, Array],
        held: BoolArray | None,
        examples: Array,
        size: int,
    ) -> None:
        layers, (height, total) = setup.network.layers, examples.shape
        k = height - layers[0].inputs - 1
        width = max(k, *(max(layer.rows, layer.inputs + 1) for layer in layers))
        work = np.ones((4, len(layers) + 1, width, size))
        self._scores = work[1, -1, :k].T
        self._sizes = [min(size, total - first) for first in range(0, total, size)]
        moments = [array for array in memory.values() if array.shape == theta.shape]
        m, v, *_ = *moments, np.zeros(1), np.zeros(1)
        count = memory.get("t", np.zeros(())).reshape(1)
        self._arguments = (
            _codes(setup, size),
            _numbers(setup, k),
            *_layers(setup.network),
            *(_parts(held, len(theta)), _penalty(setup)),
            *(theta, grad, m, v, count),
            *(examples, work),
        )

    def __call__(self, batch: int, updates: int, safe: float) -> bool:
        """Make updates from a batch on, in the epoch over and over; say if θ stayed within safe."""
        assert _run is not None
        return _run(*self._arguments, batch, updates, safe)

    def scores(self, batch: int) -> Array:
        """Return the scores of the batch that the last update saw."""
        return self._scores[: self._sizes[batch]]


def _codes(setup: Setup, size: int) -> IntArray:
    optimizer = codes.OPTIMIZERS.index(setup.optimizer.name)
    return np.array([optimizer, codes.LOSSES.index(setup.loss.name), size, len(setup.penalties)])


def _numbers(setup: Setup, k: int) -> Array:
    """The loss's setting, its share of a term, and the optimiser's settings."""
    loss, optimizer = setup.loss, setup.optimizer
    setting = getattr(loss, "margin", getattr(loss, "delta", 0.0))
    share = 1.0 / k if getattr(loss, "average", False) else 1.0
    return np.array([setting, share, *(getattr(optimizer, name, 0.0) for name in codes.HYPER)])


def _layers(network: Network) -> tuple[IntArray, Array]:
    """What the kernel knows of each layer, and the setting of its activation."""
    rows = [
        [codes.ACTIVATIONS.index(layer.activation.name), layer.units, *layer.shape, layer.offset,
         layer.end]
        for layer in network.layers
    ]  # fmt: skip
    settings = [next(iter(layer.activation.values().values()), 0.0) for layer in network.layers]
    return np.array(rows), np.array(settings, np.float64)


def _parts(held: BoolArray | None, size: int) -> IntArray:
    """The parts [first, last) of the parameters that move."""
    moves = np.ones(size, np.int8) if held is None else (~held).astype(np.int8)
    edges = np.flatnonzero(np.diff(moves, prepend=0, append=0))
    return edges.reshape(-1, 2).astype(np.int64)


def _penalty(setup: Setup) -> Array:
    """The strengths (2, P) of the pulls of the penalties: of one that is linear, of one by sign."""
    weights = setup.network.weights
    decay = sum(penalty.decay for penalty in setup.penalties)
    pull = sum(penalty.strength for penalty in setup.penalties if penalty.name == "l1")
    return np.array([np.where(weights, decay, 0.0), np.where(weights, pull, 0.0)])
