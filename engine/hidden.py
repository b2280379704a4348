"""The space that a hidden layer makes of the plane: grid lines, points and regions in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine import polygons
from engine.boundary import Floats, bands, output_lines
from engine.data import check_index
from engine.evaluation import activations_at
from engine.experiment import Experiment
from engine.params import Array, ConfigError
from engine.polygons import Region, Window
from engine.window import View, check_size, window

LARGEST = float(np.finfo(np.float32).max)
ROOM = 0.05  # beside what is shown, of its width
NARROW = 1e-3  # of the magnitude: a window is at least so wide


@dataclass(frozen=True)
class Warped:
    """What two hidden units make of the plane, as coordinates (u, v).

    `lines` (2 · L, 4 · L, 2) float32 are the window's grid lines as `warp` has them, `points`
    (n, 2) float32 the examples, `window` low and high of u and of v with all of it inside, and
    `regions` those of a linear classifier, as `regions` has them, where the two units are the
    whole last hidden layer of one; else empty.
    """

    lines: Floats
    points: Floats
    window: Window
    regions: list[Region]


def warp(experiment: Experiment, layer: int, view: View | None = None, lines: int = 25) -> Floats:
    """Return where a hidden layer sends the grid lines of the window.

    (2 · lines, 4 · lines, units) float32: for each line its points from one end to the other, first
    the lines of constant x1 from left to right, then those of constant x2 from bottom to top. What
    is beyond the range of float32 is put at its end, what is no number at 0.
    """
    every = range(_units(experiment, layer))
    sent = _sent(experiment, layer, _grid_lines(window(experiment, view), lines), every)
    return sent.reshape(2 * lines, 4 * lines, -1).astype(np.float32)


@np.errstate(all="ignore")
def warped(
    experiment: Experiment,
    layer: int,
    units: Sequence[int],
    view: View | None = None,
    lines: int = 25,
) -> Warped:
    """Return the plane of two units of a hidden layer; ConfigError if it has no such units."""
    count = _units(experiment, layer)
    pair = [check_index(unit, count, "units") for unit in units]
    drawn = _grid_lines(window(experiment, view), lines)
    points = experiment.setup.examples.points
    sent = _sent(experiment, layer, np.concatenate([drawn, points]), pair)
    inside = _window_of(sent)
    shown = sent.astype(np.float32)
    return Warped(
        shown[: len(drawn)].reshape(2 * lines, 4 * lines, 2),
        shown[len(drawn) :],
        inside,
        _regions(experiment, layer, pair, inside),
    )


def _units(experiment: Experiment, layer: int) -> int:
    """How many units a hidden layer has; ConfigError if there is no such layer."""
    layers = experiment.setup.network.layers[:-1]
    if not 0 <= layer < len(layers):
        rule = f"must be one of the {len(layers)} hidden layers, from 0"
        raise ConfigError("layer", rule, layer, "range", low=0, high=len(layers) - 1)
    return layers[layer].units


def _sent(experiment: Experiment, layer: int, points: Array, units: Sequence[int]) -> Array:
    """What some units send at these points (n, units), as numbers that fit a float32."""
    sent = activations_at(experiment.setup, experiment.trainer.theta, points, layer)[layer]
    return np.nan_to_num(sent[:, units]).clip(-LARGEST, LARGEST)


def _grid_lines(edges: Window, lines: int) -> Array:
    """The points of all grid lines, one line after the other (8 · lines², 2)."""
    check_size("lines", lines)
    left, right, bottom, top = edges
    upright = _lines((left, right), (bottom, top), lines)
    return np.concatenate([upright, _lines((bottom, top), (left, right), lines)[:, ::-1]])


def _lines(fixed: tuple[float, float], along: tuple[float, float], lines: int) -> Array:
    """Points of lines at `lines` values of one input, from end to end of the other (·, 2)."""
    grid = np.meshgrid(np.linspace(*fixed, lines), np.linspace(*along, 4 * lines), indexing="ij")
    return np.column_stack([part.ravel() for part in grid])


def _window_of(sent: Array) -> Window:
    """The window that shows all of it with some room; never without width."""
    low, high = sent.min(axis=0), sent.max(axis=0)
    width = np.maximum(high - low, NARROW * np.maximum(np.maximum(-low, high), 1.0))
    middle, half = 0.5 * (low + high), (0.5 + ROOM) * width
    (left, bottom), (right, top) = (middle - half).tolist(), (middle + half).tolist()
    return left, right, bottom, top


def _regions(
    experiment: Experiment, layer: int, pair: Sequence[int], inside: Window
) -> list[Region]:
    setup = experiment.setup
    layers = setup.network.layers
    last = layer == len(layers) - 2 and layers[layer].units == 2 and sorted(pair) == [0, 1]
    block = output_lines(experiment) if last else None
    if block is None:
        return []
    weights, bias = block[:, pair], block[:, -1]
    return polygons.regions_of(weights, bias, inside, bands(experiment), setup.loss.likelihood)
