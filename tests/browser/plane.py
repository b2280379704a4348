"""Places and pixels of the plane, and fingers that Chromium itself believes in."""

from __future__ import annotations

from collections.abc import Sequence

from playwright.sync_api import CDPSession

from tests.browser.pages import Linear

# The device's pixels of a canvas at shares of its width and height, each as [r, g, b, a].
PIXELS = """([name, places]) => {
  const canvas = document.querySelector(`[data-panel=plane] .${name}`);
  const copy = new OffscreenCanvas(canvas.width, canvas.height);
  const sheet = copy.getContext("2d", { willReadFrequently: true });
  sheet.drawImage(canvas, 0, 0);
  const at = (share, size) => Math.round(share * size);
  return places.map(([x, y]) =>
    [...sheet.getImageData(at(x, canvas.width), at(y, canvas.height), 1, 1).data]);
}"""


def window(linear: Linear) -> list[float]:
    """Centre and half side of what is seen."""
    return [
        float(part) for part in str(linear.at("point-0").get_attribute("data-window")).split(",")
    ]


def frame(linear: Linear) -> tuple[float, float, float]:
    """Left, top and side of the plane, in pixels."""
    box = linear.at("plane").bounding_box()
    assert box is not None
    return box["x"], box["y"], box["width"]


def spot(linear: Linear, x: float, y: float) -> tuple[float, float]:
    """Where a point of the plane is on the page."""
    left, top, side = frame(linear)
    centre_x, centre_y, half = window(linear)
    return (
        left + side * (0.5 + (x - centre_x) / (2 * half)),
        top + side * (0.5 - (y - centre_y) / (2 * half)),
    )


def pixel(linear: Linear, canvas: str, x: float, y: float) -> list[int]:
    """The colour at a point of the plane."""
    return pixels(linear, canvas, [(x, y)])[0]


def pixels(linear: Linear, canvas: str, points: Sequence[tuple[float, float]]) -> list[list[int]]:
    """The colours at some points of the plane."""
    centre_x, centre_y, half = window(linear)
    shares = [
        (0.5 + (x - centre_x) / (2 * half), 0.5 - (y - centre_y) / (2 * half)) for x, y in points
    ]
    found: list[list[int]] = linear.page.evaluate(PIXELS, [canvas, shares])
    return found


def touch(cdp: CDPSession, kind: str, *points: tuple[float, float]) -> None:
    fingers = [{"x": x, "y": y, "id": i} for i, (x, y) in enumerate(points)]
    cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})
