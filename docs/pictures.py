"""Take the README's pictures from the running app: `.venv/bin/python -m docs.pictures`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser import chromium
from tests.browser.pages import Linear
from tests.server import Server

FOLDER = Path(__file__).parent / "pictures"
LOOKS = {"linear": [], "linear-dark": ["theme"]}
ADDRESS = "data=lecture_frame&loss=weston_watkins&penalty=l2:0.1&optimizer=gd,learning_rate:0.1"
STEPS = 40


def picture(browser: Browser, url: str, name: str, buttons: list[str]) -> None:
    """The lecture's nine points some updates later, in one of the looks."""
    page = browser.new_page(
        viewport={"width": 1280, "height": 720},
        device_scale_factor=1.5,
        locale="en",
        color_scheme="light",
    )
    linear = Linear(page).open(url, ADDRESS)
    for _ in range(STEPS):
        linear.click("btn-step")
    for button in buttons:
        linear.click(button)
    page.mouse.move(0, 0)
    linear.settle()
    page.screenshot(path=FOLDER / f"{name}.png")
    page.close()


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        Server(Path(folder, "log")) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium.find())
        for name, buttons in LOOKS.items():
            picture(browser, server.url, name, buttons)
        browser.close()


if __name__ == "__main__":
    main()
