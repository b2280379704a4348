"""Refusals over HTTP: one JSON shape, {"error": {field, rule, value, code, args, message}}."""

from __future__ import annotations

from starlette.responses import JSONResponse

from app.complaints import described
from engine import ConfigError


def error_response(error: ConfigError, status: int = 422) -> JSONResponse:
    """Return the answer that says what is wrong."""
    return JSONResponse({"error": described(error)}, status)


def of_origin(origin: str) -> ConfigError:
    """Return what is said to a page of another site."""
    return ConfigError("origin", "must be this server's own", origin, "origin")


def of_status(status: int, path: str, method: str) -> ConfigError:
    """Return what the server itself has to say about a request, as such an error."""
    match status:
        case 404:
            return ConfigError("path", "must be an address of this server", path, "not_found")
        case 405:
            return ConfigError("method", "must be one that this address takes", method, "method")
        case 500:
            return ConfigError("server", "has failed and logged why", None, "failed")
    return ConfigError("request", "could not be answered", status, "status")
