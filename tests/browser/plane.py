"""Places and pixels of the plane, and fingers that Chromium itself believes in."""

from __future__ import annotations

from playwright.sync_api import CDPSession

from tests.browser.pages import Linear

# The device's pixel of a canvas at a share of its width and height, as [r, g, b, a].
PIXEL = """([name, x, y]) => {
  const canvas = document.querySelector(`[data-panel=plane] .${name}`);
  const sheet = new OffscreenCanvas(1, 1).getContext("2d");
  sheet.drawImage(canvas, -Math.round(x * canvas.width), -Math.round(y * canvas.height));
  return [...sheet.getImageData(0, 0, 1, 1).data];
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
    left, top, side = frame(linear)
    at_x, at_y = spot(linear, x, y)
    found: list[int] = linear.page.evaluate(
        PIXEL, [canvas, (at_x - left) / side, (at_y - top) / side]
    )
    return found


def touch(cdp: CDPSession, kind: str, *points: tuple[float, float]) -> None:
    fingers = [{"x": x, "y": y, "id": i} for i, (x, y) in enumerate(points)]
    cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})
