"""What is measured, for whom, and the goals."""

from __future__ import annotations

from dataclasses import dataclass

OURS, KERNEL = "ours", "ours + kernel"
CONVNETJS, SKLEARN = "ConvNetJS", "scikit-learn"
TORCH, FUSED = "PyTorch eager", "PyTorch fused"
JIT, SCAN = "JAX jit", "JAX scan"
SIDES = (OURS, KERNEL, CONVNETJS, TORCH, FUSED, SKLEARN, JIT, SCAN)


@dataclass(frozen=True, eq=False)
class Workload:
    """A problem to train on, or to draw; `goals` are ours ÷ peer, None where it is only told.

    `of_an_epoch` is how much of the unit an epoch, or a grid, is. `kernel` is the goal of the
    engine with its compiled kernel against JAX scan.
    """

    name: str
    problem: str
    unit: str
    goals: dict[str, float | None]
    of_an_epoch: int = 1
    grid: bool = False
    kernel: float | None = None

    def pairs(self) -> list[tuple[str, str, float | None]]:
        """Return (one of ours, a peer, the goal of their ratio)."""
        pairs: list[tuple[str, str, float | None]] = [
            (OURS, peer, goal) for peer, goal in self.goals.items()
        ]
        if self.kernel is not None:
            pairs += [(KERNEL, SCAN, self.kernel), (KERNEL, OURS, None)]
        return pairs


_W1 = {CONVNETJS: 1.3, TORCH: 20.0, FUSED: None, JIT: 2.5, SCAN: None}
_W2 = {CONVNETJS: 2.0, TORCH: 20.0, FUSED: None, SKLEARN: 10.0, JIT: 4.0, SCAN: 0.9}
_W3 = {CONVNETJS: None, TORCH: None, FUSED: None, JIT: None, SCAN: None}
_W4 = {CONVNETJS: 100.0, TORCH: 8.0, FUSED: None, SKLEARN: 7.0, JIT: 2.0, SCAN: 1.4}
_W5 = {CONVNETJS: 100.0, TORCH: 1.8, FUSED: None, SKLEARN: 1.5, JIT: 0.9, SCAN: 0.8}
_W6 = {CONVNETJS: 80.0, TORCH: 5.0, JIT: 2.5}

WORKLOADS = (
    Workload("W1 softmax", "W1-softmax", "updates/s", _W1, kernel=3.0),
    Workload("W1 hinge", "W1-hinge", "updates/s", _W1, kernel=3.0),
    Workload("W2", "W2", "epochs/s", _W2, kernel=3.0),
    Workload("W3", "W3", "epochs/s", _W3, kernel=3.0),
    Workload("W4", "W4", "updates/s", _W4),
    Workload("W5 batch 64", "W5-64", "samples/s", _W5, of_an_epoch=1280),
    Workload("W5 batch 500", "W5-500", "samples/s", _W5, of_an_epoch=1000),
    Workload("W6 grid of W2", "W6-W2", "ms", _W6, grid=True),
    Workload("W6 grid of W4", "W6-W4", "ms", _W6, grid=True),
)
