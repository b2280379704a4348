"""Training: the steps of a setup, and stopping at the last finite state."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from engine import compiled
from engine.batches import Batches
from engine.bounds import safe_size
from engine.calls import Calls, calls
from engine.compiled import Kernel
from engine.evaluation import Evaluator
from engine.masks import Masks
from engine.network import carry
from engine.optimizers import LinearOptimizer, Pull, table_of
from engine.params import Array, BoolArray
from engine.setup import Setup, generator
from engine.steps import BLOCK, Steps

State = dict[str, Any]


class Divergence(ArithmeticError):  # noqa: N818 (the field's own word)
    """A step would have made `quantity` infinite or no number; `iteration` was the last good one.

    `quantity` is "scores", "data loss", "penalty", "total loss", "gradient of W1", "parameter b0"
    or "optimizer state velocity".
    """

    def __init__(self, iteration: int, quantity: str) -> None:
        super().__init__(iteration, quantity)
        self.iteration = iteration
        self.quantity = quantity

    def __str__(self) -> str:
        return f"stopped at iteration {self.iteration}: one more update overflows ({self.quantity})"


class Foreseen(NamedTuple):
    """An update that was tried: its gradient as stepped (P,), dropout's masks by layer, and what is
    held (P,)."""

    grad: Array
    masks: list[Array | None]
    held: BoolArray


class Trainer:
    """The parameters in training, the optimiser's memory and the position in the data.

    A step is the calls to take the batch, draw dropout, forward, loss, backward, penalty, update. A
    rule that is linear folds the penalties and the mean's 1/n into its own factors.
    """

    def __init__(
        self, setup: Setup, theta: Array, memory: Mapping[str, Array] | None = None
    ) -> None:
        self.setup, self.network = setup, setup.network
        self._table = table_of(theta)
        self.theta, _, self.grad, _ = self._table
        self.iteration = 0
        self.random = {use: generator(setup.seed, use) for use in ("batches", "dropout")}
        size = setup.config["batch_size"]
        self.batches = Batches(len(setup.train), size, self.random["batches"])
        self._masks = Masks(self.network, self.random["dropout"])
        self._undrawn = self._dropout  # the generator's state after which no mask is known
        update = self._updates(dict(memory or {}))
        self._safe = safe_size(setup)
        weight = float(self.batches.size) if self._folds else 1.0
        arrays = self.theta, self.grad, self._masks, update, weight
        self._steps = Steps(setup, self.batches, *arrays)
        self._kernel: Kernel | None = self._compiled() if compiled.chosen(setup) else None
        self._begin_epoch()

    def _updates(self, memory: dict[str, Array]) -> Calls:
        """The calls that move θ: the penalties' gradients, then the optimiser."""
        setup, theta, grad = self.setup, self.theta, self.grad
        optimizer, weights = setup.optimizer, self.network.weights
        pulls = [penalty.bind(theta, grad, weights) for penalty in setup.penalties]
        if not isinstance(optimizer, LinearOptimizer):
            move = calls(*pulls, optimizer.bind(theta, grad, memory))
        elif not self._folds:
            move = calls(*pulls, optimizer.bind_table(self._table, memory))
        else:
            strength = sum(penalty.decay for penalty in setup.penalties)
            decay = np.where(weights, strength, 0.0) if strength else None
            move = optimizer.bind_table(self._table, memory, Pull(1.0 / self.batches.size, decay))
        self.memory = optimizer.state
        moving = [array for array in self.memory.values() if array.shape == theta.shape]
        return self._masks.guard([theta, *moving], move)

    @property
    def _folds(self) -> bool:
        """Whether the gradient is left a sum, for the optimiser to weigh and to add the pulls."""
        linear = isinstance(self.setup.optimizer, LinearOptimizer)
        return linear and all(penalty.decay > 0.0 for penalty in self.setup.penalties)

    def _compiled(self) -> Kernel:
        arrays = self.theta, self.grad, self.memory, self._masks.held, self._steps.supply.shuffled()
        return Kernel(self.setup, *arrays, self.batches.size)

    def _begin_epoch(self) -> None:
        self.batches.shuffle()
        self._arrange()

    def _arrange(self) -> None:
        self._steps.supply.arrange(self.batches.order)

    def step(self, count: int) -> None:
        """Make `count` updates; Divergence at the first that leaves the finite numbers.

        After an update the parameters, the optimiser's memory and all that evaluating the training
        examples says must be finite. To look at everything each time would cost more than the
        update. But memory that is not finite stays so, and shows at the end of a block; and
        parameters within the safe size make everything else finite, which one product tells. Where
        these do not settle it, the block is undone and repeated with a full look at each update.
        """
        with np.errstate(all="ignore"):
            while count > 0:
                block = min(count, BLOCK if self._kernel is None else compiled.BLOCK)
                before = self.state()
                if not self._run(block):
                    self.load(before)
                    self._run_carefully(block)
                count -= block

    def _run_carefully(self, count: int) -> None:
        for _ in range(count):
            before = self.state()
            self._run(1)
            fault = self._fault()
            if fault is not None:
                self.load(before)
                raise Divergence(self.iteration, fault)

    def _run(self, count: int) -> bool:
        """Make `count` updates, whatever comes of them; return whether all is sure to be finite."""
        batches, within = self.batches, True
        make = self._kernel or self._steps.follow
        self.iteration += count
        while count > 0:
            first = batches.position
            made = count if batches.whole else min(count, batches.per_epoch - first)
            within &= make(first, made, self._safe)
            count -= made
            if batches.advance(made) and not batches.whole:
                self._arrange()
        return within and all(array.dot(array) < np.inf for array in self.memory.values())

    def _fault(self) -> str | None:
        """Name what is not finite after an update, the first cause first; None if all is well."""
        moved = [self.theta, *self.memory.values()]
        if all(np.isfinite(array).all() for array in moved):
            return self._evaluator.evaluate(gradients=True).fault
        if not np.isfinite(self.grad).all():
            made = self.batches.position - 1
            kernel = self._kernel
            scores = self._steps.plans[made].scores if kernel is None else kernel.scores(made)
            known = np.isfinite(scores).all()
            return f"gradient of {self._first_fault(self.grad)}" if known else "scores"
        for name, array in self.memory.items():
            if not np.isfinite(array).all():
                return f"optimizer state {name}"
        return f"parameter {self._first_fault(self.theta)}"

    @cached_property
    def _evaluator(self) -> Evaluator:
        return Evaluator(self.setup, self.theta, self.setup.train)

    def _first_fault(self, flat: Array) -> str:
        return self.network.name_of(int(np.flatnonzero(~np.isfinite(flat))[0]))

    @property
    def _dropout(self) -> Mapping[str, Any]:
        return self.random["dropout"].bit_generator.state

    def mask(self) -> BoolArray | None:
        """Return who was active (units,) in the iteration just made; None where that is not known.

        It is not without dropout, at the start, and after a change of the network.
        """
        if not self._masks.draw or self._dropout == self._undrawn:
            return None
        return self._masks.last(self.random["dropout"])

    def state(self) -> State:
        """Return a copy of all that changes in training."""
        return {
            "theta": self.theta.copy(),
            "memory": {name: array.copy() for name, array in self.memory.items()},
            "order": self.batches.order.copy(),
            "position": self.batches.position,
            "epoch": self.batches.epoch,
            "iteration": self.iteration,
            "random": {use: rng.bit_generator.state for use, rng in self.random.items()},
        }

    def load(self, state: State) -> None:
        """Go back to a state of this trainer, bit for bit."""
        self.theta[...] = state["theta"]
        for name, array in self.memory.items():
            array[...] = state["memory"][name]
        self.batches.order[...] = state["order"]
        self.batches.position, self.batches.epoch = state["position"], state["epoch"]
        self.iteration = state["iteration"]
        for use, rng in self.random.items():
            rng.bit_generator.state = state["random"][use]
        self._arrange()

    def foresee(self) -> Foreseen:
        """Return what the next update would make; this state stays, bit for bit."""
        before = self.state()
        with np.errstate(all="ignore"):
            self._run(1)
        made = Foreseen(self.grad.copy(), *self._masks.copies(self.theta.size))
        self.load(before)
        if self._folds and self._kernel is None:
            np.divide(made.grad, self.batches.size, out=made.grad)
            for penalty in self.setup.penalties:
                penalty.bind(self.theta, made.grad, self.network.weights)()
        return made

    def count_from(self, iteration: int) -> None:
        """Call this state that of an iteration: the epochs that lie before it are over."""
        self.iteration = iteration
        self.batches.epoch, self.batches.position = divmod(iteration, self.batches.per_epoch)

    def under(self, setup: Setup) -> Trainer:
        """Return a trainer for another setup that goes on from here.

        It keeps what the units and inputs of both have learned, the optimiser's memory of it, the
        counters, the generators of the same seed, and, if the batches are cut alike, the epoch.
        """
        same = ("hidden", "output", "features", "start", "initializer")
        if all(setup.config[part] == self.setup.config[part] for part in same) and (
            self.network.size == setup.network.size
        ):
            trainer = Trainer(setup, self.theta, self.memory)
        else:
            trainer = Trainer(setup, *self._carried(setup))
        trainer._follow(self)
        return trainer

    def moved(self, setup: Setup) -> Trainer:
        """Return what `under` does for the same examples at other places, on these very arrays."""
        trainer = copy(self)
        trainer.__dict__.pop("_evaluator", None)
        trainer.setup, trainer._safe = setup, safe_size(setup)
        self._steps.supply.move(setup.rows)
        self._arrange()
        self._steps.take()
        return trainer

    def _carried(self, setup: Setup) -> tuple[Array, dict[str, Array]]:
        """The start of another network, and in it the parameters and memory that both have."""
        known = self.setup.features
        columns = [known.index(name) if name in known else -1 for name in setup.features]
        theta, memory = setup.start(), dict(self.memory)
        carry(self.network, self.theta, columns, setup.network, theta)
        for name, array in self.memory.items():
            if array.shape == self.theta.shape:
                memory[name] = np.zeros_like(theta)
                carry(self.network, array, columns, setup.network, memory[name])
        return theta, memory

    def _follow(self, earlier: Trainer) -> None:
        self.iteration, self.batches.epoch = earlier.iteration, earlier.batches.epoch
        if self.setup.seed == earlier.setup.seed:
            for use, rng in self.random.items():
                rng.bit_generator.state = earlier.random[use].bit_generator.state
        alike = np.array_equal(self._masks.active, earlier._masks.active)
        self._undrawn = earlier._undrawn if alike else self._dropout
        if self.batches.alike(earlier.batches):
            self.batches.order[...] = earlier.batches.order
            self.batches.position = earlier.batches.position
            self._arrange()
        else:
            self._begin_epoch()
