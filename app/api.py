"""The JSON interface: the engine over HTTP, for a notebook or another program."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from functools import partial
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from app import requests
from app.settings import Settings
from app.stream import Hub
from app.work import Stopped, Worker
from engine import schema

Json = Any
Number = float | Literal["NaN", "Infinity", "-Infinity"]
Answering = Callable[[bytes, Settings, Stopped], bytes]


class Refusal(BaseModel):
    """What was wrong: "`field` `rule`, got `value`"."""

    field: str = Field(description="what it is about, as in `optimizer.learning_rate`")
    rule: str = Field(description="what it must be, as in `must be in (0, 1e9]`")
    value: Json = Field(description="what arrived, shortened; null where nothing did")
    code: str = Field(description="the kind of rule, for a program, as in `range`")
    args: dict[str, Json] = Field(description="the numbers and names in the rule")
    message: str = Field(description="the whole sentence")


class Refused(BaseModel):
    """Nothing was computed."""

    error: Refusal


class Evaluated(BaseModel):
    """n examples, k classes or outputs. A number that is not finite is "NaN", "Infinity" or
    "-Infinity".
    """

    scores: list[list[Number]] = Field(description="s (n, k)")
    losses: list[Number] = Field(description="L_i (n,)")
    data_loss: Number = Field(description="the mean of the L_i")
    penalty: Number = Field(description="R(W)")
    total: Number = Field(description="data_loss + penalty")
    grads: dict[str, Json] = Field(description="the gradient of the total by parameter, as stepped")
    predictions: list[int] | None = Field(description="classes of the largest scores (n,)")
    accuracy: Number = Field(description="the part of the predictions that is right")
    margins: list[list[bool]] | None = Field(description="which scores violate a margin (n, k)")


class AfterStep(BaseModel):
    """The state after an update."""

    iteration: int
    data_loss: Number
    penalty: Number
    total: Number
    params: dict[str, Json]


class Diverged(BaseModel):
    """Training ended at `iteration`: the next update would have made `quantity` infinite."""

    iteration: int
    quantity: str


class Trained(BaseModel):
    """The parameters at the end, and the way there."""

    params: dict[str, Json] = Field(description="the parameters by name, after the last update")
    steps: list[AfterStep] = Field(
        description="`iteration`, `data_loss`, `penalty`, `total` and `params` after the updates"
    )
    diverged: Diverged | None = Field(
        description="null, or the last `iteration` and the `quantity` that the next makes infinite"
    )


class Health(BaseModel):
    """The server lives."""

    status: Literal["ok"] = Field(description="ok")
    sessions: int = Field(description="open streams")
    load: int = Field(description="0: nothing is lowered, to 3: the frame rate is")


REFUSALS: dict[int | str, dict[str, Any]] = {
    403: {"model": Refused, "description": "A page of another site asks."},
    413: {"model": Refused, "description": "The body is too long."},
    422: {"model": Refused, "description": "The body is wrong; the error says where and how."},
    503: {"model": Refused, "description": "Too many requests wait already."},
}


def body_of(kind: type[BaseModel]) -> dict[str, Json]:
    """Return the part of the OpenAPI description that says what is posted."""
    content = {"application/json": {"schema": kind.model_json_schema()}}
    return {"requestBody": {"required": True, "content": content}}


def create_router(settings: Settings, hub: Hub, worker: Worker) -> APIRouter:
    """Return the routes. What computes does so in the worker's thread, never on the event loop."""
    router = APIRouter()
    described = json.dumps(schema(), allow_nan=False).encode()

    async def answer(request: Request, work: Answering) -> Response:
        body = await request.body()
        left = asyncio.create_task(_disconnected(request))
        try:
            done = await worker.run(partial(_bound, work, body, settings), left.done)
        finally:
            left.cancel()
        return Response(done, media_type="application/json")

    @router.get("/api/schema", summary="What there is to choose from", response_class=JSONResponse)
    async def get_schema() -> Response:
        """Every family (losses, optimisers, activations, data sets, ...), every member, and each
        setting with its default and range.
        """
        return Response(described, media_type="application/json")

    @router.post(
        "/api/evaluate",
        summary="Scores, losses and gradients",
        responses={200: {"model": Evaluated}, **REFUSALS},
        openapi_extra=body_of(requests.Evaluate),
    )
    async def evaluate(request: Request) -> Response:
        """Build the experiment, put the parameters in if there are any, and evaluate it."""
        return await answer(request, requests.evaluate)

    @router.post(
        "/api/train",
        summary="Parameters and losses, step by step",
        responses={200: {"model": Trained}, **REFUSALS},
        openapi_extra=body_of(requests.Train),
    )
    async def train(request: Request) -> Response:
        """Build the experiment, make so many updates, and say what it was like after each."""
        return await answer(request, requests.train)

    @router.get("/healthz", summary="Whether the server lives", response_model=Health)
    async def healthz() -> dict[str, Json]:
        """For whatever watches over the server."""
        return {"status": "ok", "sessions": len(hub), "load": hub.load}

    return router


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _bound(work: Answering, body: bytes, settings: Settings, stopped: Stopped) -> bytes:
    return work(body, settings, stopped)
