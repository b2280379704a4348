"""How smoothly a real Chromium plays the scene of networks, and what a frame costs it.

    python bench/smooth.py [--seconds 6]

ConvNetJS's start, two layers of twenty units with 300 points, and three with 500: playing at 30
updates a second, playing as fast as it goes, and while a point is dragged. README.md beside this
has the figures.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from pathlib import Path
from typing import Any

from latency import drag, load, machine  # puts the repository on the path
from playwright.async_api import Browser, CDPSession, Page, async_playwright

from tests.browser import chromium
from tests.server import Server

LARGE = (
    "data=playground_spiral,count:500&hidden=20,tanh;20,tanh;20,tanh&loss=softmax"
    "&optimizer=adam,learning_rate:0.01&batch=10&seed=1"
)
MIDDLE = "data=cs231n_spiral,count:300&hidden=20,tanh;20,tanh&loss=softmax&seed=1"  # load.py's L
NETWORKS = {
    "ConvNetJS's start": "",
    "2 × 20 units, 300 points": MIDDLE,
    "3 × 20 units, 500 points": LARGE,
}
MODES = ("30/s", "as fast as it goes", "dragging")
COUNT = """() => {
  window.received = 0;
  const Plain = WebSocket;
  window.WebSocket = class extends Plain {
    constructor(...given) {
      super(...given);
      const count = ({ data }) => { window.received += typeof data !== "string"; };
      this.addEventListener("message", count);
    }
  };
}"""
COSTS = ("ScriptDuration", "TaskDuration")
PROBE = """() => {
  const found = (window.found = { frames: [], tasks: [] });
  const tick = (time) => { found.frames.push(time); requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
  const note = (list) => list.getEntries().forEach((one) => found.tasks.push(one.duration));
  new PerformanceObserver(note).observe({ type: "longtask" });
}"""


async def spent(session: CDPSession) -> dict[str, float]:
    """Seconds of the page's main thread until now, by kind."""
    found = await session.send("Performance.getMetrics")
    return {one["name"]: one["value"] for one in found["metrics"] if one["name"] in COSTS}


async def act(page: Page, mode: str, seconds: float) -> dict[str, Any]:
    """Do it for a while; return what the page noted, and milliseconds for each frame received."""
    session = await page.context.new_cdp_session(page)
    await session.send("Performance.enable")
    if mode == "as fast as it goes":
        await page.get_by_test_id("speed").press("End")
    if mode != "dragging":
        await page.get_by_test_id("btn-play").click()
    await page.wait_for_timeout(1500)
    await page.evaluate(PROBE)
    before, received = await spent(session), await page.evaluate("received")
    if mode == "dragging":
        box = await page.locator("[data-testid^=point-]").first.bounding_box()
        assert box is not None
        centre = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        await drag(session, centre, seconds)
    else:
        await page.wait_for_timeout(1000 * seconds)
    found: dict[str, Any] = await page.evaluate("found")
    after, frames = await spent(session), await page.evaluate("received") - received
    return found | {cost: 1000.0 * (after[cost] - before[cost]) / frames for cost in COSTS}


async def measure(browser: Browser, url: str, mode: str, seconds: float) -> str:
    """Return a cell of the table."""
    page = await browser.new_page(viewport={"width": 1280, "height": 720})
    await page.add_init_script(f"({COUNT})()")
    await page.goto(url)
    await page.wait_for_selector("body[data-ready]")
    found = await act(page, mode, seconds)
    state = await page.get_by_test_id("connection").get_attribute("data-state")
    await page.close()
    frames, tasks = found["frames"], sorted(found["tasks"], reverse=True)
    rate = 1000.0 * (len(frames) - 1) / (frames[-1] - frames[0])
    long = ", ".join(f"{task:.0f}" for task in tasks) or "none"
    scripts, all_of_it = (found[cost] for cost in COSTS)
    cost = f"{scripts:.1f} ms of scripts, {all_of_it:.1f} ms in all, a frame received"
    return f"{rate:.1f} frames/s; over 50 ms: {long}; {cost}; {state}"


async def run(url: str, seconds: float) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium.find(), args=["--no-sandbox"]
        )
        print(f"{machine()}; {Path(chromium.find() or '').name} {browser.version}; load {load()}\n")
        for name, address in NETWORKS.items():
            for mode in MODES:
                cell = await measure(browser, f"{url}/mlp#{address}", mode, seconds)
                print(f"| {name} | {mode} | {cell} |", flush=True)
        await browser.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=6.0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder) / "log") as server:
        asyncio.run(run(server.url, given.seconds))


if __name__ == "__main__":
    main()
