"""Several processes behind one address: evenly shared, replaced when they end, ended together."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from app import workers
from app.__main__ import parse, prepare
from tests.app.commands import CS231N
from tests.app.server import PATIENCE, Page, closed, until

pytestmark = pytest.mark.skipif(not workers.POSSIBLE, reason="connections cannot be handed over")
ROOT = Path(__file__).resolve().parents[2]
PAGES = 10


class Parent:
    """The server with two workers, and what its log says."""

    def __init__(self, log: Path) -> None:
        self._log = log
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-W", "error", "-m", "app", "--port", "0", "--workers", "2"],
                cwd=ROOT,
                env=os.environ | {"FRONTEIRA_KERNEL": "False"},  # else it may be compiled first
                stdout=subprocess.PIPE,
                stderr=out,
                text=True,
            )
        assert self.process.stdout is not None
        found = re.search(r":(\d+)/", self.process.stdout.readline())
        assert found, log.read_text("utf-8")
        self.port = int(found[1])

    def lines(self, event: str) -> list[dict[str, Any]]:
        lines = self._log.read_text("utf-8").splitlines(keepends=True)
        said = [json.loads(line) for line in lines if line.endswith("\n")]
        return [line for line in said if line["event"] == event]

    def started(self) -> list[int]:
        return [line["worker"] for line in self.lines("worker started")]


@pytest.fixture
def parent(tmp_path: Path) -> Iterator[Parent]:
    served = Parent(tmp_path / "log")
    with served.process:
        yield served
        served.process.kill()  # the workers notice, and end
    for pid in served.started():
        until(lambda pid=pid: not alive(pid))


def experiment(page: Page) -> Any:
    """The state in its checkpoint."""
    assert page.checkpoint is not None
    return json.loads(page.checkpoint)["experiment"]


def alive(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


def test_workers_share_the_pages_and_one_goes_on_for_another(parent: Parent) -> None:
    pages = [Page(parent.port) for _ in range(PAGES)]
    opened = [line["worker"] for line in parent.lines("session opened")]
    first, second = parent.started()
    assert Counter(opened) == {first: PAGES // 2, second: PAGES // 2}

    page = next(page for page, worker in zip(pages, opened, strict=True) if worker == first)
    other = next(page for page, worker in zip(pages, opened, strict=True) if worker == second)
    page.do("start", config=CS231N)
    other.do("start", config=CS231N)
    page.do("step", count=20)
    number = page.send("nudge", name="b0", index=[0], by=0.25)
    assert page.event("applied", id=number)["iteration"] == 20

    os.kill(first, signal.SIGKILL)
    assert closed(page)[0] == 1006
    assert other.do("step")["type"] == "applied", "the other worker does not notice"
    nudge = {"id": number, "type": "nudge", "name": "b0", "index": [0], "by": 0.25}
    again = Page(parent.port)
    again.ids = page.ids
    commands = [{"command": nudge, "at": 20}]
    answer = again.do("resume", checkpoint=page.checkpoint, commands=commands, iteration=20)
    assert answer["type"] == "applied"
    again.do("pause")  # with a checkpoint

    other.do("step", count=19)
    other.do("nudge", name="b0", index=[0], by=0.25)
    other.do("pause")
    assert experiment(again) == experiment(other), "bit for bit"

    until(lambda: len(parent.started()) == 3)
    until(lambda: parent.lines("worker ended"))
    ended = parent.lines("worker ended")[0]
    assert (ended["worker"], ended["code"]) == (first, -signal.SIGKILL)
    for newcomer in [Page(parent.port) for _ in range(3)]:
        newcomer.do("start", config=CS231N)
        newcomer.close()
    assert parent.lines("session opened")[-1]["worker"] == parent.started()[-1]
    for page in [*pages, again]:
        page.close()


@pytest.mark.parametrize(("sign", "code"), [(signal.SIGTERM, -signal.SIGTERM), (signal.SIGINT, 0)])
def test_a_signal_ends_all_with_their_last_checkpoints(
    parent: Parent, sign: signal.Signals, code: int
) -> None:
    pages = [Page(parent.port) for _ in range(2)]
    for page in pages:
        page.do("start", config=CS231N)
        page.do("play")
        page.frame()
    parent.process.send_signal(sign)
    for page in pages:
        assert closed(page) == (1012, "shutdown")
        assert page.header is not None
        assert experiment(page)["iteration"] == page.header.iteration, "the newest that it has seen"
        page.close()
    assert parent.process.wait(PATIENCE) == code
    assert not any(alive(pid) for pid in parent.started())


def test_a_second_signal_kills_a_worker_that_hangs(parent: Parent) -> None:
    until(lambda: len(parent.started()) == 2)
    first, second = parent.started()
    os.kill(first, signal.SIGSTOP)
    parent.process.send_signal(signal.SIGTERM)
    until(lambda: any(line["worker"] == second for line in parent.lines("worker ended")))
    parent.process.send_signal(signal.SIGTERM)
    assert parent.process.wait(PATIENCE) == -signal.SIGTERM
    assert not alive(first)


@pytest.mark.parametrize("given", ["0", "65", "-1", "two", "1.5"])
def test_a_wrong_number_of_workers_is_said_in_words(
    given: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        parse([f"--workers={given}"])
    said = capsys.readouterr().err
    assert f"--workers: must be a whole number from 1 to 64, got '{given}'" in said


def test_a_system_that_cannot_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "POSSIBLE", False)
    with pytest.raises(SystemExit, match="--workers must be 1"):
        prepare(parse(["--port", "0", "--workers", "2"]))
