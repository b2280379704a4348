"""What a fresh clone relies on: the lock file, the libraries copied for the page, the licences."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
VENDOR = ROOT / "static" / "vendor"
PACKAGE = json.loads((ROOT / "package.json").read_text("utf-8"))
LOCK = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
NAMESPACE = "http://www.w3.org/"


def test_the_lock_pins_every_package_by_hash_and_names_no_registry() -> None:
    packages = {name: entry for name, entry in LOCK["packages"].items() if name}
    assert packages
    for name, entry in packages.items():
        assert entry["integrity"].startswith("sha512-"), name
        assert "resolved" not in entry, name


def test_the_lock_is_of_this_package_json() -> None:
    for kind in ("dependencies", "devDependencies"):
        assert LOCK["packages"][""][kind] == PACKAGE[kind]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", v) for v in PACKAGE["dependencies"].values())


def test_every_library_is_copied_with_its_licence() -> None:
    for name in PACKAGE["dependencies"]:
        assert list((VENDOR / name).glob("LICENSE*")), name
    for path in PACKAGE["vendor"]["files"]:
        assert (VENDOR / path).is_file(), path


def test_the_import_map_leads_to_files() -> None:
    importmap = json.loads((VENDOR / "importmap.json").read_text("utf-8"))
    assert importmap == PACKAGE["vendor"]["importmap"]
    for path in importmap.values():
        assert (VENDOR / path).is_file()


def ours(*suffixes: str) -> list[Path]:
    found = [*(ROOT / "static").rglob("*"), *(ROOT / "templates").rglob("*")]
    return [p for p in found if p.suffix in suffixes and VENDOR not in p.parents]


@pytest.mark.parametrize("path", ours(".js", ".css", ".html", ".svg"), ids=lambda path: path.name)
def test_the_page_names_no_address_to_load_from(path: Path) -> None:
    addresses = re.findall(r"""https?://[^\s"')<>]*""", path.read_text("utf-8"))
    assert [a for a in addresses if not a.startswith(NAMESPACE)] == []


def test_every_file_a_stylesheet_names_exists() -> None:
    for path in ours(".css"):
        for name in re.findall(r"""url\(["']?([^"')]+)""", path.read_text("utf-8")):
            if name.startswith(("data:", "#")):
                continue
            target = ROOT / name.lstrip("/") if name.startswith("/") else path.parent / name
            assert target.resolve().is_file(), f"{path.name}: {name}"


def test_the_changelog_opens_with_this_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    versions = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert next(version for version in versions if version != "Unreleased") == project["version"]
