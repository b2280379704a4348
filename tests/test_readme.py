"""What the README promises exists, and its examples work."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import ConfigError, Experiment, datasets, losses, receipts_loss, schema
from tests.server import Server

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")
TEXTS = {name: (ROOT / name).read_text("utf-8") for name in ("README.md", "CONTRIBUTING.md")}
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
EXTENSION = r"(?:py|js|json|md|html|png)"


def prose(text: str) -> str:
    return BLOCK.sub("", text)


def example(opening: str) -> str:
    blocks = [body for language, body in BLOCK.findall(README) if language == "python"]
    return next(body for body in blocks if body.startswith(opening))


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_named_files_exist(text: str) -> None:
    names = re.findall(rf"`([\w.-]+(?:/[\w.-]+)*(?:/|\.{EXTENSION}))`", prose(text))
    links = re.findall(r"""\]\(([^)#:]+)\)|(?:src|srcset)="([^"]+)\"""", prose(text))
    assert names
    for name in [*names, *map("".join, links)]:
        assert (ROOT / name).exists(), name


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_named_commands_exist(text: str) -> None:
    dev = (ROOT / "dev.py").read_text("utf-8")
    commands = re.findall(r"dev\.py (\w+)", text)
    assert commands
    for command in commands:
        assert f'what == "{command}"' in dev, command


def test_named_members_exist() -> None:
    known = {member["name"] for family in schema()["families"].values() for member in family}
    names = set(re.findall(r"`([a-z][a-z0-9]*(?:_[a-z0-9]+)+)`", prose(README)))
    assert names
    assert names <= known


def test_the_loss_of_the_readme_is_a_loss() -> None:
    loss = defined("class Logistic", losses)
    rng = np.random.default_rng(0)
    s, t = rng.normal(size=(5, 3)), loss.encode(np.array([0, 1, 2, 1, 0]), 3)
    direction = rng.normal(size=s.shape)
    slope = (loss.value(s + 1e-6 * direction, t) - loss.value(s - 1e-6 * direction, t)) / 2e-6
    assert np.sum(loss.gradient(s, t) * direction, axis=1) == pytest.approx(slope, rel=1e-6)
    with pytest.raises(ConfigError, match="logistic"):  # no fault: its receipts are still to write
        receipts_loss.value(loss, s[0], t[0])


def test_the_data_set_of_the_readme_is_a_data_set() -> None:
    stripes = defined("class Stripes", datasets)
    data = stripes.generate(np.random.default_rng(0))
    assert data.points.shape == (60, 2)
    assert set(data.labels) == {0, 1}


def test_the_notebook_of_the_readme_gets_its_answer(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    source = example("import json").replace("http://127.0.0.1:8000", server.url)
    exec(compile(source, "README.md", "exec"), {})
    body = {"data": {"name": "cs231n"}, "loss": {"name": "softmax"}, "penalty": {"l2": 0.1}}
    assert float(capsys.readouterr().out) == Experiment(body).evaluate().total


def defined(opening: str, family: Any) -> Any:
    """Run the README's class as if it stood in the family's file, and make one."""
    source = example(opening)
    scope = dict(vars(family))
    exec(compile(source, "README.md", "exec"), scope)
    return scope[opening.split()[1]]()
