"""The real server as a child, and what /proc says of it."""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PYTHON = ROOT / ".venv/bin/python"
TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
PATIENCE = 60.0  # the kernel may have to be compiled first


class Served:
    """`python -m app` (or another module) on a free port, BLAS in one thread."""

    def __init__(self, *arguments: str, module: str = "app", **settings: object) -> None:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("OPENBLAS", "FRONTEIRA"))}
        given = {f"FRONTEIRA_{name.upper()}": str(value) for name, value in settings.items()}
        self.log = tempfile.TemporaryFile("w+b")  # noqa: SIM115
        self.process = subprocess.Popen(
            [PYTHON, "-m", module, "--port", "0", *arguments],
            cwd=ROOT,
            env=kept | given | {"OPENBLAS_NUM_THREADS": "1"},
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )
        assert self.process.stdout is not None
        found = re.search(r":(\d+)/", self.process.stdout.readline())
        if found is None:
            self.stop()
            raise RuntimeError(self.said())
        self.port = int(found[1])
        deadline = time.monotonic() + PATIENCE
        while self.health() is None:
            if time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(self.said())
            time.sleep(0.05)

    def __enter__(self) -> Served:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """End it, with a goodbye if it still listens."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def said(self) -> str:
        """Its log, read without moving the position that it shares with the server."""
        descriptor = self.log.fileno()
        return os.pread(descriptor, os.fstat(descriptor).st_size, 0).decode("utf-8", "replace")

    def health(self) -> dict[str, Any] | None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2) as got:
                found: dict[str, Any] = json.load(got)
                return found
        except OSError:
            return None

    @property
    def pids(self) -> list[int]:
        """It and its children; a parent of workers comes first."""
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
        return [pid, *map(int, children)]

    def cpu(self) -> dict[int, float]:
        """Seconds that each process has computed."""
        return {pid: cpu_seconds(pid) for pid in self.pids}

    @property
    def memory(self) -> float:
        """Resident megabytes, together."""
        return sum(
            int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * PAGE / 1e6
            for pid in self.pids
        )

    @property
    def descriptors(self) -> int:
        return sum(len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in self.pids)


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def machine() -> str:
    name = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
        if line.startswith("model name"):
            name = line.split(":", 1)[1].strip()
            break
    return (
        f"{name}, {os.cpu_count()} cores; {platform.system()}; Python {platform.python_version()}"
    )


def load() -> str:
    return f"{os.getloadavg()[0]:.1f}"
