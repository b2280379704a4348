"""Why training diverged: the step size against the curvature of what is descended.

Near a minimum a loss is a quadratic, and on a quadratic whose Hessian has the largest eigenvalue λ
an optimiser is stable only for steps below a limit of its own (`step_limit`, 2/λ for plain gradient
descent). λ is that of the total as stepped: of the data loss, plus what the penalties multiply the
weights by. A linear model under a loss whose second derivative is constant has the same λ
everywhere; of all others it is estimated at one state, by Lanczos's method on products of the
Hessian with vectors, Hv ≈ (g(θ + hv) − g(θ − hv)) / 2h.

Sources: LeCun et al. 1998, "Efficient backprop", section 5; Pearlmutter 1994, "Fast exact
multiplication by the Hessian", section 1; Golub & Van Loan 2013, section 10.1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from engine.activations import Linear
from engine.experiment import Experiment
from engine.masks import frozen
from engine.params import Array, BoolArray
from engine.plan import Plan
from engine.setup import Setup

PRODUCTS = 16  # of the Hessian with a vector
WORK = 2_000_000  # points · parameters that go into a gradient, of which a product takes two
SMALL = 1e-6  # h, times the size of θ
Cause = Literal["penalty", "curvature"]
ALIKE = 0.1  # how far an eigenvalue may move with h, in parts of itself: a kink moves it with 1/h


@dataclass(frozen=True)
class Diagnosis:
    """What the step size is measured by.

    From `limit` on a run like this one grows without end; None where that is not known, or no step
    size does it. It is `exact`, or estimated at the state asked about. If the step size is beyond
    it, `cause` is "penalty" where the decay of the weights suffices to explain it, or "curvature".
    """

    limit: float | None
    exact: bool
    cause: Cause | None


def diagnose(experiment: Experiment, theta: Array | None = None) -> Diagnosis:
    """Compare the step size with its limit, at parameters in the public order or those of now."""
    setup = experiment.setup
    optimizer, decay = setup.optimizer, sum(penalty.decay for penalty in setup.penalties)
    if optimizer.adaptive:
        return _against(optimizer.step_limit(1.0), True, "penalty", setup)
    known = exact_curvature(setup)
    exact, curvature = known is not None and experiment.trainer.batches.whole, known or 0.0
    if known is None:
        state = experiment.trainer.theta if theta is None else setup.network.private(theta)
        curvature = estimated_curvature(setup, state) or 0.0
    limit = optimizer.step_limit(curvature) if curvature > 0.0 else None
    found = _against(limit, exact, "curvature", setup)
    if decay > 0.0 and 2.0 * decay >= curvature:
        alone = _against(optimizer.step_limit(decay), True, "penalty", setup)
        if alone.cause:  # where the limit is exact, the data take part in it
            return replace(found, cause="penalty") if exact else alone
    return found


def _against(limit: float | None, exact: bool, cause: Cause, setup: Setup) -> Diagnosis:
    if limit is None or not np.isfinite(limit):
        return Diagnosis(None, False, None)
    return Diagnosis(limit, exact, cause if setup.optimizer.learning_rate > limit else None)


def exact_curvature(setup: Setup) -> float | None:
    """Return λ where it is the same at all parameters: c/n XᵀX + D has it, with d²L/ds² = c.

    X (n, d + 1) are the inputs with a column of ones, D (d + 1, d + 1) the penalties' decay of the
    weights on the diagonal. None for any other model.
    """
    layers, rows = setup.network.layers, setup.rows[setup.train]
    second = setup.loss.curvature(layers[-1].units)
    if second is None or len(layers) > 1 or not isinstance(layers[0].activation, Linear):
        return None
    decay = np.full(rows.shape[1], sum(penalty.decay for penalty in setup.penalties))
    decay[-1] = 0.0
    with np.errstate(over="ignore"):
        hessian = second / len(rows) * (rows.T @ rows) + np.diag(decay)
    return float(np.linalg.eigvalsh(hessian)[-1]) if np.isfinite(hessian).all() else None


def estimated_curvature(setup: Setup, theta: Array) -> float | None:
    """Return about λ at parameters in the engine's order, over the training points or some of them.

    None where there is no telling: what moves is at a kink, or not finite. Dropout is left out.
    """
    slopes = _Slopes(setup, theta)
    h = SMALL * max(1.0, float(np.abs(theta).max()))
    start = np.random.default_rng(0).normal(size=len(theta)) * slopes.free
    with np.errstate(all="ignore"):
        value, vector = largest_eigenpair(lambda v: slopes.product(v, h), start, PRODUCTS)
        nearer = float(vector @ slopes.product(vector, h / 16.0))
    return value if abs(value - nearer) <= ALIKE * abs(value) else None


class _Slopes:
    """The gradient of the total about some parameters, and its differences."""

    def __init__(self, setup: Setup, theta: Array) -> None:
        network, train = setup.network, setup.train
        units = sum(layer.rows for layer in network.layers)
        most = max(1, WORK // (network.size + 40 * units))
        chosen = train[:: -(-len(train) // most)]
        self._middle, self._theta, self._grad = theta, theta.copy(), np.empty_like(theta)
        rows, targets = setup.batch(chosen)
        weight = 1.0 / len(chosen)
        self._plan = Plan(network, self._theta, self._grad, rows, targets, setup.loss, weight)
        decay = sum(penalty.decay for penalty in setup.penalties)
        self._decay = np.where(network.weights, decay, 0.0)
        self.free: BoolArray = ~frozen(network)

    def product(self, vector: Array, h: float) -> Array:
        """Return Hv, of the parameters that may move."""
        change = self._at(h * vector) - self._at(-h * vector)
        product: Array = (change / (2.0 * h) + self._decay * vector) * self.free
        return product

    def _at(self, offset: Array) -> Array:
        np.add(self._middle, offset, out=self._theta)
        self._plan.forward()
        self._plan.backward()
        return self._grad.copy()


def largest_eigenpair(
    product: Callable[[Array], Array], start: Array, most: int
) -> tuple[float, Array]:
    """Return the largest eigenvalue (the most positive) of a symmetric matrix, and its vector.

    From at most so many products, the first with `start`: a Krylov space, kept orthogonal. The
    value is never too large, but for rounding. NaN if a product is not finite.
    """
    basis, images = np.empty((2, min(most, len(start)), len(start)))
    count, vector = 0, start
    while count < len(basis) and (size := np.linalg.norm(vector)) > 1e-10:
        basis[count] = vector / size
        image = images[count] = product(basis[count])
        count += 1
        if not np.isfinite(image).all():
            return float("nan"), start
        vector = image / (np.linalg.norm(image) or 1.0)
        for _ in range(2):  # once is not enough in floating point
            vector = vector - basis[:count].T @ (basis[:count] @ vector)
    if count == 0:
        return 0.0, start
    projected = basis[:count] @ images[:count].T
    values, vectors = np.linalg.eigh((projected + projected.T) / 2.0)
    return float(values[-1]), vectors[:, -1] @ basis[:count]
