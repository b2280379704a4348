"""Find the Chromium that the browser tests drive; with --install, fetch one first."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = (
    "chromium-headless-shell",  # without a browser's own windows the tests take a quarter less
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "msedge",
    "chrome",
)
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"%ProgramFiles%\Google\Chrome\Application\chrome.exe",
    r"%ProgramFiles(x86)%\Google\Chrome\Application\chrome.exe",
    r"%ProgramFiles(x86)%\Microsoft\Edge\Application\msedge.exe",
)


def find() -> str | None:
    """$FRONTEIRA_BROWSER, else the system's browser, else Playwright's own build, else None."""
    if named := os.environ.get("FRONTEIRA_BROWSER"):
        return named
    for path in [shutil.which(name) for name in NAMES] + [os.path.expandvars(p) for p in PLACES]:
        if path and Path(path).is_file():
            return path
    try:
        from playwright.sync_api import sync_playwright

        with sync_playwright() as playwright:
            path = playwright.chromium.executable_path
    except Exception:  # its driver needs libatomic1, which a bare Debian lacks
        return None
    return path if Path(path).exists() else None


def install() -> None:
    """Playwright's build where its host answers, else Debian's package when we are root."""
    playwright = [sys.executable, "-m", "playwright", "install", "chromium"]
    if subprocess.run(playwright, capture_output=True).returncode == 0:
        return
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        apt("update")
        for browser in ("chromium-headless-shell", "chromium"):
            if apt("install", "-y", "--no-install-recommends", browser, "libatomic1"):
                return


def apt(*arguments: str) -> bool:
    """Whether Debian's package tool did it."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(["apt-get", "-qq", *arguments], env=quiet, stdout=subprocess.DEVNULL)
    return done.returncode == 0


if __name__ == "__main__":
    if "--install" in sys.argv and not find():
        print("installing a Chromium for the browser tests ...", flush=True)
        install()
    print("browser:", find() or "none")
