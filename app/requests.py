"""What the JSON interface takes and answers, and how each is computed. No HTTP in here."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from app import limits, wire
from app.complaints import complaint
from app.settings import Settings
from app.work import BusyError, Stopped
from engine import ConfigError, Divergence, Experiment

Json = Any
EXAMPLE: dict[str, Json] = {
    "data": {"name": "cs231n"},
    "loss": {"name": "weston_watkins"},
    "penalty": {"l2": 0.1, "l2_convention": "half"},
    "params": {"W0": [[1.0, 2.0], [2.0, -4.0], [3.0, -1.0]], "b0": [0.0, 0.5, -0.5]},
}
EVALUATED = (
    "scores", "losses", "data_loss", "penalty", "total", "grads", "predictions", "accuracy",
    "margins",
)  # fmt: skip


class Evaluate(BaseModel):
    """A config, its keys side by side or together under `config`, and perhaps parameters.

    `GET /api/schema` lists what each key of a config may be. Every key may be left out; the second
    example says what then holds.
    """

    model_config = ConfigDict(
        extra="allow", json_schema_extra={"examples": [EXAMPLE, Experiment().config]}
    )

    params: dict[str, Json] | None = Field(
        default=None, description="parameters by name; those left out are the start's own"
    )

    @model_validator(mode="before")
    @classmethod
    def _unwrapped(cls, value: object) -> object:
        if isinstance(value, dict) and isinstance(value.get("config"), dict):
            return {**value["config"], **{k: v for k, v in value.items() if k != "config"}}
        return value

    def experiment(self, settings: Settings) -> Experiment:
        """Return the experiment that is meant; ConfigError if it is wrong or too large."""
        config = self.model_extra or {}
        limits.check_request(config, settings)
        experiment = Experiment(config)
        limits.check_experiment(experiment, settings)
        if self.params is not None:
            experiment.set_params(self.params)
        return experiment


class Train(Evaluate):
    """The same, and how many updates to make."""

    model_config = ConfigDict(
        extra="allow", json_schema_extra={"examples": [{**EXAMPLE, "steps": 10}]}
    )

    steps: int = Field(ge=1, strict=True, description="updates to make")
    every: int = Field(default=1, ge=1, strict=True, description="updates from entry to entry")


def read(kind: type[Evaluate], body: bytes) -> Any:
    """Return the request that a body holds; ConfigError if it holds none."""
    wire.check_values("body", body.count(b","))
    try:
        return kind.model_validate_json(body)
    except ValidationError as error:
        raise complaint(error, "body") from None


def evaluate(body: bytes, settings: Settings, stopped: Stopped) -> bytes:
    """Answer POST /api/evaluate."""
    request: Evaluate = read(Evaluate, body)
    result = request.experiment(settings).evaluate()
    return _object({name: _json(getattr(result, name)) for name in EVALUATED})


def train(body: bytes, settings: Settings, stopped: Stopped) -> bytes:
    """Answer POST /api/train. A divergence ends it early and is part of the answer."""
    request: Train = read(Train, body)
    experiment = request.experiment(settings)
    _check_training(request, experiment, settings)
    steps: list[bytes] = []
    diverged = None
    while experiment.iteration < request.steps and diverged is None:
        before = experiment.iteration
        try:
            _advance(experiment, min(request.every, request.steps - before), stopped)
        except Divergence as error:
            diverged = {"iteration": error.iteration, "quantity": error.quantity}
        if experiment.iteration > before:
            steps.append(_json(_step(experiment)))
    params = _json(experiment.params)
    listed = b"[" + b",".join(steps) + b"]"
    return _object({"params": params, "steps": listed, "diverged": _json(diverged)})


def _advance(experiment: Experiment, count: int, stopped: Stopped) -> None:
    for _ in range(count):
        if stopped():
            raise BusyError
        experiment.step()


def _check_training(request: Train, experiment: Experiment, settings: Settings) -> None:
    limits.check_steps("steps", request.steps, experiment, settings)
    size = len(experiment.theta) + len(("iteration", "data_loss", "penalty", "total"))
    least = math.ceil(request.steps * size / settings.max_values)
    if request.every < least:
        rule = f"must be at least {least} for so many steps of so many parameters"
        bounds = {"low": least, "high": None, "low_open": False, "high_open": False}
        raise ConfigError("every", rule, request.every, "range", **bounds)


def _step(experiment: Experiment) -> dict[str, Json]:
    result = experiment.evaluate(gradients=False)
    return {
        "iteration": experiment.iteration,
        "data_loss": result.data_loss,
        "penalty": result.penalty,
        "total": result.total,
        "params": experiment.params,
    }


def _object(parts: dict[str, bytes]) -> bytes:
    """Return an object of values that are JSON already.

    A single call for all of them would keep the interpreter from the event loop for long.
    """
    return b"{" + b",".join(_json(name) + b":" + part for name, part in parts.items()) + b"}"


def _json(value: Json) -> bytes:
    return json.dumps(_plain(value), separators=(",", ":"), allow_nan=False).encode()


def _plain(value: Json) -> Json:
    """Return the value as JSON. What is not finite becomes "NaN", "Infinity" or "-Infinity": text
    that Python's float() and JavaScript's Number() both read.
    """
    match value:
        case dict():
            return {key: _plain(item) for key, item in value.items()}
        case np.ndarray():
            finite = value.dtype.kind != "f" or np.isfinite(value).all()
            return value.tolist() if finite else _plain(value.tolist())
        case list():
            return [_plain(item) for item in value]
        case float() if not math.isfinite(value):
            return "NaN" if math.isnan(value) else f"{'-' if value < 0 else ''}Infinity"
    return value
