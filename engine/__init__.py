"""The numerical engine: NumPy and the standard library only.

from engine import Experiment
e = Experiment({"data": "cs231n", "loss": "softmax"})
e.step(10)
e.evaluate().total
"""

from engine.boundary import bands, grid, regions, unit_maps, warp
from engine.config import schema
from engine.evaluation import Evaluation, LayerTrace, Trace
from engine.experiment import Experiment
from engine.gradcheck import GradientCheck, Kink, gradcheck
from engine.params import ConfigError
from engine.polygons import Region
from engine.training import Divergence

__all__ = [
    "ConfigError",
    "Divergence",
    "Evaluation",
    "Experiment",
    "GradientCheck",
    "Kink",
    "LayerTrace",
    "Region",
    "Trace",
    "bands",
    "gradcheck",
    "grid",
    "regions",
    "schema",
    "unit_maps",
    "warp",
]
