"""A real Chromium, and a watch over everything it requests, logs or refuses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

from tests.browser import chromium
from tests.browser.pages import PATIENCE, Linear, Mlp
from tests.browser.sizes import SIZES
from tests.server import Server

FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Watch:
    """Complaints of a browser context: errors on the console, failed or foreign requests."""

    def __init__(self, context: BrowserContext) -> None:
        self.complaints: list[str] = []
        context.on("console", self.console)
        context.on("weberror", lambda error: self.complaints.append(f"uncaught: {error.error}"))
        context.on("request", self.request)
        context.on("response", self.response)

    def console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"console {message.type}: {message.text}")

    def request(self, request: Request) -> None:
        there = urlsplit(request.url)
        if there.scheme not in ("data", "blob", "about") and there.hostname != "127.0.0.1":
            self.complaints.append(f"request to another origin: {request.url}")

    def response(self, response: Response) -> None:
        if response.status >= 400:
            self.complaints.append(f"status {response.status}: {response.url}")

    def forgive(self, part: str) -> None:
        """Drop the complaints that the test itself has caused."""
        self.complaints = [text for text in self.complaints if part not in text]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = chromium.find()
    if path is None:
        pytest.fail("No Chromium here: `python3 dev.py sync` installs one where it can.")
    return {**browser_type_launch_args, "executable_path": path, "args": FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_context_args,
        "viewport": {"width": 1280, "height": 720},
        "locale": "pt-BR",
        "color_scheme": "light",
    }


@pytest.fixture(autouse=True)
def watch(context: BrowserContext) -> Iterator[Watch]:
    """No test passes while the page complains, whatever else it checks."""
    context.set_default_timeout(PATIENCE * 1000)
    watching = Watch(context)
    yield watching
    assert watching.complaints == []


@pytest.fixture
def linear(page: Page, server: Server) -> Linear:
    """The linear scene, live, on the shared server."""
    return Linear(page).open(server.url)


@pytest.fixture
def mlp(page: Page, server: Server) -> Mlp:
    """The scene of networks, live, with ConvNetJS's own network on the shared server."""
    return Mlp(page).open(server.url)


@pytest.fixture
def sized(request: pytest.FixtureRequest, browser: Browser) -> Iterator[tuple[str, Page]]:
    """A page on the screen that the test names (see sizes.py)."""
    width, height, touch, _ = SIZES[request.param]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale="pt-BR",
        color_scheme="light",
        has_touch=touch,
        is_mobile=touch,
    )
    watch = Watch(context)
    yield request.param, context.new_page()
    context.close()
    assert watch.complaints == []
