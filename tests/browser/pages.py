"""The linear scene as a person handles it, and its numbers as the engine has them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Self

import numpy as np
from playwright.sync_api import Locator, Page, expect

from engine import Experiment

# One experiment, as a link says it and as the engine does.
ADDRESS = "data=cs231n&loss=weston_watkins&penalty=l2:0.1&optimizer=gd,learning_rate:0.1&seed=1"
CONFIG = {
    "loss": {"name": "weston_watkins"},
    "penalty": {"l2": 0.1},
    "optimizer": {"name": "gd", "learning_rate": 0.1},
}
PATIENCE = 30.0
POLL = 20
READ = """() => Object.fromEntries([...document.querySelectorAll("[data-testid][data-value]")]
    .map((cell) => [cell.dataset.testid, cell.dataset.value]))"""
RECORD = """() => {
  const cell = document.querySelector("[data-testid=iteration]");
  window.seen = [];
  const look = () => window.seen.push(Number(cell.dataset.value));
  new MutationObserver(look).observe(cell, { attributes: true });
}"""


class Linear:
    """`/linear`: every control and cell by its `data-testid`."""

    path = "linear"

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, url: str, address: str = ADDRESS) -> Self:
        self.page.goto(f"{url}/{self.path}#{address}")
        return self.ready()

    def ready(self) -> Self:
        expect(self.page.locator("body[data-ready]")).to_be_attached(timeout=PATIENCE * 1000)
        self.connection("live")
        return self

    def at(self, testid: str) -> Locator:
        return self.page.get_by_test_id(testid)

    def connection(self, state: str) -> None:
        expect(self.at("connection")).to_have_attribute(
            "data-state", state, timeout=PATIENCE * 1000
        )

    # What a person does

    def click(self, testid: str) -> None:
        self.at(testid).click()

    def type(self, testid: str, text: str) -> None:
        self.at(testid).fill(text)
        self.at(testid).press("Enter")

    def choose(self, testid: str, choice: str) -> None:
        """One of a menu, or of the buttons of a segmented control."""
        control = self.at(testid)
        if control.evaluate("element => element.localName") == "select":
            control.select_option(choice)
        else:
            control.locator(f'[data-choice="{choice}"]').click()

    def drag(self, index: int, right: float, down: float) -> None:
        """Pull a point by so many pixels, with the mouse."""
        x, y = self.centre(index)
        mouse = self.page.mouse
        mouse.move(x, y)
        mouse.down()
        mouse.move(x + right, y + down, steps=8)
        mouse.up()

    def centre(self, index: int) -> tuple[float, float]:
        box = self.at(f"point-{index}").bounding_box()
        assert box is not None
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def tab_to(self, selector: str) -> None:
        """Press Tab until the focus is on, or inside, what the selector finds."""
        for _ in range(80):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("(s) => Boolean(document.activeElement.closest(s))", selector):
                return
        raise AssertionError(f"Tab never reaches {selector}")

    # What a person reads

    def values(self) -> dict[str, str]:
        found: dict[str, str] = self.page.evaluate(READ)
        return found

    def value(self, testid: str) -> float:
        return float(self.values()[testid])

    @property
    def iteration(self) -> int:
        return int(self.value("iteration"))

    def parameters(self) -> dict[str, np.ndarray]:
        values = self.values()
        return {
            "W0": gather(values, "W", 2),
            "b0": gather(values, "b", 1),
        }

    def data(self) -> dict[str, Any]:
        """The samples of the table, as the engine takes them."""
        values = self.values()
        labels = gather(values, "y", 1).astype(int)
        classes = gather(values, "b", 1).size
        points = gather(values, "x", 2).tolist()
        return {"points": points, "labels": labels.tolist(), "classes": classes}

    def experiment(self, **changes: Any) -> Experiment:
        """The engine's own experiment, from the samples and parameters shown."""
        experiment = Experiment({"data": self.data(), **CONFIG, **changes})
        experiment.set_params(self.parameters())
        return experiment

    def shows(self, experiment: Experiment) -> None:
        """Every number on the page becomes the engine's own, to the last digits."""
        want = numbers(experiment)
        until(lambda: not differences(want, self.values()), self.page)
        assert differences(want, self.values()) == {}

    def settle(self) -> None:
        """Wait until no cell changes any more."""
        last: dict[str, str] = {}
        while last != self.values():
            last = self.values()
            self.page.wait_for_timeout(300)

    def stopped(self) -> int:
        """The iteration at which training stands still."""
        self.settle()
        return self.iteration

    def record(self) -> None:
        """From now on, keep every iteration shown: see `recorded`."""
        self.page.evaluate(RECORD)

    def recorded(self) -> list[int]:
        seen: list[int] = self.page.evaluate("() => window.seen")
        return seen


