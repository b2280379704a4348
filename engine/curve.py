"""The curve that a regression over x1 alone has found."""

from __future__ import annotations

import numpy as np

from engine.boundary import Floats
from engine.evaluation import activations_at
from engine.experiment import Experiment
from engine.field import axis_of, centres
from engine.window import View, check_size, window


@np.errstate(all="ignore")
def fitted(experiment: Experiment, view: View | None = None, size: int = 200) -> Floats | None:
    """Return the outputs at the centres of `size` equal parts of x1's window, (size, k) float32.

    None for a classifier, and where an input is not a function of x1 alone.
    """
    check_size("size", size)
    setup, (left, right, _, _) = experiment.setup, window(experiment, view)
    if setup.examples.labels is not None or any(axis_of(name) != 0 for name in setup.features):
        return None
    x = centres(left, right, size)
    points = np.column_stack([x, np.zeros(size)])
    return activations_at(setup, experiment.trainer.theta, points)[-1].astype(np.float32)
