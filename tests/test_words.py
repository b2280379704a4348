"""Whatever the engine declares and whatever it refuses has its words in both languages."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from engine import schema

ROOT = Path(__file__).resolve().parents[1]
CODE = 3  # ConfigError(field, rule, value, code): its place among the arguments
HTTP_ONLY = {"not_found", "method", "failed", "status", "host", "origin", "subprotocol"}


def words(language: str) -> dict[str, str]:
    found: dict[str, str] = json.loads((ROOT / f"static/i18n/{language}.json").read_text("utf-8"))
    return found


def declared() -> set[str]:
    """The keys that the page needs for every family, member, setting and choice."""
    keys = set()
    for family, members in schema()["families"].items():
        keys.add(f"family.{family}")
        for member in members:
            keys |= {f"{family}.{member['name']}", f"{family}.{member['name']}.help"}
            for setting in member["settings"]:
                keys |= {f"setting.{setting['name']}", f"setting.{setting['name']}.help"}
                keys |= {f"{setting['name']}.{choice}" for choice in setting["choices"] or []}
    return keys


@pytest.mark.parametrize("language", ["pt-BR", "en"])
def test_everything_the_schema_declares_has_a_name_and_a_help(language: str) -> None:
    assert declared() - words(language).keys() == set()


@pytest.mark.parametrize("language", ["pt-BR", "en"])
def test_no_name_is_left_of_what_the_schema_no_longer_has(language: str) -> None:
    families = schema()["families"]
    known = {f"{family}.{m['name']}" for family, members in families.items() for m in members}
    texts = {key.removesuffix(".help") for key in words(language) if key.endswith(".help")}
    assert {k for k in texts if k.split(".")[0] in families} - known == set()


def codes() -> set[str]:
    """Every code that a ConfigError is made with."""
    found = set()
    for path in [*(ROOT / "engine").rglob("*.py"), *(ROOT / "app").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "ConfigError":
                code = node.args[CODE] if len(node.args) > CODE else None
                if isinstance(code, ast.Constant):
                    found.add(str(code.value))
    return found


@pytest.mark.parametrize("language", ["pt-BR", "en"])
def test_every_refusal_has_a_sentence(language: str) -> None:
    assert codes() >= {"range", "number", "integer", "choice", "count", "checkpoint"}
    spoken = {key.removeprefix("error.") for key in words(language) if key.startswith("error.")}
    assert codes() - HTTP_ONLY - spoken == set()
