"""The static files, read once: a page asks for more than a hundred of them."""

from __future__ import annotations

import hashlib
import mimetypes
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

WEEK = 7 * 24 * 3600
READ = ("GET", "HEAD")

# Windows may call these something else, and browsers refuse modules of another type.
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("font/woff2", ".woff2")


class Files:
    """ASGI middleware that answers for the files of a folder, as they were when the server started.

    Ours are asked for again each time (an ETag answers), the libraries' are kept a week. Whatever
    else is asked for is left to the application.
    """

    def __init__(self, app: ASGIApp, folder: Path, libraries: Path) -> None:
        self.app = app
        self._files = {
            f"/{folder.name}/{path.relative_to(folder).as_posix()}": File(
                path, f"public, max-age={WEEK}" if libraries in path.parents else "no-cache"
            )
            for path in folder.rglob("*")
            if path.is_file()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        read = scope["type"] == "http" and scope["method"] in READ
        app = self._files.get(scope["path"], self.app) if read else self.app
        await app(scope, receive, send)


class File:
    """One file, with the answers to be given about it."""

    def __init__(self, path: Path, cache: str) -> None:
        body = path.read_bytes()
        self._etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        headers = {"Cache-Control": cache, "ETag": self._etag}
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        self._whole = Response(body, 200, headers, kind)
        self._unchanged = Response(None, 304, headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = Headers(scope=scope).get("if-none-match", "")  # a list, perhaps of weak ones
        answer = self._unchanged if self._etag in asked else self._whole
        await answer(scope, receive, send)  # to HEAD, too: the server leaves the body out
