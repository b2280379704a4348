"""How long from a pointer move to the painted frame that reflects it, in a real Chromium.

    python bench/latency.py [--rounds 5] [--seconds 4] [--trace FILE]

A point is dragged around a circle by trusted input events (DevTools protocol, 125 a second, at
times that have nothing to do with the screen's). README.md beside this says what is measured.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import math
import os
import platform
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from playwright.async_api import CDPSession, Page, async_playwright  # noqa: E402

from tests.browser import chromium  # noqa: E402
from tests.server import Server  # noqa: E402

ADDRESS = "data=cs231n&loss=weston_watkins&penalty=l2:0.1&optimizer=gd,learning_rate:0.1&seed=1"
PERIOD = 0.008  # a mouse of 125 Hz
RADIUS = 60.0
STAGES = ("input", "handled", "sent", "received", "drawn", "painted")
START = "() => Object.assign(probe, { moves: [], painted: [], frames: [], tasks: [], on: true })"
STOP = "() => { probe.on = false; const { on, ...found } = probe; return found; }"


def quantile(values: list[float], q: float) -> float:
    """The value that a share q does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, math.ceil(q * len(ordered)) - 1)]


async def drag(cdp: CDPSession, centre: tuple[float, float], seconds: float) -> None:
    """Pull what lies at the centre around a circle and back, without waiting for the page.

    A point that left the plane over the rounds would no longer move with the pointer.
    """
    x, y = centre
    button = {"button": "left", "buttons": 1, "clickCount": 1}
    sent: list[asyncio.Task[Any]] = []

    def say(kind: str, x: float, y: float) -> None:
        event = {"type": kind, "x": x, "y": y, **button}
        sent.append(asyncio.create_task(cdp.send("Input.dispatchMouseEvent", event)))

    say("mousePressed", x, y)
    begun = time.perf_counter()
    due = begun
    while due - begun < seconds:
        angle = 2.0 * math.pi * (due - begun) / 1.5
        say("mouseMoved", x + RADIUS * (math.cos(angle) - 1.0), y + RADIUS * math.sin(angle))
        due += PERIOD * random.uniform(0.8, 1.2)
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
    say("mouseMoved", x, y)
    say("mouseReleased", x, y)
    await asyncio.gather(*sent)


async def measure(page: Page, cdp: CDPSession, seconds: float) -> dict[str, Any]:
    """One drag and what the page noted of it."""
    box = await page.get_by_test_id("point-2").bounding_box()
    assert box is not None
    await page.evaluate(START)
    centre = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    await drag(cdp, centre, seconds)
    await page.wait_for_timeout(200)
    found: dict[str, Any] = await page.evaluate(STOP)
    return found


def figures(found: dict[str, Any]) -> dict[str, float]:
    """The round in numbers."""
    moves, frames = found["moves"], found["frames"]
    latency = [move["painted"] - move["input"] for move in moves]
    dragging = (moves[0]["input"], moves[-1]["painted"])
    span = (dragging[1] - dragging[0]) / 1000.0
    within = [t for t in found["painted"] if dragging[0] <= t <= dragging[1]]
    stages = {
        f"{a} to {b}": statistics.median(move[b] - move[a] for move in moves)
        for a, b in pairwise(STAGES)
    }
    return {
        "moves": len(moves),
        "p50 ms": quantile(latency, 0.50),
        "p95 ms": quantile(latency, 0.95),
        "answers painted/s": len(within) / span,
        "animation frames/s": 1000.0 * (len(frames) - 1) / (frames[-1] - frames[0]),
        "tasks over 50 ms": len(found["tasks"]),
        **stages,
    }


async def run(url: str, rounds: int, seconds: float, trace: str | None) -> dict[str, Any]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium.find(), args=["--no-sandbox"]
        )
        page = await browser.new_page(viewport={"width": 1280, "height": 720})
        await page.add_init_script(path=ROOT / "bench/latency.js")
        cdp = await page.context.new_cdp_session(page)
        results: dict[str, Any] = {"browser": f"Chromium {browser.version}"}
        for training in (False, True):
            await page.goto("about:blank")
            await page.goto(f"{url}/linear#{ADDRESS}")
            await page.wait_for_selector("body[data-ready]")
            if training:
                await page.get_by_test_id("speed").press("End")
                await page.get_by_test_id("btn-play").click()
            await page.wait_for_timeout(1000)
            await measure(page, cdp, 1.0)  # warm
            if trace:
                await browser.start_tracing(page=page, path=f"{trace}-{training}.json")
            name = "training" if training else "stopped"
            results[name] = [figures(await measure(page, cdp, seconds)) for _ in range(rounds)]
            if trace:
                await browser.stop_tracing()
        await browser.close()
    return results


def table(results: dict[str, Any]) -> Iterator[str]:
    """Medians over the rounds, with the least and the greatest."""
    yield "| | stopped | training |"
    yield "| --- | --- | --- |"
    for name in results["stopped"][0]:
        cells = []
        for mode in ("stopped", "training"):
            values = [one[name] for one in results[mode]]
            middle, low, high = statistics.median(values), min(values), max(values)
            cells.append(f"{middle:.1f} ({low:.1f} to {high:.1f})")
        yield f"| {name} | {' | '.join(cells)} |"


def machine() -> str:
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return f"{line.split(':', 1)[1].strip()}, {os.cpu_count()} cores"
    return f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores"


def load() -> str:
    return ", ".join(f"{value:.2f}" for value in os.getloadavg())


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--trace", help="write Chromium traces that begin with this name")
    parser.add_argument("--json", action="store_true", help="every round, as JSON")
    given = parser.parse_args()
    before = load()
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder) / "log") as server:
        results = asyncio.run(run(server.url, given.rounds, given.seconds, given.trace))
    if given.json:
        print(json.dumps(results, indent=1))
        return
    print(
        f"{machine()}; {platform.system()}; Python {platform.python_version()}; "
        f"{results['browser']}; {given.rounds} rounds of {given.seconds:g} s"
    )
    print(f"load before: {before}; after: {load()}\n")
    print("\n".join(table(results)))


if __name__ == "__main__":
    main()
