"""docs/protocol.md says what the code does: commands, events, sections, limits."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from app import connection, frames, session, wire
from app.frames import Id
from app.settings import Settings
from tests.app.test_wire import commands

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "protocol.md").read_text("utf-8")


def section(number: int) -> str:
    """The text of "## number."."""
    return TEXT.split(f"\n## {number}. ")[1].split("\n## ")[0]


def rows(text: str) -> list[list[str]]:
    """The cells of every row of every table."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def names(text: str) -> set[str]:
    """What the first cells name in code quotes."""
    return {name for row in rows(text) for name in re.findall(r"^`(\w+)`$", row[0])}


def test_every_command_is_described_with_its_fields() -> None:
    described = {row[0].strip("`"): row[1] for row in rows(section(2)) if row[0].startswith("`")}
    written = {kind.model_fields["type"].annotation.__args__[0]: kind for kind in commands()}  # type: ignore[union-attr]
    assert described.keys() == written.keys()
    for name, kind in written.items():
        fields = kind.model_fields.keys() - {"id", "type"}
        assert set(re.findall(r"`(\w+)`", described[name])) == fields, name


def test_every_event_is_described() -> None:
    source = "".join(inspect.getsource(module) for module in (session, connection, wire))
    said = set(re.findall(r'_say\("(\w+)"', source))
    told = set(re.findall(r'"type": "(\w+)"', source))
    assert names(section(3)) >= said | told
    assert said | told == {
        "hello", "applied", "refused", "progress", "config", "diverged", "heartbeat", "bye",
        "answered", "branches", "checked", "stepped",
    }  # fmt: skip


def test_every_way_to_end_is_described() -> None:
    ends = {end for end in vars(connection).values() if isinstance(end, connection.End)}
    described = {(row[0], row[1]) for row in rows(section(3)) if row[0].isdecimal()}
    assert {(str(end.code), f"`{end.reason}`") for end in ends} | {("1009", "")} == described


def test_every_section_is_described() -> None:
    table = section(4).split("| id | section |")[1]
    assert [int(row[0]) for row in rows(table) if row[0].isdecimal()] == list(Id)


def test_the_header_and_the_table_lie_where_it_says() -> None:
    table, entries = section(4).split("| at | type | header |")[1].split("| at | type | entry")
    for text, layout in ((table, frames.HEADER), (entries.split("| id |")[0], frames.ENTRY)):
        sizes = {"u8": 1, "u16": 2, "u32": 4, "u64": 8, "f64": 8, "4 bytes": 4}
        at = 0
        for row in rows(text):
            if row[0].isdecimal():
                assert int(row[0]) == at, row
                at += sizes[row[1]]
        assert at == layout.size


def test_every_limit_is_described_with_its_default() -> None:
    described = {row[0].strip("`"): row[1] for row in rows(section(7)) if row[0].startswith("`")}
    assert described.keys() == Settings.model_fields.keys()
    for name, default in Settings():
        text = f"{default:g}" if isinstance(default, float) else str(default)
        assert described[name] == ("[]" if default == frozenset() else text), name


def test_the_constants_in_the_text() -> None:
    assert f"protocol `{wire.SUBPROTOCOL}`" in TEXT
    assert f"{wire.MAX_VALUES} commas" in TEXT


@pytest.mark.parametrize("code", ["order", "closed", "checkpoint", "cancelled", "json", "missing"])
def test_the_servers_own_codes_are_named(code: str) -> None:
    assert f"`{code}`" in section(3)