class Mlp(Linear):
    """`/mlp`: the same, and the settings that lie behind the buttons of the strip."""

    path = "mlp"

    def open(self, url: str, address: str = "") -> Self:
        return super().open(url, address)

    def set(self, group: str, testid: str, text: str) -> None:
        """Open a group of settings, type a value and leave."""
        self.click(f"set-{group}")
        self.type(testid, text)
        self.page.keyboard.press("Escape")

    def preset(self, name: str) -> None:
        """Another preset, and all that it brings."""
        strip = self.page.locator("[data-panel=strip]")
        before = strip.inner_text()
        self.choose("preset", name)
        expect(strip).not_to_have_text(before, use_inner_text=True)
        self.settle()

    def choose_in(self, group: str, testid: str, choice: str) -> None:
        """Open a group of settings, choose from its menu and leave."""
        self.click(f"set-{group}")
        self.choose(testid, choice)
        self.page.keyboard.press("Escape")

    def totals(self, experiment: Experiment) -> None:
        """The totals become those of the engine, to the last digits."""
        result = experiment.evaluate(gradients=False)
        want = {
            "data-loss": result.data_loss,
            "total-loss": result.total,
            "penalty": result.penalty,
        }
        until(lambda: not differences(want, self.values()), self.page)
        assert differences(want, self.values()) == {}


def numbers(experiment: Experiment) -> dict[str, float]:
    """What the cells of the linear scene must show, by `data-testid`."""
    result = experiment.evaluate()
    arrays = {
        "W": experiment.params["W0"],
        "b": experiment.params["b0"],
        "dW": result.grads["W0"],
        "db": result.grads["b0"],
        "x": experiment.points,
        "s": result.scores,
        "loss": result.losses,
    }
    cells = {
        "-".join([name, *map(str, index)]): float(value)
        for name, array in arrays.items()
        for index, value in np.ndenumerate(array)
    }
    return cells | {
        "loss-mean": result.data_loss,
        "data-loss": result.data_loss,
        "penalty": result.penalty,
        "total-loss": result.total,
    }


def differences(want: dict[str, float], shown: dict[str, str]) -> dict[str, tuple[float, str]]:
    """The cells that show something else than the engine's number, beyond the last two digits."""
    return {
        name: (value, shown.get(name, "missing"))
        for name, value in want.items()
        if name not in shown
        or not math.isclose(float(shown[name]), value, rel_tol=1e-12, abs_tol=1e-14)
    }


def gather(values: dict[str, str], prefix: str, axes: int) -> np.ndarray:
    """The cells "prefix-i" or "prefix-i-j" as an array."""
    cells = {}
    for name, value in values.items():
        head, *index = name.split("-")
        if head == prefix and len(index) == axes and all(part.isdecimal() for part in index):
            cells[tuple(map(int, index))] = float(value)
    array = np.full(np.max(list(cells), axis=0) + 1, np.nan)
    for index, value in cells.items():
        array[index] = value
    return array


def until(probe: Callable[[], bool], page: Page, seconds: float = PATIENCE) -> None:
    """Wait until something holds; the assertion that follows says what did not."""
    for _ in range(int(seconds * 1000 / POLL)):
        if probe():
            return
        page.wait_for_timeout(POLL)
