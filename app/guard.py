"""The outermost layer of every request: hosts, sizes of bodies, failures, security headers."""

from __future__ import annotations

import logging
from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import error_response, of_origin
from app.limits import too_large
from app.security import host_allowed, new_nonce, origin_allowed, secure
from app.settings import Settings
from engine import ConfigError

log = logging.getLogger(__name__)
Fail = Callable[[Scope], ASGIApp]


class Guard:
    """ASGI middleware. `fail` makes the answer of a request whose handler has raised."""

    def __init__(self, app: ASGIApp, settings: Settings, fail: Fail) -> None:
        self.app, self.settings, self.fail = app, settings, fail

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._guarded(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _guarded(self, scope: Scope, receive: Receive, send: Send) -> None:
        nonce = scope.setdefault("state", {})["nonce"] = new_nonce()
        started = False

        async def send_secured(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                secure(MutableHeaders(scope=message), nonce)
            await send(message)

        headers = Headers(scope=scope)
        app = self._refusal(scope["method"], headers) or self.app
        try:
            await app(scope, self._measured(receive), send_secured)
        except Exception:
            log.exception("a request failed")
            if not started:
                await self.fail(scope)(scope, receive, send_secured)

    def _refusal(self, method: str, headers: Headers) -> ASGIApp | None:
        host, length = headers.get("host", ""), headers.get("content-length", "0")
        if not host_allowed(host, self.settings):
            rule = "must be an address, a local name, or in FRONTEIRA_ALLOWED_HOSTS"
            return error_response(ConfigError("host", rule, host, "host"), 421)
        if method == "POST" and not origin_allowed(headers, self.settings):
            return error_response(of_origin(headers["origin"]), 403)
        if not length.isdecimal() or int(length) > self.settings.max_message_bytes:
            return error_response(self._too_long(int(length) if length.isdecimal() else 0), 413)
        return None

    def _measured(self, receive: Receive) -> Receive:
        """The same body, as long as it keeps within the limit."""
        size = 0

        async def receive_measured() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > self.settings.max_message_bytes:
                raise TooLongError(self._too_long(size))
            return message

        return receive_measured

    def _too_long(self, size: int) -> ConfigError:
        return too_large("body", size, self.settings.max_message_bytes, "must have bytes")


class TooLongError(HTTPException):
    """A body that outgrew the limit while it was read."""

    def __init__(self, error: ConfigError) -> None:
        super().__init__(413)
        self.error = error
