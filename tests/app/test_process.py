"""The process: how it starts, what it says, how it ends."""

from __future__ import annotations

import json
import logging
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from unittest.mock import Mock

import pytest

from app import pages
from app.__main__ import address, parse, prepare
from app.logs import JsonLines, Once
from app.server import listen
from app.settings import Settings
from tests.app.commands import CS231N
from tests.app.server import Page
from tests.app.test_stream import closed

ROOT = Path(__file__).resolve().parents[2]
SERVE = [sys.executable, "-W", "error", "-m", "app"]


def failure(*arguments: str) -> str:
    """What a server says that cannot start."""
    with pytest.raises(SystemExit) as caught:
        prepare(parse(list(arguments)))
    return str(caught.value.code)


def test_the_defaults_serve_this_machine_only() -> None:
    options = parse([])
    assert (options.host, options.port, options.open) == ("127.0.0.1", 8000, False)
    options = parse(["--host", "0.0.0.0", "--port", "9", "--open"])
    assert (options.host, options.port, options.open) == ("0.0.0.0", 9, True)


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no SIGTERM")
@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_it_says_its_address_and_ends_with_a_checkpoint(sign: signal.Signals) -> None:
    with subprocess.Popen(
        [*SERVE, "--port", "0"],
        cwd=ROOT,
        env=os.environ | {"FRONTEIRA_KERNEL": "False"},  # else it may be compiled first
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", process.stdout.readline())
        assert found
        with Page(int(found[1])) as page:
            page.do("start", config=CS231N)
            page.do("play")
            page.frame()
            process.send_signal(sign)
            assert closed(page) == (1012, "shutdown")
            assert page.checkpoint is not None
            process.wait(10)
        lines = [json.loads(line) for line in process.stderr.read().splitlines()]
    assert [line["event"] for line in lines] == ["session opened", "session closed"]
    assert lines[-1]["why"] == "shutdown"
    assert "127.0.0.1" not in json.dumps(lines), "no addresses in the log"


def test_a_port_that_is_taken_is_said_in_words() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert f"Cannot listen on 127.0.0.1, port {port}: " in failure("--port", port)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["--port", "99999"], "port 99999"), (["--host", "no.such.host.invalid"], "Cannot listen")],
)
def test_an_address_that_is_none_is_said_in_words(arguments: list[str], words: str) -> None:
    assert words in failure(*arguments)


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("MAX_POINTS", "0", "at least 1"),
        ("MAX_POINTS", "many", "integer"),
        ("MAX_CLASSES", "11", "at most 10"),
        ("FRAME_RATE", "fast", "number"),
        ("FRAME_RATE", "nan", "at most 120"),
        ("ACK_TIMEOUT", "inf", "finite"),
        ("SLICE_MS", "0", "above 0"),
    ],
)
def test_a_wrong_setting_is_named_with_its_rule(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, rule: str
) -> None:
    monkeypatch.setenv(f"FRONTEIRA_{name}", value)
    said = failure("--port", "0")
    assert said.startswith(f"FRONTEIRA_{name} must be ")
    assert rule in said
    assert said.endswith(f"got '{value}'")


def test_a_list_that_is_none_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTEIRA_ALLOWED_HOSTS", "school.example")
    assert "allowed_hosts" in failure("--port", "0")


def test_missing_libraries_are_said_in_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(pages, "VENDOR", tmp_path)
    assert "python3 dev.py run" in failure("--port", "0")


@pytest.mark.parametrize(
    ("host", "found"),
    [
        ("127.0.0.1", "http://127.0.0.1:7/"),
        ("0.0.0.0", "http://localhost:7/"),
        ("::", "http://localhost:7/"),
        ("::1", "http://[::1]:7/"),
    ],
)
def test_the_address_to_open(host: str, found: str) -> None:
    listener = Mock(getsockname=lambda: (host, 7))
    assert address(host, listener) == found


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTEIRA_MAX_POINTS", "77")
    monkeypatch.setenv("FRONTEIRA_ALLOWED_ORIGINS", '["https://school.example"]')
    settings = Settings()
    assert settings.max_points == 77
    assert settings.allowed_origins == {"https://school.example"}


def test_every_setting_is_used() -> None:
    sources = "".join(path.read_text("utf-8") for path in (ROOT / "app").glob("*.py"))
    for name in Settings.model_fields:
        assert f"settings.{name}" in sources, name


def test_connections_inherit_the_sockets_options() -> None:
    settings = Settings(send_buffer_bytes=50_000, user_timeout_ms=4321)
    with listen("127.0.0.1", 0, settings) as listener:
        address = listener.getsockname()
        with socket.create_connection(address), listener.accept()[0] as connection:
            size = connection.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF)
            assert size <= 2 * settings.send_buffer_bytes
            if hasattr(socket, "TCP_USER_TIMEOUT"):
                option = socket.TCP_USER_TIMEOUT
                assert connection.getsockopt(socket.IPPROTO_TCP, option) == 4321


def test_a_log_line_is_json_with_its_fields() -> None:
    record = logging.makeLogRecord(
        {"levelname": "INFO", "msg": "saved %s", "args": ("é\n",), "sessions": 3}
    )
    line = JsonLines().format(record)
    assert "\n" not in line
    found = json.loads(line)
    assert found["event"] == "saved é\n"
    assert found["sessions"] == 3
    assert found["level"] == "info"
    assert found["time"].endswith("+00:00")


def test_an_error_that_repeats_itself_is_logged_once_a_second() -> None:
    once, shown = Once(), []
    for created, message in [(1.0, "a"), (1.5, "a"), (1.6, "b"), (2.1, "b"), (2.2, "b")]:
        record = logging.makeLogRecord({"levelno": 40, "msg": message, "created": created})
        if once.filter(record):
            shown.append((created, message))
    assert shown == [(1.0, "a"), (1.6, "b"), (2.1, "b")]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such limit")
def test_there_are_descriptors_for_a_classroom() -> None:
    script = (
        "import resource, app.server as server\n"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (64, 512))\n"
        "server._allow_descriptors()\n"
        "print(resource.getrlimit(resource.RLIMIT_NOFILE))\n"
    )
    found = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert found.stdout.strip() == "(512, 512)"
