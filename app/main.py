"""The web application, wired together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Scope

from app import api, pages, stream
from app.errors import error_response, of_status
from app.files import Files
from app.guard import Guard, TooLongError
from app.settings import Settings
from app.work import BusyError, Worker
from engine import ConfigError

DESCRIPTION = (
    "The engine of the playground over HTTP. What is refused is answered with 422 and "
    '`{"error": {"field", "rule", "value", "code", "args", "message"}}`. The stream of the live '
    "pages is described in `docs/protocol.md`."
)


def create_app(settings: Settings | None = None) -> FastAPI:
    """Return the application. Its `state.hub` holds the streams, to be closed before it stops."""
    settings = settings or Settings()
    hub, worker = stream.Hub(settings), Worker(settings.max_waiting_requests)
    shown = pages.Pages()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.openapi()  # once and now: it takes as long as many frames
        hub.start()
        yield
        worker.stop()
        await hub.close()
        await hub.stop()

    app = FastAPI(
        title="Fronteira",
        version="1",
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.hub, app.state.worker = hub, worker
    app.include_router(api.create_router(settings, hub, worker))
    app.include_router(stream.create_router(hub))
    app.include_router(pages.create_router(app, shown))
    answer = partial(_answer, shown)
    app.add_exception_handler(ConfigError, answer)
    app.add_exception_handler(BusyError, answer)
    app.add_exception_handler(HTTPException, answer)
    app.add_middleware(Files, folder=pages.STATIC, libraries=pages.VENDOR)
    app.add_middleware(Guard, settings=settings, fail=partial(_failed, shown))
    return app


async def _answer(shown: pages.Pages, request: Request, error: Exception) -> Response:
    """Say what is wrong: as JSON, or to a person as a page."""
    match error:
        case ConfigError():
            return error_response(error)
        case BusyError(error=busy):
            return error_response(busy, 503)
        case TooLongError(error=long):
            return error_response(long, 413)
        case HTTPException(status_code=status):
            return _said(shown, request, status)
    raise error


def _failed(shown: pages.Pages, scope: Scope) -> Response:
    return _said(shown, Request(scope), 500)


def _said(shown: pages.Pages, request: Request, status: int) -> Response:
    if "text/html" in request.headers.get("accept", ""):
        return shown.error(request, status)
    return error_response(of_status(status, request.url.path, request.method), status)
