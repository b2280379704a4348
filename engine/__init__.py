"""The numerical engine: NumPy and the standard library only, and Numba where it is asked for.

from engine import Experiment
e = Experiment({"data": "cs231n", "loss": "softmax"})
e.step(10)
e.evaluate().total

What these functions return is exported as well, down to its parts, so that it can be annotated.
"""

from engine.boundary import bands, boundary, grid, plane, regions
from engine.compiled import prepare_kernel
from engine.config import schema
from engine.cues import Cue, Moment, cue, moment
from engine.curve import fitted
from engine.doctor import Diagnosis, diagnose
from engine.evaluation import Evaluation, LayerTrace, Totals, Trace
from engine.experiment import Experiment
from engine.gradcheck import GradientCheck, GradientChecker, Kink, gradcheck
from engine.hidden import Warped, warp, warped
from engine.maps import all_maps, end_maps, unit_maps
from engine.params import ConfigError
from engine.polygons import Region
from engine.receipt import Operation, Receipt, Rest, Term
from engine.receipts import Answer, answer, explain, explained
from engine.spread import histograms
from engine.training import Divergence

__all__ = [
    "Answer",
    "ConfigError",
    "Cue",
    "Diagnosis",
    "Divergence",
    "Evaluation",
    "Experiment",
    "GradientCheck",
    "GradientChecker",
    "Kink",
    "LayerTrace",
    "Moment",
    "Operation",
    "Receipt",
    "Region",
    "Rest",
    "Term",
    "Totals",
    "Trace",
    "Warped",
    "all_maps",
    "answer",
    "bands",
    "boundary",
    "cue",
    "diagnose",
    "end_maps",
    "explain",
    "explained",
    "fitted",
    "gradcheck",
    "grid",
    "histograms",
    "moment",
    "plane",
    "prepare_kernel",
    "regions",
    "schema",
    "unit_maps",
    "warp",
    "warped",
]
