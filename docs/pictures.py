"""Take the README's pictures from the running app: `.venv/bin/python -m docs.pictures`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import chromium
from tests.browser.pages import Linear, Mlp
from tests.server import Server

FOLDER = Path(__file__).parent / "pictures"
LOOKS = {"linear": [], "linear-dark": ["theme"], "mlp": [], "mlp-dark": ["theme"]}
ADDRESS = "data=lecture_frame&loss=weston_watkins&penalty=l2:0.1&optimizer=gd,learning_rate:0.1"
STEPS = 40
NETWORK = (
    "data=cs231n_spiral,noise:0.25&loss=softmax&penalty=l2:0.001&optimizer=adam,learning_rate:0.01"
    "&hidden=8,tanh;6,tanh;2,tanh&test=0.2&batch=24&seed=5"
)
EPOCHS = 60


def picture(browser: Browser, url: str, name: str, buttons: list[str]) -> None:
    """One of the scenes some updates later, in one of the looks."""
    page = browser.new_page(
        viewport={"width": 1280, "height": 720},
        device_scale_factor=1.5,
        locale="en",
        color_scheme="light",
    )
    scene = networks(page, url) if name.startswith("mlp") else lecture(page, url)
    for button in buttons:
        scene.click(button)
    page.mouse.move(0, 0)
    scene.settle()
    page.screenshot(path=FOLDER / f"{name}.png")
    page.close()


def lecture(page: Page, url: str) -> Linear:
    """The lecture's nine points."""
    linear = Linear(page).open(url, ADDRESS)
    for _ in range(STEPS):
        linear.click("btn-step")
    return linear


def networks(page: Page, url: str) -> Linear:
    """A spiral of three classes, which two units at the end part."""
    mlp = Mlp(page).open(url, NETWORK)
    for _ in range(EPOCHS):
        mlp.click("btn-epoch")
    return mlp


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
