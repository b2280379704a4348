"""The pages: the list of scenes, each scene, the description of the JSON interface, and errors."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse, Response

from app.modules import needed
from app.words import Words, choose_language

ROOT = Path(__file__).resolve().parents[1]
STATIC, VENDOR = ROOT / "static", ROOT / "static" / "vendor"
SCENES = ("linear", "mlp")  # in the lecture's order; each has a template and a module of its name
LANGUAGE_COOKIE = "fronteira_lang"  # the page's own choice
READ = ["GET", "HEAD"]


class SetupError(RuntimeError):
    """The server cannot serve pages as it is installed."""


class Pages:
    """Renders templates with what all of them need."""

    def __init__(self) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(ROOT / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= {"marked": marked, "rows": rows}
        for name in self._environment.list_templates():
            self._environment.get_template(name)  # compiled before anybody waits for it
        self._words = Words(STATIC / "i18n")
        libraries = _libraries()
        self.version = hashlib.sha256(libraries.encode()).hexdigest()[:12]
        self.importmap = _importmap(json.loads(libraries), self.version)
        scripts = STATIC / "js"
        self._modules = {
            scene: needed(scripts, "main.js", f"scenes/{scene}.js") for scene in SCENES
        }

    def render(self, request: Request, name: str, **context: Any) -> Response:
        """Return a page in the visitor's language."""
        accepted = request.headers.get("accept-language", "")
        asked = request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE)
        language = choose_language(asked, accepted)
        html = self._environment.get_template(name).render(
            lang=language,
            t=self._words.translator(language),
            nonce=request.state.nonce,
            importmap=self.importmap,
            scenes=SCENES,
            version=self.version,
            modules=self._modules.get(context.get("scene", ""), ()),
            **{"scene": "", **context},
        )
        headers = {"Cache-Control": "no-cache", "Vary": "Accept-Language, Cookie"}
        return HTMLResponse(html, context.get("status", 200), headers)

    def error(self, request: Request, status: int) -> Response:
        return self.render(request, "error.html", status=status)


def marked(text: str) -> Markup:
    """Return a text as HTML, with what stands between backticks as code."""
    parts = [escape(part) for part in text.split("`")]
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if index % 2 else part
        for index, part in enumerate(parts)
    )


def rows(example: dict[str, Any]) -> str:
    """Return an object as JSON with a line for each of its keys."""
    lines = [f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in example.items()]
    return "{\n" + ",\n".join(lines) + "\n}"


def _libraries() -> str:
    try:
        return (VENDOR / "importmap.json").read_text("utf-8")
    except FileNotFoundError:
        raise SetupError(
            f"The browser's libraries are missing: there is no {VENDOR / 'importmap.json'}. "
            "`python3 dev.py run` installs them, and so does `pip install -e .`."
        ) from None


def _importmap(libraries: dict[str, str], version: str) -> str:
    imports = {name: f"/static/vendor/{path}?v={version}" for name, path in libraries.items()}
    return json.dumps({"imports": imports}).replace("<", "\\u003c")


def create_router(app: FastAPI, pages: Pages) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.api_route("/", methods=READ)
    async def home(request: Request) -> Response:
        return pages.render(request, "home.html", scene="home")

    @router.api_route("/docs", methods=READ)
    async def docs(request: Request) -> Response:
        return pages.render(request, "docs.html", api=app.openapi())

    @router.api_route("/{scene}", methods=READ)
    async def scene(request: Request, scene: str) -> Response:
        if scene not in SCENES:
            return pages.error(request, 404)
        return pages.render(request, f"{scene}.html", scene=scene)

    return router
